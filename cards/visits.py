"""All of a resident's visits, and the days they wait for: as a list of its own and among their cases."""

from __future__ import annotations

from datetime import date, datetime

from cards.bookings import StopWaiting
from cards.calendars import DATE, HOUR, called
from cards.errands import Errands
from cards.said import joined
from db import bookings
from db.bookings import BOOKED, CANCELLED, HELD, Booking
from db.waits import Wait
from locales import L, Local, Phrase
from services import openings, waits
from services.cases import Case, Kind
from services.speech import Button, Buttons
from services.work import Work

STANDING = {
    HELD: L("⏳ Not confirmed"),
    BOOKED: L("✅ Booked"),
    CANCELLED: L("✖️ Cancelled"),
}


def waiting(work: Work, mine: list[Wait]) -> tuple[Phrase, Buttons]:
    """For which days the resident waits, and as which of those who do."""
    lines: list[Phrase | str] = [L("⏳ <b>You are waiting</b>")]
    keys = []
    for wait in mine:
        day = Local(_noon(work, date.fromisoformat(wait.day)), skeleton=DATE)
        lines.append(L("{day}: {place}", day=day, place=_in_line(work, wait)))
        keys.append([Button(L("✖️ No longer: {day}", day=day), StopWaiting(number=wait.id).pack())])
    return joined(lines), keys


def _in_line(work: Work, wait: Wait) -> Phrase:
    place = waits.place_in_line(work, wait)
    return L("you are first") if place == 1 else L("you are number {place}", place=place)


def joined_line(work: Work, wait: Wait) -> tuple[Phrase, Buttons]:
    """What somebody is told who has just begun to wait."""
    day = Local(_noon(work, date.fromisoformat(wait.day)), skeleton=DATE)
    words = L(
        "⏳ <b>{day}: {place}.</b> If a place becomes free, it is offered to you for an hour; "
        "at night for longer. /mybookings shows it.",
        day=day,
        place=_in_line(work, wait),
    )
    stop = Button(L("✖️ No longer: {day}", day=day), StopWaiting(number=wait.id).pack())
    return words, [[stop], [Button(L("◀️ Something else"), Errands().pack())]]


def _noon(work: Work, day: date) -> datetime:
    return openings.midnight(day, work.turn.house.timezone) + openings.DAY / 2


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
