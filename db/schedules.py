"""When alarms have something to do by themselves, and which comes first. What that is:
services/schedules.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from db.alerts import Alert, alerts, is_live
from db.base import read, read_all

# Said in so many words: SQLite finds the smallest along a partial index only when asked for those in it.
soonest = select(func.min(alerts.c.due_at)).where(alerts.c.due_at.is_not(None))
_due_by = (
    select(alerts)
    .where(alerts.c.due_at <= bindparam("now"))
    .order_by(alerts.c.due_at, alerts.c.id)
    .limit(1)
)


def due(connection: Connection, now: datetime) -> Alert | None:
    """The alarm that has waited longest for something to happen by itself."""
    row = connection.execute(_due_by, {"now": now}).first()
    return read(Alert, row) if row else None


def due_rolled(connection: Connection, now: datetime, most: int) -> list[Alert]:
    """Alarms in roll-ups for which something is due, those first that have waited longest."""
    return read_all(Alert, connection.execute(_due_rolled, {"now": now, "most": most}))


_due_rolled = (
    select(alerts)
    .where(alerts.c.due_at <= bindparam("now"), alerts.c.alone_at.is_(None))
    .order_by(alerts.c.due_at, alerts.c.id)
    .limit(bindparam("most"))
)


def coming(connection: Connection, most: int = 50) -> list[Alert]:
    """The alarms for which something will happen by itself, the soonest first."""
    return read_all(Alert, connection.execute(_coming, {"most": most}))


_coming = (
    select(alerts)
    .where(alerts.c.due_at.is_not(None))
    .order_by(alerts.c.due_at, alerts.c.id)
    .limit(bindparam("most"))
)


def postpone(connection: Connection, alert_id: int, until: datetime) -> None:
    """What was due could not be done: it is tried again then."""
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(due_at=until))


def begin_anew(connection: Connection, now: datetime) -> None:
    """The clocks of all that is not closed begin at this moment: nothing that was missed is done one after
    the other, and who has one is asked as if they had just said that they have it."""
    fresh = {"open_since": now, "rung": 0, "rung_at": None, "asked_at": None, "due_at": now}
    connection.execute(update(alerts).where(is_live).values(fresh))
    owned = update(alerts).where(is_live, alerts.c.confirmed_at.is_not(None))
    connection.execute(owned.values(confirmed_at=now))


def wake(connection: Connection) -> None:
    """Every alarm that is not closed is judged anew: who serves and which rooms there are has changed."""
    connection.execute(update(alerts).where(is_live).values(due_at=alerts.c.raised_at))
