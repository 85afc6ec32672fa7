"""What a week at the window counts: places by the hours, what became of them, what stood empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from db import weeks as kept
from db.bookings import (
    ARRIVED,
    BOOKED,
    CANCELLED,
    DONE,
    EXPIRED,
    HELD,
    LACKING,
    MISSED,
    OVER,
    SERVING,
)
from services import weeks
from services.weeks import Day, Week
from services.work import Work
from tests.counter import ZONE, Counter, district
from tests.office import WINDOW
from tests.served import plan, visited, walked_in

MONDAY = date(2026, 11, 30)  # its week belongs to two months
NOW = datetime(2026, 12, 7, 8, tzinfo=ZONE).astimezone(UTC)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week by the district's clocks; Monday is 0."""
    then = datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, minute, tzinfo=ZONE)
    return (then + timedelta(days=day)).astimezone(UTC)


@pytest.fixture
def counter(database_url: str) -> Iterator[Counter]:
    windows = (
        district()
        .replace('code = "w"', 'code = "other"')
        .replace('window = "w"', 'window = "other"')
    )
    counter = Counter(database_url, windows + WINDOW, NOW)
    yield counter
    counter.database.close()


def happened(counter: Counter, deed: Callable[[Connection], None]) -> None:
    with counter.database.writing() as connection:
        deed(connection)


def week(counter: Counter, first: date = MONDAY) -> Week:
    def look(work: Work) -> Week:
        return weeks.of_room(work, weeks.with_windows(work)[0], first)

    return counter.does(101, look)


def days(counter: Counter, first: date = MONDAY) -> Sequence[Day]:
    """The e-bike window's days."""
    return next(told for window, told in week(counter, first).windows if window.code == "ebikes")


def test_an_open_week_in_which_nobody_came_is_all_empty(counter: Counter) -> None:
    assert days(counter) == [
        Day(MONDAY + timedelta(days=number), 6, 0, 0, 6, 0, 0, 0) for number in range(5)
    ]
    told = week(counter)
    assert (told.begun, told.over, told.anybody) == (True, True, False)


def test_what_became_of_the_places(counter: Counter) -> None:
    def deed(connection: Connection) -> None:
        for minute, state in ((0, DONE), (20, LACKING), (40, MISSED)):
            visited(connection, local(0, 9, minute), state)
        for minute, state in ((0, CANCELLED), (0, EXPIRED), (20, OVER)):
            visited(connection, local(0, 14, minute), state)
        visited(connection, local(0, 14, 40), HELD, booked_at=None)
        visited(connection, local(1, 9, 0), MISSED, minutes=40)  # two places, one visit
        walked_in(connection, local(1, 9, 10))
        walked_in(connection, local(6, 10))  # on a closed Sunday somebody was helped

    happened(counter, deed)
    monday, tuesday, *_, sunday = days(counter)
    assert monday == Day(MONDAY, 6, 4, 1, 2, 2, 1, 0)
    assert tuesday == Day(MONDAY + timedelta(days=1), 6, 2, 2, 4, 0, 1, 1)
    assert sunday == Day(MONDAY + timedelta(days=6), 0, 0, 0, 0, 0, 0, 1)
    assert week(counter).anybody


def test_a_day_goes_from_midnight_to_midnight_in_the_district(counter: Counter) -> None:
    def deed(connection: Connection) -> None:
        for at in (local(-1, 23, 59), local(0, 0), local(6, 23, 59), local(7, 0)):
            walked_in(connection, at)

    happened(counter, deed)
    assert [day.walk_ins for day in days(counter)] == [1, 0, 0, 0, 0, 1]


def test_this_week_only_what_is_over_went_unused(counter: Counter) -> None:
    def deed(connection: Connection) -> None:
        visited(connection, local(0, 9), SERVING)
        visited(connection, local(0, 9, 20), ARRIVED)
        visited(connection, local(0, 14), BOOKED)

    happened(counter, deed)
    counter.now = local(0, 9, 45)
    told = week(counter)
    assert (told.begun, told.over) == (True, False)
    monday, tuesday, *_ = days(counter)
    assert monday == Day(MONDAY, 6, 3, 0, 1, 2, 0, 0)
    assert (tuesday.unused, tuesday.empty) == (0, 6)


def test_hours_that_became_shorter_count_no_place_twice(counter: Counter) -> None:
    """More visits than places, and one at a time that is closed by now."""

    def deed(connection: Connection) -> None:
        visited(connection, local(0, 9), DONE)
        visited(connection, local(0, 9), MISSED)
        visited(connection, local(0, 12), DONE)

    happened(counter, deed)
    assert days(counter)[0] == Day(MONDAY, 6, 1, 0, 5, 2, 1, 0)


def test_each_query_finds_its_week_by_an_index(counter: Counter, database_url: str) -> None:
    def deed(connection: Connection) -> None:
        for number in range(1500):
            visited(connection, local(0, 9) - timedelta(days=number % 700, minutes=number))
            walked_in(connection, local(0, 9) - timedelta(days=number % 700, minutes=number))

    happened(counter, deed)
    told = {"of": ["ebikes"], "begin": local(0, 0), "end": local(7, 0)}
    assert "ix_bookings_window" in plan(database_url, kept.visited, told)
    assert "ix_walk_ins_window" in plan(database_url, kept.walked_in, told)
