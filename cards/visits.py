"""A resident's visits among their cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cards.calendars import DATE, HOUR, called
from cards.said import literally
from db import bookings
from db.bookings import BOOKED, CANCELLED, HELD, Booking
from locales import L, Local
from services import bookings as service
from services.cases import Case, Kind
from services.speech import Words
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


def copied(work: Work, case: Case) -> Iterator[Words]:
    """All that is kept of the visit, for the copy of their data."""
    yield from case.told
    booking = bookings.find(work.connection, case.number)
    if booking is None:
        return
    frame = service.frame_of(work, booking)
    if frame is not None:
        yield L("🚲 {frame}", frame=frame)
    if booking.plate is not None:
        yield L("🔖 {plate}", plate=literally(booking.plate))
    if booking.stars is not None:
        yield "⭐" * booking.stars


KIND = Kind(newest, find)
