"""People who were asked something, and all that anybody could say instead: collected from the bot itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

import handlers
from db import conversations
from db.engine import Database
from services.conversing import Question
from tests.town import Town

QUESTIONS: tuple[Question, ...] = tuple(handlers.KNOWN.questions.values())
COMMANDS = sorted({f"/{name}" for name in handlers.KNOWN.commands} | {"/start c_001", "/nothing"})
KEYS = sorted(handlers.KNOWN.labels)
SKIPS = sorted(handlers.KNOWN.answer_keys)  # the keys that answer one question or another
table = conversations.conversations


def now(town: Town) -> datetime:
    return datetime.fromtimestamp(town.telegram.clock.now(), UTC)


def is_asked(town: Town, asked: dict[int, Question], **facts: Any) -> None:
    """As if each of these people had just been asked that in private, and nothing else; `facts` are other
    values of columns."""
    rows = [
        {"chat_id": person, "person_id": person, "step": str(step), "draft": None}
        | {"changed_at": now(town), "ends_at": now(town) + step.lasts, **facts}
        for person, step in asked.items()
    ]
    database = Database(town.database_url)
    with database.writing() as connection:
        connection.execute(delete(table).where(table.c.person_id.in_(asked)))
        connection.execute(insert(table), rows)
    database.close()


def waits(connection: Connection, person: int) -> list[str]:
    """The steps that wait for that person, in whichever chat."""
    return list(connection.scalars(select(table.c.step).where(table.c.person_id == person)))
