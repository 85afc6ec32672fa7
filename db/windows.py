"""Which places at the windows are taken: one row a slot and seat, for as long as a visit stands. The key is
what no two visits can share, whoever writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    SmallInteger,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from db.base import Moment, metadata

taken_places = Table(
    "taken_places",
    metadata,
    Column("window", String(16), primary_key=True),
    Column("start", Moment, primary_key=True, autoincrement=False),
    Column("seat", SmallInteger, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
    Column("booking_id", ForeignKey("bookings.id"), nullable=False, index=True),
)


class TakenError(Exception):
    """Somebody was first: the database has what only one can have."""


class Taken(NamedTuple):
    """A slot that is taken at a seat."""

    start: datetime
    until: datetime
    seat: int


_of_window = (
    select(taken_places.c.start, taken_places.c.until, taken_places.c.seat)
    .where(
        taken_places.c.window == bindparam("at"),
        taken_places.c.start >= bindparam("begin"),
        taken_places.c.start < bindparam("end"),
    )
    .order_by(taken_places.c.start)
)


def taken(connection: Connection, window: str, begin: datetime, end: datetime) -> list[Taken]:
    """What is taken of the window between two moments, earliest first."""
    told = {"at": window, "begin": begin, "end": end}
    # Hundreds of rows for one page, so they are read by position and at once.
    return [Taken._make(row) for row in connection.execute(_of_window, told).all()]


_taking = insert(taken_places)
_giving_back = delete(taken_places).where(taken_places.c.booking_id == bindparam("booking"))


def take(connection: Connection, window: str, booking_id: int, places: Iterable[Taken]) -> None:
    """Takes all of these places for a booking. Raises TakenError when one of them is taken."""
    shared = {"window": window, "booking_id": booking_id}
    rows = [{"start": one.start, "until": one.until, "seat": one.seat, **shared} for one in places]
    try:
        connection.execute(_taking, rows)
    except IntegrityError:
        raise TakenError from None


def give_back(connection: Connection, booking_id: int) -> None:
    """The booking's places are free again."""
    connection.execute(_giving_back, {"booking": booking_id})
