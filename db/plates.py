"""How many plates were issued, by month and community: numbers only, no plate and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Label,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from db.base import read_all
from db.bookings import HAS_PLATE, bookings
from db.residents import residents
from db.walk_ins import walk_ins

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Issued:
    """So many plates in the month of that number, 0 the first. `community` is empty or None where it is
    not known."""

    month: int
    community: str | None
    count: int


def _month(at: Column[datetime]) -> Label[int]:
    begun = reversed(range(MONTHS))
    return case(*((at >= bindparam(f"month{number}"), number) for number in begun)).label("month")


_has_plate: ColumnElement[bool] = literal_column(HAS_PLATE)
_of_visits = (
    select(_month(bookings.c.ended_at), residents.c.community)
    .join(residents, residents.c.id == bookings.c.resident_id)
    .where(
        bookings.c.window.in_(bindparam("of", expanding=True)),
        bookings.c.ended_at >= bindparam("month0"),
        _has_plate,
    )
)
_of_walk_ins = select(_month(walk_ins.c.at), walk_ins.c.community).where(
    walk_ins.c.window.in_(bindparam("of", expanding=True)),
    walk_ins.c.at >= bindparam("month0"),
    _has_plate,
)
_each = union_all(_of_visits, _of_walk_ins).subquery()
counted = select(_each.c.month, _each.c.community, func.count().label("count")).group_by(
    _each.c.month, _each.c.community
)


def values(windows: Sequence[str], months: Sequence[datetime]) -> dict[str, object]:
    """What `counted` is asked with: MONTHS moments at which months begin, in order."""
    return {"of": windows} | {f"month{number}": begin for number, begin in enumerate(months)}


def issued(
    connection: Connection, windows: Sequence[str], months: Sequence[datetime]
) -> list[Issued]:
    """The plates of visits that are done and of who came without one at these windows, since the first of
    the months."""
    return read_all(Issued, connection.execute(counted, values(windows, months)))
