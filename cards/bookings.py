"""A booked visit as its resident sees it: one card from the held place to the stars at the end. The ticket
and the event that go with it: cards/tickets.py."""

from __future__ import annotations

from collections.abc import Callable

from cards import errands
from cards.calendars import DATE, HOUR, Choose, called, named, next_free
from cards.presses import Number, Press
from cards.said import joined
from cards.tickets import files_of, place_of
from db import alerts
from db.bookings import (
    ARRIVED,
    BOOKED,
    CANCELLED,
    DONE,
    EXPIRED,
    HELD,
    LACKING,
    MISSED,
    SERVING,
    Booking,
)
from locales import L, Local, Phrase
from services import bookings as service
from services import openings
from services.speech import Button, Buttons
from services.visits import MOST_STARS
from services.work import Work

LAST = 4  # signs of a frame number that are shown


class Confirm(Press):
    verb = "bookings.confirm"

    number: Number


class Other(Press):
    """Another time instead of the held one."""

    verb = "bookings.other"

    number: Number


class Drop(Press):
    verb = "bookings.drop"

    number: Number


class Move(Press):
    verb = "bookings.move"

    number: Number


class AskCancel(Press):
    verb = "bookings.ask_cancel"

    number: Number


class Cancel(Press):
    verb = "bookings.cancel"

    number: Number


class Keep(Press):
    verb = "bookings.keep"

    number: Number


class Ticket(Press):
    verb = "bookings.ticket"

    number: Number


class Map(Press):
    verb = "bookings.map"

    number: Number


class Rate(Press):
    verb = "bookings.rate"

    number: Number
    stars: Number


class Come(Press):
    verb = "bookings.come"

    number: Number


def name_of(number: int) -> str:
    return f"bookings {number} mine"


def elsewhere(booking: Booking) -> Phrase:
    """What a message says that was the card before."""
    return L("⬇️ Visit {number} stands further below.", number=booking.id)


def draw(work: Work, booking: Booking) -> None:
    """The resident's card. Only a place that is offered to who waited sounds."""
    words, buttons = shown(work, booking)
    silent = not (booking.offered and booking.state == HELD)
    if booking.state not in (HELD, BOOKED):  # there is nothing to come with any more
        work.take_back(booking.resident_id, files_of(booking.id))
    card, about = name_of(booking.id), f"bookings {booking.id}"
    work.show(booking.resident_id, card, words, buttons=buttons, silent=silent, about=about)


