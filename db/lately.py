"""What groups were sent in the last minute: Telegram counts it, whichever process of ours sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from db.outbox import (
    SENT,
    UNCOUNTED,
    Queued,
    is_sending,
    known,
    outbox,
    queued,
    read_standing,
    standing_rows,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A group was sent this row."""

    row: Queued
    at: datetime


_in_groups = outbox.c.chat_id < 0, outbox.c.kind.not_in(UNCOUNTED)
_lately: Select[Any] = (
    select(*known, outbox.c.ended_at)
    .where(*_in_groups, outbox.c.state == SENT, outbox.c.ended_at > bindparam("since"))
    .order_by(outbox.c.ended_at, outbox.c.id)
)


def said(connection: Connection, since: datetime, now: datetime) -> list[Said]:
    """What groups were sent since then, oldest first. What is on its way may have arrived."""
    rows = connection.execute(_lately, {"since": since})
    sent = [Said(queued(row, is_there=False), row.ended_at) for row in rows]
    going = read_standing(connection, standing_rows.where(*_in_groups, is_sending))
    return sent + [Said(row, now) for row in going]
