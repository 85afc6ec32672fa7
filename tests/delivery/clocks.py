"""The alarm's clocks as the district of the histories has them: which call comes when, and when an owner who
gives no sign is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

RUNGS = {"again": 20, "next_room": 60, "duty_lead": 180}  # seconds after it became open
EVERY, NOT_ON_WAY = 180, 300  # between two calls to all rooms; until the owner is asked
REOPENED, LATE, STILL, ASKED_AGAIN = 60, 300, 1800, 600


def called_by(seconds: float) -> int:
    """How many rungs are reached that long after an alarm became open."""
    first = sum(seconds >= due for due in RUNGS.values())
    return first + max(0, int((seconds - 180) // EVERY))


class Owned(Protocol):
    """What a case says of its owner: the newest sign, how far they are, when they were asked."""

    sign: datetime | None
    asked: datetime | None
    on_way: bool
    arrived: bool
    minutes: int


def asked_by(case: Owned) -> datetime:
    """When the owner has to be asked, or asked again."""
    assert case.sign is not None
    if case.asked is not None:
        return case.asked + timedelta(seconds=ASKED_AGAIN)
    if case.arrived:
        return case.sign + timedelta(seconds=STILL)
    return case.sign + timedelta(seconds=case.minutes * 60 + LATE if case.on_way else NOT_ON_WAY)