def shown(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    look: Callable[[Work, Booking], tuple[Phrase, Buttons]] = {
        HELD: _held,
        BOOKED: _booked,
        EXPIRED: _expired,
        CANCELLED: _cancelled,
        ARRIVED: _arrived,
        SERVING: _arrived,
        DONE: _done,
        LACKING: _lacking,
        MISSED: _missed,
    }.get(booking.state, _over)
    return look(work, booking)


def _held(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    number = booking.id
    until = Local(booking.held_until or booking.start, HOUR)
    head = L("⏳ <b>Held for you until {time}.</b> Shall I book it?", time=until)
    if booking.offered:
        head = L("🎉 <b>A place has become free.</b> It is yours until {time}.", time=until)
    lines = [head, *facts(work, booking)]
    if asks_frame(work, booking):
        lines += [
            "",
            L(
                "🚲 <b>Which bike?</b> Write its frame number here, or just book. It is kept "
                "sealed, for this visit only, and deleted 90 days after it."
            ),
        ]
    book = Button(L("✅ Book it"), Confirm(number=number).pack())
    no = Button(L("✖️ No, thank you"), Drop(number=number).pack())
    other = Button(L("🔁 Another time"), Other(number=number).pack())
    return joined(lines), [[book], [no] if booking.offered else [other, no]]


def asks_frame(work: Work, booking: Booking) -> bool:
    """Whether it is about a bike whose frame number was not told yet. An offer asks nothing, as it comes
    in the middle of anything; nor is anything asked while its resident's alarm is open: what they write
    then is for the officers."""
    errand = work.station.errands.get(booking.errand)
    if errand is None or not errand.bike or booking.frame is not None or booking.offered:
        return False
    return not alerts.living(work.connection, [booking.resident_id])


def _booked(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    number = booking.id
    last = service.cut_off(work, booking)
    errand = work.station.errands.get(booking.errand)
    lines = [L("✅ <b>Visit {number} is booked.</b>", number=number), *facts(work, booking)]
    if not openings.stands(work, booking):
        lines.append(L("⚠️ The window is closed then. Please choose another time."))
    if booking.coming_at is not None:
        lines.append(L("👍 You said that you are coming."))
    lines += ["", *errands.bring(errand)] if errand else []
    lines += [
        "",
        L(
            "Move or cancel it until {day}, {time}.",
            day=Local(last, skeleton=DATE),
            time=Local(last, HOUR),
        ),
    ]
    window = work.station.windows.get(booking.window)
    if window is not None and window.each > 1:
        lines.append(L("One may have {each} visits at a time: /book.", each=window.each))
    move = Button(L("🔁 Another time"), Move(number=number).pack())
    cancel = Button(L("✖️ Cancel the visit"), AskCancel(number=number).pack())
    keys = [Button(L("🎫 Ticket"), Ticket(number=number).pack())]
    if place_of(work, booking) is not None:
        keys.append(Button(L("🗺 Map"), Map(number=number).pack()))
    return joined(lines), [[move, cancel], keys]


def _expired(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("⌛ <b>The place is free again</b>, as nobody confirmed it in time. No harm done.")
    if booking.booked_at is not None:
        told = L(
            "⌛ <b>Visit {number} has gone to the next one</b>, as nobody said yes.",
            number=booking.id,
        )
    elif booking.offered:
        told = L("⌛ <b>The offered place has gone to the next one</b> who waits. No harm done.")
    return joined([told, *_when(booking)]), _anew(work, booking)


def _cancelled(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("✖️ <b>Visit {number} is cancelled.</b> Thank you for telling us.", number=booking.id)
    if booking.booked_at is None:
        told = L("👌 <b>Nothing is booked.</b> The place is free for somebody else.")
    return joined([told, *_when(booking)]), _anew(work, booking)


def _arrived(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("🔔 <b>Visit {number}: you are checked in.</b> You will be called.", number=booking.id)
    if booking.state == SERVING:
        told = L("▶️ <b>Visit {number}: it is your turn.</b>", number=booking.id)
    return joined([told, *facts(work, booking)]), ()


def _done(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    lines = [L("🏁 <b>Visit {number} is done.</b>", number=booking.id), *facts(work, booking)]
    if booking.plate is not None:
        lines.append(L("🔖 Plate {plate}. Safe riding!", plate=booking.plate))
    return joined([*lines, *_stars(booking)]), _rating(booking)


def _lacking(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    """What was missing, and the next free time."""
    lines = [L("📄 <b>Visit {number}: something was missing.</b>", number=booking.id)]
    errand = work.station.errands.get(booking.errand)
    if errand is None:
        return joined([*lines, *_stars(booking)]), _rating(booking)
    lines += [
        L("• {paper}", paper=named(errand.papers[each].name))
        for each in booking.lacks
        if each < len(errand.papers)
    ]
    lines.append(L("Please come again with it; the next free time is a tap away."))
    free = openings.free_days(work, work.station.windows[errand.window], errand)
    soonest = [[next_free(work, errand, free[0])]] if free else []
    rows = [*soonest, *_anew(work, booking), *_rating(booking)]
    return joined([*lines, *_stars(booking)]), rows


def _missed(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("🕊 <b>Visit {number}: we waited for you.</b> Something came up?", number=booking.id)
    return joined([told, *_when(booking)]), _anew(work, booking)


def _stars(booking: Booking) -> list[Phrase | str]:
    return (
        ["⭐" * booking.stars] if booking.stars else [L("How was it? A tap on the stars helps us.")]
    )


def _rating(booking: Booking) -> Buttons:
    stars = range(1, MOST_STARS + 1)
    return [[Button(f"{one} ⭐", Rate(number=booking.id, stars=one).pack()) for one in stars]]


def _over(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("🏁 <b>Visit {number}</b> is over.", number=booking.id)
    return joined([told, *facts(work, booking)]), ()


def _anew(work: Work, booking: Booking) -> Buttons:
    if booking.errand not in work.station.errands:
        return ()
    again = Choose(errand=booking.errand).pack()
    return [[Button(L("📅 Choose a time"), again)]]


def facts(work: Work, booking: Booking) -> list[Phrase | str]:
    """Which errand, when, where, and for which bike."""
    lines: list[Phrase | str] = [*_when(booking)]
    errand = work.station.errands.get(booking.errand)
    if errand is not None:
        lines = [called(errand), *lines, errands.where(work, errand)]
    frame = service.frame_of(work, booking)
    if frame is not None:
        lines.append(L("🚲 Frame number … {last}", last=frame[-LAST:]))
    return lines


def _when(booking: Booking) -> list[Phrase | str]:
    day, time = Local(booking.start, skeleton=DATE), Local(booking.start, HOUR)
    return [L("📅 <b>{day}, {time}</b>", day=day, time=time)]


def sure(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    """Asked once more, because a place that is given back is soon gone."""
    lines = [L("✖️ <b>Cancel this visit?</b>"), *facts(work, booking)]
    yes = Button(L("✖️ Yes, cancel"), Cancel(number=booking.id).pack())
    return joined(lines), [[yes, Button(L("Keep it"), Keep(number=booking.id).pack())]]
