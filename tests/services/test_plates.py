"""What is counted of plates: months of the district, where people live, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from db import plates as kept
from db.bookings import MISSED
from services import plates
from services.plates import Plates
from tests.counter import ZONE, Counter, district
from tests.office import WINDOW
from tests.served import lives, plan, visited, walked_in
from tests.services.test_weeks import happened

NOW = datetime(2027, 2, 1, 8, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def counter(database_url: str) -> Iterator[Counter]:
    counter = Counter(database_url, district() + WINDOW, NOW)
    yield counter
    counter.database.close()


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def issued(counter: Counter) -> Plates:
    windows = [counter.station.windows["ebikes"]]
    return counter.does(101, lambda work: plates.issued(work, windows))


def test_where_no_plate_was_issued_there_is_none(counter: Counter) -> None:
    told = issued(counter)
    assert [month for month, _ in told.months][:2] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert told.months[-1] == (date(2027, 2, 1), 0)
    assert (sum(count for _, count in told.months), list(told.communities)) == (0, [])


def test_visits_and_walk_ins_by_month_and_community(counter: Counter) -> None:
    def deed(connection: Connection) -> None:
        visited(connection, at(2027, 2, 1), plate="蒙A1", community="001")
        visited(connection, at(2027, 1, 5), plate="蒙A2", community="011")
        visited(connection, at(2027, 1, 5), plate="蒙A3", community=None)
        visited(connection, at(2026, 12, 5), plate="蒙A4", community="001")
        visited(connection, at(2026, 3, 1, 0), plate="蒙A5")
        visited(connection, at(2026, 2, 28, 23), plate="蒙A6")  # too long ago
        visited(connection, at(2027, 1, 5), community="001")  # without a plate
        visited(connection, at(2027, 1, 5), MISSED, community="001")
        visited(connection, at(2027, 1, 5), plate="蒙A7", window="w")  # at another window
        walked_in(connection, at(2027, 2, 1), plate="蒙A8", community="001")
        walked_in(connection, at(2027, 1, 31, 23, 59), plate="蒙A9", community="")
        walked_in(connection, at(2027, 2, 1, 0), plate="蒙B1", community="gone")
        walked_in(connection, at(2027, 2, 1), plate="", community="001")
        walked_in(connection, at(2027, 2, 1), community="001")

    happened(counter, deed)
    told = issued(counter)
    counts = {month: count for month, count in told.months if count}
    assert counts == {
        date(2027, 2, 1): 3,
        date(2027, 1, 1): 3,
        date(2026, 12, 1): 1,
        date(2026, 3, 1): 1,
    }
    assert list(told.communities) == [("001", 2, 2), ("011", 0, 1), (None, 1, 3)]
    assert (told.this_month, told.this_year) == (3, 6)


def test_the_year_is_found_by_its_indexes(counter: Counter, database_url: str) -> None:
    """One visit in five got a plate, one in eight is of the last twelve months. PostgreSQL may read all
    of these twelve by when they ended: they lie beside each other."""

    def deed(connection: Connection) -> None:
        who = [lives(connection, "001") for _ in range(50)]
        for number in range(3000):
            when = at(2027, 1, 1) - timedelta(days=number)
            given = f"P{number}" if number % 5 == 0 else None
            visited(connection, when, plate=given, resident_id=who[number % 50])
            walked_in(connection, when, plate=given or "")

    happened(counter, deed)
    months = [at(2026, month, 1) for month in range(3, 13)] + [at(2027, 1, 1), at(2027, 2, 1)]
    found = plan(database_url, kept.counted, kept.values(["ebikes"], months))
    assert "ix_bookings_plates" in found or "using ix_bookings_ended" in found
    assert "ix_walk_ins_plates" in found or "using ix_walk_ins_at" in found
