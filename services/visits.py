"""A visit at the window as officers note it: arrived, being served, done, papers missing, did not come.
Everything is judged again at each press: who, for which room, in which state."""

from __future__ import annotations

import re
from datetime import timedelta

from db import bookings
from db.bookings import ARRIVED, BOOKED, DONE, LACKING, MISSED, SERVING, Booking
from locales import L
from services import officers, places, waits
from services.bookings import touched
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work

MOST_STARS = 5
EARLY = timedelta(minutes=5)  # before its time nobody can have missed it
_PLATE = re.compile(r"\w{4,12}")
NO_VISIT = L("There is no such visit at your window.")
HERE = (BOOKED, ARRIVED, SERVING)


def look_up(work: Work, number: int) -> Booking:
    """The visit of that number, for an officer of its window's room. Raises RefusedError with the same
    words for other rooms' visits as for those that don't exist, and for anybody who is no officer."""
    booking = bookings.find(work.connection, number)
    window = work.station.windows.get(booking.window) if booking else None
    if booking is None or window is None or booking.booked_at is None:
        officers.serving(work)
        raise RefusedError(NO_VISIT)
    officers.at_window(work, room_of(work, window))
    return booking


def room_of(work: Work, window: Window) -> int:
    return work.station.room_called(window.room).id


def own_window(work: Work, code: str) -> Window:
    """The window of that code, for an officer of its room. Raises RefusedError for anybody else."""
    window = work.station.windows.get(code)
    if window is None:
        officers.serving(work)
        raise RefusedError(L("There is no such window."))
    officers.at_window(work, room_of(work, window))
    return window


def arrive(work: Work, number: int) -> Booking:
    """They are there."""
    booking = _in(look_up(work, number), BOOKED)
    work.record("arrive", f"bookings {number}")
    return touched(work, places.change(work, booking, state=ARRIVED, arrived_at=work.now))


def serve(work: Work, number: int) -> Booking:
    """Their turn has come; who does it is remembered."""
    booking = _in(look_up(work, number), BOOKED, ARRIVED)
    work.record("serve", f"bookings {number}")
    begun = {"arrived_at": booking.arrived_at or work.now, "served_at": work.now}
    officer = work.here.person_id
    served = places.change(work, booking, state=SERVING, officer_id=officer, **begun)
    return touched(work, served)


def finish(work: Work, number: int, plate: str | None) -> Booking:
    """It is done, with a plate or without. Raises RefusedError for what is no plate number."""
    booking = _in(look_up(work, number), *HERE)
    if plate is not None:
        plate = read_plate(plate)
    work.record("done", f"bookings {number}", plate=plate is not None)
    return touched(work, waits.release(work, booking, DONE, plate=plate))


def read_plate(words: str) -> str:
    """A plate's number as it is written on it."""
    plate = re.sub(r"[\s·.-]", "", words).upper()
    if not _PLATE.fullmatch(plate):
        raise RefusedError(L("That is no plate number: 4 to 12 letters and digits."))
    return plate


def lack(work: Work, number: int, paper: int) -> Booking:
    """A paper is missing (its number in the errand's list), or is there after all."""
    booking = _in(look_up(work, number), *HERE)
    errand, _ = places.errand(work, booking.errand)
    if not 0 <= paper < len(errand.papers):
        raise RefusedError(L("This button does not work any more."))
    lacks = sorted(set(booking.lacks) ^ {paper})
    return touched(work, places.change(work, booking, lacks=lacks))


def send_home(work: Work, number: int) -> Booking:
    """It can't be done today, because papers are missing; their resident is told which."""
    booking = _in(look_up(work, number), *HERE)
    if not booking.lacks:
        raise RefusedError(L("Please tick what is missing first."))
    work.record("lacking", f"bookings {number}", papers=booking.lacks)
    return touched(work, waits.release(work, booking, LACKING))


def miss(work: Work, number: int) -> Booking:
    """They did not come. The rest of the time is free again."""
    booking = _in(look_up(work, number), BOOKED)
    if work.now < booking.start + EARLY:
        raise RefusedError(L("It has not begun yet: please give them a few minutes."))
    work.record("missed", f"bookings {number}")
    return touched(work, waits.release(work, booking, MISSED))


def rate(work: Work, booking: Booking, stars: int) -> Booking:
    """The resident gives a visit that is done 1 to MOST_STARS stars; the last word counts."""
    if booking.state not in (DONE, LACKING) or not 1 <= stars <= MOST_STARS:
        raise RefusedError(L("This button does not work any more."))
    work.record("rate", f"bookings {booking.id}", stars=stars)
    return touched(work, places.change(work, booking, stars=stars))


def _in(booking: Booking, *states: str) -> Booking:
    if booking.state not in states:
        raise RefusedError(L("Visit {number} is not at that point any more.", number=booking.id))
    return booking
