"""How long the desk works in one transaction. Nothing waits longer behind a batch; but where every question
is a journey to a server, a batch that ended after its time was up would do a single update and travel on:
so it works at least as long as it took to begin."""

from __future__ import annotations

import time

SECONDS = 0.010
LONGEST = 0.050  # of it, however long the beginning took


def until(began: float) -> float:
    """Until when (perf_counter) a transaction goes on with the next that began then."""
    now = time.perf_counter()
    return now + max(SECONDS, min(now - began, LONGEST))
