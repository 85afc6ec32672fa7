"""Deeds that hung: for how long each rests, and whether the operators have been told.

A deed that hangs ends its process, and the next one would run into it again: so it rests, each time for
longer, and all else goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from db.base import Moment, metadata, read_all

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)

table = Table(
    "hung",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("until", Moment, nullable=False),
    Column("told", Boolean, nullable=False),
)
Index("ix_hung_until", table.c.until)


@dataclass(frozen=True, slots=True)
class Hung:
    """What hung, how often so far, and until when it rests."""

    name: str
    times: int
    until: datetime


def note(connection: Connection, name: str, at: datetime) -> None:
    """It hung once more, and rests: half a minute, then four times as long each time, an hour at most."""
    this = table.c.name == name
    before = connection.scalar(select(table.c.times).where(this)) or 0
    rest = min(LONGEST, FIRST * 4 ** min(before, 9))
    facts = {"times": before + 1, "until": at + rest, "told": False}
    if before:
        connection.execute(update(table).where(this).values(**facts))
    else:
        connection.execute(insert(table).values(name=name, **facts))


def rests_until(connection: Connection, name: str, now: datetime) -> datetime | None:
    """Until when it is left alone, if it hung lately."""
    this = table.c.name == name, table.c.until > now
    until: datetime | None = connection.scalar(select(table.c.until).where(*this))
    return until


def untold(connection: Connection) -> list[Hung]:
    """What the operators do not know yet; from now on they do."""
    found = connection.execute(select(table).where(table.c.told.is_(False)).order_by(table.c.name))
    hung = read_all(Hung, found)
    if hung:
        connection.execute(update(table).values(told=True))
    return hung
