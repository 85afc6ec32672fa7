"""A visit is near: its resident is reminded in a message that sounds, and can say in one tap that they come,
move it or cancel it."""

from __future__ import annotations

from cards.bookings import AskCancel, Come, Move, facts
from cards.calendars import DATE, HOUR
from cards.said import joined
from db.bookings import Booking
from db.outbox import NOTICE
from locales import L, Local
from services.reminders import ANSWER
from services.speech import Button, Buttons
from services.work import Work


def draw(work: Work, booking: Booking) -> None:
    """One reminder; the next one is another message."""
    lines = [L("⏰ <b>Your visit is near.</b>"), *facts(work, booking)]
    if booking.asks and booking.coming_at is None:
        last = booking.start - ANSWER
        day, time = Local(last, skeleton=DATE), Local(last, HOUR)
        lines.append(
            L(
                "Are you coming? Please say so until {day}, {time}; else the place goes to the next one.",
                day=day,
                time=time,
            )
        )
    work.send(
        booking.resident_id,
        joined(lines),
        lane=NOTICE,
        buttons=_buttons(booking),
        until=booking.start,
    )


def _buttons(booking: Booking) -> Buttons:
    number = booking.id
    come = Button(L("👍 I am coming"), Come(number=number).pack())
    move = Button(L("🔁 Another time"), Move(number=number).pack())
    cancel = Button(L("✖️ Cancel the visit"), AskCancel(number=number).pack())
    rows = [[move, cancel]]
    return rows if booking.coming_at is not None else [[come], *rows]
