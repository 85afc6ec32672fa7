"""Who came to a window without a visit and was served: when, for what, with which plate, from which
community; not who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from db.base import Moment, RowId, metadata, read
from db.bookings import HAS_PLATE

walk_ins = Table(
    "walk_ins",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("window", String(16), nullable=False),
    Column("errand", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("officer_id", BigInteger, nullable=False),
    Column("plate", String(16)),  # empty: none was given
    Column("community", String(32)),  # empty: nobody knew
    sqlite_autoincrement=True,
)
Index("ix_walk_ins_at", walk_ins.c.at)
Index("ix_walk_ins_window", walk_ins.c.window, walk_ins.c.at)
Index(
    "ix_walk_ins_plates",
    walk_ins.c.window,
    walk_ins.c.at,
    sqlite_where=text(HAS_PLATE),
    postgresql_where=text(HAS_PLATE),
)


@dataclass(frozen=True, slots=True)
class WalkIn:
    """`officer_id`: who noted it. `plate` and `community` are None until somebody answers."""

    id: int
    window: str
    errand: str
    at: datetime
    officer_id: int
    plate: str | None
    community: str | None


_adding = insert(walk_ins).returning(walk_ins)
_by_id = select(walk_ins).where(walk_ins.c.id == bindparam("number"))
_changing = update(walk_ins).where(walk_ins.c.id == bindparam("number")).returning(walk_ins)
_dropping = delete(walk_ins).where(walk_ins.c.id == bindparam("number"))


def add(connection: Connection, values: Mapping[str, Any]) -> WalkIn:
    return read(WalkIn, connection.execute(_adding, values).one())


def find(connection: Connection, number: int) -> WalkIn | None:
    row = connection.execute(_by_id, {"number": number}).first()
    return read(WalkIn, row) if row else None


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> WalkIn:
    return read(WalkIn, connection.execute(_changing, {"number": number, **values}).one())


def drop(connection: Connection, number: int) -> None:
    """It never was."""
    connection.execute(_dropping, {"number": number})


_came = select(func.count()).where(
    walk_ins.c.window == bindparam("of"),
    walk_ins.c.at >= bindparam("begin"),
    walk_ins.c.at < bindparam("end"),
)
_came_before = select(func.count()).where(
    walk_ins.c.window == bindparam("of"),
    walk_ins.c.at >= bindparam("begin"),
    walk_ins.c.id <= bindparam("number"),
)


def count(connection: Connection, window: str, begin: datetime, end: datetime) -> int:
    """How many came to the window between two moments."""
    told = {"of": window, "begin": begin, "end": end}
    return int(connection.execute(_came, told).scalar_one())


def place(connection: Connection, walk_in: WalkIn, begin: datetime) -> int:
    """The how manieth it is at its window since a moment."""
    told = {"of": walk_in.window, "begin": begin, "number": walk_in.id}
    return int(connection.execute(_came_before, told).scalar_one())
