"""Who waits for a place at a window on a day that is full, in the order in which they asked."""

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
    Column("day", String(10), nullable=False),  # as 2026-12-31, the district's
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),  # a place was offered, they left, or the day is over
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
    waits.c.day,
    waits.c.id,
    sqlite_where=_waits,
    postgresql_where=_waits,
)


@dataclass(frozen=True, slots=True)
class Wait:
    id: int
    resident_id: int
    window: str
    errand: str
    day: str
    made_at: datetime
    ended_at: datetime | None


_waiting = waits.c.ended_at.is_(None)
_line = (
    select(waits)
    .where(waits.c.window == bindparam("at"), waits.c.day == bindparam("on"), _waiting)
    .order_by(waits.c.id)
)
_adding = insert(waits).returning(waits)
_ending = update(waits).where(waits.c.id == bindparam("wait"), _waiting)


def add(connection: Connection, values: Mapping[str, Any]) -> Wait:
    return read(Wait, connection.execute(_adding, values).one())


def line(connection: Connection, window: str, day: date) -> list[Wait]:
    """Who waits for that day, the first first."""
    told = {"at": window, "on": day.isoformat()}
    return read_all(Wait, connection.execute(_line, told))


def days(connection: Connection, window: str) -> list[date]:
    """The days that somebody waits for, the next first."""
    theirs = select(waits.c.day).where(waits.c.window == window, _waiting).distinct()
    return [date.fromisoformat(day) for day in connection.scalars(theirs.order_by(waits.c.day))]


def of_resident(connection: Connection, resident_id: int) -> list[Wait]:
    """What the resident waits for, the next day first."""
    theirs = select(waits).where(waits.c.resident_id == resident_id, _waiting)
    return read_all(Wait, connection.execute(theirs.order_by(waits.c.day, waits.c.id)))


def before(connection: Connection, wait: Wait) -> int:
    """How many wait for the same day since earlier."""
    earlier = select(func.count()).where(
        waits.c.window == wait.window, waits.c.day == wait.day, waits.c.id < wait.id, _waiting
    )
    return int(connection.execute(earlier).scalar_one())


def end(connection: Connection, wait_id: int, at: datetime) -> None:
    """They do not wait any more."""
    connection.execute(_ending.values(ended_at=at), {"wait": wait_id})


def tidy(connection: Connection, today: date, at: datetime) -> None:
    """Nobody waits for a day that is over."""
    over = update(waits).where(waits.c.day < today.isoformat(), _waiting)
    connection.execute(over.values(ended_at=at))
