"""Where each conversation stands: the step that waits for an answer, until when, and under seal what was
said so far.

A draft is a person's own words about themselves, so none of it lies here in plain, and none of it stays
longer than a day. A noun whose draft has to stay longer (a campaign, a petition) keeps it as a row of its
own, with a seal and a retention of its own; the conversation's draft is then that row's number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from db.base import Moment, metadata

Place = tuple[int, int]  # chat and person: two officers in one group hold two conversations

conversations = Table(
    "conversations",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("step", String(64), nullable=False),
    Column("draft", LargeBinary),  # sealed for this place alone; empty, if nothing was said
    Column("changed_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),  # what is said after it answers nothing
    Column("question", String(64)),  # in a group: the card that calls who is asked to answer
    Column("card", String(64)),  # the card with buttons that asks the same
)
Index("ix_conversations_person", conversations.c.person_id)
Index("ix_conversations_changed", conversations.c.changed_at)


@dataclass(frozen=True, slots=True)
class Conversation:
    """`step` is like "residents:name"; `draft` is what was said so far, sealed. It waits until `ends_at`;
    the cards `question` and `card` are the messages that ask."""

    step: str
    draft: bytes | None
    ends_at: datetime
    question: str | None = None
    card: str | None = None


_there = select(conversations).where(
    tuple_(conversations.c.chat_id, conversations.c.person_id).in_(
        bindparam("places", expanding=True)
    )
)


def load(connection: Connection, places: Iterable[Place]) -> dict[Place, Conversation]:
    """The conversations that are under way in these places."""
    wanted = list(places)
    if not wanted:
        return {}
    rows = connection.execute(_there, {"places": wanted})
    return {
        (row.chat_id, row.person_id): Conversation(
            row.step, row.draft, row.ends_at, row.question, row.card
        )
        for row in rows
    }


def of_person(connection: Connection, person_id: int) -> list[Place]:
    """Where this person was asked something."""
    found = select(conversations.c.chat_id).where(conversations.c.person_id == person_id)
    return [(chat_id, person_id) for chat_id in connection.scalars(found)]


def asked_by(connection: Connection, chat_id: int, card: str, now: datetime) -> list[int]:
    """Of whom the card of that name asks something in this chat."""
    found = select(conversations.c.person_id).where(
        conversations.c.chat_id == chat_id,
        or_(conversations.c.question == card, conversations.c.card == card),
        conversations.c.ends_at > now,
    )
    return list(connection.scalars(found))


def forget(
    connection: Connection, before: datetime, most: int
) -> tuple[int, list[tuple[int, str]]]:
    """Forgets what was changed before that moment at last, so many at most and the oldest first. Gives
    how many, and the cards, as (chat, name), that called somebody to answer."""
    oldest = (
        select(conversations.c.chat_id, conversations.c.person_id)
        .where(conversations.c.changed_at < before)
        .order_by(conversations.c.changed_at)
        .limit(most)
    )
    places = [(row.chat_id, row.person_id) for row in connection.execute(oldest)]
    if not places:
        return 0, []
    old = tuple_(conversations.c.chat_id, conversations.c.person_id).in_(places)
    gone = connection.execute(
        delete(conversations)
        .where(old)
        .returning(conversations.c.chat_id, conversations.c.question)
    )
    return len(places), [(row.chat_id, row.question) for row in gone if row.question is not None]


_here = (
    conversations.c.chat_id == bindparam("chat"),
    conversations.c.person_id == bindparam("person"),
)
_insert = insert(conversations)
_update = update(conversations).where(*_here)
_delete = delete(conversations).where(*_here)


def save(
    connection: Connection,
    before: dict[Place, Conversation | None],
    after: dict[Place, Conversation | None],
    at: datetime,
) -> None:
    """Writes what changed; `before` is what load() gave, None in `after` an ended conversation."""
    new, moved, ended = [], [], []
    for place, conversation in after.items():
        chat, person = place
        if conversation is None:
            if before[place] is not None:
                ended.append({"chat": chat, "person": person})
            continue
        values = {
            "step": conversation.step,
            "draft": conversation.draft,
            "changed_at": at,
            "ends_at": conversation.ends_at,
            "question": conversation.question,
            "card": conversation.card,
        }
        if before[place] is not None:
            moved.append({"chat": chat, "person": person, **values})
        else:
            new.append({"chat_id": chat, "person_id": person, **values})
    for statement, rows in ((_insert, new), (_update, moved), (_delete, ended)):
        if rows:
            connection.execute(statement, rows)
