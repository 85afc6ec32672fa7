"""What may be an alarm and could not be read calls by itself until an officer looks after it."""

from __future__ import annotations

from sqlalchemy import Connection

from db import tidings, unread
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from services import schedules
from services import unread as service
from services.work import Work


def coming(connection: Connection) -> list[Coming]:
    """Calls wider and wider ("unread.again" ...)."""
    known = [(one, one.due_at) for one in unread.coming(connection)]
    return [
        Coming(f"unread.{schedules.call_of(case.rung)}", case.id, at)
        for case, at in known
        if at is not None
    ]


SWEEP = Sweep(unread.soonest, unread.due, service.when_due, unread.postpone, coming)


def hear(tiding: Tiding, work: Work) -> None:
    """It can't be said to an officer; a group that does not take it has its own listener."""
    if tiding.outcome in tidings.NOT_THERE and tiding.chat_id > 0:
        service.not_reached(work, int(tiding.about.split()[1]), tiding.chat_id)
