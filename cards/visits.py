"""A resident's visits among their cases."""

from __future__ import annotations

from datetime import datetime

from cards.calendars import DATE, HOUR, called
from db import bookings
from db.bookings import BOOKED, CANCELLED, HELD, Booking
from locales import L, Local
from services.cases import Case, Kind
from services.work import Work

STANDING = {
    HELD: L("⏳ Not confirmed"),
    BOOKED: L("✅ Booked"),
    CANCELLED: L("✖️ Cancelled"),
}


def newest(work: Work, before: datetime | None, most: int) -> list[Case]:
    theirs = bookings.of_resident(work.connection, work.here.person_id, before, most)
    return [_case(work, booking) for booking in theirs]


def find(work: Work, number: int) -> Case | None:
    booking = bookings.find(work.connection, number)
    if booking is None or booking.resident_id != work.here.person_id or not booking.booked_at:
        return None
    return _case(work, booking)


def _case(work: Work, booking: Booking) -> Case:
    errand = work.station.errands.get(booking.errand)
    when = L(
        "📅 {day}, {time}",
        day=Local(booking.start, skeleton=DATE),
        time=Local(booking.start, HOUR),
    )
    return Case(
        noun="bookings",
        number=booking.id,
        at=booking.made_at,
        title=L("📅 Visit {number}", number=booking.id),
        standing=STANDING.get(booking.state, L("🏁 Over")),
        told=(when, called(errand)) if errand else (when,),
    )


KIND = Kind(newest, find)
