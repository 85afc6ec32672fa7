"""The room closed a window at the time of a visit: its resident is told at once, and offered other times."""

from __future__ import annotations

from cards.bookings import AskCancel, Move, facts
from cards.said import joined
from db.bookings import Booking
from db.outbox import NOTICE
from locales import L
from services.speech import Button
from services.work import Work


def draw(work: Work, booking: Booking) -> None:
    sorry = L("🙏 <b>We are sorry: the window is closed at the time of your visit.</b>")
    lines = [sorry, *facts(work, booking), L("Please choose another time.")]
    move = Button(L("🔁 Another time"), Move(number=booking.id).pack())
    cancel = Button(L("✖️ Cancel the visit"), AskCancel(number=booking.id).pack())
    work.send(
        booking.resident_id,
        joined(lines),
        lane=NOTICE,
        buttons=[[move], [cancel]],
        about=f"bookings {booking.id}",
        until=booking.start,
    )
