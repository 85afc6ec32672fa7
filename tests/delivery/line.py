"""A line of the sender's under a clock that stands still until it is moved, for tests of who is next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.pacing import Limits, Pacer
from bot.queue import Queue
from db.outbox import Queued
from services.clock import Clock

GROUP = -1001
START = datetime(2026, 3, 1, tzinfo=UTC)


class StillClock(Clock):
    """Moves only by hand."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))
        self.passed = 1000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


def row(
    number: int,
    lane: int,
    chat: int,
    kind: str = "message",
    after: float = 0,
    case: str | None = None,
    *,
    edit: bool = False,
) -> Queued:
    at = START + timedelta(seconds=after) if after else None
    return Queued(number, lane, chat, kind, at, edit, case)


def queue(clock: Clock, **limits: float) -> Queue:
    told = {"per_second": 1e9, "burst": 10_000, **limits}
    return Queue(Pacer(Limits(**told)), clock)  # type: ignore[arg-type]  # burst is a whole number


def numbers(taken: list[tuple[Queued, float]]) -> list[int]:
    return [one.id for one, _ in taken]


def all_of(line: Queue, clock: StillClock, seconds: float = 0) -> list[tuple[int, float]]:
    """The rows that go within some seconds, one after the other, each with when it did."""
    went: list[tuple[int, float]] = []
    end = clock.passed + seconds
    while True:
        if taken := line.take(1):
            went.append((taken[0][0].id, clock.passed))
            line.back(taken[0][0])
            continue
        at = line.next_at()
        if at is None or at > end:
            clock.passed = end
            return went
        clock.passed = max(clock.passed + 0.001, at)
