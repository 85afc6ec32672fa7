"""The alarms: one row each from the press until it is closed, and what was said meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from db.base import Moment, RowId, metadata, read, read_all

OPEN, ACCEPTED, CLOSED = "open", "accepted", "closed"

alerts = Table(
    "alerts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("resident_id", ForeignKey("residents.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("presses", Integer, nullable=False, server_default="1"),
    Column("called_as", LargeBinary, nullable=False),  # sealed: the name Telegram showed
    Column("place", LargeBinary),  # sealed: "latitude longitude"
    Column("place_at", Moment),
    Column("raised_at", Moment, nullable=False),
    Column("shown_at", Moment),
    Column("called", JSON),  # the officers called in their private chats
    Column("again_at", Moment),  # when the room was called again
    Column("accepted_at", Moment),
    Column("closed_at", Moment),
    Column("officer_id", ForeignKey("officers.user_id")),
    Column("outcome", String(16)),
    Column("due_at", Moment),  # when something has to happen by itself
    sqlite_autoincrement=True,
)
_is_live = alerts.c.state != literal_column("'closed'")  # spelt as in the index below
_live = text("state <> 'closed'")
Index(
    "ix_alerts_live", alerts.c.resident_id, unique=True, sqlite_where=_live, postgresql_where=_live
)
_due = text("due_at IS NOT NULL")
Index("ix_alerts_due", alerts.c.due_at, sqlite_where=_due, postgresql_where=_due)

words = Table(
    "alert_words",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False, index=True),
    Column("message_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("edited", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("alert_id", "message_id"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alarm. `called_as` and `place` are sealed with the resident's key."""

    id: int
    resident_id: int
    room_id: int
    state: str
    silent: bool
    presses: int
    called_as: bytes
    place: bytes | None
    place_at: datetime | None
    raised_at: datetime
    shown_at: datetime | None
    called: list[int] | None
    again_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    officer_id: int | None
    outcome: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Words:
    """Something the resident wrote while the alarm was open."""

    text: str
    said_at: datetime
    edited: bool


def add(connection: Connection, values: Mapping[str, Any]) -> Alert:
    return read(Alert, connection.execute(_adding, values).one())


_adding = insert(alerts).returning(alerts)
_by_id = select(alerts).where(alerts.c.id == bindparam("alert"))


def find(connection: Connection, alert_id: int) -> Alert | None:
    row = connection.execute(_by_id, {"alert": alert_id}).first()
    return read(Alert, row) if row else None


_live_of = select(alerts).where(alerts.c.resident_id == bindparam("resident"), _is_live)


def live_of(connection: Connection, resident_id: int) -> Alert | None:
    """The alarm of theirs that is not closed; there is one at most."""
    row = connection.execute(_live_of, {"resident": resident_id}).first()
    return read(Alert, row) if row else None


_living = select(alerts.c.resident_id).where(
    alerts.c.resident_id.in_(bindparam("chats", expanding=True)), _is_live
)


def living(connection: Connection, chats: Iterable[int]) -> set[int]:
    """Those of the chats whose resident has an alarm that is not closed."""
    return set(connection.scalars(_living, {"chats": list(chats)}))


_silent = _living.where(alerts.c.silent)


def silent(connection: Connection, chats: Iterable[int]) -> set[int]:
    """Those of the chats whose resident has a silent alarm that is not closed."""
    return set(connection.scalars(_silent, {"chats": list(chats)}))


def change(
    connection: Connection, alert_id: int, values: Mapping[str, Any], *, while_in: Iterable[str]
) -> Alert | None:
    """Changes the alarm if it is in one of those states; None when it is not, or not any more."""
    told = {"alert": alert_id, "states": list(while_in), **values}
    row = connection.execute(_changing, told).first()
    return read(Alert, row) if row else None


_changing = (
    update(alerts)
    .where(
        alerts.c.id == bindparam("alert"),
        alerts.c.state.in_(bindparam("states", expanding=True)),
    )
    .returning(alerts)
)


def add_press(connection: Connection, alert_id: int) -> Alert:
    row = connection.execute(
        update(alerts)
        .where(alerts.c.id == alert_id)
        .values(presses=alerts.c.presses + 1)
        .returning(alerts)
    )
    return read(Alert, row.one())


def next_due(connection: Connection) -> datetime | None:
    return connection.execute(_next_due).scalar()


_next_due = select(func.min(alerts.c.due_at))
_due_by = (
    select(alerts)
    .where(alerts.c.due_at <= bindparam("now"))
    .order_by(alerts.c.due_at, alerts.c.id)
    .limit(1)
)


def due(connection: Connection, now: datetime) -> Alert | None:
    """The alarm that has waited longest for something to happen by itself."""
    row = connection.execute(_due_by, {"now": now}).first()
    return read(Alert, row) if row else None


def coming(connection: Connection, most: int = 50) -> list[Alert]:
    """The alarms for which something will happen by itself, the soonest first."""
    return read_all(Alert, connection.execute(_coming, {"most": most}))


_coming = (
    select(alerts)
    .where(alerts.c.due_at.is_not(None))
    .order_by(alerts.c.due_at, alerts.c.id)
    .limit(bindparam("most"))
)


def say(
    connection: Connection, alert_id: int, message_id: int, said: str, at: datetime, *, edited: bool
) -> None:
    """Keeps what the resident wrote; an edit takes the place of what it corrects."""
    here = words.c.alert_id == alert_id, words.c.message_id == message_id
    if (
        edited
        and connection.execute(update(words).where(*here).values(text=said, edited=True)).rowcount
    ):
        return
    if connection.execute(select(words.c.id).where(*here)).first() is None:
        connection.execute(
            insert(words).values(
                alert_id=alert_id, message_id=message_id, text=said, said_at=at, edited=edited
            )
        )


def said_first(connection: Connection, alert_id: int, most: int) -> list[Words]:
    """The first things the resident wrote, oldest first."""
    first = select(words).where(words.c.alert_id == alert_id).order_by(words.c.id).limit(most)
    return read_all(Words, connection.execute(first))


def said(connection: Connection, alert_id: int, newest: int) -> list[Words]:
    """The newest things the resident wrote, oldest first."""
    rows = connection.execute(_newest_words, {"alert": alert_id, "most": newest})
    return read_all(Words, rows)[::-1]


_newest_words = (
    select(words)
    .where(words.c.alert_id == bindparam("alert"))
    .order_by(words.c.id.desc())
    .limit(bindparam("most"))
)


def postpone(connection: Connection, alert_id: int, until: datetime) -> None:
    """What was due could not be done: it is tried again then."""
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(due_at=until))


def of_resident(
    connection: Connection, resident_id: int, before: datetime | None, most: int
) -> list[Alert]:
    """Their alarms, newest first; only those raised before that moment, if one is given."""
    theirs = select(alerts).where(alerts.c.resident_id == resident_id)
    if before is not None:
        theirs = theirs.where(alerts.c.raised_at < before)
    newest = theirs.order_by(alerts.c.raised_at.desc(), alerts.c.id.desc()).limit(most)
    return read_all(Alert, connection.execute(newest))
