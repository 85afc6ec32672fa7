"""A booked visit as its resident sees it: one card from the held place to the end, the ticket for the
window, the event for a calendar, and all of their visits in a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cards import errands
from cards.calendars import DATE, HOUR, Choose, called
from cards.presses import Number, Press
from cards.said import joined
from db.bookings import BOOKED, CANCELLED, EXPIRED, HELD, Booking
from locales import L, Local, Names, Phrase
from services import bookings as service
from services.speech import Button, Buttons, File, Venue, Words
from services.windows import Errand
from services.work import Work

LINK = "visit_"  # what a ticket's payload begins with: t.me/<bot>?start=visit_<number>
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


class StopWaiting(Press):
    verb = "bookings.stop_waiting"

    number: Number


def name_of(number: int) -> str:
    return f"bookings {number} mine"


def files_of(number: int) -> list[str]:
    """The names of the cards that go with a booked visit, and only with it."""
    return [f"bookings {number} ticket", f"bookings {number} event"]


def draw(work: Work, booking: Booking) -> None:
    """The resident's card. Only a place that is offered to who waited sounds."""
    words, buttons = shown(work, booking)
    silent = not (booking.offered and booking.state == HELD)
    work.show(booking.resident_id, name_of(booking.id), words, buttons=buttons, silent=silent)


def shown(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    look: Callable[[Work, Booking], tuple[Phrase, Buttons]] = {
        HELD: _held,
        BOOKED: _booked,
        EXPIRED: _expired,
        CANCELLED: _cancelled,
    }.get(booking.state, _over)
    return look(work, booking)


def _held(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    number = booking.id
    until = Local(booking.held_until or booking.start, HOUR)
    head = L("⏳ <b>Held for you until {time}.</b> Shall I book it?", time=until)
    if booking.offered:
        head = L("🎉 <b>A place has become free.</b> It is yours until {time}.", time=until)
    lines = [head, *_facts(work, booking)]
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
    """Whether it is about a bike whose frame number was not told yet."""
    errand = work.station.errands.get(booking.errand)
    return errand is not None and errand.bike and booking.frame is None


def _booked(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    number = booking.id
    last = service.cut_off(work, booking)
    errand = work.station.errands.get(booking.errand)
    lines = [L("✅ <b>Visit {number} is booked.</b>", number=number), *_facts(work, booking)]
    lines += ["", *errands.bring(errand)] if errand else []
    lines += [
        "",
        L(
            "Move or cancel it until {day}, {time}.",
            day=Local(last, skeleton=DATE),
            time=Local(last, HOUR),
        ),
    ]
    move = Button(L("🔁 Another time"), Move(number=number).pack())
    cancel = Button(L("✖️ Cancel the visit"), AskCancel(number=number).pack())
    keys = [Button(L("🎫 Ticket"), Ticket(number=number).pack())]
    if _place(work, booking) is not None:
        keys.append(Button(L("🗺 Map"), Map(number=number).pack()))
    return joined(lines), [[move, cancel], keys]


def _expired(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L(
        "⌛ <b>The place is free again</b>, because nobody confirmed it in time. No harm done."
    )
    if booking.offered:
        told = L("⌛ <b>The offered place has gone to the next one</b> who waits. No harm done.")
    return joined([told, *_when(booking)]), _anew(work, booking)


def _cancelled(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("✖️ <b>Visit {number} is cancelled.</b> Thank you for telling us.", number=booking.id)
    if booking.booked_at is None:
        told = L("👌 <b>Nothing is booked.</b> The place is free for somebody else.")
    return joined([told, *_when(booking)]), _anew(work, booking)


def _over(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    told = L("🏁 <b>Visit {number}</b> is over.", number=booking.id)
    return joined([told, *_facts(work, booking)]), ()


def _anew(work: Work, booking: Booking) -> Buttons:
    if booking.errand not in work.station.errands:
        return ()
    again = Choose(errand=booking.errand).pack()
    return [[Button(L("📅 Choose a time"), again)]]


def _facts(work: Work, booking: Booking) -> list[Phrase | str]:
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
    lines = [L("✖️ <b>Cancel this visit?</b>"), *_facts(work, booking)]
    yes = Button(L("✖️ Yes, cancel"), Cancel(number=booking.id).pack())
    return joined(lines), [[yes, Button(L("Keep it"), Keep(number=booking.id).pack())]]


def send_files(work: Work, booking: Booking, bot: str) -> None:
    """The ticket and the event as they are now, in the place of earlier ones."""
    work.take_back(booking.resident_id, files_of(booking.id))
    ticket, event = files_of(booking.id)
    work.carry(booking.resident_id, ticket, _ticket(booking, bot), silent=True)
    work.carry(booking.resident_id, event, _event(work, booking, bot), silent=True)


def take_back_files(work: Work, booking: Booking) -> None:
    """There is nothing to come with any more."""
    work.take_back(booking.resident_id, files_of(booking.id))


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
        "address": errands.where(work, errand),
        "note": note,
    }
    return File("event", L("🗓 For your calendar: open it and it reminds you."), facts)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def map_of(work: Work, booking: Booking) -> Venue | None:
    """Where the window is, if the district file says it."""
    errand: Errand | None = work.station.errands.get(booking.errand)
    place = _place(work, booking)
    if place is None or errand is None:
        return None
    name = L("{errand}", errand=called(errand))
    return Venue(place[0], place[1], name, errands.where(work, errand))


def _place(work: Work, booking: Booking) -> list[float] | None:
    window = work.station.windows.get(booking.window)
    return window.place if window else None
