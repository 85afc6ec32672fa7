"""One-time codes: somebody joins the officers by one, a group is bound to its room by one. Only a
digest of each is kept, and what said it is blank once it was said (db/outbox.py, db/inbox.py), so that nobody
who reads the database can use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    insert,
    select,
    update,
)

from db.base import Moment, RowId, metadata, read

invitations = Table(
    "invitations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("role", String(16)),  # of the person who joins; none: it binds a group
    Column("name", String(64)),  # the person's, if whoever invited told it
    Column("alarms", Boolean, nullable=False),  # what the group is bound for
    Column("desk", Boolean, nullable=False),
    Column("made_by", BigInteger),  # none: the command line
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", BigInteger),  # the person, or the group's chat
    Column("used_at", Moment),
    sqlite_autoincrement=True,
)
Index("ix_invitations_expires", invitations.c.expires_at)


@dataclass(frozen=True, slots=True)
class Invitation:
    """With a role it is for a person, without one for a group."""

    id: int
    room_id: int
    role: str | None
    name: str | None
    alarms: bool
    desk: bool
    made_by: int | None
    made_at: datetime
    expires_at: datetime
    used_by: int | None
    used_at: datetime | None


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keeps an invitation; gives its number."""
    added = insert(invitations).values(**values).returning(invitations.c.id)
    return int(connection.execute(added).scalar_one())


def find(connection: Connection, digest: str) -> Invitation | None:
    row = connection.execute(select(invitations).where(invitations.c.digest == digest)).first()
    return read(Invitation, row) if row else None


def get(connection: Connection, number: int) -> Invitation:
    row = connection.execute(select(invitations).where(invitations.c.id == number)).one()
    return read(Invitation, row)


def use(connection: Connection, number: int, by: int, at: datetime) -> None:
    """The invitation is spent."""
    used = update(invitations).where(invitations.c.id == number)
    connection.execute(used.values(used_by=by, used_at=at))
