"""Once an hour: forget what is over, so that nobody's words or name stay longer than promised."""

from __future__ import annotations

from datetime import timedelta

from db import bookings, inbox, outbox, tidings, waits
from db.retention import RETENTIONS
from services import openings, questions
from services.work import Work

FRAMES = timedelta(days=90)
MOST = 300  # rows of a table in one go


def tidy(work: Work) -> None:
    """Updates done 48 h ago, parked ones after 30 days, messages 48 h after they were sent, frame
    numbers of bikes 90 days after the visit, unfinished answers after a day; all else when its time
    has come (db/retention.py)."""
    inbox.tidy(work.connection, work.now)
    outbox.tidy(work.connection, work.now)
    tidings.tidy(work.connection, work.now)
    bookings.forget_frames(work.connection, work.now - FRAMES)
    waits.tidy(work.connection, openings.today(work), work.now)
    questions.tidy(work)
    for retention in RETENTIONS:
        retention.tidy(work.connection, work.now, MOST)
