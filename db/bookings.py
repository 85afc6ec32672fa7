"""The visits booked at the windows: one row each from the held place until it is over. The places they take
are in db/windows.py, who waits for one in db/waits.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from db.base import Moment, RowId, metadata, read, read_all
from db.windows import TakenError

HELD, BOOKED = "held", "booked"
CANCELLED, EXPIRED, OVER = "cancelled", "expired", "over"
ARRIVED, SERVING, DONE, LACKING, MISSED = "arrived", "serving", "done", "lacking", "missed"

bookings = Table(
    "bookings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("resident_id", ForeignKey("residents.id"), nullable=False),
    Column("window", String(16), nullable=False),
    # Which of the visits that one may have there; the lowest that is free.
    Column("nth", SmallInteger, nullable=False, server_default="1"),
    Column("errand", String(16), nullable=False),
    Column("state", String(9), nullable=False),
    Column("start", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("held_until", Moment),  # unless it is confirmed before
    Column("booked_at", Moment),
    Column("offered", Boolean, nullable=False, server_default="0"),  # to who waited for it
    Column("moves", SmallInteger, nullable=False, server_default="0"),
    Column("frame", LargeBinary),  # sealed: the bike's frame number
    Column("bike", String(64)),  # its keyed digest: nobody books one bike twice
    Column("reminded", SmallInteger, nullable=False, server_default="0"),  # how often
    Column(
        "asks", Boolean, nullable=False, server_default="0"
    ),  # it goes unless they say they come
    Column("coming_at", Moment),  # they said so
    Column("arrived_at", Moment),
    Column("served_at", Moment),
    Column("officer_id", BigInteger),  # who noted what happened at the window
    Column("plate", String(16)),
    Column("lacks", JSON, nullable=False, server_default="[]"),  # numbers of the papers that lacked
    Column("stars", SmallInteger),
    Column("ended_at", Moment),
    Column("due_at", Moment),  # when something has to happen by itself
    sqlite_autoincrement=True,
)
# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
OPEN_STATES = (HELD, BOOKED)
_open_text = f"state IN ({', '.join(repr(state) for state in OPEN_STATES)})"
_is_open: ColumnElement[bool] = literal_column(_open_text)
_open = text(_open_text)
Index(
    "ix_bookings_one_each",
    bookings.c.resident_id,
    bookings.c.window,
    bookings.c.nth,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
_open_bike = text(f"bike IS NOT NULL AND {_open_text}")
Index(
    "ix_bookings_bike",
    bookings.c.bike,
    unique=True,
    sqlite_where=_open_bike,
    postgresql_where=_open_bike,
)
_due = text("due_at IS NOT NULL")
Index("ix_bookings_due", bookings.c.due_at, sqlite_where=_due, postgresql_where=_due)
_over = text("ended_at IS NOT NULL")
Index("ix_bookings_ended", bookings.c.ended_at, sqlite_where=_over, postgresql_where=_over)
Index("ix_bookings_resident", bookings.c.resident_id, bookings.c.made_at)
Index("ix_bookings_window", bookings.c.window, bookings.c.start)
_framed = or_(bookings.c.frame.is_not(None), bookings.c.bike.is_not(None))
Index("ix_bookings_framed", bookings.c.ended_at, sqlite_where=_framed, postgresql_where=_framed)
HAS_PLATE = "plate > ''"
Index(
    "ix_bookings_plates",
    bookings.c.window,
    bookings.c.ended_at,
    sqlite_where=text(HAS_PLATE),
    postgresql_where=text(HAS_PLATE),
)


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit. `frame` is sealed with the resident's key."""

    id: int
    resident_id: int
    window: str
    nth: int
    errand: str
    state: str
    start: datetime
    until: datetime
    made_at: datetime
    held_until: datetime | None
    booked_at: datetime | None
    offered: bool
    moves: int
    frame: bytes | None
    bike: str | None
    reminded: int
    asks: bool
    coming_at: datetime | None
    arrived_at: datetime | None
    served_at: datetime | None
    officer_id: int | None
    plate: str | None
    lacks: list[int]
    stars: int | None
    ended_at: datetime | None
    due_at: datetime | None


_adding = insert(bookings).returning(bookings)
_by_id = select(bookings).where(bookings.c.id == bindparam("booking"))
_changing = (
    update(bookings)
    .where(bookings.c.id == bindparam("booking"), bookings.c.state == bindparam("was"))
    .returning(bookings)
)


def add(connection: Connection, values: Mapping[str, Any]) -> Booking:
    """Raises TakenError when the resident has an open one at that window that is the same of those they
    may have."""
    try:
        return read(Booking, connection.execute(_adding, values).one())
    except IntegrityError:
        raise TakenError from None


