"""Booking a visit: a place is held while the resident confirms, booked, moved, cancelled, let go.

Every change touches the booking, so its card is drawn anew before the commit; every place that becomes
free is offered to who waits for it before anybody else can see it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from db import bookings
from db.bookings import BOOKED, CANCELLED, EXPIRED, HELD, OVER, Booking
from db.windows import TakenError
from locales import L, Local
from services import openings, places, reminders, residents, waits
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work

YEAR = timedelta(days=365)
FRAME = "bookings.frame"  # what the seal on a frame number is bound to
_FRAME = re.compile(r"[A-Z0-9]{6,25}")
_ID_CARD = re.compile(r"\d{17}[\dX]")


class GoneError(RefusedError):
    """The time is not free, or not held, any more; nothing was changed."""


def hold(work: Work, code: str, moment: datetime) -> Booking:
    """Keeps the place at that moment for who acts, while they confirm. What they held at the same
    window before is let go; the same asked twice is held once.

    Raises GoneError when it is not free (any more), RefusedError when they have as many visits there as
    one may have.
    """
    errand, window = places.errand(work, code)
    resident = residents.meet(work)
    there = bookings.open_at(work.connection, resident.id, window.code)
    before = next((one for one in there if one.state == HELD), None)
    if not places.may_have_more([one for one in there if one != before], window):
        raise RefusedError(places.enough(there, window))
    if before is not None and (before.errand, before.start) == (code, moment):
        return before
    place = openings.at(work, window, errand, moment)
    if place is None:
        raise GoneError(L("This time has just gone to somebody else. These are free now."))
    if before is not None:
        places.give_back(work, before, EXPIRED)
    until = work.now + timedelta(minutes=window.hold)
    booking = places.take(work, resident.id, errand, place, held_until=until)
    # Only now that they hold the other one, so that their last is not offered to them.
    if before is not None:
        waits.offer(work, window.code, openings.local_day(work, before.start))
    return touched(work, booking)


def mine(work: Work, number: int) -> Booking:
    """The booking of that number, if it is theirs who act. Raises RefusedError, with the same words for
    other people's numbers as for those that don't exist."""
    booking = bookings.find(work.connection, number)
    if booking is None or booking.resident_id != work.here.person_id or not work.here.private:
        raise RefusedError(L("There is no such visit of yours. /mybookings shows those you have."))
    return booking


def held(work: Work, number: int) -> Booking:
    """Their booking that is still to be confirmed. Raises GoneError when it is not held any more."""
    booking = mine(work, number)
    if booking.state != HELD or (booking.held_until or work.now) <= work.now:
        raise GoneError(L("This place is not held any more. /book begins anew."))
    return booking


def name_bike(work: Work, number: int, words: str) -> Booking:
    """The held visit is about the bike with that frame number. Raises RefusedError for what is none,
    and when somebody has a visit for the same bike."""
    booking = held(work, number)
    frame = re.sub(r"[\s-]", "", words).upper()
    if _ID_CARD.fullmatch(frame):
        raise RefusedError(
            L(
                "That looks like an ID number; please never write one here. The frame number is on the bike."
            )
        )
    if not _FRAME.fullmatch(frame):
        raise RefusedError(
            L("A frame number has 6 to 25 letters and digits. Please look once more.")
        )
    mark = work.turn.house.keys.mark(FRAME, frame)
    other = bookings.open_for(work.connection, mark)
    if other is not None and other.id != booking.id:
        raise RefusedError(L("There is a visit for this bike already. One is enough."))
    sealed = work.key_of(residents.meet(work)).seal(FRAME, frame)
    try:
        return touched(work, places.change(work, booking, frame=sealed, bike=mark))
    except TakenError:
        raise RefusedError(L("There is a visit for this bike already. One is enough.")) from None


def frame_of(work: Work, booking: Booking) -> str | None:
    """The frame number, if one was told."""
    resident = work.person(booking.resident_id)
    if booking.frame is None or resident is None:
        return None
    return work.key_of(resident).open(FRAME, booking.frame)


def confirm(work: Work, number: int) -> Booking:
    """The held place is booked; pressed twice it is booked once."""
    booking = mine(work, number)
    if booking.state == BOOKED:
        return booking
    booking = held(work, number)
    if not openings.stands(work, booking):
        raise GoneError(L("The window has just been closed then. Please choose another time."))
    work.record("book", f"bookings {number}", window=booking.window)
    facts = {"state": BOOKED, "booked_at": work.now, "asks": _has_to_say(work, booking)}
    waits.leave_all(work, booking)
    return touched(work, places.change(work, booking, **facts))


def _has_to_say(work: Work, booking: Booking) -> bool:
    """Who missed visits is asked the day before whether they come, if there is a day before."""
    window = work.station.windows.get(booking.window)
    missed = bookings.missed(work.connection, booking.resident_id, work.now - YEAR)
    return window is not None and missed >= window.missed and reminders.has_a_day(booking, work.now)


def say_coming(work: Work, number: int) -> Booking:
    """They come; said twice it is said once."""
    booking = coming(work, number)
    if booking.coming_at is not None:
        return booking
    return touched(work, places.change(work, booking, coming_at=work.now))


def move(work: Work, number: int, moment: datetime) -> Booking:
    """Their booked visit is at another time. Raises GoneError when that is not free, RefusedError from
    the cut-off on: then nothing was changed."""
    booking = changeable(work, number)
    errand, window = places.errand(work, booking.errand)
    if booking.start == moment:
        return booking
    place = openings.at(work, window, errand, moment)
    if place is None:
        raise GoneError(L("This time has just gone to somebody else. These are free now."))
    moved = places.move(work, booking, errand, place)
    moved = places.change(work, moved, reminded=0, coming_at=None, asks=_has_to_say(work, moved))
    work.record("move", f"bookings {number}")
    waits.offer(work, window.code, openings.local_day(work, booking.start))
    return touched(work, moved)


def cancel(work: Work, number: int) -> Booking:
    """Their visit or held place is given back; pressed twice it is cancelled once."""
    booking = mine(work, number)
    if booking.state == CANCELLED:
        return booking
    booking = booking if booking.state == HELD else changeable(work, number)
    work.record("cancel", f"bookings {number}")
    return touched(work, waits.release(work, booking, CANCELLED))


def open_ones(work: Work) -> list[Booking]:
    """The visits of who acts that are still to come, and what is held for them."""
    return bookings.open_of(work.connection, work.here.person_id)


def coming(work: Work, number: int) -> Booking:
    """Their visit that is booked. Raises RefusedError when it is over or cancelled."""
    booking = mine(work, number)
    if booking.state != BOOKED:
        raise RefusedError(L("Visit {number} can't be changed any more.", number=number))
    return booking


def changeable(work: Work, number: int) -> Booking:
    """Their booked visit, as long as it can be moved or cancelled: until the cut-off, and always when the
    room closed its window at that time."""
    booking = coming(work, number)
    last = cut_off(work, booking)
    if work.now >= last and openings.stands(work, booking):
        raise RefusedError(
            L(
                "Until {time} it could be changed. Can't you come? Then simply don't; nobody is cross.",
                time=Local(last, "HH:mm"),
            )
        )
    return booking


def cut_off(work: Work, booking: Booking) -> datetime:
    """Until when a visit can be moved or cancelled."""
    window: Window | None = work.station.windows.get(booking.window)
    return booking.start - timedelta(minutes=window.cut_off if window else 0)


def drop(work: Work, booking: Booking) -> None:
    """A held place is let go without a word, because its holder chooses again."""
    waits.release(work, booking, EXPIRED)


def when_due(work: Work, booking: Booking) -> None:
    """What a booking does by itself: a held place is let go, and so is a visit of which its resident
    had to say that they come and did not; they are reminded; what nobody noted is over."""
    deed = reminders.next_deed(booking)
    match deed and deed[0]:
        case "let_go":
            touched(work, waits.release(work, booking, EXPIRED))
        case "remind":
            rung = reminders.rung_at(booking, work.now)
            told = places.change(work, booking, reminded=rung)
            if work.now < booking.start:  # what comes too late to help is not said
                work.touch("reminders", told.id, told)
        case "over":
            touched(work, places.give_back(work, booking, OVER))


def touched(work: Work, booking: Booking) -> Booking:
    work.touch("bookings", booking.id, booking)
    return booking
