"""Once an hour: forget what is over, so that nobody's words or name stay longer than promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from db import bookings, inbox, outbox, tidings, waits
from db.retention import RETENTIONS, Retention
from services import openings, questions
from services.work import Work


def _by_retention(retention: Retention) -> Callable[[Work, int], int]:
    return lambda work, most: retention.tidy(work.connection, work.now, most)


SLICE = 200  # rows of a kind at a time: a press behind it waits for some milliseconds
FRAMES = timedelta(days=90)

# Each forgets so many at most, and says how many it forgot.
PARTS: tuple[Callable[[Work, int], int], ...] = (
    lambda work, most: inbox.tidy(work.connection, work.now, most),
    lambda work, most: inbox.tidy_parked(work.connection, work.now, most),
    lambda work, most: outbox.tidy(work.connection, work.now, most),
    lambda work, most: tidings.tidy(work.connection, work.now, most),
    lambda work, most: bookings.forget_frames(work.connection, work.now - FRAMES, most),
    lambda work, most: waits.tidy(work.connection, openings.today(work), work.now, most),
    questions.tidy,
    *(_by_retention(retention) for retention in RETENTIONS),
)


def tidy(work: Work) -> bool:
    """Updates done 48 h ago, parked ones after 30 days, messages 48 h after they were sent, frame
    numbers of bikes 90 days after the visit, unfinished answers after a day; all else when its time
    has come (db/retention.py). Stops at a kind of which it is a whole slice: True, more may be left."""
    return any(part(work, SLICE) >= SLICE for part in PARTS)
