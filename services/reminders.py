"""When a booking does something by itself, as its facts have it: a function, so that whatever changes a
booking changes its clock along with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.bookings import BOOKED, HELD, OPEN_STATES, Booking

BEFORE = (timedelta(days=1), timedelta(hours=2))  # a visit its resident is reminded
ANSWER = timedelta(hours=12)  # before a visit: until then they say that they come, if they have to
KEPT_OPEN = timedelta(hours=12)  # after a visit, for officers who note it late
AT_THE_WINDOW = ("arrived", "serving")

Deed = tuple[str, datetime]


def next_deed(booking: Booking) -> Deed | None:
    """What comes next and when: "let_go" a place, "remind" its resident, the visit is "over"."""
    if booking.state == HELD and booking.held_until is not None:
        return "let_go", booking.held_until
    if booking.state not in (*OPEN_STATES, *AT_THE_WINDOW):
        return None
    deeds: list[Deed] = [("over", booking.until + KEPT_OPEN)]
    if booking.state == BOOKED:
        deeds += [("remind", at) for at in _reminders(booking)[booking.reminded :]]
        if booking.asks and booking.coming_at is None:
            deeds.append(("let_go", booking.start - ANSWER))
    return min(deeds, key=lambda deed: deed[1])


def _reminders(booking: Booking) -> list[datetime]:
    """When they are reminded; never of what they have just booked."""
    since = booking.booked_at or booking.made_at
    return [booking.start - each for each in BEFORE if booking.start - 2 * each >= since]


def rung_at(booking: Booking, now: datetime) -> int:
    """How many reminders are behind at a moment; of several that were missed one is enough."""
    return sum(at <= now for at in _reminders(booking))


def has_a_day(booking: Booking, now: datetime) -> bool:
    """Whether a visit that is booked now is still reminded of the day before."""
    return booking.start - 2 * BEFORE[0] >= now
