"""How messages went, for those who wanted to hear: the sender writes, the desk takes up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from db.base import Moment, RowId, metadata, read_all

DELIVERED, HELD, REFUSED, UNREACHABLE, MIGRATED, GONE = (
    "delivered",
    "held",
    "refused",
    "unreachable",
    "migrated",
    "gone",
)
EXPIRED = "expired"  # it made no sense any more before it could be delivered
UNCERTAIN = "uncertain"  # cut off on its way: delivered or not, and not sent again
TAKES = "takes"  # a chat that was lost takes messages again

tidings = Table(
    "tidings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("about", String(64), nullable=False),  # "alerts 12", or "chat" for the chat itself
    Column("chat_id", BigInteger, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("successor", BigInteger),  # the chat's new id when it migrated; the topic that is gone
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Tiding:
    id: int
    about: str
    chat_id: int
    outcome: str
    at: datetime
    successor: int | None


def tell(
    connection: Connection,
    about: str,
    chat_id: int,
    outcome: str,
    at: datetime,
    successor: int | None = None,
) -> None:
    told = {"about": about, "chat_id": chat_id, "outcome": outcome, "at": at}
    connection.execute(_telling, {**told, "successor": successor})


def waiting(connection: Connection, most: int = 50) -> list[Tiding]:
    """The oldest that nobody took up yet."""
    return read_all(Tiding, connection.execute(_oldest, {"most": most}))


_telling = insert(tidings)
_oldest = select(tidings).order_by(tidings.c.id).limit(bindparam("most"))
_taken_up = delete(tidings).where(tidings.c.id.in_(bindparam("ids", expanding=True)))


def taken_up(connection: Connection, told: Sequence[Tiding]) -> None:
    connection.execute(_taken_up, {"ids": [tiding.id for tiding in told]})
