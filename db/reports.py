"""What a report counts of alarms: numbers and moments, nobody's name, place or words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, func, select

from db.alerts import alerts, is_live
from db.base import read


@dataclass(frozen=True, slots=True)
class Counted:
    """An alarm as it counts."""

    room_id: int
    raised_at: datetime
    accepted_at: datetime | None
    on_way_at: datetime | None
    arrived_at: datetime | None
    closed_at: datetime | None
    stars: int | None


AT_ONCE = 500  # rows that are read together
# Alarms have their numbers in the order in which they were raised, so the primary key leads from the
# newest back to the moment, and no index is needed that every press would have to keep.
_newest = select(
    *(alerts.c[name] for name in Counted.__dataclass_fields__),
).order_by(alerts.c.id.desc())


def since(connection: Connection, moment: datetime) -> list[Counted]:
    """The alarms raised at that moment or later, newest first."""
    with connection.execute(_newest.execution_options(yield_per=AT_ONCE)) as rows:
        found = (read(Counted, row) for row in rows)
        return list(takewhile(lambda one: one.raised_at >= moment, found))


_oldest = select(alerts.c.raised_at).order_by(alerts.c.id).limit(1)


def first(connection: Connection) -> datetime | None:
    """When the very first alarm was raised."""
    found: datetime | None = connection.scalar(_oldest)
    return found


def open_now(connection: Connection) -> dict[int, int]:
    """Room -> how many of its alarms are not closed."""
    return {row.room_id: row.open for row in connection.execute(_open)}


_open = (
    select(alerts.c.room_id, func.count().label("open")).where(is_live).group_by(alerts.c.room_id)
)
