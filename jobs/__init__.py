"""What happens by itself. A noun's module says when its next deed is due, which case that is, and
does it; the desk calls them between updates, one transaction each, so that a deadline and a press
on the same case never race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, literal, select, union_all

from db.tidings import Tiding
from jobs import alerts, bookings, chats, endings, groups, officers, rollups, talks, unread
from jobs.sweeps import Case, Coming, Sweep
from services.work import Work

AFTER_A_FAILURE = timedelta(seconds=30)


SWEEPS = (
    alerts.SWEEP,
    unread.SWEEP,
    officers.SWEEP,
    bookings.SWEEP,
    groups.SWEEP,
    rollups.SWEEP,
    rollups.LISTS,
    endings.SWEEP,
)
LISTENERS: dict[str, Callable[[Tiding, Work], None]] = {
    "alerts": alerts.hear,
    "talks": talks.hear,
    "topics": talks.hear_of_topic,
    "chat": chats.hear,
    "groups": groups.hear,
    "rollups": rollups.hear,
    "unread": unread.hear,
    "called": officers.hear_of_call,
    "listed": officers.hear_of_list,
    "bookings": bookings.hear,
}


def next_due(connection: Connection) -> datetime | None:
    """When the earliest deed of all is due."""
    return min((at for at, _ in soonest(connection)), default=None)


def soonest(connection: Connection) -> list[tuple[datetime, Sweep]]:
    """When the next deed of each kind is due, for those that have one: the desk asks it in every round,
    so it is one question."""
    rows = connection.execute(_asking(SWEEPS))
    return [(row.at, SWEEPS[row.place]) for row in rows if row.at is not None]


@cache
def _asking(sweeps: tuple[Sweep, ...]) -> CompoundSelect[Any]:
    parts = enumerate(sweep.soonest.scalar_subquery() for sweep in sweeps)
    return union_all(*(select(literal(n).label("place"), at.label("at")) for n, at in parts))


def find_due(connection: Connection, now: datetime) -> tuple[Sweep, Case] | None:
    """The case that has waited longest for what is due, with the sweep that does it: a thousand
    deeds of one kind keep no other kind waiting."""
    due = [(at, sweep) for at, sweep in soonest(connection) if at <= now]
    if not due:
        return None
    _, sweep = min(due, key=lambda one: one[0])
    case = sweep.due(connection, now)
    return (sweep, case) if case is not None else None


def coming(connection: Connection) -> list[Coming]:
    """What will happen by itself if nothing changes, soonest first."""
    found = [one for sweep in SWEEPS for one in sweep.coming(connection)]
    return sorted(found, key=lambda one: one.at)


def hear(tiding: Tiding, work: Work) -> None:
    """Hands news of a message to whoever wanted to hear it."""
    LISTENERS[tiding.about.split()[0]](tiding, work)
