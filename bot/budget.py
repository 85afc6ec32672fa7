"""How long the desk works in one transaction. Each commit costs a sync of the disk, so many updates share
one; but an alarm waits for no batch: as soon as one is at the door, or its card wants to leave, the batch
under way is ended. Where every question is a journey to a server, a batch that ended at once would do a
single update and travel on: it works at least as long as it took to begin."""

from __future__ import annotations

import time

from db.turns import Haste

SECONDS = 0.010  # of a batch that an alarm waits for
LONGEST = 0.050  # of any, and of the beginning that counts


class Budget:
    """The time of one transaction, which begins now."""

    def __init__(self, haste: Haste) -> None:
        self._haste = haste
        self._began = time.perf_counter()
        self._hurried = self._longest = self._began

    def has_begun(self) -> None:
        """All that has to be known is known, and the first of its deeds is next."""
        now = time.perf_counter()
        self._hurried = now + max(SECONDS, min(now - self._began, LONGEST))
        self._longest = max(self._hurried, now + LONGEST)

    def is_over(self) -> bool:
        """Whether the next of it had better wait for the next transaction."""
        return time.perf_counter() > (self._hurried if self._haste else self._longest)
