"""The people of the police rooms: who serves where, who is on duty, who has left."""

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
    String,
    Table,
    insert,
    select,
    update,
)

from db.base import Moment, metadata, read, read_all

OFFICER, DUTY_LEAD, MEDIATOR, CLERK, VOLUNTEER_LEAD = (
    "officer",
    "duty_lead",
    "mediator",
    "clerk",
    "volunteer_lead",
)

officers = Table(
    "officers",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("on_duty", Boolean, nullable=False),
    Column("role", String(16), nullable=False, server_default=OFFICER),
    Column("left_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Officer:
    user_id: int
    name: str
    room_id: int
    on_duty: bool
    role: str
    left_at: datetime | None


def find(connection: Connection, user_id: int) -> Officer | None:
    """The officer of that Telegram account, if one serves here now."""
    officer = known(connection, user_id)
    return officer if officer is not None and officer.left_at is None else None


def known(connection: Connection, user_id: int) -> Officer | None:
    """The officer of that Telegram account, also one who has left."""
    row = connection.execute(select(officers).where(officers.c.user_id == user_id)).first()
    return read(Officer, row) if row else None


def serving(connection: Connection) -> list[Officer]:
    return read_all(
        Officer,
        connection.execute(
            select(officers).where(officers.c.left_at.is_(None)).order_by(officers.c.user_id)
        ),
    )


def save(connection: Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Adds the officer or changes what is said of them; one who had left serves again."""
    known = update(officers).where(officers.c.user_id == user_id).values(left_at=None, **values)
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(officers).values(user_id=user_id, **values))


def leave(connection: Connection, user_id: int, at: datetime) -> None:
    """No rights from this moment; what they did stays theirs in the trail."""
    connection.execute(
        update(officers).where(officers.c.user_id == user_id).values(left_at=at, on_duty=False)
    )


def name(connection: Connection, user_id: int) -> str:
    """The name, also of an officer who has left."""
    found = select(officers.c.name).where(officers.c.user_id == user_id)
    return str(connection.execute(found).scalar_one())
