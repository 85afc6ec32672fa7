"""What happens by itself. A noun's module says when its next deed is due, which case that is, and
does it; the desk calls them between updates, one transaction each, so that a deadline and a press
on the same case never race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

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
    return min(
        (due for sweep in SWEEPS if (due := sweep.next_due(connection)) is not None), default=None
    )


def find_due(connection: Connection, now: datetime) -> tuple[Sweep, Case] | None:
    """The case that has waited longest for what is due, with the sweep that does it: a thousand
    deeds of one kind keep no other kind waiting."""
    moments = [(sweep.next_due(connection), sweep) for sweep in SWEEPS]
    due = [(at, sweep) for at, sweep in moments if at is not None and at <= now]
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
