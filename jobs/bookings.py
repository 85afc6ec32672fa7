"""What a booking does by itself: a place that is held and not confirmed is free again, and a visit that
nobody noted is over."""

from __future__ import annotations

from sqlalchemy import Connection

from db import bookings
from db.bookings import HELD
from jobs.sweeps import Coming, Sweep
from services import bookings as service


def coming(connection: Connection) -> list[Coming]:
    """Held places let go ("bookings.let_go")."""
    return [
        Coming("bookings.let_go", one.id, one.due_at)
        for one in bookings.coming(connection)
        if one.state == HELD and one.due_at is not None
    ]


SWEEP = Sweep(bookings.next_due, bookings.due, service.when_due, bookings.postpone, coming)
