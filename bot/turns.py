"""Each case in turn: rows of one chat and one rank, in which no case waits for all of another's."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator

from db.outbox import ALARM, ANSWER, Queued

Line = list[
    tuple[tuple[bool, float], int, int, Queued]
]  # a heap: when, row, arrival, the row itself
_arrivals = itertools.count()


class Turns:
    """A line for each case, and whose turn is next. What is said about a case stays in order."""

    def __init__(self) -> None:
        self._lines: dict[str | None, Line] = {}  # who is next stands first

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, row: Queued) -> None:
        line = self._lines.setdefault(_case(row), [])
        heapq.heappush(line, (_when(row), row.id, next(_arrivals), row))

    def heads(self, stands: Callable[[Queued], bool]) -> Iterator[Queued]:
        """The first row of each case, in the order of their turns. Rows that do not stand here any more
        are dropped."""
        for case in list(self._lines):
            line = self._lines[case]
            while line and not stands(line[0][3]):
                heapq.heappop(line)
            if line:
                yield line[0][3]
            else:
                del self._lines[case]

    def take(self, row: Queued) -> None:
        """That head goes, and its case has its next turn after all others."""
        line = self._lines.pop(_case(row))
        heapq.heappop(line)
        if line:
            self._lines[_case(row)] = line


def _when(row: Queued) -> tuple[bool, float]:
    """Where a row stands among its case's. What is said stays in order, also what has to be tried again;
    of alarms, none waits behind one that Telegram would not take, nor a call behind a roll-up's change."""
    if row.lane != ALARM or row.not_before is None or row.held:
        return row.urgent and row.edit, 0.0
    return row.edit, row.not_before.timestamp()


def _case(row: Queued) -> str | None:
    """Whose turn it takes. A conversation with one person stays in order, whatever it is about."""
    return None if row.lane == ANSWER and row.chat_id > 0 else row.case
