"""Safeguards removed one at a time: the suite has to fail each time, or the safeguard is only a wish."""
