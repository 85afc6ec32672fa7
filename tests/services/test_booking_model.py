"""Held, confirmed, moved, cancelled, let go, waited for, in any order that hypothesis finds: no seat is ever
taken twice, nobody has more visits than one may, and no free place ever passes by who waits for it."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from db import bookings, waits
from db.bookings import BOOKED, HELD, OPEN_STATES, Booking
from db.waits import Wait
from db.windows import taken_places
from services import bookings as service
from services import openings, places
from services import waits as line
from services.openings import Free
from services.refusals import RefusedError
from services.work import Work
from tests.counter import ZONE, Counter
from tests.town import DISTRICT

BEGIN = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # a Tuesday, eight in the morning in the district
DAY = BEGIN.astimezone(ZONE).date() + timedelta(days=1)
PEOPLE = range(1, 7)
WINDOW = """
[[windows]]
code = "w"
room = "first"
name = { zh_Hans = "窗口", en = "Window" }
seats = 2
each = {each}
hold = 10
cut_off = 30
[windows.hours]
wed = "09:00-10:00"
[[errands]]
code = "short"
window = "w"
name = { zh_Hans = "短", en = "Short" }
[[errands]]
code = "long"
window = "w"
name = { zh_Hans = "长", en = "Long" }
minutes = 40
"""
TIMES = [datetime(DAY.year, DAY.month, DAY.day, 9, each, tzinfo=ZONE) for each in (0, 20, 40)]

person = st.sampled_from(PEOPLE)
errand = st.sampled_from(["short", "long"])
time = st.sampled_from(TIMES)
pick = st.integers(0, 1)


def district(each: int = 1) -> str:
    """With one window, at which one may have so many visits."""
    text = DISTRICT.replace("{alarms}", "-1").replace("{desk}", "-2")
    for number, name in enumerate(("li", "zhao", "ma"), 101):
        text = text.replace("{" + name + "}", str(number))
    return text + WINDOW.replace("{each}", str(each))


class Bookings(RuleBasedStateMachine):
    """What six people do with six places, when each may have so many."""

    counter: Counter
    each: int

    def __init__(self) -> None:
        super().__init__()
        self.counter.empty()
        self.counter.now = BEGIN

    def _mine(self, who: int) -> list[Booking]:
        with self.counter.database.reading() as connection:
            return bookings.open_of(connection, who)

    def _one_of(self, who: int, pick: int) -> Booking | None:
        mine = self._mine(who)
        return mine[pick % len(mine)] if mine else None

    def _does(self, who: int, deed: Any) -> bool:
        try:
            self.counter.does(who, deed)
        except RefusedError:
            return False
        return True

    def _free(self, code: str) -> list[Free]:
        wanted = self.counter.station.errands[code]
        window = self.counter.station.windows["w"]
        return self.counter.does(0, lambda work: openings.free(work, window, wanted, DAY, DAY))

    @rule(who=person, code=errand, at=time)
    def hold(self, who: int, code: str, at: datetime) -> None:
        before = self._mine(who)
        full = sum(one.state == BOOKED for one in before) >= self.each
        same = any((one.state, one.errand, one.start) == (HELD, code, at) for one in before)
        was_free = at in [one.at for one in self._free(code)]
        held = self._does(who, lambda work: service.hold(work, code, at))
        assert held == (not full and (same or was_free))

    @rule(who=person, pick=pick)
    def confirm(self, who: int, pick: int) -> None:
        mine = self._one_of(who, pick)
        if mine is not None:
            number = mine.id
            assert self._does(who, lambda work: service.confirm(work, number))

    @rule(who=person, other=person, pick=pick)
    def confirm_somebody_elses(self, who: int, other: int, pick: int) -> None:
        theirs = self._one_of(other, pick)
        if theirs is not None and who != other:
            number = theirs.id
            assert not self._does(who, lambda work: service.confirm(work, number))

    @rule(who=person, at=time, pick=pick)
    def move(self, who: int, at: datetime, pick: int) -> None:
        mine = self._one_of(who, pick)
        if mine is not None and mine.state == BOOKED:
            number, start = mine.id, mine.start
            moved = self._does(who, lambda work: service.move(work, number, at))
            (now,) = (one for one in self._mine(who) if one.id == number)
            assert now.start == (at if moved else start)

    @rule(who=person, pick=pick)
    def cancel(self, who: int, pick: int) -> None:
        mine = self._one_of(who, pick)
        if mine is not None:
            number = mine.id
            late = self.counter.now >= mine.start - timedelta(minutes=30)
            gone = self._does(who, lambda work: service.cancel(work, number))
            assert gone == (mine.state == HELD or not late)

    @rule(who=person, code=errand)
    def wait(self, who: int, code: str) -> None:
        mine = self._mine(who)
        may = len(mine) < self.each and all(one.state == BOOKED for one in mine)
        may = may and not self._free(code) and self._still_bookable()
        known = any(each == who for each, _ in self._line())
        assert self._does(who, lambda work: line.join(work, code, DAY)) == (may or known)

    @rule(who=person)
    def wait_no_longer(self, who: int) -> None:
        with self.counter.database.reading() as connection:
            mine = waits.of_resident(connection, who)
        for each in mine:
            assert self._does(who, lambda work, one=each: line.leave(work, one.id))

    @rule(minutes=st.sampled_from([1, 5, 10, 61, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.counter.now += timedelta(minutes=minutes)
        self.counter.lets_do()

    def _still_bookable(self) -> bool:
        return any(at >= self.counter.now + timedelta(minutes=60) for at in TIMES)

    def _line(self) -> list[tuple[int, str]]:
        with self.counter.database.reading() as connection:
            return [(each.resident_id, each.errand) for each in waits.line(connection, "w", DAY)]

    @invariant()
    def places_are_taken_by_the_open_visits_and_by_them_alone(self) -> None:
        with self.counter.database.reading() as connection:
            rows = connection.execute(select(taken_places)).all()
            found = connection.execute(
                select(bookings.bookings).where(bookings.bookings.c.state.in_(OPEN_STATES))
            ).all()
        taken = Tally(row.booking_id for row in rows)
        steps = {one.id: {"short": 1, "long": 2}[one.errand] for one in found}
        assert dict(taken) == steps
        start = {one.id: one.start for one in found}
        for number in steps:
            mine = sorted(row.start for row in rows if row.booking_id == number)
            assert mine[0] == start[number]
            assert len({row.seat for row in rows if row.booking_id == number}) == 1
        assert all(count <= 2 for count in Tally(row.start for row in rows).values())

    @invariant()
    def nobody_has_more_than_one_may_and_one_of_them_is_held_at_most(self) -> None:
        for who in PEOPLE:
            mine = self._mine(who)
            assert len({one.nth for one in mine}) == len(mine)
            assert all(1 <= one.nth <= self.each for one in mine)
            assert sum(one.state == HELD for one in mine) <= 1

    @invariant()
    def no_free_place_passes_by_who_waits(self) -> None:
        for _, code in self._line():
            assert not self._free(code)

    @invariant()
    def nothing_is_overdue(self) -> None:
        with self.counter.database.reading() as connection:
            assert bookings.due(connection, self.counter.now) is None


@pytest.mark.parametrize("may_have", [1, 2])
def test_whatever_people_do_no_place_is_taken_twice(database_url: str, may_have: int) -> None:
    class Here(Bookings):
        counter = Counter(database_url, district(may_have), BEGIN)
        each = may_have

    few = settings(
        max_examples=40 if "sqlite" in database_url else 15,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Here, settings=few)
    finally:
        Here.counter.database.close()


def test_offers_go_round_in_the_order_in_which_they_asked(database_url: str) -> None:
    counter = Counter(database_url, district(), BEGIN)
    for who, at in zip(range(1, 7), [*TIMES, *TIMES], strict=True):
        counter.does(who, partial(_book, at=at))
    asked: list[Wait] = [
        counter.does(who, lambda work: line.join(work, "short", DAY)) for who in (11, 12, 13)
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


def test_who_holds_a_place_is_offered_no_other(database_url: str) -> None:
    counter = Counter(database_url, district(each=2), BEGIN)
    for who, at in zip(range(1, 7), [*TIMES, *TIMES], strict=True):
        counter.does(who, partial(_book, at=at))
    for who in (11, 12):
        counter.does(who, lambda work: line.join(work, "short", DAY))
    counter.does(11, lambda work: service.hold(work, "short", TIMES[0] + timedelta(days=7)))
    counter.does(1, lambda work: service.cancel(work, 1))
    assert not _open(counter, 11).offered
    assert _open(counter, 12).offered
    counter.database.close()


def test_an_offer_at_night_counts_from_the_morning(database_url: str) -> None:
    counter = Counter(database_url, district(), BEGIN)
    zone = counter.house.timezone
    for local, until in (((12, 0), (13, 0)), ((22, 0), (9, 0)), ((5, 0), (9, 0))):
        counter.now = datetime(2026, 12, 1, *local, tzinfo=zone).astimezone(UTC)
        ends = counter.does(1, line.offered_until).astimezone(zone)
        assert (ends.hour, ends.minute) == until
        assert ends > counter.now
    counter.database.close()


def _book(work: Work, at: datetime) -> None:
    service.confirm(work, service.hold(work, "short", at).id)


def _open(counter: Counter, who: int) -> Booking:
    with counter.database.reading() as connection:
        (found,) = bookings.open_of(connection, who)
    return found


def _nothing_free(work: Work) -> bool:
    wanted, window = places.errand(work, "short")
    return not openings.free(work, window, wanted, DAY, DAY)
