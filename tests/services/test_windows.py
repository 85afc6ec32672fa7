"""What officers change about a window: it counts more than the file, visits that are booked stand, nobody is
served at a seat that somebody else has, and who waits is offered what becomes free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import bookings, outbox, waits
from db.windows import taken_places
from services import bookings as service
from services import hours, openings, places
from services import waits as line
from services.districts import DistrictError, read_district
from services.hours import USUAL, WORKDAYS
from services.refusals import RefusedError
from services.windows import NUMBERS, limits
from tests.counter import BEGIN, WEDNESDAY, ZONE, Counter, district

LI, CHEN = 101, 999  # an officer of the room, and somebody else
TIMES = [datetime(*WEDNESDAY.timetuple()[:3], 9, each, tzinfo=ZONE) for each in (0, 20, 40)]
NEXT = WEDNESDAY + timedelta(days=7)
FILE = district(hours='wed = "09:00-10:00"')


@pytest.fixture
def counter(database_url: str) -> Iterator[Counter]:
    """It is Tuesday; the window is open on Wednesdays, 09:00-10:00, at two seats."""
    made = Counter(database_url, FILE)
    yield made
    made.database.close()


def changes(counter: Counter, what: str, words: str, who: int = LI) -> list[int]:
    """Somebody changes the window; gives the numbers of the visits that do not fit any more."""
    change = counter.does(who, lambda work: hours.change(work, "w", what, words))
    return [one.id for one in change.concerned]


def books(counter: Counter, who: int, at: datetime, code: str = "short") -> int:
    held = counter.does(who, lambda work: service.hold(work, code, at))
    return counter.does(who, lambda work: service.confirm(work, held.id)).id


def told(counter: Counter, who: int, words: str) -> int:
    """How many messages with these words are on their way to somebody."""
    with counter.database.reading() as connection:
        said = connection.scalars(
            select(outbox.outbox.c.content).where(outbox.outbox.c.chat_id == who)
        )
        return sum(words in one for one in said)


def window(counter: Counter) -> Any:
    return counter.does(LI, lambda work: work.station.windows["w"])


def test_what_officers_changed_counts_more_than_the_file_until_they_take_it_back(
    counter: Counter,
) -> None:
    changes(counter, "seats", "3")
    changes(counter, WORKDAYS, "08:00-09:00")
    changes(counter, "sat", "10:00-11:00")
    counter.imports(FILE.replace("seats = 2", "seats = 5").replace("hold = 10", "hold = 15"))
    now = window(counter)
    assert (now.seats, now.hold) == (3, 15)
    assert (now.hours.mon, now.hours.fri, now.hours.sat) == (*["08:00-09:00"] * 2, "10:00-11:00")
    changes(counter, "seats", USUAL)
    changes(counter, "wed", USUAL)
    now = window(counter)
    assert now.seats == 5
    assert (now.hours.wed, now.hours.thu) == ("09:00-10:00", "08:00-09:00")
    changes(counter, "hold", "15")  # as in the file: no change, and it follows the file
    counter.imports(FILE.replace("hold = 10", "hold = 20"))
    assert window(counter).hold == 20


@pytest.mark.parametrize("number", NUMBERS)
def test_officers_and_the_file_have_the_same_limits(counter: Counter, number: str) -> None:
    least, most = limits(number)
    for fits in (least, most):
        changes(counter, number, str(fits))
        assert getattr(window(counter), number) == fits
    for wrong in (str(least - 1), str(most + 1), "", "x", "1.5", "9" * 30):
        with pytest.raises(RefusedError, match="write a number from"):
            changes(counter, number, wrong)
    text = "\n".join(one for one in FILE.splitlines() if not one.startswith(f"{number} ="))
    for wrong in (str(least - 1), str(most + 1)):
        with pytest.raises(DistrictError, match=number):
            read_district(text.replace('code = "w"\n', f'code = "w"\n{number} = {wrong}\n', 1))


@pytest.mark.parametrize(
    ("words", "hours_of_day"),
    [
        ("09:00-12:00 14:30-17:30", "09:00-12:00 14:30-17:30"),
        ("９：００～１２：００", "09:00-12:00"),
        (" 9:00 – 12:00\n14:30—17:30 ", "09:00-12:00 14:30-17:30"),
        ("closed", "closed"),
    ],
)
def test_hours_are_read_as_people_write_them(
    counter: Counter, words: str, hours_of_day: str
) -> None:
    changes(counter, "wed", words)
    assert window(counter).hours.wed == hours_of_day


@pytest.mark.parametrize("words", ["", "always", "9-12", "12:00-09:00", "00:00-00:01 " * 12])
def test_hours_that_nobody_could_keep_are_refused(counter: Counter, words: str) -> None:
    for what in ("wed", WORKDAYS, NEXT.isoformat()):
        with pytest.raises(RefusedError, match="Please write hours"):
            changes(counter, what, words)
    assert window(counter).hours.wed == "09:00-10:00"


def test_nobody_else_changes_anything_and_nothing_else_is_changed(counter: Counter) -> None:
    for what in ("seats", "wed", NEXT.isoformat()):
        with pytest.raises(RefusedError, match="Only officers"):
            changes(counter, what, "3", who=CHEN)
    for what in ("code", "room", "days", "hours", "holidays", "", "2026-13-01", "20261209", "W"):
        with pytest.raises(RefusedError, match="does not work any more"):
            changes(counter, what, "closed")
    with pytest.raises(RefusedError, match="is over"):
        changes(counter, "2026-11-30", "closed")
    with pytest.raises(RefusedError, match="no such window"):
        counter.does(LI, lambda work: hours.change(work, "v", "seats", "3"))


def test_shorter_hours_are_told_once_to_whom_they_concern_and_to_nobody_else(
    counter: Counter,
) -> None:
    early, late = books(counter, 1, TIMES[0]), books(counter, 2, TIMES[2])
    after = books(counter, 3, TIMES[0] + timedelta(days=7))
    assert changes(counter, "wed", "09:20-10:00") == [early, after]
    assert changes(counter, "wed", "09:20-11:00") == []
    assert changes(counter, WEDNESDAY.isoformat(), "closed") == [late]
    closed = [told(counter, who, "the window is closed at the time") for who in (1, 2, 3)]
    assert closed == [1, 1, 1]
    assert changes(counter, WEDNESDAY.isoformat(), "09:00-10:00") == []  # open again: theirs stand
    with counter.database.reading() as connection:
        states = [bookings.find(connection, number) for number in (early, late, after)]
    assert all(one is not None and one.state == bookings.BOOKED for one in states)
    assert changes(counter, WEDNESDAY.isoformat(), USUAL) == [early]


def test_a_place_held_at_a_time_that_is_closed_meanwhile_is_not_booked(counter: Counter) -> None:
    held = counter.does(1, lambda work: service.hold(work, "short", TIMES[0]))
    changes(counter, "wed", "09:20-10:00")
    with pytest.raises(RefusedError, match="has just been closed"):
        counter.does(1, lambda work: service.confirm(work, held.id))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("seats", "3"),
        ("wed", "09:00-11:00"),
        (WEDNESDAY.isoformat(), "09:00-11:00"),
        ("notice", "60"),
    ],
)
def test_what_becomes_free_is_offered_to_who_waits(counter: Counter, what: str, words: str) -> None:
    counter.now = BEGIN + timedelta(hours=23, minutes=10)  # ten past seven on the day
    changes(counter, "notice", "120")
    for who, at in zip(range(1, 5), [*TIMES[1:], *TIMES[1:]], strict=True):
        books(counter, who, at)
    counter.does(11, lambda work: line.join(work, "short", WEDNESDAY, WEDNESDAY))
    changes(counter, what, words)
    with counter.database.reading() as connection:
        (offered,) = bookings.open_of(connection, 11)
        assert waits.line(connection, "w", WEDNESDAY) == []
    assert offered.offered


sizes = st.one_of(
    st.tuples(st.just("seats"), st.integers(1, 3)),
    st.tuples(st.just("slot"), st.sampled_from([5, 10, 15, 20, 25, 30, 45])),
    st.tuples(st.just("hold"), st.integers(0, 400)),
)


def test_no_seat_has_two_visits_whatever_seats_and_slots_become(counter: Counter) -> None:
    few = settings(
        max_examples=60,
        deadline=None,
        phases=[Phase.generate],  # what was found is short enough
        suppress_health_check=list(HealthCheck),
    )

    @few
    @given(st.lists(sizes, min_size=4, max_size=14))
    def check(deeds: list[tuple[str, int]]) -> None:
        counter.empty()
        changes(counter, "notice", "0")
        for who, (what, number) in enumerate(deeds, 1):
            if what != "hold":
                changes(counter, what, str(number))
                continue
            code = ("short", "long")[number % 2]
            counter.does(who, partial(_takes_one, code=code, pick=number))
            _nobody_shares(counter, who)

    check()


def _takes_one(work: Any, code: str, pick: int) -> None:
    wanted, there = places.errand(work, code)
    free = openings.free(work, there, wanted, WEDNESDAY, WEDNESDAY)
    if free:
        service.hold(work, code, free[pick % len(free)].at)


def _nobody_shares(counter: Counter, who: int) -> None:
    """Of the places that somebody has just taken no other has one, nor are more served at the same time
    than there are seats."""
    with counter.database.reading() as connection:
        rows = connection.execute(select(taken_places)).all()
        mine = {one.id for one in bookings.open_of(connection, who)}
    seats = counter.station.windows["w"].seats
    for place in (row for row in rows if row.booking_id in mine):
        others = [
            row
            for row in rows
            if row.booking_id not in mine and row.start < place.until and row.until > place.start
        ]
        assert all(row.seat != place.seat for row in others)
        moments = [place.start, *(row.start for row in others if row.start > place.start)]
        for at in moments:
            served = {row.booking_id for row in others if row.start <= at < row.until}
            assert len(served) + 1 <= seats


def test_the_day_of_a_change_is_the_districts(counter: Counter) -> None:
    counter.now = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)  # half past midnight on Wednesday
    assert counter.now.astimezone(ZONE).date() == WEDNESDAY
    with pytest.raises(RefusedError, match="is over"):
        changes(counter, date(2026, 12, 1).isoformat(), "closed")
    assert counter.does(LI, hours.days_to_change)[0] == WEDNESDAY
