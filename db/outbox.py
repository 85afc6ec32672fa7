"""What is to be said, kept until Telegram has it.

A row is pending, then on its way under a lease (db/leases.py), then ended: sent, refused, or uncertain
(a campaign message cut off on its way). A card is a message kept true: at most one pending row holds
its newest content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from db import cards
from db.base import Moment, RowId, metadata

PENDING, SENDING, SENT, REFUSED, UNCERTAIN = "pending", "sending", "sent", "refused", "uncertain"
ALARM, ANSWER, NOTICE, CAMPAIGN = 0, 1, 2, 9
NO_MESSAGE = frozenset({"edit", "delete", "reaction"})  # changes what is there, adds nothing
KEEP = timedelta(hours=48)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("lane", SmallInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),  # message, card, picture, edit, toast ...
    Column("card", String(64)),
    Column("content", Text, nullable=False),
    Column("about", String(64)),  # whoever wants to hear how it went: "alerts 12"
    Column("state", String(9), nullable=False, server_default=PENDING),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("repeat", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Moment),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("message_id", BigInteger),
    Column("reason", String(200)),
    sqlite_autoincrement=True,
)
# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
is_pending = outbox.c.state == literal_column("'pending'")
is_sending = outbox.c.state == literal_column("'sending'")
_pending = text("state = 'pending'")
Index("ix_outbox_pending", outbox.c.id, sqlite_where=_pending, postgresql_where=_pending)
_sending = text("state = 'sending'")
Index("ix_outbox_sending", outbox.c.id, sqlite_where=_sending, postgresql_where=_sending)
_card = text("card IS NOT NULL AND state = 'pending'")
Index(
    "ix_outbox_card",
    outbox.c.chat_id,
    outbox.c.card,
    unique=True,
    sqlite_where=_card,
    postgresql_where=_card,
)
Index("ix_outbox_ended", outbox.c.ended_at)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is written: `content` is text, buttons, keyboard; Telegram's words come later."""

    lane: int
    chat_id: int
    kind: str
    content: dict[str, Any]
    card: str | None = None
    about: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """What the sender has to know of a row to decide when it goes."""

    id: int
    lane: int
    chat_id: int
    kind: str
    not_before: datetime | None
    edit: bool  # changes a message that is there; Telegram counts those apart


_known = tuple(outbox.c[name] for name in ("id", "lane", "chat_id", "kind", "not_before", "card"))


def _queued(connection: Connection, rows: Iterable[Row[Any]]) -> list[Queued]:
    found = list(rows)
    there = cards.kept(connection, [(row.chat_id, row.card) for row in found if row.card])
    return [
        Queued(
            row.id,
            row.lane,
            row.chat_id,
            row.kind,
            row.not_before,
            edit=row.kind in NO_MESSAGE or (row.chat_id, row.card) in there,
        )
        for row in found
    ]


def write(connection: Connection, drafts: Sequence[Draft], at: datetime) -> list[Queued]:
    """Adds messages, in order; the newest content of a card takes the place of what still waits, and
    what a card shows already is not said again: a group takes few edits a minute."""
    written: dict[int, Row[Any]] = {}
    new: list[tuple[Draft, str]] = []
    for draft in _newest(drafts):
        content = json.dumps(draft.content)  # ASCII: no database refuses a surrogate that way
        if draft.card is not None and (row := _replace(connection, draft, content)):
            written[row.id] = row
        else:
            new.append((draft, content))
    # In this order: what is on its way now may be what a card shows a moment later.
    going = _going(connection, [draft for draft, _ in new])
    there = cards.kept(connection, [(one.chat_id, one.card) for one, _ in new if one.card])
    rows = [
        {
            **{name: getattr(draft, name) for name in _DRAFTED},
            "content": content,
            "made_at": at,
        }
        for draft, content in new
        if (draft.chat_id, draft.card) in going or not _shows(draft, there)
    ]
    if rows:
        written |= {row.id: row for row in connection.execute(_inserting, rows)}
    return _queued(connection, written.values())


