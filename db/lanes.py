"""The outbox as its lanes drain: what waits, what is on its way, and how it went lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from db.base import Moment
from db.outbox import (
    ALARM,
    ANSWER,
    BY_CHAT,
    CAMPAIGN,
    EXPIRED,
    NOTICE,
    REFUSED,
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


_WAITING, _SENDING, _SENT, _REFUSED = "waiting", "sending", "sent", "refused"


def _counting(what: str, *which: ColumnElement[bool]) -> Select[Any]:
    """How many rows of each lane are so, and when the first of them was written."""
    counted = func.count().label("rows"), func.min(outbox.c.made_at).label("oldest")
    return (
        select(literal(what).label("what"), outbox.c.lane, *counted)
        .where(*which)
        .group_by(outbox.c.lane)
    )


# A part for each index: what has ended is nearly all there is.
_lately = outbox.c.ended_at >= bindparam("since", type_=Moment)
_drains = union_all(
    _counting(_WAITING, is_pending),
    _counting(_SENDING, is_sending),
    _counting(_SENT, _lately, outbox.c.state == SENT),
    _counting(_REFUSED, _lately, outbox.c.state.in_([REFUSED, EXPIRED, UNCERTAIN])),
)


def drains(connection: Connection, now: datetime) -> list[Lane]:
    """Every lane, the strictest first."""
    found = {
        (row.lane, row.what): row for row in connection.execute(_drains, {"since": now - LATELY})
    }

    def lane(number: int, name: str) -> Lane:
        def count(what: str) -> int:
            return found[number, what].rows if (number, what) in found else 0

        waits = found.get((number, _WAITING))
        return Lane(
            name,
            waiting=count(_WAITING),
            sending=count(_SENDING),
            sent=count(_SENT),
            refused=count(_REFUSED),
            oldest=(now - waits.oldest).total_seconds() if waits else None,
        )

    return [lane(number, name) for number, name in LANES.items()]


def _first_alarm(which: ColumnElement[bool]) -> Select[Any]:
    unheld = outbox.c.lane == ALARM, outbox.c.held.is_distinct_from(BY_CHAT)
    return select(func.min(outbox.c.made_at).label("at")).where(which, *unheld)


_first_alarms = union_all(_first_alarm(is_pending), _first_alarm(is_sending)).subquery()
_oldest_alarm = select(func.min(_first_alarms.c.at))


def oldest_alarm(connection: Connection) -> datetime | None:
    """When the oldest alarm's message was written that Telegram lacks and no lost chat holds."""
    oldest: datetime | None = connection.scalar(_oldest_alarm)
    return oldest
