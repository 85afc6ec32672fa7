"""Which message each card is: a card is a message that is kept true for as long as its case lives."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from db.base import metadata

cards = Table(
    "cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("shown", String(64), nullable=False),  # digest of what Telegram shows; empty: not known
)
Index("ix_cards_message", cards.c.chat_id, cards.c.message_id)
# PostgreSQL finds a beginning in no index that is in a language's order; SQLite's has no language.
Index(
    "ix_cards_name",
    cards.c.chat_id,
    cards.c.name,
    postgresql_ops={"name": "varchar_pattern_ops"},
)


_sought = select(cards).where(
    cards.c.chat_id.in_(bindparam("chats", expanding=True)),
    cards.c.name.in_(bindparam("names", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class CardName:
    """What a card is of: a case, and which part of it, as "talk 12", "alerts 12 again 1790000000". So it is
    kept with cards and in the outbox, and so it has to stay."""

    noun: str
    number: int
    part: str = ""

    @classmethod
    def read(cls, name: str) -> Self | None:
        """None for a card of something else: "canary", "reports 2026-01-02"."""
        found = _NUMBERED.fullmatch(name)
        return cls(found[1], int(found[2]), found[3] or "") if found else None


_NUMBERED = re.compile(r"(\w+) (\d{1,18})(?: (\w+)(?: \d+)?)?", re.ASCII)


# Of a content; the rest is its manner.
SEEN = ("text", "buttons", "caption", "spot", "closed", "venue", "file", "picture", "printout")
Kept = dict[tuple[int, str], tuple[int, str]]


def digest(content: dict[str, Any]) -> str:
    """What a card shows, in short: with equal digests Telegram would refuse the edit as no change."""
    seen = {name: content[name] for name in SEEN if name in content}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def kept(connection: Connection, wanted: Sequence[tuple[int, str]]) -> Kept:
    """(message_id, shown) for those (chat, name) that are messages already."""
    if not wanted:
        return {}
    sought = {
        "chats": list({chat for chat, _ in wanted}),
        "names": list({name for _, name in wanted}),
    }
    rows = connection.execute(_sought, sought)
    return {(row.chat_id, row.name): (row.message_id, row.shown) for row in rows}


def keep(
    connection: Connection, chat_id: int, name: str, message_id: int, shown: str, *, is_new: bool
) -> None:
    """Remembers which message the card is now, and what it shows. An edit that was on its way when the
    card was forgotten does not bring it back, also if it is another message by now: that one goes."""
    card = {"chat": chat_id, "card": name, "shown": shown}
    if not is_new:
        connection.execute(_changing, {**card, "there": message_id})
        return
    kept = connection.execute(_keeping, {**card, "message_id": message_id}).rowcount
    if not kept:
        values = {"message_id": message_id, "shown": shown}
        connection.execute(_adding, {"chat_id": chat_id, "name": name, **values})


def doubt(connection: Connection, places: Sequence[tuple[int, str]]) -> None:
    """What these (chat, name) show is not known any more: a change of them may have arrived, or not. So
    whatever they are to show next is said, also what they showed before."""
    if places:
        doubted = [{"chat": chat, "card": name, "shown": ""} for chat, name in places]
        connection.execute(_keeping, doubted)


def adopt(connection: Connection, chat_id: int, name: str, message_id: int) -> None:
    """A message that is there becomes the card, and no other; what it shows is not known."""
    there = cards.c.chat_id == chat_id, cards.c.message_id == message_id, cards.c.name != name
    connection.execute(delete(cards).where(*there))
    keep(connection, chat_id, name, message_id, "", is_new=True)


_adding = insert(cards)
_keeping = update(cards).where(
    cards.c.chat_id == bindparam("chat"), cards.c.name == bindparam("card")
)
_changing = _keeping.where(cards.c.message_id == bindparam("there"))


def called(connection: Connection, chat_id: int, message_id: int) -> tuple[str, int] | None:
    """The name of the card that stands at or nearest above that message, and its message's id: the
    pieces of an album have ids of their own, and the card remembers the first."""
    found = (
        select(cards.c.name, cards.c.message_id)
        .where(cards.c.chat_id == chat_id, cards.c.message_id <= message_id)
        .order_by(cards.c.message_id.desc(), cards.c.name)
        .limit(1)
    )
    row = connection.execute(found).first()
    return (row.name, row.message_id) if row else None


def begin_with(connection: Connection, chat_id: int, words: str) -> list[str]:
    """The names of the chat's cards that begin so."""
    found = select(cards.c.name).where(
        cards.c.chat_id == chat_id, cards.c.name.startswith(words, autoescape=True)
    )
    if (
        connection.dialect.name == "sqlite"
    ):  # whose LIKE knows no index: the names between two words
        behind = words[:-1] + chr(ord(words[-1]) + 1)
        found = found.where(cards.c.name >= words, cards.c.name < behind)
    return list(connection.scalars(found))


def forget(connection: Connection, chat_id: int, name: str | None = None) -> None:
    """The message, or without a name the chat, is gone: the next content is a new message."""
    gone = delete(cards).where(cards.c.chat_id == chat_id)
    connection.execute(gone if name is None else gone.where(cards.c.name == name))


def case_of(name: str | None) -> str | None:
    """The case that a card of that name, or who is told of by that name, belongs to: "alerts 12 called"
    and "topics 12" to "alerts 12". None for what is of no case, as "canary"."""
    noun, _, more = (name or "").partition(" ")
    number = more.partition(" ")[0]
    return f"{_OF.get(noun, noun)} {number}" if number.isdigit() else None


_OF = {"topics": "alerts"}  # a topic is its alarm's