_DRAFTED = ("lane", "chat_id", "kind", "card", "about", "not_before")


def _shows(draft: Draft, there: cards.Kept) -> bool:
    """Whether the card shows this already."""
    kept = there.get((draft.chat_id, draft.card or ""))
    return kept is not None and kept[1] == cards.digest(draft.content)


_sending_cards = select(outbox.c.chat_id, outbox.c.card).where(
    is_sending, outbox.c.card.in_(bindparam("names", expanding=True))
)


def _going(connection: Connection, drafts: Sequence[Draft]) -> set[tuple[int, str]]:
    """Those cards of which something is on its way."""
    names = list({draft.card for draft in drafts if draft.card is not None})
    if not names:
        return set()
    rows = connection.execute(_sending_cards, {"names": names})
    return {(row.chat_id, row.card) for row in rows}


def _newest(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, of each card only the last."""
    last = {(draft.chat_id, draft.card): draft for draft in drafts if draft.card is not None}
    return [d for d in drafts if d.card is None or last[d.chat_id, d.card] is d]


_inserting = insert(outbox).returning(*_known, sort_by_parameter_order=True)
_replacing = (
    update(outbox)
    .where(is_pending, outbox.c.chat_id == bindparam("to"), outbox.c.card == bindparam("named"))
    .values(
        content=bindparam("newest"),
        lane=case((outbox.c.lane < bindparam("ahead"), outbox.c.lane), else_=bindparam("ahead")),
        about=bindparam("of"),
    )
    .returning(*_known)
)


def _replace(connection: Connection, draft: Draft, content: str) -> Row[Any] | None:
    card = {"to": draft.chat_id, "named": draft.card}
    newest = {"newest": content, "ahead": draft.lane, "of": draft.about}
    return connection.execute(_replacing, card | newest).first()


def waiting(connection: Connection) -> list[Queued]:
    """All that is pending, oldest first."""
    pending = select(*_known).where(is_pending).order_by(outbox.c.id)
    return _queued(connection, connection.execute(pending))


_oldest_alarm = select(func.min(outbox.c.made_at)).where(
    or_(is_pending, is_sending), outbox.c.lane == ALARM
)


def oldest_alarm(connection: Connection) -> datetime | None:
    """When the oldest of the alarms' messages was written that Telegram does not have yet."""
    oldest: datetime | None = connection.scalar(_oldest_alarm)
    return oldest


def follow(connection: Connection, old: int, new: int) -> list[Queued]:
    """A group became a supergroup: what waits for it goes to the new id."""
    moved = update(outbox).where(outbox.c.chat_id == old, is_pending)
    rows = connection.execute(moved.values(chat_id=new).returning(*_known))
    return _queued(connection, rows)


def coming(connection: Connection, names: Sequence[str]) -> set[tuple[int, str]]:
    """(chat, card) of those cards of which something waits or is on its way."""
    rows = connection.execute(_coming, {"names": names})
    return {(row.chat_id, row.card) for row in rows}


_coming = select(outbox.c.chat_id, outbox.c.card).where(
    or_(is_pending, is_sending), outbox.c.card.in_(bindparam("names", expanding=True))
)


def waits(connection: Connection, chat_id: int, name: str) -> bool:
    """Whether the card's newest content is not on its way yet."""
    pending = is_pending, outbox.c.chat_id == chat_id, outbox.c.card == name
    return connection.execute(select(outbox.c.id).where(*pending)).first() is not None


def withdraw(connection: Connection, chat_id: int, names: Sequence[str]) -> None:
    """What waits for these cards of the chat is not said."""
    waits = is_pending, outbox.c.chat_id == chat_id, outbox.c.card.in_(names)
    connection.execute(delete(outbox).where(*waits))


def tidy(connection: Connection, now: datetime) -> int:
    """Forgets what was said two days ago, so that nobody's name stays here. Returns how many."""
    return connection.execute(delete(outbox).where(outbox.c.ended_at < now - KEEP)).rowcount
