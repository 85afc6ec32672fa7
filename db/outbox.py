"""What is to be said, kept until Telegram has it.

A row is pending, then on its way under a lease (db/leases.py), then ended: sent, refused, expired, or
uncertain (a campaign message cut off on its way). A card is a message kept true: at most one pending
row holds its newest content. What waits for its chat, or is overdue: db/holds.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Row,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    insert,
    literal_column,
    select,
    text,
    union_all,
    update,
)

from db import cards
from db.base import Moment, RowId, forget, metadata

PENDING, SENDING, SENT, REFUSED, UNCERTAIN = "pending", "sending", "sent", "refused", "uncertain"
EXPIRED = "expired"
BY_CHAT, BY_ITSELF = "chat", "itself"  # what a pending row is held by, after Telegram refused it
ALARM, ANSWER, NOTICE, CAMPAIGN = 0, 1, 2, 9
SIGNS = frozenset({"delete", "reaction"})  # neither a message nor another content of one
NO_MESSAGE = SIGNS | {"edit"}  # changes what is there, adds nothing
UNCOUNTED = frozenset({"toast", "ask", "leave"})  # said in no chat
SAID = "{}"
KEEP = timedelta(hours=48)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("lane", SmallInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),  # message, card, picture, edit, toast ...
    Column("card", String(64)),
    Column("content", Text, nullable=False),  # SAID when it has ended: nobody's name or code stays
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
    Column("until", Moment),  # when it makes no sense any more; never, if empty
    Column("case", String(64)),  # what it is about, as "alerts 12": each has its turn in a chat
    Column("held", String(8)),  # refused: its chat takes nothing, or itself, nobody knows why
    sqlite_autoincrement=True,
)
# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
is_pending = outbox.c.state == literal_column("'pending'")
is_sending = outbox.c.state == literal_column("'sending'")


def _partial(name: str, which: str, *columns: Column[Any], unique: bool = False) -> None:
    where = text(which)
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_partial("ix_outbox_pending", "state = 'pending'", outbox.c.id)
_partial("ix_outbox_sending", "state = 'sending'", outbox.c.id)
_named = "card IS NOT NULL AND state = 'pending'"
_partial("ix_outbox_card", _named, outbox.c.chat_id, outbox.c.card, unique=True)
Index("ix_outbox_ended", outbox.c.ended_at)
_partial("ix_outbox_chat", "state = 'pending'", outbox.c.chat_id)
_partial("ix_outbox_message", "message_id IS NOT NULL", outbox.c.chat_id, outbox.c.message_id)
_partial("ix_outbox_until", "state = 'pending' AND until IS NOT NULL", outbox.c.until)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is written: `content` is text, buttons, keyboard; Telegram's words come later.
    After `until` it makes no sense any more; messages of one `case` take turns with those of others. Where
    no case is named, the card's name says it."""

    lane: int
    chat_id: int
    kind: str
    content: dict[str, Any]
    card: str | None = None
    about: str | None = None
    not_before: datetime | None = None
    until: datetime | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """What the sender has to know of a row to decide when it goes."""

    id: int
    lane: int
    chat_id: int
    kind: str
    not_before: datetime | None
    edit: bool  # changes a message that is there, and stands behind new ones
    case: str | None = None
    held: bool = False  # refused, and tried rarely: nothing waits behind it

    @property
    def is_rollup(self) -> bool:
        """Whether it is of the card that stands for all the alarms a group can't take one by one."""
        return self.case is not None and self.case.startswith("rollups ")

    @property
    def urgent(self) -> bool:
        """Whether it shows officers an alarm, or that one calls: a new message, or the roll-up."""
        return self.lane == ALARM and (not self.edit or self.is_rollup)

    @property
    def is_sign(self) -> bool:
        return self.kind in SIGNS


_KNOWN = ("id", "lane", "chat_id", "kind", "not_before", "card", "case", "held")
known = tuple(outbox.c[name] for name in _KNOWN)


def queued(row: Row[Any], *, is_there: bool) -> Queued:
    """The row as the queue knows it; `is_there`: its card is a message already."""
    edit = row.kind in NO_MESSAGE or is_there
    what = (row.id, row.lane, row.chat_id, row.kind, row.not_before)
    return Queued(*what, edit, row.case, row.held is not None)


its_card = and_(cards.cards.c.chat_id == outbox.c.chat_id, cards.cards.c.name == outbox.c.card)
# Joined, because thousands of cards are too many to name.
standing_rows = (
    select(*known, cards.cards.c.message_id.label("there"))
    .outerjoin(cards.cards, its_card)
    .order_by(outbox.c.id)
)


def read_standing(connection: Connection, standing: Select[Any]) -> list[Queued]:
    rows = connection.execute(standing)
    return [queued(row, is_there=row.there is not None) for row in rows]


