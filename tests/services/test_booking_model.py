"""Held, confirmed, moved, cancelled, let go, waited for, in any order that hypothesis finds: no seat is ever
taken twice, nobody has more visits than one may, no free place ever passes by who waits for it, and whoever
asked first, for a day or for any of several, is offered it first."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from db import bookings, waits
from db.bookings import BOOKED, HELD, OPEN_STATES, Booking
from db.windows import taken_places
from jobs import housekeeping
from services import bookings as service
from services import openings
from services import waits as line
from services.openings import Free
from services.refusals import RefusedError
from tests.counter import (
    BEGIN,
    DAYS,
    THURSDAY,
    TIMES,
    WEDNESDAY,
    ZONE,
    Counter,
    book,
    district,
)

PEOPLE = range(1, 7)
CROWD = range(101, 105)  # who fill what is free
person = st.sampled_from(PEOPLE)
errand = st.sampled_from(["short", "long"])
time = st.sampled_from(TIMES)
day = st.sampled_from(DAYS)
pick = st.integers(0, 1)
STEPS = {"short": 1, "long": 2}


@dataclass(frozen=True)
class Asked:
    """Who waits for what, as we count it."""

    who: int
    code: str
    first: date
    last: date

    def covers(self, other: date) -> bool:
        return self.first <= other <= self.last


class Bookings(RuleBasedStateMachine):
    """What six people do with six places, when each may have so many."""

    counter: Counter
    each: int

    def __init__(self) -> None:
        super().__init__()
        self.counter.empty()
        self.counter.now = BEGIN
        self.asked: list[Asked] = []  # in the order in which they did
        self.newest = 0  # the last booking that we have seen

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

    def _free(self, code: str, first: date = WEDNESDAY, last: date = THURSDAY) -> list[Free]:
        wanted = self.counter.station.errands[code]
        window = self.counter.station.windows["w"]
        return self.counter.does(0, lambda work: openings.free(work, window, wanted, first, last))

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
            if mine.state == HELD and len(self._mine(who)) == self.each:
                self._waits_no_longer(who)

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

    @rule()
    def a_crowd_takes_what_is_free(self) -> None:
        for who in CROWD:
            free = self._free("short")
            if free and not self._mine(who):
                self.counter.does(who, partial(book, at=free[0].at))

    @rule()
    def one_of_the_crowd_cancels(self) -> None:
        mine = next((found[0] for who in CROWD if (found := self._mine(who))), None)
        if mine is not None:
            number = mine.id
            self._does(mine.resident_id, lambda work: service.cancel(work, number))

    @rule(who=person, code=errand, first=day, last=day)
    def wait(self, who: int, code: str, first: date, last: date) -> None:
        days = [one for one in DAYS if first <= one <= last and self._may_be_booked(code, one)]
        mine = [one for one in self.asked if one.who == who and any(map(one.covers, days))]
        known = any(all(map(one.covers, days)) for one in mine)
        there = self._mine(who)
        may = len(there) < self.each and all(one.state == BOOKED for one in there)
        may = may and bool(days) and not mine and not self._free(code, first, last)
        joins = self._does(who, lambda work: line.join(work, code, first, last))
        assert joins == (may or known)
        if may:
            self.asked.append(Asked(who, code, days[0], days[-1]))

    @rule(who=person)
    def wait_no_longer(self, who: int) -> None:
        with self.counter.database.reading() as connection:
            mine = waits.of_resident(connection, who)
        for each in mine:
            assert self._does(who, lambda work, one=each: line.leave(work, one.id))
        self._waits_no_longer(who)

    def _waits_no_longer(self, who: int) -> None:
        self.asked = [one for one in self.asked if one.who != who]

    @rule(minutes=st.sampled_from([1, 5, 10, 61, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.counter.now += timedelta(minutes=minutes)
        self.counter.lets_do()
        self.counter.does(0, housekeeping.tidy)

    def _may_be_booked(self, code: str, on: date) -> bool:
        """If nobody else were there."""
        soonest = self.counter.now + timedelta(minutes=60)
        times = [at for at in TIMES if at.date() == on]
        return len(times) >= STEPS[code] and times[-STEPS[code]] >= soonest

    @invariant()
    def places_are_taken_by_the_open_visits_and_by_them_alone(self) -> None:
        with self.counter.database.reading() as connection:
            rows = connection.execute(select(taken_places)).all()
            found = connection.execute(
                select(bookings.bookings).where(bookings.bookings.c.state.in_(OPEN_STATES))
            ).all()
        taken = Tally(row.booking_id for row in rows)
        steps = {one.id: STEPS[one.errand] for one in found}
        assert dict(taken) == steps
        start = {one.id: one.start for one in found}
        for number in steps:
            mine = sorted(row.start for row in rows if row.booking_id == number)
            assert mine[0] == start[number]
            assert len({row.seat for row in rows if row.booking_id == number}) == 1
        assert all(count <= 2 for count in Tally(row.start for row in rows).values())

    @invariant()
    def nobody_has_more_than_one_may_and_one_of_them_is_held_at_most(self) -> None:
        for who in (*PEOPLE, *CROWD):
            mine = self._mine(who)
            assert len({one.nth for one in mine}) == len(mine)
            assert all(1 <= one.nth <= self.each for one in mine)
            assert sum(one.state == HELD for one in mine) <= 1

    @invariant()
    def no_free_place_passes_by_who_waits(self) -> None:
        for one in self._line():
            assert not self._free(one.code, one.first, one.last)

    @invariant()
    def whoever_asked_first_is_offered_first(self) -> None:
        today = self.counter.now.astimezone(ZONE).date()
        self.asked = [one for one in self.asked if one.last >= today]
        still = self._line()
        for at, one in enumerate(self.asked):
            for offered in self._new_offers(one) if one not in still else []:
                passed_by = [
                    other for other in self.asked[:at] if other in still and other.covers(offered)
                ]
                assert all(STEPS[other.code] > STEPS[one.code] for other in passed_by)
        self.asked = [one for one in self.asked if one in still]
        assert self.asked == still
        with self.counter.database.reading() as connection:
            newest = connection.scalar(select(func.max(bookings.bookings.c.id)))
        self.newest = newest or 0

    def _line(self) -> list[Asked]:
        """Who waits, by the database."""
        waiting = select(waits.waits).where(waits.waits.c.ended_at.is_(None))
        with self.counter.database.reading() as connection:
            rows = connection.execute(waiting.order_by(waits.waits.c.id)).all()
        days = [(date.fromisoformat(row.day), date.fromisoformat(row.last)) for row in rows]
        return [Asked(row.resident_id, row.errand, *d) for row, d in zip(rows, days, strict=True)]

    def _new_offers(self, asked: Asked) -> list[date]:
        """The days of what who asked was offered since the last look, for this wait."""
        new = [one for one in self._mine(asked.who) if one.offered and one.id > self.newest]
        days = [one.start.astimezone(ZONE).date() for one in new]
        return [day for day in days if asked.covers(day)]

    @invariant()
    def nothing_is_overdue(self) -> None:
        with self.counter.database.reading() as connection:
            assert bookings.due(connection, self.counter.now) is None


@pytest.mark.parametrize("may_have", [1, 2])
def test_whatever_people_do_no_place_is_taken_twice(database_url: str, may_have: int) -> None:
    class Here(Bookings):
        counter = Counter(database_url, district(may_have))
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
