"""What could not be said in time is not said any more, and whoever wanted to hear of it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from db import holds, tidings
from db.holds import Owed
from jobs.sweeps import Coming, Sweep
from services.work import Work

TOGETHER = 100  # rows that end in one transaction


def end(work: Work, _: Owed) -> None:
    """All that is overdue, as much as fits in a transaction."""
    over = holds.overdue(work.connection, work.now, TOGETHER)
    holds.expire(work.connection, [owed.id for owed in over], work.now)
    for owed in over:
        if owed.about is not None:
            tidings.tell(work.connection, owed.about, owed.chat_id, tidings.EXPIRED, work.now)


def due(connection: Connection, now: datetime) -> Owed | None:
    """The row that has been overdue longest."""
    return next(iter(holds.overdue(connection, now, 1)), None)


def coming(_: Connection) -> list[Coming]:
    """Nothing that anybody waits for."""
    return []


SWEEP = Sweep(holds.soonest_end, due, end, holds.prolong, coming)