def write(connection: Connection, drafts: Sequence[Draft], at: datetime) -> list[Queued]:
    """Adds messages, in order; the newest content of a card takes the place of what still waits, and
    what a card shows already is not said again: a group takes few edits a minute."""
    written: dict[int, Row[Any]] = {}
    new: list[tuple[Draft, str]] = []
    newest = _newest(drafts)
    standing = coming(connection, [(one.chat_id, one.card) for one in newest])
    # In this order: what is on its way now may be what a card shows a moment later.
    there = cards.kept(connection, [(one.chat_id, one.card) for one in newest if one.card])
    for draft in newest:
        content = json.dumps(draft.content)  # ASCII: no database refuses a surrogate that way
        waits = PENDING in standing.get((draft.chat_id, draft.card), ())
        if waits and (row := _replace(connection, draft, content)):
            written[row.id] = row
        elif (draft.chat_id, draft.card) in standing or not _shows(draft, there):
            new.append((draft, content))
    rows = [
        {
            **{name: getattr(draft, name) for name in _DRAFTED},
            "content": content,
            "case": draft.case or cards.case_of(draft.card or draft.about),
            "made_at": at,
        }
        for draft, content in new
    ]
    if rows:
        written |= {row.id: row for row in connection.execute(_inserting, rows)}
    return [queued(row, is_there=(row.chat_id, row.card) in there) for row in written.values()]


_DRAFTED = ("lane", "chat_id", "kind", "card", "about", "not_before", "until")


def _shows(draft: Draft, there: cards.Kept) -> bool:
    """Whether the card shows this already."""
    kept = there.get((draft.chat_id, draft.card or ""))
    return kept is not None and kept[1] == cards.digest(draft.content)


def _newest(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, of each card only the last."""
    last = {(draft.chat_id, draft.card): draft for draft in drafts if draft.card is not None}
    return [d for d in drafts if d.card is None or last[d.chat_id, d.card] is d]


_inserting = insert(outbox).returning(*known, sort_by_parameter_order=True)
_by_itself = outbox.c.held == BY_ITSELF
_replacing = (
    update(outbox)
    .where(is_pending, outbox.c.chat_id == bindparam("to"), outbox.c.card == bindparam("named"))
    .values(
        content=bindparam("newest"),
        lane=case((outbox.c.lane < bindparam("ahead"), outbox.c.lane), else_=bindparam("ahead")),
        about=bindparam("of"),
        until=bindparam("ends"),
        # Who refused the content before may take this one.
        held=case((_by_itself, None), else_=outbox.c.held),
        not_before=case((_by_itself, None), else_=outbox.c.not_before),
    )
    .returning(*known)
)


def _replace(connection: Connection, draft: Draft, content: str) -> Row[Any] | None:
    card = {"to": draft.chat_id, "named": draft.card}
    newest = {"newest": content, "ahead": draft.lane, "of": draft.about, "ends": draft.until}
    return connection.execute(_replacing, card | newest).first()


def waiting(connection: Connection, chats: Collection[int] | None = None) -> list[Queued]:
    """All that is pending, or that is pending for these chats, oldest first."""
    rows = standing_rows.where(is_pending)
    return read_standing(connection, rows if chats is None else rows.where(_to.in_(chats)))


_to = outbox.c.chat_id


def waiting_after(connection: Connection, row_id: int, most: int) -> list[Queued]:
    """What is pending and younger than that row, so many at most, oldest first."""
    return read_standing(
        connection, standing_rows.where(is_pending, outbox.c.id > row_id).limit(most)
    )


def newest_of(connection: Connection, chat_id: int, card: str) -> list[Queued]:
    """What waits for that card of the chat, if anything does."""
    rows = connection.execute(_newest_of, {"chat": chat_id, "name": card})
    return [queued(row, is_there=True) for row in rows]


_newest_of = select(*known).where(
    is_pending, outbox.c.chat_id == bindparam("chat"), outbox.c.card == bindparam("name")
)


def coming(
    connection: Connection, wanted: Iterable[tuple[int, str | None]]
) -> dict[tuple[int, str | None], set[str]]:
    """Of those (chat, card) of which something waits or is on its way: which of the two, or both."""
    found = {(chat, name) for chat, name in wanted if name is not None}
    if not found:
        return {}
    sought = {"chats": list({chat for chat, _ in found}), "names": list({n for _, n in found})}
    states: dict[tuple[int, str | None], set[str]] = {}
    for row in connection.execute(_coming, sought):
        states.setdefault((row.chat_id, row.card), set()).add(row.state)
    return states


def _of_cards(state: ColumnElement[bool]) -> Select[Any]:
    return select(outbox.c.chat_id, outbox.c.card, outbox.c.state).where(
        state,
        outbox.c.chat_id.in_(bindparam("chats", expanding=True)),
        outbox.c.card.in_(bindparam("names", expanding=True)),
    )


# Two halves, each with an index of its own: a campaign that waits costs an alarm nothing.
_coming = union_all(_of_cards(is_pending), _of_cards(is_sending))


def withdraw(connection: Connection, chat_id: int, names: Sequence[str]) -> None:
    """What waits for these cards of the chat is not said."""
    waits = is_pending, outbox.c.chat_id == chat_id, outbox.c.card.in_(names)
    connection.execute(delete(outbox).where(*waits))


def tidy(connection: Connection, now: datetime, most: int) -> int:
    """Forgets what was said two days ago, to whom and how it went: so many at most. Returns how many."""
    return forget(connection, outbox, (outbox.c.ended_at < now - KEEP,), most)
