"""The room changes a window's hours on one day: who had a visit then is told, and may choose another time
whenever they like; who waits is offered what is free now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from db import bookings, openings
from db.bookings import BOOKED, Booking
from locales import L
from services import officers, visits, waits
from services.openings import DAY, local_day, midnight, today
from services.refusals import RefusedError
from services.windows import Window, spans
from services.work import Work


def change(work: Work, code: str, day: date, hours: str | None) -> list[Booking]:
    """The window has these hours on that day ("closed", or as "09:00-11:00"); None: as usual. Gives the
    visits for which it is not open any more; their residents are told."""
    window = _mine(work, code)
    if day < today(work):
        raise RefusedError(L("This day is over."))
    if hours is not None:
        try:
            spans(hours)
        except ValueError:
            raise RefusedError(L("Please write hours as 09:00-12:00 14:30-17:30.")) from None
    openings.change_day(work.connection, code, day.isoformat(), hours, work.here.person_id)
    work.record("hours", f"windows {code}", day=day.isoformat(), hours=hours)
    work.station = replace(work.station, days=openings.days(work.connection))
    waits.offer(work, code, day)
    return _told(work, window, day, hours)


def _told(work: Work, window: Window, day: date, hours: str | None) -> list[Booking]:
    zone = work.turn.house.timezone
    begin, end = midnight(day, zone), midnight(day + DAY, zone)
    found = bookings.of_window(work.connection, window.code, begin, end)
    concerned = [one for one in found if one.state == BOOKED and not _fits(work, one, hours)]
    for booking in concerned:
        work.touch("closures", booking.id, booking)
    return concerned


def _fits(work: Work, booking: Booking, hours: str | None) -> bool:
    if hours is None:
        return True
    zone = work.turn.house.timezone
    begins, ends = (at.astimezone(zone).time() for at in (booking.start, booking.until))
    return any(opens <= begins and ends <= closes for opens, closes in spans(hours))


def days_to_change(work: Work, code: str) -> list[date]:
    """The days of the next fortnight, for an officer of the window."""
    _mine(work, code)
    first = local_day(work, work.now)
    return [first + DAY * number for number in range(14)]


def _mine(work: Work, code: str) -> Window:
    window = work.station.windows.get(code)
    if window is None:
        raise RefusedError(L("There is no such window."))
    officers.at_window(work, visits.room_of(work, window))
    return window
