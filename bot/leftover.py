"""What waited when an earlier run ended, done between what comes in now: whoever presses for help then
waits for a slice of it and not for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

SLICE = 10  # updates that share a count and a commit: some tens of milliseconds


class LeftOver:
    """Updates of an earlier run, as (id, chat, tries), in the order in which they are done.

    Nobody was tried before: some share a commit. What was tried already goes alone, and its chat last,
    so that it keeps nobody waiting if it ends the process once more.
    """

    def __init__(self, rows: Sequence[tuple[int, int, int]]) -> None:
        most: dict[int, int] = {}
        for _, chat, tries in rows:
            most[chat] = max(tries, most.get(chat, 0))
        ordered = sorted(rows, key=lambda row: most[row[1]])
        self._waits = {row: (chat, most[chat] > 0) for row, chat, _ in ordered}
        self._chats = Counter(chat for _, chat, _ in rows)
        self._newest = max((row for row, _, _ in rows), default=0)

    @property
    def newest(self) -> int:
        """The last of them, 0 when none waits any more: what another process files at that moment may have
        a number below it, and is found then."""
        return self._newest if self._waits else 0

    def holds(self, chat: int) -> bool:
        """Whether something of that chat still waits: what it says now comes after it."""
        return self._chats[chat] > 0

    def next(self, among: Collection[int] | None = None) -> list[int]:
        """The next updates to be done together, of these chats if they are named; they wait no more."""
        found: list[int] = []
        for row, (chat, tried) in self._waits.items():
            if among is not None and chat not in among:
                continue
            if tried and found:
                break
            found.append(row)
            if tried or len(found) == SLICE:
                break
        for row in found:
            self._chats[self._waits.pop(row)[0]] -= 1
        return found
