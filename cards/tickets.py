"""What a resident carries to the window: the ticket to be scanned, the event for their calendar, the map."""

from __future__ import annotations

from datetime import datetime

from cards import errands
from cards.calendars import called
from cards.said import joined
from db.bookings import Booking
from locales import L, Names
from services.speech import File, Venue, Words
from services.windows import Errand
from services.work import Work

LINK = "visit_"  # what a ticket's payload begins with: t.me/<bot>?start=visit_<number>


def files_of(number: int) -> list[str]:
    """The names of the cards that go with a booked visit, and only with it."""
    return [f"bookings {number} ticket", f"bookings {number} event"]


def send_files(work: Work, booking: Booking, bot: str) -> None:
    """The ticket and the event as they are now, in the place of earlier ones."""
    work.take_back(booking.resident_id, files_of(booking.id))
    ticket, event = files_of(booking.id)
    work.carry(booking.resident_id, ticket, _ticket(booking, bot), silent=True)
    work.carry(booking.resident_id, event, _event(work, booking, bot), silent=True)


def _ticket(booking: Booking, bot: str) -> File:
    link = f"https://t.me/{bot}?start={LINK}{booking.id}"
    words = L("🎫 Visit {number}: show this at the window, or say the number.", number=booking.id)
    return File("ticket", words, {"link": link})


def _event(work: Work, booking: Booking, bot: str) -> File:
    errand = work.station.errands[booking.errand]
    title = L("{errand}, visit {number}", errand=called(errand), number=booking.id)
    papers = [Names(paper.name.model_dump()) for paper in errand.papers]
    note = joined([L("Please bring:"), *(L("{paper}", paper=paper) for paper in papers)])
    facts: dict[str, Words | int] = {
        "uid": f"visit-{booking.id}@{bot}",
        "sequence": booking.moves,
        "made": _seconds(booking.booked_at or booking.made_at),
        "start": _seconds(booking.start),
        "until": _seconds(booking.until),
        "title": title,
        "address": errands.address(work, errand),
        "note": note,
    }
    return File("event", L("🗓 For your calendar: open it and it reminds you."), facts)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def map_of(work: Work, booking: Booking) -> Venue | None:
    """Where the window is, if the district file says it."""
    errand: Errand | None = work.station.errands.get(booking.errand)
    place = place_of(work, booking)
    if place is None or errand is None:
        return None
    name = L("{errand}", errand=called(errand))
    return Venue(place[0], place[1], name, errands.address(work, errand))


def place_of(work: Work, booking: Booking) -> list[float] | None:
    window = work.station.windows.get(booking.window)
    return window.place if window else None
