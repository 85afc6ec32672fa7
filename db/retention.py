"""How long each table keeps what it keeps, and why: an entry a table. Whoever adds a table says it here; a
test fails for one that says nothing. PIPL Art. 19: no longer than its purpose needs.

Periods that a law gives are from memory and for the station to confirm; its own archive rules go before them.
What is over is forgotten by the hour, the oldest first, some hundred rows a time (jobs/housekeeping.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    true,
)

from db import hung
from db.alerts import alerts
from db.audit import audit, audit_head
from db.base import Moment
from db.bookings import bookings
from db.cards import cards
from db.conversations import conversations
from db.districts import districts
from db.groups import strangers
from db.inbox import inbox
from db.invitations import invitations
from db.leaders import leaders
from db.officers import officers
from db.openings import added_errands, window_days, window_settings
from db.outbox import outbox
from db.residents import residents
from db.rollups import lists, rolled, rollups
from db.rooms import communities, groups, rooms
from db.talks import talks
from db.tidings import tidings
from db.unread import unread
from db.waits import waits
from db.walk_ins import walk_ins
from db.windows import taken_places

DAY = timedelta(days=1)
MONTH = 30 * DAY
CASE = 5 * 365 * DAY
VISIT = 2 * 365 * DAY


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """Rows that are over when the moment in `at` is so long ago; `parts` are the columns of other tables that
    name them, whose rows go with them."""

    key: Column[Any]
    at: Column[Any]
    parts: tuple[Column[Any], ...] = ()
    only: ColumnElement[bool] = true()  # noqa: RUF009 - a constant

    def oldest(self) -> Select[Any]:
        """The keys of rows that were over `before` then, as many as `most`."""
        over = self.at < bindparam("before", type_=Moment)
        found = select(self.key).where(self.only, over).order_by(self.at)
        return found.limit(bindparam("most"))

    def forget(self, connection: Connection, before: datetime, most: int) -> int:
        """Forgets them; gives how many."""
        keys = list(connection.scalars(self.oldest(), {"before": before, "most": most}))
        for column in (*self.parts, self.key) if keys else ():
            connection.execute(delete(column.table).where(column.in_(keys)))
        return len(keys)


@dataclass(frozen=True, slots=True)
class Retention:
    """`why` so long. Without `over` nothing is to be done here: the reason says who does it, or why it
    stays."""

    table: Table
    why: str
    lasts: timedelta | None = None
    over: Over | None = None

    def tidy(self, connection: Connection, now: datetime, most: int) -> int:
        """Forgets what is over, so many rows at most. Gives how many."""
        if self.lasts is None or self.over is None:
            return 0
        return self.over.forget(connection, now - self.lasts, most)


# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
_closed = alerts.c.state == literal_column("'closed'")
_WITH_ITS_ALARM = "a part of its alarm, and goes with it"
_THE_STATIONS = "a fact of the station, about nobody who comes to it"

RETENTIONS = (
    # What people told, and what was done for them.
    Retention(
        residents, "language and number for their cases; name and phone until they delete them"
    ),
    Retention(
        alerts,
        "a case record: after five years nobody can sue over it (Administrative Litigation Law, Art. 46)",
        CASE,
        Over(alerts.c.id, alerts.c.closed_at, (talks.c.alert_id, rolled.c.alert_id), _closed),
    ),
    Retention(talks, _WITH_ITS_ALARM),
    Retention(rolled, _WITH_ITS_ALARM),
    Retention(
        bookings,
        "plates are shown for twelve months and missed visits count for as long; frame numbers go 90 days"
        " after the visit (jobs/housekeeping.py)",
        VISIT,
        Over(bookings.c.id, bookings.c.ended_at, (taken_places.c.booking_id,)),
    ),
    Retention(taken_places, "a part of its visit, and goes with it"),
    Retention(
        waits,
        "over when the days are; a month for who asks why",
        MONTH,
        Over(waits.c.id, waits.c.ended_at),
    ),
    Retention(walk_ins, "as visits", VISIT, Over(walk_ins.c.id, walk_ins.c.at)),
    Retention(
        unread,
        "for as long as the words of what was set aside",
        MONTH,
        Over(unread.c.id, unread.c.taken_at),
    ),
    # What waits, and what was said.
    Retention(conversations, "an unfinished answer: forgotten after a day (services/questions.py)"),
    Retention(
        inbox,
        "empty when done, gone after two days; set aside for thirty (inbox.tidy): Telegram's ids",
    ),
    Retention(outbox, "empty when it has ended, gone two days later (outbox.tidy)"),
    Retention(tidings, "gone when heard; set aside for thirty days (tidings.tidy)"),
    Retention(cards, "the numbers of messages and a digest of what they show: no words"),
    # Who serves.
    Retention(officers, "who had a case is named in it, for as long as the case is kept"),
    Retention(
        invitations,
        "worth nothing when it has expired; a month for who asks how somebody came in",
        MONTH,
        Over(invitations.c.id, invitations.c.expires_at),
    ),
    Retention(audit, "numbers and verbs; a trail that is cut does not verify"),
    Retention(audit_head, "numbers and verbs; a trail that is cut does not verify"),
    Retention(leaders, "which process leads"),
    Retention(
        hung.table,
        "names of deeds and numbers of cases; what hung a month ago begins anew",
        MONTH,
        Over(hung.table.c.name, hung.table.c.until),
    ),
    # The station.
    *(
        Retention(table, _THE_STATIONS)
        for table in (districts, rooms, communities, groups, window_days, window_settings)
    ),
    Retention(added_errands, _THE_STATIONS),
    Retention(strangers, "a group that nobody binds is left after ten minutes"),
    Retention(rollups, "a room's standing card: counts"),
    Retention(lists, "which numbers stand in a list, until the surge is over"),
)
