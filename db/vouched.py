"""What is owed by a database that an operator vouches for: out of a backup, or out of a time when the clock
was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Table,
    delete,
    func,
    select,
    type_coerce,
    update,
)

from db import schedules
from db.alerts import alerts, is_live
from db.base import MICROSECOND, Moment, read_all
from db.bookings import BOOKED, bookings
from db.conversations import conversations
from db.groups import strangers
from db.inbox import DONE, WAITING, inbox
from db.invitations import invitations
from db.officers import officers
from db.outbox import EXPIRED, PENDING, SENDING, outbox
from db.rollups import lists, rollups
from db.rooms import rooms
from db.tidings import tidings
from db.unread import unread

REASON = "from a backup"
LONGEST = timedelta(days=4)  # that anything of these is promised ahead
_NEAR = (
    *(outbox, inbox, tidings, unread, rollups, lists, officers),
    *(conversations, invitations, strangers),
)


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm that is not closed, as an operator may ask officers about it."""

    id: int
    code: str  # of its room
    raised_at: datetime


def open_alarms(connection: Connection) -> list[OpenAlarm]:
    """Oldest first."""
    found = select(alerts.c.id, rooms.c.code, alerts.c.raised_at).join(
        rooms, rooms.c.id == alerts.c.room_id
    )
    return read_all(
        OpenAlarm, connection.execute(found.where(is_live).order_by(alerts.c.raised_at))
    )


def quieten(connection: Connection, now: datetime) -> None:
    """Nothing that was to be said or heard when the backup was made is said or heard now: it was, since.
    Alarms that are open call from now on."""
    waits = outbox.c.state.in_([PENDING, SENDING])
    over = {"state": EXPIRED, "ended_at": now, "reason": REASON}
    connection.execute(update(outbox).where(waits).values(over))
    heard = {"state": DONE, "ended_at": now, "reason": REASON}
    connection.execute(update(inbox).where(inbox.c.state == WAITING).values(heard))
    connection.execute(delete(tidings))
    schedules.begin_anew(connection, now)
    unseen = {"open_since": now, "rung": 0, "rung_at": None}
    connection.execute(update(unread).where(unread.c.taken_at.is_(None)).values(unseen))


def bring_back(connection: Connection, by: timedelta, now: datetime) -> None:
    """What was written by a clock that was so far ahead, and is still owed to somebody, is of the time
    before; every alarm that is not closed is judged anew. What is over keeps its date, and so do visits:
    people agreed on it."""
    moments = [column for column in _moments(alerts) if column.name != "due_at"]
    _shift(connection, alerts, moments, by, now)
    for table in _NEAR:
        _shift(connection, table, _moments(table), by, now + LONGEST)
    _shift(connection, outbox, [outbox.c.made_at], by, now)
    _shift(connection, inbox, [inbox.c.received_at], by, now)
    woken = update(alerts).where(is_live).values(due_at=now)
    connection.execute(woken)


def visits_made_after(connection: Connection, now: datetime) -> int:
    """How many visits were booked at a moment that is still to come."""
    made = bookings.c.state == BOOKED, bookings.c.made_at > now
    return connection.scalar(select(func.count()).select_from(bookings).where(*made)) or 0


def _moments(table: Table) -> list[Column[datetime]]:
    return [column for column in table.columns if isinstance(column.type, Moment)]


def _shift(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[datetime]],
    by: timedelta,
    after: datetime,
) -> None:
    """Those moments of each row that lie after one lie so much earlier."""
    for column in columns:
        earlier = type_coerce(column, BigInteger) - by // MICROSECOND
        connection.execute(update(table).where(column > after).values({column: earlier}))
