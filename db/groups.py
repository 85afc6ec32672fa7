"""Groups the bot was added to and nobody has bound to a room: when it leaves each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from db.base import Moment, metadata, read, read_all

strangers = Table(
    "strange_groups",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # the chat's
    Column("leave_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StrangeGroup:
    id: int
    leave_at: datetime


def is_known(connection: Connection, chat_id: int) -> bool:
    """Whether it is settled already when to leave."""
    found = select(strangers.c.id).where(strangers.c.id == chat_id)
    return connection.execute(found).first() is not None


def add(connection: Connection, chat_id: int, leave_at: datetime) -> None:
    connection.execute(insert(strangers).values(id=chat_id, leave_at=leave_at))


def forget(connection: Connection, chat_id: int) -> None:
    """It was bound, or the bot is gone from there."""
    connection.execute(delete(strangers).where(strangers.c.id == chat_id))


def follow(connection: Connection, old: int, new: int) -> None:
    """The group became a supergroup; what is said there may have been heard first."""
    if is_known(connection, new):
        forget(connection, old)
    else:
        connection.execute(update(strangers).where(strangers.c.id == old).values(id=new))


soonest = select(func.min(strangers.c.leave_at))


def due(connection: Connection, now: datetime) -> StrangeGroup | None:
    """The group that has waited longest to be left."""
    waiting = select(strangers).where(strangers.c.leave_at <= now).order_by(strangers.c.leave_at)
    row = connection.execute(waiting.limit(1)).first()
    return read(StrangeGroup, row) if row else None


def coming(connection: Connection) -> list[StrangeGroup]:
    return read_all(StrangeGroup, connection.execute(select(strangers)))


def postpone(connection: Connection, chat_id: int, until: datetime) -> None:
    connection.execute(update(strangers).where(strangers.c.id == chat_id).values(leave_at=until))
