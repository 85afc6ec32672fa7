"""What an erasure has to look for: what is sealed with the key that goes, and where somebody is named in
plain while it waits to be said or to be looked into."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    literal_column,
    select,
    update,
)

from db.alerts import Alert, alerts
from db.base import EPOCH, read_all
from db.bookings import Booking, bookings
from db.inbox import inbox
from db.outbox import is_pending, outbox
from db.unread import unread


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits to be said. `content` is JSON."""

    id: int
    lane: int
    chat_id: int
    case: str | None
    card: str | None
    content: str


def sealed_with_theirs(connection: Connection, resident_id: int) -> list[Alert]:
    """The resident's alarms that have no key of their own."""
    theirs = select(alerts).where(alerts.c.resident_id == resident_id, alerts.c.key.is_(None))
    return read_all(Alert, connection.execute(theirs.order_by(alerts.c.id)))


def forget_frames(connection: Connection, resident_id: int) -> list[Booking]:
    """No visit of theirs has a frame number any more, the coming ones neither. Gives those that had one."""
    theirs = bookings.c.resident_id == resident_id, bookings.c.frame.is_not(None)
    gone = update(bookings).where(*theirs).values(frame=None, bike=None).returning(bookings)
    return read_all(Booking, connection.execute(gone))


def waiting(connection: Connection, chats: Collection[int]) -> list[Waiting]:
    """What waits to be said in these chats."""
    return read_all(Waiting, connection.execute(waiting_in(chats)))


def waiting_in(chats: Collection[int]) -> Select[Any]:
    columns = (outbox.c[name] for name in Waiting.__slots__)
    return select(*columns).where(is_pending, outbox.c.chat_id.in_(chats))


def leave_unsaid(connection: Connection, row_ids: Collection[int]) -> None:
    """These rows are not said any more."""
    connection.execute(delete(outbox).where(is_pending, outbox.c.id.in_(row_ids)))


def blank_set_aside(connection: Connection, chat_id: int) -> None:
    """The words of what was set aside in the chat go, unless it may be an alarm that nobody looked after."""
    rows = list(connection.scalars(set_aside, {"chat": chat_id}))
    connection.execute(update(inbox).where(inbox.c.id.in_(rows)).values(raw=""))


_open_case = exists().where(unread.c.chat_id == bindparam("chat"), unread.c.taken_at.is_(None))
_theirs = inbox.c.chat_id == bindparam("chat"), ~_open_case
# Spelt out, and with a moment, for the index of what was set aside.
_is_parked = inbox.c.state == literal_column("'parked'"), inbox.c.ended_at >= EPOCH
set_aside = select(inbox.c.id).where(*_is_parked, *_theirs)
