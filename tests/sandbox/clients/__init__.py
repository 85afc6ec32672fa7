"""Bots of other people's making, unmodified, on the sandbox over real HTTP."""
