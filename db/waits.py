"""Who waits for a place at a window on a day that is full, or on any of several, in the order in which they
asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from db.base import Moment, RowId, metadata, read, read_all

waits = Table(
    "waits",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("resident_id", ForeignKey("residents.id"), nullable=False),
    Column("window", String(16), nullable=False),
    Column("errand", String(16), nullable=False),
    Column("day", String(10), nullable=False),  # the first, as 2026-12-31, the district's
    Column("last", String(10), nullable=False),  # the same when it is a single day
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),  # a place was offered, they left or booked, or the days are over
    sqlite_autoincrement=True,
)
_waits = text("ended_at IS NULL")
Index(
    "ix_waits_one_each",
    waits.c.resident_id,
    waits.c.window,
    waits.c.day,
    unique=True,
    sqlite_where=_waits,
    postgresql_where=_waits,
)
Index(
    "ix_waits_line",
    waits.c.window,
    waits.c.id,
    sqlite_where=_waits,
    postgresql_where=_waits,
)
Index("ix_waits_last", waits.c.last, sqlite_where=_waits, postgresql_where=_waits)
_over = text("ended_at IS NOT NULL")
Index("ix_waits_ended", waits.c.ended_at, sqlite_where=_over, postgresql_where=_over)


@dataclass(frozen=True, slots=True)
class Wait:
    id: int
    resident_id: int
    window: str
    errand: str
    day: str
    last: str
    made_at: datetime
    ended_at: datetime | None


_waiting = waits.c.ended_at.is_(None)
_line = (
    select(waits)
    .where(
        waits.c.window == bindparam("at"),
        waits.c.day <= bindparam("on"),
        waits.c.last >= bindparam("on"),
        _waiting,
    )
    .order_by(waits.c.id)
)
_adding = insert(waits).returning(waits)
_ending = update(waits).where(waits.c.id == bindparam("wait"), _waiting)


def add(connection: Connection, values: Mapping[str, Any]) -> Wait:
    return read(Wait, connection.execute(_adding, values).one())


def line(connection: Connection, window: str, day: date) -> list[Wait]:
    """Who waits for that day, alone or among others, the first first."""
    told = {"at": window, "on": day.isoformat()}
    return read_all(Wait, connection.execute(_line, told))


def days(connection: Connection, window: str) -> list[date]:
    """The days that somebody waits for, alone or among others, the next first."""
    spans = select(waits.c.day, waits.c.last).where(waits.c.window == window, _waiting)
    found: set[int] = set()
    for first, last in connection.execute(spans):
        begin, end = (date.fromisoformat(day).toordinal() for day in (first, last))
        found.update(range(begin, end + 1))
    return [date.fromordinal(day) for day in sorted(found)]


def of_resident(connection: Connection, resident_id: int) -> list[Wait]:
    """What the resident waits for, what begins next first."""
    theirs = select(waits).where(waits.c.resident_id == resident_id, _waiting)
    return read_all(Wait, connection.execute(theirs.order_by(waits.c.day, waits.c.id)))


def before(connection: Connection, wait: Wait) -> int:
    """How many people wait for one of the same days since earlier."""
    earlier = select(func.count(waits.c.resident_id.distinct())).where(
        waits.c.window == wait.window,
        waits.c.day <= wait.last,
        waits.c.last >= wait.day,
        waits.c.id < wait.id,
        _waiting,
    )
    return int(connection.execute(earlier).scalar_one())


def end(connection: Connection, wait_id: int, at: datetime) -> None:
    """They do not wait any more."""
    connection.execute(_ending.values(ended_at=at), {"wait": wait_id})


def end_all(connection: Connection, resident_id: int, window: str, at: datetime) -> None:
    """The resident waits for nothing at that window any more."""
    theirs = update(waits).where(
        waits.c.resident_id == resident_id, waits.c.window == window, _waiting
    )
    connection.execute(theirs.values(ended_at=at))


def tidy(connection: Connection, today: date, at: datetime, most: int) -> int:
    """Nobody waits for days of which the last is over: so many end at most. Returns how many."""
    over = select(waits.c.id).where(waits.c.last < today.isoformat(), _waiting).limit(most)
    ended = update(waits).where(waits.c.id.in_(over)).values(ended_at=at)
    return connection.execute(ended).rowcount
