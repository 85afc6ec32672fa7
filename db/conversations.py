"""Where each conversation stands: the step that waits for an answer, and what was said so far."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
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
    Column("draft", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """`step` is like "residents:name"; `draft` holds what was said so far."""

    step: str
    draft: dict[str, Any]


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
        (row.chat_id, row.person_id): Conversation(row.step, json.loads(row.draft)) for row in rows
    }


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
            "draft": json.dumps(conversation.draft),
            "changed_at": at,
        }
        if before[place] is not None:
            moved.append({"chat": chat, "person": person, **values})
        else:
            new.append({"chat_id": chat, "person_id": person, **values})
    for statement, rows in ((_insert, new), (_update, moved), (_delete, ended)):
        if rows:
            connection.execute(statement, rows)
