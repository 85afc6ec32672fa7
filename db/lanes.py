"""The outbox as its lanes drain: what waits, what is on its way, and how it went lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from db.outbox import (
    ALARM,
    ANSWER,
    BY_CHAT,
    CAMPAIGN,
    EXPIRED,
    NOTICE,
    REFUSED,
    SENDING,
    SENT,
    UNCERTAIN,
    is_pending,
    is_sending,
    outbox,
)

LANES = {ALARM: "alarm", ANSWER: "answer", NOTICE: "notice", CAMPAIGN: "campaign"}
LATELY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane by its name: how many wait and are on their way, how many were `sent` and `refused` (or
    expired, or are uncertain) lately, and how many seconds the `oldest` that waits has waited."""

    lane: str
    waiting: int
    sending: int
    sent: int
    refused: int
    oldest: float | None


def drains(connection: Connection, now: datetime) -> list[Lane]:
    """Every lane, the strictest first."""
    state, ended = outbox.c.state, outbox.c.ended_at >= now - LATELY
    wanted = (
        (is_pending, "waiting"),
        (state == SENDING, "sending"),
        ((state == SENT) & ended, "sent"),
        (state.in_([REFUSED, EXPIRED, UNCERTAIN]) & ended, "refused"),
    )
    counts = [func.sum(case((which, 1), else_=0)).label(name) for which, name in wanted]
    oldest = func.min(case((is_pending, outbox.c.made_at))).label("oldest")
    found = (
        select(outbox.c.lane, *counts, oldest)
        .where(or_(is_pending, state == SENDING, ended))
        .group_by(outbox.c.lane)
    )
    rows = {row.lane: row for row in connection.execute(found)}
    return [_lane(name, rows.get(lane), now) for lane, name in LANES.items()]


def _lane(name: str, row: Any, now: datetime) -> Lane:
    if row is None:
        return Lane(name, 0, 0, 0, 0, None)
    oldest = (now - row.oldest).total_seconds() if row.oldest is not None else None
    return Lane(name, row.waiting, row.sending, row.sent, row.refused, oldest)


_oldest_alarm = select(func.min(outbox.c.made_at)).where(
    or_(is_pending, is_sending), outbox.c.lane == ALARM, outbox.c.held.is_distinct_from(BY_CHAT)
)


def oldest_alarm(connection: Connection) -> datetime | None:
    """When the oldest alarm's message was written that Telegram lacks and no lost chat holds."""
    oldest: datetime | None = connection.scalar(_oldest_alarm)
    return oldest
