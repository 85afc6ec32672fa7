"""Every method that is built, held against the rule book."""
