"""More alarms than a group may get: which of them stand together in a room's one card, the roll-up, and
in the lists that its officers get in private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from db.alerts import Alert, alerts
from db.base import Moment, RowId, metadata, read, read_all

_due = text("due_at IS NOT NULL")

rollups = Table(
    "rollups",
    metadata,
    Column("id", ForeignKey("rooms.id"), primary_key=True, autoincrement=False),  # the room's
    Column("since", Moment),  # None while no alarm stands in it
    Column("ring", Integer, nullable=False, server_default="0"),  # number of its newest message
    Column("rung_at", Moment),
    Column("called", JSON, nullable=False, server_default="[]"),  # who gets the lists
    Column("page", Integer, nullable=False, server_default="0"),
    Column("begun", Integer, nullable=False, server_default="0"),  # places given before this surge
    Column("joined", Integer, nullable=False, server_default="0"),  # places given so far
    Column("counted", Integer, nullable=False, server_default="0"),  # of them when last drawn
    Column("shown", Integer, nullable=False, server_default="0"),  # of them Telegram has taken
    Column("stale", Boolean, nullable=False, server_default="0"),  # something changed since then
    Column("free_at", Moment),  # may be drawn again from then on
    Column("due_at", Moment),
)
Index("ix_rollups_due", rollups.c.due_at, sqlite_where=_due, postgresql_where=_due)

rolled = Table(
    "rolled",
    metadata,
    Column("room_id", ForeignKey("rooms.id"), primary_key=True, autoincrement=False),
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, nullable=False),  # where it stands in the lists, and stays
    UniqueConstraint("room_id", "place"),
)
Index("ix_rolled_alert", rolled.c.alert_id, rolled.c.room_id, rolled.c.place)

lists = Table(
    "rollup_lists",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("free_at", Moment),
    Column("due_at", Moment),
    UniqueConstraint("room_id", "number"),
    sqlite_autoincrement=True,
)
Index("ix_rollup_lists_due", lists.c.due_at, sqlite_where=_due, postgresql_where=_due)


@dataclass(frozen=True, slots=True)
class Rollup:
    """A room's roll-up; its id is the room's."""

    id: int
    since: datetime | None
    ring: int
    rung_at: datetime | None
    called: list[int]
    page: int
    begun: int
    joined: int
    counted: int
    shown: int
    stale: bool
    free_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One of a room's lists: the alarms of so many places, as far as they still wait."""

    id: int
    room_id: int
    number: int
    free_at: datetime | None
    due_at: datetime | None


# --- the roll-up ---------------------------------------------------------------------------


def find(connection: Connection, room_id: int) -> Rollup | None:
    row = connection.execute(_by_room, {"room": room_id}).first()
    return read(Rollup, row) if row else None


_by_room = select(rollups).where(rollups.c.id == bindparam("room"))


def add(connection: Connection, room_id: int) -> Rollup:
    return read(Rollup, connection.execute(_adding, {"id": room_id}).one())


_adding = insert(rollups).returning(rollups)


def change(connection: Connection, room_id: int, **values: Any) -> Rollup:
    return read(Rollup, connection.execute(_changing, {"room": room_id, **values}).one())


_changing = update(rollups).where(rollups.c.id == bindparam("room")).returning(rollups)


soonest = select(func.min(rollups.c.due_at))


def due(connection: Connection, now: datetime) -> Rollup | None:
    """The one that has waited longest."""
    row = connection.execute(_due_by, {"now": now}).first()
    return read(Rollup, row) if row else None


_due_by = (
    select(rollups).where(rollups.c.due_at <= bindparam("now")).order_by(rollups.c.due_at).limit(1)
)


def postpone(connection: Connection, room_id: int, until: datetime) -> None:
    change(connection, room_id, due_at=until)


# --- what stands in it ---------------------------------------------------------------------


def join(connection: Connection, room_id: int, alert_id: int, place: int) -> None:
    told = {"room_id": room_id, "alert_id": alert_id, "place": place}
    connection.execute(_joining, told)


_joining = insert(rolled)


def places(connection: Connection, alert_id: int) -> dict[int, int]:
    """Room -> place of the alarm in its roll-up."""
    rows = connection.execute(_places, {"alert": alert_id})
    return {row.room_id: row.place for row in rows}


