"""What a week at a room's windows counts: visits and who came without one, as times; nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from db.bookings import CANCELLED, EXPIRED, bookings
from db.walk_ins import walk_ins


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it counts."""

    window: str
    start: datetime
    until: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody without a visit."""

    window: str
    at: datetime


visited = select(*(bookings.c[name] for name in Visit.__dataclass_fields__)).where(
    bookings.c.window.in_(bindparam("of", expanding=True)),
    bookings.c.start >= bindparam("begin"),
    bookings.c.start < bindparam("end"),
    bookings.c.booked_at.is_not(None),
    bookings.c.state.not_in((CANCELLED, EXPIRED)),
)
walked_in = select(walk_ins.c.window, walk_ins.c.at).where(
    walk_ins.c.window.in_(bindparam("of", expanding=True)),
    walk_ins.c.at >= bindparam("begin"),
    walk_ins.c.at < bindparam("end"),
)


def visits(
    connection: Connection, windows: Sequence[str], begin: datetime, end: datetime
) -> list[Visit]:
    """The visits at these windows between two moments for which a place was kept."""
    told = {"of": windows, "begin": begin, "end": end}
    # Hundreds of rows for one picture, so they are read by position.
    return [Visit(*row) for row in connection.execute(visited, told)]


def came(
    connection: Connection, windows: Sequence[str], begin: datetime, end: datetime
) -> list[Came]:
    """Who came to them without a visit."""
    told = {"of": windows, "begin": begin, "end": end}
    return [Came(*row) for row in connection.execute(walked_in, told)]
