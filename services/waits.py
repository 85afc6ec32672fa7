"""The waiting list of a full day: whoever asked first is offered a freed place first, held for them for a
while; then the next. A place that is offered is held, so nobody else can take it meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db import bookings, waits
from db.bookings import Booking
from db.waits import Wait
from locales import L
from services import openings, places, residents
from services.refusals import RefusedError
from services.work import Work

OFFERED = timedelta(hours=1)
MORNING, EVENING = time(8), time(21)  # an offer that comes at night counts from the morning
MOST = 3  # days that one resident may wait for at the same time


def join(work: Work, code: str, day: date) -> Wait:
    """Who acts waits for a place on that day; asked twice they wait once.

    Raises RefusedError when the day is not full, has no hours left, or they have as many visits as one
    may have.
    """
    errand, window = places.errand(work, code)
    resident = residents.meet(work)
    mine = waits.of_resident(work.connection, resident.id)
    known = [one for one in mine if one.window == window.code and one.day == day.isoformat()]
    if known:
        return known[0]
    if len(mine) >= MOST:
        raise RefusedError(L("You wait for {most} days already; /mybookings.", most=MOST))
    there = bookings.open_at(work.connection, resident.id, window.code)
    if not places.may_have_more(there, window):
        raise RefusedError(places.enough(there, window))
    soonest, latest = openings.bounds(work, window)
    slots = openings.slots(window, day, work.turn.house.timezone)
    if day > latest or not any(at >= soonest for span in slots for at in span):
        raise RefusedError(L("This day can't be booked."))
    if openings.free(work, window, errand, day, day):
        raise RefusedError(L("Good news: a time is free on this day. Please choose it."))
    facts = {
        "resident_id": resident.id,
        "window": window.code,
        "errand": code,
        "day": day.isoformat(),
        "made_at": work.now,
    }
    return waits.add(work.connection, facts)


def leave(work: Work, number: int) -> None:
    """Who acts waits no more. Raises RefusedError when that is none of theirs."""
    mine = {one.id for one in waits.of_resident(work.connection, work.here.person_id)}
    if number not in mine:
        raise RefusedError(L("You do not wait there any more."))
    waits.end(work.connection, number, work.now)


def place_in_line(work: Work, wait: Wait) -> int:
    """1 for the first."""
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
