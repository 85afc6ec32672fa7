"""The alarms: one row each from the press until it is closed and rated. Which of them have something to do by
themselves: db/schedules.py; what was said: db/talks.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from db.base import Moment, RowId, metadata, read, read_all

NOTICED = timedelta(minutes=1)  # between a press and our hearing of it
OPEN, ACCEPTED, CLOSED = "open", "accepted", "closed"

alerts = Table(
    "alerts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("resident_id", ForeignKey("residents.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("presses", Integer, nullable=False, server_default="1"),
    Column("called_as", LargeBinary, nullable=False),  # sealed: the name Telegram showed
    Column("place", LargeBinary),  # sealed: "latitude longitude"
    Column("place_at", Moment),
    Column("raised_at", Moment, nullable=False),  # pressed, as Telegram has it
    Column("heard_at", Moment),  # taken up, if that was not at once
    Column("shown_at", Moment),
    Column("called", JSON),  # the officers called in their private chats
    Column("kind", String(12)),  # what happened, if the resident said
    Column("open_since", Moment, nullable=False, server_default="0"),  # waits for an officer since
    Column("rung", SmallInteger, nullable=False, server_default="0"),  # calls made since then
    Column("rung_at", Moment),
    Column("rooms", JSON, nullable=False, server_default="[]"),  # whose officers see it and may act
    Column("former", JSON, nullable=False, server_default="[]"),  # rooms that handed it on
    Column("rang_at", Moment),  # the resident pressed, and officers were called
    Column("recalled_at", Moment),  # pressed anew since, and its owner has not reacted yet
    Column("answered_at", Moment),  # the resident was last told what their presses do
    Column("answered", Integer, nullable=False, server_default="0"),  # presses counted then
    Column("accepted_at", Moment),
    Column("confirmed_at", Moment),  # the owner last showed that they have it
    Column("minutes", SmallInteger),  # that the officer said it will take
    Column("on_way_at", Moment),
    Column("asked_at", Moment),  # whoever has it was last asked how it stands
    Column("asks", SmallInteger, nullable=False, server_default="0"),  # without a reaction
    Column("arrived_at", Moment),
    Column("help_at", Moment),  # the owner needs colleagues
    Column("mistap_at", Moment),  # the resident says it was one
    Column("closed_at", Moment),
    Column("officer_id", ForeignKey("officers.user_id")),
    Column("outcome", String(16)),
    Column("note", Text),
    Column("flagged_at", Moment),  # pressed without need, officers say
    Column("stars", SmallInteger),
    Column("review", Text),
    Column("moved", Boolean, nullable=False, server_default="0"),  # a newer place, or more presses
    Column("drawn_at", Moment),  # what officers see of those is of then
    Column("due_at", Moment),  # when something has to happen by itself
    Column("alone_at", Moment),  # has cards of its own since; until then it stands in roll-ups
    Column("key", LargeBinary),  # the case's own, wrapped; none: sealed with its resident's
    sqlite_autoincrement=True,
)
is_live = alerts.c.state != literal_column("'closed'")  # spelt as in the index below
_live = text("state <> 'closed'")
Index(
    "ix_alerts_live", alerts.c.resident_id, unique=True, sqlite_where=_live, postgresql_where=_live
)
_due = text("due_at IS NOT NULL")
Index("ix_alerts_due", alerts.c.due_at, sqlite_where=_due, postgresql_where=_due)
_closed = text("state = 'closed'")
Index("ix_alerts_closed", alerts.c.closed_at, sqlite_where=_closed, postgresql_where=_closed)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alarm. `called_as` and `place` are sealed with the case's own `key`, with the resident's if it has
    none: what the law keeps of a case outlives the key of who is erased."""

    id: int
    resident_id: int
    room_id: int
    state: str
    silent: bool
    presses: int
    called_as: bytes
    place: bytes | None
    place_at: datetime | None
    raised_at: datetime
    heard_at: datetime | None
    shown_at: datetime | None
    called: list[int] | None
    kind: str | None
    open_since: datetime
    rung: int
    rung_at: datetime | None
    rooms: list[int]
    former: list[int]
    rang_at: datetime | None
    recalled_at: datetime | None
    answered_at: datetime | None
    answered: int
    accepted_at: datetime | None
    confirmed_at: datetime | None
    minutes: int | None
    on_way_at: datetime | None
    asked_at: datetime | None
    asks: int
    arrived_at: datetime | None
    help_at: datetime | None
    mistap_at: datetime | None
    closed_at: datetime | None
    officer_id: int | None
    outcome: str | None
    note: str | None
    flagged_at: datetime | None
    stars: int | None
    review: str | None
    moved: bool
    drawn_at: datetime | None
    due_at: datetime | None
    alone_at: datetime | None
    key: bytes | None = None

    @property
    def rolled(self) -> bool:
        """It stands in its rooms' roll-ups (db/rollups.py) and has no cards of its own."""
        return self.alone_at is None

    @property
    def calls(self) -> bool:
        """It calls wider and wider until an officer takes it, or its owner reacts."""
        return self.state == OPEN or self.recalled_at is not None

    @property
    def was_late(self) -> bool:
        """It was taken up so long after the press that people have to know."""
        return self.heard_at is not None and self.heard_at >= self.raised_at + NOTICED

    @property
    def rang_anew_at(self) -> datetime | None:
        """When officers were last called after the first time, because the resident pressed again or it
        was handed over."""
        first = self.heard_at or self.raised_at
        return self.rang_at if self.rang_at is not None and self.rang_at > first else None