_places = select(rolled.c.room_id, rolled.c.place).where(rolled.c.alert_id == bindparam("alert"))


def leave(connection: Connection, alert_id: int) -> None:
    connection.execute(_leaving, {"alert": alert_id})


_leaving = delete(rolled).where(rolled.c.alert_id == bindparam("alert"))


def waiting(connection: Connection, room_id: int) -> int:
    """How many alarms stand in the room's roll-up."""
    return int(connection.execute(_waiting, {"room": room_id}).scalar_one())


_waiting = select(func.count()).where(rolled.c.room_id == bindparam("room"))


def oldest(connection: Connection, room_id: int, skipped: int, most: int) -> list[Alert]:
    """The oldest of them behind so many that are skipped."""
    told = {"room": room_id, "skipped": skipped, "most": most}
    return read_all(Alert, connection.execute(_oldest, told))


def numbers(connection: Connection, room_id: int, skipped: int, most: int) -> Sequence[int]:
    """The same, their numbers only."""
    told = {"room": room_id, "skipped": skipped, "most": most}
    return connection.scalars(_numbers, told).all()


def own(connection: Connection, room_id: int, most: int) -> list[Alert]:
    """The oldest of them that are this room's, and not only called in from another."""
    return read_all(Alert, connection.execute(_own, {"room": room_id, "most": most}))


_here = rolled.c.room_id == bindparam("room")
_standing = select(alerts).join(rolled, rolled.c.alert_id == alerts.c.id).where(_here)
_first = _standing.order_by(rolled.c.alert_id)
_oldest = _first.limit(bindparam("most")).offset(bindparam("skipped"))
_own = _first.where(alerts.c.room_id == bindparam("room")).limit(bindparam("most"))
_numbers = (
    select(rolled.c.alert_id)
    .where(_here)
    .order_by(rolled.c.alert_id)
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)


def between(connection: Connection, room_id: int, after: int, last: int) -> list[Alert]:
    """Those that stand at these places: behind `after`, up to `last`."""
    told = {"room": room_id, "after": after, "last": last}
    return read_all(Alert, connection.execute(_between, told))


_between = _standing.where(
    rolled.c.place > bindparam("after"), rolled.c.place <= bindparam("last")
).order_by(rolled.c.place)


# --- the lists -----------------------------------------------------------------------------


def mark_list(connection: Connection, room_id: int, number: int, now: datetime) -> None:
    """Something in the list changed: it is due as soon as it may be drawn again."""
    told = {"room": room_id, "list": number, "now": now}
    if connection.execute(_marking, told).rowcount == 0:
        connection.execute(_listing, {"room_id": room_id, "number": number, "due_at": now})


def mark_lists(connection: Connection, room_id: int, first: int, now: datetime) -> None:
    """Somebody is to get all lists of the room, from that number on."""
    connection.execute(_marking_all, {"room": room_id, "first": first, "now": now})


_listing = insert(lists)
_soonest = case(
    (lists.c.due_at.is_not(None), lists.c.due_at),
    (lists.c.free_at > bindparam("now", type_=Moment), lists.c.free_at),
    else_=bindparam("now", type_=Moment),
)
_marked = update(lists).where(lists.c.room_id == bindparam("room")).values(due_at=_soonest)
_marking = _marked.where(lists.c.number == bindparam("list"))
_marking_all = _marked.where(lists.c.number >= bindparam("first"))


soonest_list = select(func.min(lists.c.due_at))


def due_list(connection: Connection, now: datetime) -> Listing | None:
    """The list that has waited longest."""
    row = connection.execute(_list_due_by, {"now": now}).first()
    return read(Listing, row) if row else None


_list_due_by = (
    select(lists).where(lists.c.due_at <= bindparam("now")).order_by(lists.c.due_at).limit(1)
)


def drawn_list(connection: Connection, list_id: int, free_at: datetime) -> None:
    """The list shows all; it may be drawn again from then on."""
    connection.execute(_drawing, {"list": list_id, "free_at": free_at, "due_at": None})


def postpone_list(connection: Connection, list_id: int, until: datetime) -> None:
    connection.execute(_drawing, {"list": list_id, "due_at": until})


_drawing = update(lists).where(lists.c.id == bindparam("list"))
