"""Waiting for a full day or for any of several: in order, one offer each, until the last day is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from db import bookings, waits
from db.bookings import HELD, Booking
from db.waits import Wait
from jobs import housekeeping
from locales import Local
from services import bookings as service
from services import openings, places
from services import waits as line
from services.refusals import RefusedError
from services.work import Work
from tests.counter import BEGIN, DAYS, THURSDAY, TIMES, WEDNESDAY, Counter, book, district


def full(database_url: str, each: int = 1) -> Counter:
    """Both days are full: the first three residents have their visits in turn, so have the next. Each may
    have so many."""
    counter = Counter(database_url, district(each))
    for who, at in zip(range(1, 7), [*TIMES, *TIMES], strict=True):
        counter.does(who, partial(book, at=at))
    return counter


def test_offers_go_round_in_the_order_in_which_they_asked(database_url: str) -> None:
    counter = full(database_url)
    days = ((WEDNESDAY, WEDNESDAY), (WEDNESDAY, THURSDAY), (WEDNESDAY, WEDNESDAY))
    asked: list[Wait] = [
        counter.does(who, partial(line.join, code="short", first=first, last=last))
        for who, (first, last) in zip((11, 12, 13), days, strict=True)
    ]
    in_line = counter.does(0, lambda work: [line.place_in_line(work, one) for one in asked])
    assert in_line == [1, 2, 3]
    counter.does(1, lambda work: service.cancel(work, 1))
    offered = _open(counter, 11)
    assert (offered.offered, offered.state, offered.start) == (True, HELD, TIMES[0])
    # Nobody else can take it meanwhile.
    assert counter.does(20, _nothing_free)
    counter.now = BEGIN + timedelta(hours=1)
    counter.lets_do()
    assert _open(counter, 12).start == TIMES[0]
    counter.does(12, lambda work: service.cancel(work, _open(counter, 12).id))
    assert _open(counter, 13).start == TIMES[0]
    counter.database.close()


def test_a_range_is_one_wait_and_shrinks_by_itself(database_url: str) -> None:
    counter = full(database_url)
    both = partial(line.join, code="short", first=DAYS[0], last=DAYS[1])
    thursday = partial(line.join, code="short", first=DAYS[1], last=DAYS[1])
    asked = counter.does(11, both)
    assert (asked.day, asked.last) == ("2026-12-02", "2026-12-03")
    assert counter.does(11, both) == asked
    assert counter.does(11, thursday) == asked  # which is one of the two
    counter.does(12, thursday)
    with pytest.raises(RefusedError, match="some of these days already"):
        counter.does(12, both)
    long = partial(line.join, code="long", first=BEGIN.date(), last=DAYS[1] + timedelta(days=3))
    assert counter.does(13, long).last == "2026-12-02"  # it never fits on Thursday
    counter.now = BEGIN + timedelta(days=1, hours=10)  # Wednesday is over for new visits
    counter.does(0, housekeeping.tidy)
    in_line = counter.does(12, lambda work: line.place_in_line(work, _waits_of(work, 12)))
    assert in_line == 2  # behind who waits for both days
    assert counter.does(13, lambda work: waits.of_resident(work.connection, 13))
    counter.now = BEGIN + timedelta(days=2) - timedelta(hours=8)  # it is midnight
    counter.does(0, housekeeping.tidy)
    assert not counter.does(13, lambda work: waits.of_resident(work.connection, 13))
    counter.does(3, lambda work: service.cancel(work, 3))  # on Thursday
    assert _open(counter, 11).start == TIMES[2]
    assert not counter.does(11, lambda work: waits.of_resident(work.connection, 11))
    counter.database.close()


def test_nobody_waits_for_what_is_free_and_is_told_when(database_url: str) -> None:
    counter = Counter(database_url, district())
    for who, at in enumerate((TIMES[0], TIMES[0], TIMES[1], TIMES[1]), 1):
        counter.does(who, partial(book, at=at))
    with pytest.raises(RefusedError) as refused:
        counter.does(11, lambda work: line.join(work, "short", *DAYS))
    assert "Good news" in refused.value.words.message
    told = refused.value.words.values["day"]
    assert isinstance(told, Local)
    assert told.when == TIMES[2]
    counter.does(11, lambda work: line.join(work, "short", WEDNESDAY, WEDNESDAY))
    counter.does(11, partial(book, at=TIMES[2]))
    assert not counter.does(11, lambda work: waits.of_resident(work.connection, 11))
    counter.database.close()


def _waits_of(work: Work, who: int) -> Wait:
    (wait,) = waits.of_resident(work.connection, who)
    return wait


def test_an_offer_at_night_counts_from_the_morning(database_url: str) -> None:
    counter = Counter(database_url, district())
    zone = counter.house.timezone
    for local, until in (((12, 0), (13, 0)), ((22, 0), (9, 0)), ((5, 0), (9, 0))):
        counter.now = datetime(2026, 12, 1, *local, tzinfo=zone).astimezone(UTC)
        ends = counter.does(1, line.offered_until).astimezone(zone)
        assert (ends.hour, ends.minute) == until
        assert ends > counter.now
    counter.database.close()


def _open(counter: Counter, who: int) -> Booking:
    with counter.database.reading() as connection:
        (found,) = bookings.open_of(connection, who)
    return found


def _nothing_free(work: Work) -> bool:
    wanted, window = places.errand(work, "short")
    return not openings.free(work, window, wanted, WEDNESDAY, THURSDAY)


def test_who_holds_a_place_is_offered_no_other(database_url: str) -> None:
    counter = full(database_url, each=2)
    for who in (11, 12):
        counter.does(who, partial(line.join, code="short", first=WEDNESDAY, last=WEDNESDAY))
    counter.does(11, lambda work: service.hold(work, "short", TIMES[0] + timedelta(days=7)))
    counter.does(1, lambda work: service.cancel(work, 1))
    assert not _open(counter, 11).offered
    assert _open(counter, 12).offered
    counter.database.close()
