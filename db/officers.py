"""The people of the police rooms: who serves where, who is on duty, whom Telegram lets us write to, who has
left. Whoever leaves or comes to serve otherwise falls due: what they had and saw is judged anew then, in
whichever process it happened (services/departures.py)."""

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
    func,
    insert,
    select,
    text,
    update,
)

from db.base import EPOCH, Moment, metadata, read, read_all

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
    Column("reachable", Boolean, nullable=False, server_default="1"),  # in their private chat
    Column("due_at", Moment),  # what they have and see is to be judged anew
)
_due = text("due_at IS NOT NULL")
Index("ix_officers_due", officers.c.due_at, sqlite_where=_due, postgresql_where=_due)


@dataclass(frozen=True, slots=True)
class Officer:
    user_id: int
    name: str
    room_id: int
    on_duty: bool
    role: str
    left_at: datetime | None
    reachable: bool

    @property
    def id(self) -> int:
        """The case's number, for what falls due."""
        return self.user_id


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
    moved: dict[str, Any] = {"due_at": EPOCH} if values.keys() & {"room_id", "role"} else {}
    known = update(officers).where(officers.c.user_id == user_id)
    if connection.execute(known.values(left_at=None, **moved, **values)).rowcount == 0:
        connection.execute(insert(officers).values(user_id=user_id, **values))


def leave(connection: Connection, user_id: int, at: datetime) -> None:
    """No rights from this moment; what they did stays theirs in the trail."""
    gone = {"left_at": at, "on_duty": False, "due_at": at}
    connection.execute(update(officers).where(officers.c.user_id == user_id).values(gone))


def reach(connection: Connection, user_id: int, *, reachable: bool) -> None:
    """Whether Telegram lets us write to them, as it showed just now."""
    known = update(officers).where(officers.c.user_id == user_id)
    connection.execute(known.values(reachable=reachable))


def unreached(connection: Connection) -> list[Officer]:
    """Who serves and can't be written to."""
    shut = officers.c.left_at.is_(None), officers.c.reachable.is_(False)
    return read_all(Officer, connection.execute(select(officers).where(*shut)))


# --- judged anew ---------------------------------------------------------------------------


soonest = select(func.min(officers.c.due_at)).where(officers.c.due_at.is_not(None))


def due(connection: Connection, now: datetime) -> Officer | None:
    """Who has left, or serves otherwise than before, first."""
    changed = select(officers).where(officers.c.due_at <= now).order_by(officers.c.due_at)
    row = connection.execute(changed.limit(1)).first()
    return read(Officer, row) if row else None


def postpone(connection: Connection, user_id: int, until: datetime | None) -> None:
    """What was due is done, or is tried again then."""
    connection.execute(update(officers).where(officers.c.user_id == user_id).values(due_at=until))


def name(connection: Connection, user_id: int) -> str:
    """The name, also of an officer who has left."""
    found = select(officers.c.name).where(officers.c.user_id == user_id)
    return str(connection.execute(found).scalar_one())
