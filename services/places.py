"""Places at the windows: taken for a visit, and given back to whoever waits for one.

The desk is the one writer, so what it finds free is free; should two ever write at once, the database's
keys let one of them have the place (db/windows.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db import bookings, windows
from db.bookings import HELD, Booking
from db.windows import Taken, TakenError
from locales import L, N, Phrase
from services import reminders
from services.openings import Free
from services.refusals import RefusedError
from services.windows import Errand, Window
from services.work import Work


def errand(work: Work, code: str) -> tuple[Errand, Window]:
    """The errand of that code and its window. Raises RefusedError when there is none any more."""
    found = work.station.errands.get(code)
    if found is None:
        raise RefusedError(L("This is not offered any more. /book shows what there is."))
    return found, work.station.windows[found.window]


def may_have_more(mine: Sequence[Booking], window: Window) -> bool:
    """Whether a place may be held for who has these open bookings at the window: none is held, and they
    are fewer than one may have."""
    return len(mine) < window.each and all(one.state != HELD for one in mine)


def enough(mine: Sequence[Booking], window: Window) -> Phrase:
    """What somebody is told who may not have more than these."""
    booked = [one for one in mine if one.state != HELD]
    if len(booked) < window.each:
        return L("A place is held for you. Please book it or let it go first: /mybookings.")
    return N(
        "You have visit {numbers} already; {count} at a time is possible here. /mybookings shows it.",
        "You have visits {numbers} already; {count} at a time are possible here. "
        "/mybookings shows them.",
        count=window.each,
        numbers=", ".join(str(one.id) for one in booked),
    )


def take(work: Work, resident_id: int, wanted: Errand, place: Free, **values: Any) -> Booking:
    """A new held booking with its place. Raises RefusedError when somebody was first."""
    window = work.station.windows[wanted.window]
    mine = {one.nth for one in bookings.open_at(work.connection, resident_id, window.code)}
    facts = {
        "resident_id": resident_id,
        "window": window.code,
        "nth": min(set(range(1, len(mine) + 2)) - mine),
        "errand": wanted.code,
        "state": HELD,
        "start": place.at,
        "until": place.at + timedelta(minutes=wanted.minutes),
        "made_at": work.now,
        **values,
    }
    facts["due_at"] = facts["held_until"]
    try:
        booking = bookings.add(work.connection, facts)
        windows.take(work.connection, window.code, booking.id, _slots(window, wanted, place))
    except TakenError:
        raise RefusedError(L("Somebody was first. Please choose another time.")) from None
    return booking


def move(work: Work, booking: Booking, wanted: Errand, place: Free) -> Booking:
    """The booking has that place instead of its own. Raises RefusedError when somebody was first."""
    window = work.station.windows[wanted.window]
    windows.give_back(work.connection, booking.id)
    try:
        windows.take(work.connection, window.code, booking.id, _slots(window, wanted, place))
    except TakenError:
        raise RefusedError(L("Somebody was first. Please choose another time.")) from None
    until = place.at + timedelta(minutes=wanted.minutes)
    return change(work, booking, start=place.at, until=until, moves=booking.moves + 1)


def give_back(work: Work, booking: Booking, state: str, **facts: Any) -> Booking:
    """The booking ends in that state, and its place is free."""
    windows.give_back(work.connection, booking.id)
    return change(work, booking, state=state, ended_at=work.now, **facts)


def change(work: Work, booking: Booking, **values: Any) -> Booking:
    """Changes facts of a booking, and with them when it acts next. Raises TakenError for a bike that
    another open booking is about."""
    told = {"due_at": _due(booking, values), **values}
    return bookings.change(work.connection, booking, told)


def _due(booking: Booking, values: dict[str, Any]) -> datetime | None:
    """When the booking, so changed, acts by itself."""
    deed = reminders.next_deed(replace(booking, **values))
    return deed and deed[1]


def _slots(window: Window, wanted: Errand, place: Free) -> list[Taken]:
    begins = [place.at + window.step * number for number in range(wanted.steps(window))]
    return [Taken(begin, begin + window.step, place.seat) for begin in begins]
