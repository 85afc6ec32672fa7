"""Who came to a window without a visit and was served: when, for what, with which plate; not who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    func,
    insert,
    select,
)

from db.base import Moment, RowId, metadata

walk_ins = Table(
    "walk_ins",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("window", String(16), nullable=False),
    Column("errand", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("officer_id", BigInteger, nullable=False),
    Column("plate", String(16)),
    sqlite_autoincrement=True,
)
Index("ix_walk_ins_window", walk_ins.c.window, walk_ins.c.at)


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    found: int = connection.execute(
        insert(walk_ins).values(values).returning(walk_ins.c.id)
    ).scalar_one()
    return found


def count(connection: Connection, window: str, begin: datetime, end: datetime) -> int:
    """How many came to the window between two moments."""
    came = select(func.count()).where(
        walk_ins.c.window == window, walk_ins.c.at >= begin, walk_ins.c.at < end
    )
    return int(connection.execute(came).scalar_one())