def find(connection: Connection, booking_id: int) -> Booking | None:
    row = connection.execute(_by_id, {"booking": booking_id}).first()
    return read(Booking, row) if row else None


def change(connection: Connection, booking: Booking, values: Mapping[str, Any]) -> Booking:
    """Changes the booking as it was read. Raises TakenError when another open one is about the same
    bike, LookupError when it is in another state by now."""
    told = {"booking": booking.id, "was": booking.state, **values}
    try:
        row = connection.execute(_changing, told).first()
    except IntegrityError:
        raise TakenError from None
    if row is None:
        raise LookupError(f"booking {booking.id} changed under the one writer there is")
    return read(Booking, row)


_open_of = select(bookings).where(bookings.c.resident_id == bindparam("resident"), _is_open)
_open_at = _open_of.where(bookings.c.window == bindparam("at"))
_open_bikes = select(bookings).where(bookings.c.bike == bindparam("digest"), _is_open)


def open_at(connection: Connection, resident_id: int, window: str) -> list[Booking]:
    """The resident's open bookings at the window."""
    rows = connection.execute(_open_at, {"resident": resident_id, "at": window})
    return read_all(Booking, rows)


def open_of(connection: Connection, resident_id: int) -> list[Booking]:
    """The resident's open bookings, the next visit first."""
    rows = connection.execute(_open_of.order_by(bookings.c.start), {"resident": resident_id})
    return read_all(Booking, rows)


def open_for(connection: Connection, bike: str) -> Booking | None:
    """The open booking for the bike of that digest."""
    row = connection.execute(_open_bikes, {"digest": bike}).first()
    return read(Booking, row) if row else None


def of_resident(
    connection: Connection, resident_id: int, before: datetime | None, most: int
) -> list[Booking]:
    """Their bookings that were ever confirmed, newest first; only those made before a moment, if one is
    given. A place that was only held is no case."""
    theirs = select(bookings).where(
        bookings.c.resident_id == resident_id, bookings.c.booked_at.is_not(None)
    )
    if before is not None:
        theirs = theirs.where(bookings.c.made_at < before)
    newest = theirs.order_by(bookings.c.made_at.desc(), bookings.c.id.desc()).limit(most)
    return read_all(Booking, connection.execute(newest))


_missed = select(func.count()).where(
    bookings.c.resident_id == bindparam("resident"),
    bookings.c.state == MISSED,
    bookings.c.made_at >= bindparam("since"),
)


def missed(connection: Connection, resident_id: int, since: datetime) -> int:
    """How many visits the resident booked since a moment and did not come to."""
    told = {"resident": resident_id, "since": since}
    return int(connection.execute(_missed, told).scalar_one())


_of_days = (
    select(bookings)
    .where(
        bookings.c.window == bindparam("at"),
        bookings.c.start >= bindparam("begin"),
        bookings.c.start < bindparam("end"),
        bookings.c.booked_at.is_not(None),
    )
    .order_by(bookings.c.start, bookings.c.id)
)


def of_window(connection: Connection, window: str, begin: datetime, end: datetime) -> list[Booking]:
    """The window's visits between two moments that were ever booked, by their time."""
    told = {"at": window, "begin": begin, "end": end}
    return read_all(Booking, connection.execute(_of_days, told))


_due_by = (
    select(bookings)
    .where(bookings.c.due_at <= bindparam("now"))
    .order_by(bookings.c.due_at, bookings.c.id)
    .limit(1)
)
soonest = select(func.min(bookings.c.due_at)).where(bookings.c.due_at.is_not(None))
_coming = (
    select(bookings)
    .where(bookings.c.due_at.is_not(None))
    .order_by(bookings.c.due_at, bookings.c.id)
    .limit(bindparam("most"))
)


def due(connection: Connection, now: datetime) -> Booking | None:
    """The booking that has waited longest for something to happen by itself."""
    row = connection.execute(_due_by, {"now": now}).first()
    return read(Booking, row) if row else None


def coming(connection: Connection, most: int = 50) -> list[Booking]:
    """Those for which something will happen by itself, the soonest first."""
    return read_all(Booking, connection.execute(_coming, {"most": most}))


def postpone(connection: Connection, booking_id: int, until: datetime) -> None:
    """What was due could not be done: it is tried again then."""
    connection.execute(update(bookings).where(bookings.c.id == booking_id).values(due_at=until))


def forget_frames(connection: Connection, before: datetime, most: int) -> int:
    """Frame numbers of visits that ended before that moment are kept no longer: so many at most. Returns
    how many."""
    over = select(bookings.c.id).where(_framed, bookings.c.ended_at < before).limit(most)
    forgotten = update(bookings).where(bookings.c.id.in_(over)).values(frame=None, bike=None)
    return connection.execute(forgotten).rowcount
