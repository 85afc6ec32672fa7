"""A group's minute: twenty messages, edits and topics together, and who may have them.

Some are kept for new alarms, calls and roll-ups. Of the others' share an alarm's state comes before
talk (bot/queue.py says who is first); here is how much of it talk, and each case of it, may have.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from db.outbox import ALARM, NOTICE, Queued

MINUTE = 60.0
LAST = 2  # of a minute, that are for new alarms whatever came before


@dataclass(slots=True)
class Minute:
    """What one group was sent in the last minute. Times are the clock's seconds; the numbers are those
    of bot.pacing.Limits."""

    per_minute: int
    kept: int
    heard: int
    spared: int
    edits: int
    _sent: deque[tuple[float, Queued]] = field(default_factory=deque)
    _signs: deque[float] = field(default_factory=deque)
    _urgent: int = 0
    _edited: int = 0
    _said: Counter[str] = field(default_factory=Counter)  # talk of each case
    _changed: Counter[str] = field(default_factory=Counter)  # changes of what was said of each
    _cases: Counter[str] = field(default_factory=Counter)  # all of each case
    _rolled_at: float = -MINUTE

    def ready_at(self, row: Queued, now: float) -> float:
        """The earliest moment for this row, `now` if at once."""
        self._forget(now)
        if row.is_sign:
            # Telegram says of them only that they have limits too.
            return self._signs[0] + MINUTE if len(self._signs) >= self.per_minute else now
        if len(self._sent) >= self.per_minute:
            return self._next_room
        if row.urgent:
            return max(now, self._spread()) if row.edit else now
        if _is_talk(row):
            has_room = self._may_talk(row)
        elif row.lane == ALARM:
            has_room = self._left_for_states > 0
        else:
            has_room = self._left > (self._fair(row, self._changed) if row.edit else 0)
        if row.edit and self._edited < self.edits:
            has_room = has_room or self._spare > 0
        return now if has_room else self._next_room

    @property
    def _next_room(self) -> float:
        return self._sent[0][0] + MINUTE

    def _spread(self) -> float:
        """When the roll-up may change again, so that what is left lasts until there is room anew."""
        if not self._sent:
            return self._rolled_at
        left = self.per_minute - len(self._sent)
        return self._rolled_at + (self._next_room - self._rolled_at) / (left + 1)

    @property
    def _left(self) -> int:
        """What is left of the others' share."""
        share = max(self.spared, self.per_minute - self.kept - self._urgent)
        return share - (len(self._sent) - self._urgent)

    @property
    def _left_for_states(self) -> int:
        """Where an alarm stands may also take what new alarms have left of the minute, but the last two:
        the buttons for the next step come with it."""
        its = self.per_minute - self.kept - (len(self._sent) - self._urgent)
        kept = max(LAST, self.kept - self._urgent)
        return min(its, self.per_minute - kept - len(self._sent))

    @property
    def _spare(self) -> int:
        """What is left with the part of what is kept for alarms that may be lent."""
        return self.per_minute - self.kept + self.heard - len(self._sent)

    def _fair(self, row: Queued, had: Counter[str]) -> int:
        """How much its case has to leave: no case takes more than it leaves to others, if others are under
        way. `had` counts what each took of that sort, talk or changes."""
        case = row.case or ""
        is_alone = len(self._cases) == (case in self._cases)
        return 0 if is_alone else had[case]

    def _may_talk(self, row: Queued) -> bool:
        """A fair share; and the first word of a case in a minute may take of what is kept for alarms, as far
        as edits need none of it."""
        if not self._said[row.case or ""] and self._spare > max(0, self.edits - self._edited):
            return True
        return self._left > self._fair(row, self._said)

    def add(self, row: Queued, at: float) -> None:
        """The group is sent this at that time. Told in the order of time."""
        if row.is_sign:
            self._signs.append(at)
            return
        self._sent.append((at, row))
        self._count(row, 1)
        if row.is_rollup:
            self._rolled_at = at

    def drop(self, row: Queued, at: float) -> None:
        """It was not sent after all."""
        if (at, row) in self._sent:
            self._sent.remove((at, row))
            self._count(row, -1)
            rolled = [then for then, other in self._sent if other.is_rollup]
            self._rolled_at = max(rolled, default=-MINUTE)

    def _count(self, row: Queued, times: int) -> None:
        self._urgent += times * row.urgent
        self._edited += times * (row.edit and not row.urgent)
        if row.case is not None:
            _add(self._cases, row.case, times)
            if _is_talk(row):
                _add(self._said, row.case, times)
            elif row.edit and row.lane != ALARM:
                _add(self._changed, row.case, times)

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - MINUTE:
            self._count(self._sent.popleft()[1], -1)
        while self._signs and self._signs[0] <= now - MINUTE:
            self._signs.popleft()


def _is_talk(row: Queued) -> bool:
    """What is said about a case, new."""
    return row.lane == NOTICE and row.case is not None and not row.edit


def _add(counts: Counter[str], case: str, times: int) -> None:
    counts[case] += times
    if not counts[case]:
        del counts[case]
