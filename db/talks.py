"""What was said while an alarm was open, by the resident and by officers, and which messages carry it."""

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
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from db.base import Moment, RowId, metadata, read, read_all

TEXT, VENUE = "text", "venue"
LONGEST_ALBUM, LONGEST_FILE = 32, 64  # characters of Telegram's names for them

talks = Table(
    "talks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False),  # where it was said, as which message
    Column("message_id", BigInteger, nullable=False),
    Column("officer_id", BigInteger),  # who said it; None for the resident
    Column("kind", String(12), nullable=False),  # text, photo, voice ...
    Column("text", Text, nullable=False),  # the words, or the caption
    Column("album", String(LONGEST_ALBUM)),  # Telegram's media_group_id
    Column("file", String(LONGEST_FILE)),  # Telegram's file_unique_id; all that is kept of a file
    Column("copies", Integer, nullable=False, server_default="0"),  # files that took its place
    Column("answers", RowId),  # the talk that this is a reply to
    Column("carrier", RowId),  # the talk whose message carries this too; None if it has its own
    Column("said_at", Moment, nullable=False),
    Column("edited", Boolean, nullable=False, server_default="0"),
    Column("gone", Boolean, nullable=False, server_default="0"),  # with its topic
    UniqueConstraint("chat_id", "message_id"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One message between resident and officers."""

    id: int
    alert_id: int
    chat_id: int
    message_id: int
    officer_id: int | None
    kind: str
    text: str
    album: str | None
    file: str | None
    copies: int
    answers: int | None
    carrier: int | None
    said_at: datetime
    edited: bool
    gone: bool


_here = (talks.c.chat_id == bindparam("chat"), talks.c.message_id == bindparam("message"))
_by_message = select(talks).where(*_here)
_adding = insert(talks).returning(talks)
_editing = (
    update(talks)
    .where(talks.c.id == bindparam("talk"))
    .values(
        text=bindparam("said"),
        file=bindparam("shows"),
        copies=talks.c.copies + bindparam("more"),
        edited=True,
    )
    .returning(talks)
)


def add(connection: Connection, values: Mapping[str, Any]) -> Talk:
    return read(Talk, connection.execute(_adding, values).one())


def edit(
    connection: Connection, talk_id: int, said: str, file: str | None, *, replaced: bool
) -> Talk:
    """The message says something else now, or shows another file (`replaced`)."""
    told = {"talk": talk_id, "said": said, "shows": file, "more": int(replaced)}
    return read(Talk, connection.execute(_editing, told).one())


def lose(connection: Connection, alert_id: int, chat_id: int) -> None:
    """What was said there about the alarm went with its topic; what carries it elsewhere stays."""
    there = talks.c.alert_id == alert_id, talks.c.chat_id == chat_id
    connection.execute(update(talks).where(*there).values(gone=True))


def of_message(connection: Connection, chat_id: int, message_id: int) -> Talk | None:
    """What was said with that message."""
    row = connection.execute(_by_message, {"chat": chat_id, "message": message_id}).first()
    return read(Talk, row) if row else None


def find(connection: Connection, talk_id: int) -> Talk | None:
    row = connection.execute(select(talks).where(talks.c.id == talk_id)).first()
    return read(Talk, row) if row else None


def of_alert(connection: Connection, alert_id: int) -> list[Talk]:
    """All of it, oldest first."""
    found = select(talks).where(talks.c.alert_id == alert_id).order_by(talks.c.id)
    return read_all(Talk, connection.execute(found))


def newest(connection: Connection, alert_id: int) -> Talk | None:
    """What was said last."""
    found = select(talks).where(talks.c.alert_id == alert_id).order_by(talks.c.id.desc()).limit(1)
    row = connection.execute(found).first()
    return read(Talk, row) if row else None


def carried(connection: Connection, carrier: int) -> list[Talk]:
    """All that one message carries, oldest first."""
    found = select(talks).where((talks.c.id == carrier) | (talks.c.carrier == carrier))
    return read_all(Talk, connection.execute(found.order_by(talks.c.id)))


def album(connection: Connection, alert_id: int, name: str) -> list[Talk]:
    """The pieces of an album that have come so far."""
    found = select(talks).where(talks.c.alert_id == alert_id, talks.c.album == name)
    return read_all(Talk, connection.execute(found.order_by(talks.c.message_id)))


def said(connection: Connection, alert_id: int, newest: int) -> list[Talk]:
    """The newest things the resident wrote, oldest first."""
    rows = connection.execute(_newest, {"alert": alert_id, "most": newest})
    return read_all(Talk, rows)[::-1]


_newest = (
    select(talks)
    .where(talks.c.alert_id == bindparam("alert"), talks.c.officer_id.is_(None))
    .where(talks.c.text != "")
    .order_by(talks.c.id.desc())
    .limit(bindparam("most"))
)
