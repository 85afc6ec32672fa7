"""What may have been an alarm and could not be read: one row for each chat until an officer looks after it.
Its words stay with the update that was set aside (db/inbox.py), and go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from db.base import Moment, RowId, metadata, read, read_all
from db.inbox import inbox

unread = Table(
    "unread",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("parked", BigInteger, nullable=False),  # the newest one, by its row in the inbox
    Column("count", Integer, nullable=False),  # updates of that chat
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("rooms", JSON, nullable=False),  # whose officers see it and may act
    Column("called", JSON, nullable=False),  # the officers called in their private chats
    Column("open_since", Moment, nullable=False),
    Column("rung", SmallInteger, nullable=False, server_default="0"),  # calls made since then
    Column("rung_at", Moment),
    Column("officer_id", ForeignKey("officers.user_id")),  # who looks after it
    Column("taken_at", Moment),
    Column("due_at", Moment),
    sqlite_autoincrement=True,
)
_open = text("taken_at IS NULL")
Index("ix_unread_open", unread.c.chat_id, unique=True, sqlite_where=_open, postgresql_where=_open)
_due = text("due_at IS NOT NULL")
Index("ix_unread_due", unread.c.due_at, sqlite_where=_due, postgresql_where=_due)
_taken = text("taken_at IS NOT NULL")
Index("ix_unread_taken", unread.c.taken_at, sqlite_where=_taken, postgresql_where=_taken)


@dataclass(frozen=True, slots=True)
class Unread:
    """Updates of a chat that were set aside; `parked` is the newest of them."""

    id: int
    chat_id: int
    parked: int
    count: int
    room_id: int
    rooms: list[int]
    called: list[int]
    open_since: datetime
    rung: int
    rung_at: datetime | None
    officer_id: int | None
    taken_at: datetime | None
    due_at: datetime | None


def add(connection: Connection, values: Mapping[str, Any]) -> Unread:
    return read(Unread, connection.execute(insert(unread).returning(unread), values).one())


def find(connection: Connection, number: int) -> Unread | None:
    row = connection.execute(select(unread).where(unread.c.id == number)).first()
    return read(Unread, row) if row else None


def open_of(connection: Connection, chat_id: int) -> Unread | None:
    """The chat's that nobody looks after yet; there is one at most."""
    row = connection.execute(
        select(unread).where(unread.c.chat_id == chat_id, unread.c.taken_at.is_(None))
    ).first()
    return read(Unread, row) if row else None


def change(connection: Connection, number: int, **values: Any) -> Unread:
    changing = update(unread).where(unread.c.id == number).values(**values).returning(unread)
    return read(Unread, connection.execute(changing).one())


def words(connection: Connection, row_id: int) -> str:
    """The update's raw text, as long as it is kept."""
    return str(connection.scalar(select(inbox.c.raw).where(inbox.c.id == row_id)) or "")


# --- what is due ---------------------------------------------------------------------------


soonest = select(func.min(unread.c.due_at)).where(unread.c.due_at.is_not(None))
_due_by = (
    select(unread)
    .where(unread.c.due_at <= bindparam("now"))
    .order_by(unread.c.due_at, unread.c.id)
    .limit(1)
)


def due(connection: Connection, now: datetime) -> Unread | None:
    row = connection.execute(_due_by, {"now": now}).first()
    return read(Unread, row) if row else None


def coming(connection: Connection, most: int = 50) -> list[Unread]:
    """Those that will call by themselves, the soonest first."""
    soon = select(unread).where(unread.c.due_at.is_not(None)).order_by(unread.c.due_at)
    return read_all(Unread, connection.execute(soon.limit(most)))


def postpone(connection: Connection, number: int, until: datetime) -> None:
    """What was due could not be done: it is tried again then."""
    connection.execute(update(unread).where(unread.c.id == number).values(due_at=until))