def add(connection: Connection, values: Mapping[str, Any]) -> Alert:
    return read(Alert, connection.execute(_adding, values).one())


_adding = insert(alerts).returning(alerts)
_by_id = select(alerts).where(alerts.c.id == bindparam("alert"))


def find(connection: Connection, alert_id: int) -> Alert | None:
    row = connection.execute(_by_id, {"alert": alert_id}).first()
    return read(Alert, row) if row else None


_live_of = select(alerts).where(alerts.c.resident_id == bindparam("resident"), is_live)


def live_of(connection: Connection, resident_id: int) -> Alert | None:
    """The alarm of theirs that is not closed; there is one at most."""
    row = connection.execute(_live_of, {"resident": resident_id}).first()
    return read(Alert, row) if row else None


_living = select(alerts.c.resident_id).where(
    alerts.c.resident_id.in_(bindparam("chats", expanding=True)), is_live
)


def living(connection: Connection, chats: Iterable[int]) -> set[int]:
    """Those of the chats whose resident has an alarm that is not closed."""
    return set(connection.scalars(_living, {"chats": list(chats)}))


_silent = _living.where(alerts.c.silent)


def silent(connection: Connection, chats: Iterable[int]) -> set[int]:
    """Those of the chats whose resident has a silent alarm that is not closed."""
    return set(connection.scalars(_silent, {"chats": list(chats)}))


def change(
    connection: Connection, alert_id: int, values: Mapping[str, Any], *, while_in: Iterable[str]
) -> Alert | None:
    """Changes the alarm if it is in one of those states; None when it is not, or not any more."""
    told = {"alert": alert_id, "states": list(while_in), **values}
    row = connection.execute(_changing, told).first()
    return read(Alert, row) if row else None


_changing = (
    update(alerts)
    .where(
        alerts.c.id == bindparam("alert"),
        alerts.c.state.in_(bindparam("states", expanding=True)),
    )
    .returning(alerts)
)


def add_presses(connection: Connection, alert_id: int, times: int) -> Alert:
    row = connection.execute(_pressing, {"alert": alert_id, "times": times})
    return read(Alert, row.one())


_pressing = (
    update(alerts)
    .where(alerts.c.id == bindparam("alert"))
    .values(presses=alerts.c.presses + bindparam("times"))
    .returning(alerts)
)


def came_alone(connection: Connection, room: int, after: datetime, most: int) -> list[Any]:
    """(alone_at, state) of the room's alarms that got cards of their own after a moment, newest first."""
    asked = {"room": room, "after": after, "most": most}
    return [(at, state) for at, state in connection.execute(_came_alone, asked)]


_came_alone = (
    select(alerts.c.alone_at, alerts.c.state)
    .where(alerts.c.room_id == bindparam("room"), alerts.c.alone_at > bindparam("after"))
    .order_by(alerts.c.alone_at.desc())
    .limit(bindparam("most"))
)
Index("ix_alerts_alone", alerts.c.room_id, alerts.c.alone_at)


def past_of(connection: Connection, resident_id: int, before: int) -> tuple[int, int]:
    """How many alarms the resident raised before that one, and how many of them were flagged."""
    told = {"resident": resident_id, "before": before}
    row = connection.execute(_past, told).one()
    return int(row[0]), int(row[1])


_past = select(func.count(), func.count(alerts.c.flagged_at)).where(
    alerts.c.resident_id == bindparam("resident"), alerts.c.id < bindparam("before")
)
Index("ix_alerts_resident", alerts.c.resident_id, alerts.c.id)


def open_cases(connection: Connection) -> list[Alert]:
    """All that are not closed, oldest first."""
    return read_all(Alert, connection.execute(_open_cases))


_open_cases = select(alerts).where(is_live).order_by(alerts.c.id)


def of_resident(
    connection: Connection, resident_id: int, before: datetime | None, most: int
) -> list[Alert]:
    """Their alarms, newest first; only those raised before that moment, if one is given."""
    theirs = select(alerts).where(alerts.c.resident_id == resident_id)
    if before is not None:
        theirs = theirs.where(alerts.c.raised_at < before)
    newest = theirs.order_by(alerts.c.raised_at.desc(), alerts.c.id.desc()).limit(most)
    return read_all(Alert, connection.execute(newest))


def owned_by(connection: Connection, user_id: int) -> list[Alert]:
    """What that officer has and nobody closed, oldest first."""
    return read_all(Alert, connection.execute(_owned_by, {"officer": user_id}))


_owned_by = (
    select(alerts).where(alerts.c.officer_id == bindparam("officer"), is_live).order_by(alerts.c.id)
)
Index("ix_alerts_owned", alerts.c.officer_id, sqlite_where=_live, postgresql_where=_live)
