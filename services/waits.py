"""The waiting list of full days: whoever asked first, for one day or for any of several, is offered a freed
place first, held for them for a while; then the next. A place that is offered is held, so nobody else
can take it meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db import bookings, waits
from db.bookings import Booking
from db.waits import Wait
from locales import L, Local
from services import openings, places, residents
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work

OFFERED = timedelta(hours=1)
MORNING, EVENING = time(8), time(21)  # an offer that comes at night counts from the morning
MOST = 3  # waits of one resident at the same time, each for a day or for several in a row


def join(work: Work, code: str, first: date, last: date) -> Wait:
    """Who acts waits for a place on any day from one to another, which may be the same; asked twice they
    wait once. Closed days at either end are left out.

    Raises RefusedError when a time is free on one of the days, none of them can be booked, they wait for
    some of them already, or have as many visits as one may have.
    """
    errand, window = places.errand(work, code)
    resident = residents.meet(work)
    days = openings.open_days(work, window, errand, first, last)
    if not days:
        raise RefusedError(L("These days can't be booked."))
    begin, end = min(days).isoformat(), max(days).isoformat()
    mine = waits.of_resident(work.connection, resident.id)
    same = [w for w in mine if w.window == window.code and w.day <= end and begin <= w.last]
    if same and same[0].day <= begin and end <= same[0].last:
        return same[0]
    if same:
        raise RefusedError(
            L("You wait for some of these days already. /mybookings shows it and can stop it.")
        )
    _may_wait(work, resident.id, window, len(mine))
    if any(days.values()):
        free = openings.free(work, window, errand, first, last)[0]
        day, hour = Local(free.at, skeleton="MMMEd"), Local(free.at, "HH:mm")
        raise RefusedError(
            L("Good news: {day}, {time} is free. Please choose it.", day=day, time=hour)
        )
    facts = {"resident_id": resident.id, "window": window.code, "errand": code}
    facts |= {"day": begin, "last": end, "made_at": work.now}
    return waits.add(work.connection, facts)


def _may_wait(work: Work, resident_id: int, window: Window, lines: int) -> None:
    """Raises RefusedError when they stand in enough lines, or have as many visits as one may have."""
    if lines >= MOST:
        raise RefusedError(
            L("You wait for {most} places already. /mybookings shows them.", most=MOST)
        )
    there = bookings.open_at(work.connection, resident_id, window.code)
    if not places.may_have_more(there, window):
        raise RefusedError(places.enough(there, window))


def leave(work: Work, number: int) -> None:
    """Who acts waits no more. Raises RefusedError when that is none of theirs."""
    mine = {one.id for one in waits.of_resident(work.connection, work.here.person_id)}
    if number not in mine:
        raise RefusedError(L("You do not wait there any more."))
    waits.end(work.connection, number, work.now)


def leave_all(work: Work, booking: Booking) -> None:
    """Who has as many visits as one may have at that window, with this one, waits for no other there."""
    _, window = places.errand(work, booking.errand)
    there = bookings.open_at(work.connection, booking.resident_id, window.code)
    if len(there) >= window.each:
        waits.end_all(work.connection, booking.resident_id, window.code, work.now)


def place_in_line(work: Work, wait: Wait) -> int:
    """1 for the first: everybody else is ahead who asked earlier for one of the same days, so it never
    grows."""
    return waits.before(work.connection, wait) + 1


def release(work: Work, booking: Booking, state: str, **facts: object) -> Booking:
    """The booking ends in that state, and its place is offered to who waits for it."""
    ended = places.give_back(work, booking, state, **facts)
    offer(work, booking.window, openings.local_day(work, booking.start))
    return ended


def offer(work: Work, window_code: str, day: date) -> list[Booking]:
    """Whatever is free on that day is offered to who waits for it, first come first served: each gets
    one offer, and leaves the list with it. Gives what was offered."""
    offered = []
    for wait in waits.line(work.connection, window_code, day):
        errand = work.station.errands.get(wait.errand)
        window = work.station.windows.get(window_code)
        if errand is None or window is None:
            continue
        free = openings.free(work, window, errand, day, day)
        if not free:
            continue  # the next one's errand may be shorter
        waits.end(work.connection, wait.id, work.now)
        there = bookings.open_at(work.connection, wait.resident_id, window_code)
        if not places.may_have_more(there, window):
            continue
        until = min(offered_until(work), free[0].at)
        how = {"held_until": until, "offered": True}
        booking = places.take(work, wait.resident_id, errand, free[0], **how)
        work.touch("bookings", booking.id, booking)
        offered.append(booking)
    return offered


def offered_until(work: Work) -> datetime:
    """Until when a place that is offered now is held."""
    zone = work.turn.house.timezone
    local = work.now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= EVENING)
    morning = datetime.combine(day, MORNING, zone)
    return max(work.now, morning if _at_night(local.time()) else work.now) + OFFERED


def _at_night(at: time) -> bool:
    return at < MORNING or at >= EVENING
