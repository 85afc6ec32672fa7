"""How messages went, for those who wanted to hear: the sender writes, the desk takes up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)

from db.base import Moment, RowId, forget, metadata, read_all

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
NOT_THERE = frozenset(
    {REFUSED, UNREACHABLE}
)  # who was written to has not got it, and will not soon
KEPT = timedelta(days=30)

tidings = Table(
    "tidings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("about", String(64), nullable=False),  # "alerts 12", or "chat" for the chat itself
    Column("chat_id", BigInteger, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("successor", BigInteger),  # the chat's new id when it migrated; the topic that is gone
    Column("tries", Integer, nullable=False, server_default="0"),  # hearings that failed
    Column("not_before", Moment),
    Column("aside_at", Moment),  # when it was set aside: whoever should hear it can't
    sqlite_autoincrement=True,
)
_aside = text("aside_at IS NOT NULL")
Index("ix_tidings_aside", tidings.c.aside_at, sqlite_where=_aside, postgresql_where=_aside)


@dataclass(frozen=True, slots=True)
class Tiding:
    id: int
    about: str
    chat_id: int
    outcome: str
    at: datetime
    successor: int | None
    tries: int = 0


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


def waiting(connection: Connection, now: datetime, most: int = 50) -> list[Tiding]:
    """The oldest that nobody took up yet and that may be heard now."""
    return read_all(Tiding, connection.execute(_oldest, {"most": most, "now": now}))


_telling = insert(tidings)
_may_be_heard = or_(
    tidings.c.not_before.is_(None), tidings.c.not_before <= bindparam("now", type_=Moment)
)
_oldest = (
    select(tidings)
    .where(tidings.c.aside_at.is_(None), _may_be_heard)
    .order_by(tidings.c.id)
    .limit(bindparam("most"))
)
_taken_up = delete(tidings).where(tidings.c.id.in_(bindparam("ids", expanding=True)))


def taken_up(connection: Connection, told: Sequence[Tiding]) -> None:
    connection.execute(_taken_up, {"ids": [tiding.id for tiding in told]})


def again(connection: Connection, tiding: Tiding, at: datetime) -> None:
    """The hearing failed, and is tried again then."""
    failed = update(tidings).where(tidings.c.id == tiding.id)
    connection.execute(failed.values(tries=tiding.tries + 1, not_before=at))


def set_aside(connection: Connection, tiding: Tiding, now: datetime) -> None:
    """The hearing failed too often: nobody hears it, and it is kept for whoever looks into it."""
    failed = update(tidings).where(tidings.c.id == tiding.id)
    connection.execute(failed.values(tries=tiding.tries + 1, aside_at=now))


def tidy(connection: Connection, now: datetime, most: int) -> int:
    """Forgets what was set aside a month ago, so many at most. Returns how many."""
    return forget(connection, tidings, (tidings.c.aside_at < now - KEPT,), most)
