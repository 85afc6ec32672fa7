"""Who is next: the sender's picture of what waits, strictest rank first, one message per chat on its way.

A picture only: the outbox is the truth, and a row is on its way only when its lease is committed.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Hashable

from bot.pacing import Pacer
from bot.turns import Turns
from db.outbox import ALARM, ANSWER, NOTICE, UNCOUNTED, Queued
from services.clock import Clock

Place = Hashable
HELD = "held"
Rank = tuple[int, bool]  # lane, and in it edits behind what is new; a roll-up goes with new alarms


class Queue:
    """Rows by place and rank, places by their strictest rank that may go."""

    def __init__(self, pacer: Pacer, clock: Clock) -> None:
        self._pacer = pacer
        self._clock = clock
        self._rows: dict[Place, dict[Rank, Turns]] = {}
        self._known: dict[int, tuple[Rank, Place]] = {}  # row -> where it stands here
        self._ready: list[tuple[Rank, int, Place]] = []
        self._asleep: list[tuple[float, int, Place]] = []
        self._wakes: dict[Place, float] = {}
        self._away: set[Place] = set()
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._known)

    def is_idle(self) -> bool:
        """Nothing waits but what Telegram has refused, which is tried rarely."""
        return all(_is_held(place) for _, place in self._known.values())

    def add(self, rows: list[Queued]) -> None:
        """Takes rows in; one that is known moves if its rank or its place changed."""
        for row in rows:
            where = rank, place = _rank(row), _place(row)
            if self._known.get(row.id) == where:
                continue
            self._known[row.id] = where
            self._rows.setdefault(place, {}).setdefault(rank, Turns()).add(row)
            if place not in self._away:
                self._call(rank, place)

    def take(self, most: int, kept: int = 0) -> list[tuple[Queued, float]]:
        """Rows that may go now or in the next moments, each with its time; their places are away
        until back() is called. Strictest rank first, then who came first; the last `kept` of the
        `most` are for alarms."""
        now = self._clock.seconds()
        self._wake(now)
        taken: list[tuple[Queued, float]] = []
        while self._ready and len(taken) < most and self._pacer.slot(now) <= now + AHEAD:
            rank, _, place = heapq.heappop(self._ready)
            if place in self._away:
                continue
            row, at = self._next(place, now)
            if row is None:
                self._sleep(place, at)
                continue
            if _rank(row) > rank:
                self._call(_rank(row), place)
                continue
            if row.lane != ALARM and len(taken) >= most - kept:
                self._call(rank, place)
                break
            self._rows[place][_rank(row)].take(row)
            self._known.pop(row.id, None)
            self._away.add(place)
            spent = now if row.kind in UNCOUNTED else self._pacer.spend(row, now)
            taken.append((row, spent))
        return taken

    def back(self, row: Queued) -> None:
        """The message has arrived or failed: the next one of its place may go."""
        place = _place(row)
        self._away.discard(place)
        if ranks := self._ranks(place):
            self._call(ranks[0], place)

    def refund(self, row: Queued, at: float) -> None:
        """The row that took its place at that time was not sent after all: another may go instead."""
        self._pacer.refund(row, at)
        for place in (row.chat_id, (row.chat_id, "edits")):
            if place not in self._away and (ranks := self._ranks(place)):
                self._call(ranks[0], place)

    def rouse(self) -> None:
        """What waited because Telegram wanted silence may go before the time it was told."""
        for place in self._wakes:
            if ranks := self._ranks(place):
                self._call(ranks[0], place)
        self._wakes.clear()
        self._asleep.clear()

    def next_at(self) -> float | None:
        """The clock's seconds at which something may be ready, None when nothing waits."""
        now = self._clock.seconds()
        times = [self._asleep[0][0]] if self._asleep else []
        if self._ready:
            times.append(max(now, self._pacer.slot(now) - AHEAD))
        return min(times, default=None)

    def _call(self, rank: Rank, place: Place) -> None:
        heapq.heappush(self._ready, (rank, next(self._order), place))

    def _sleep(self, place: Place, until: float | None) -> None:
        if until is not None and until < self._wakes.get(place, until + 1):
            self._wakes[place] = until
            heapq.heappush(self._asleep, (until, next(self._order), place))

    def _wake(self, now: float) -> None:
        while self._asleep and self._asleep[0][0] <= now:
            at, _, place = heapq.heappop(self._asleep)
            if self._wakes.get(place) == at:
                del self._wakes[place]
            if ranks := self._ranks(place):
                self._call(ranks[0], place)

    def _ranks(self, place: Place) -> list[Rank]:
        """The ranks in which something waits there, the strictest first."""
        turns = self._rows.get(place, {})
        for rank in [rank for rank, rows in turns.items() if not rows]:
            del turns[rank]
        if not turns:
            self._rows.pop(place, None)
        return sorted(turns)

    def _next(self, place: Place, now: float) -> tuple[Queued | None, float | None]:
        """The row of that place that may go, or when there may be one; rows that moved away are skipped.
        What has to wait holds back its own case, and nothing else."""
        earliest: float | None = None
        waiting: dict[str, tuple[Queued, float]] = {}  # of a case, what waits in a stricter rank
        for rank in self._ranks(place):
            for row in self._rows[place][rank].heads(lambda row: self._stands(row, place)):
                at = self._ready_at(row, now)
                before, due = waiting.get(row.case or "", (None, 0.0))
                if at <= now and before is None:
                    return row, at
                if at <= now and before is not None and before.lane != ALARM and due <= now:
                    return before, now  # a first word takes its topic along
                if before is None and row.case is not None:
                    waiting[row.case] = row, self._due(row, now)
                if at > now:
                    earliest = at if earliest is None else min(at, earliest)
        return None, earliest

    def _stands(self, row: Queued, place: Place) -> bool:
        return self._known.get(row.id) == (_rank(row), place)

    def _ready_at(self, row: Queued, now: float) -> float:
        at = self._due(row, now)
        return at if row.kind in UNCOUNTED else max(at, self._pacer.ready_at(row, now))

    def _due(self, row: Queued, now: float) -> float:
        """When it may go as far as it says itself."""
        if row.not_before is None:
            return now
        return max(now, now + (row.not_before - self._clock.now()).total_seconds())


AHEAD = 0.005  # seconds: messages that leave within this time share one commit of their leases


def _rank(row: Queued) -> Rank:
    """In a group, where an alarm stands is the only change that goes before what is new."""
    is_change = row.edit and not row.urgent
    return NOTICE if is_change and row.lane == ANSWER and row.chat_id < 0 else row.lane, is_change


def _place(row: Queued) -> Place:
    """Where a row stands: what is new in a chat, and behind it what changes there, one at a time each. The
    answer to a press waits for no message, and no message for it; nor does any wait for a picture, which
    is drawn first: only the chat's next picture does. What Telegram has refused keeps nothing waiting, and
    is tried in its order."""
    if row.held:
        return HELD, row.chat_id
    match row.kind:
        case "toast":
            return "toast", row.id
        case "picture":
            return "picture", row.chat_id
    return (row.chat_id, "edits") if _rank(row)[1] else row.chat_id


def _is_held(place: Place) -> bool:
    return isinstance(place, tuple) and place[0] == HELD
