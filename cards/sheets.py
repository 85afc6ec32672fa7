"""What officers see at the window: a day's visits on one sheet, and one visit with what can be noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from cards.calendars import DATE, HOUR, Day, called, named
from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.said import joined, literally
from db import bookings, walk_ins
from db.bookings import ARRIVED, BOOKED, CANCELLED, DONE, EXPIRED, LACKING, MISSED, SERVING, Booking
from locales import L, Local, N, Names, Phrase
from services import bookings as service
from services import openings, residents
from services.speech import Button, Buttons, Printout, Words
from services.windows import Window
from services.work import Work

IN_A_ROW = 4
YEAR = "yMMMEd"
MOST = 40  # visits whose buttons fit under a sheet
STANDING = {
    BOOKED: L("expected"),
    ARRIVED: L("🔔 arrived"),
    SERVING: L("▶️ being served"),
    DONE: L("✅ done"),
    LACKING: L("📄 papers missing"),
    MISSED: L("🚫 did not come"),
}
OVER = L("🏁 over")


class Visit(Press):
    verb = "bookings.visit"

    number: Number


class Arrive(Press):
    verb = "bookings.arrive"

    number: Number


class Serve(Press):
    verb = "bookings.serve"

    number: Number


class Done(Press):
    verb = "bookings.done"

    number: Number


class Plain(Press):
    """Done, and no plate was given."""

    verb = "bookings.plain"

    number: Number


class Lack(Press):
    verb = "bookings.lack"

    number: Number
    paper: Annotated[int, Field(ge=0, lt=12)]


class SendHome(Press):
    verb = "bookings.send_home"

    number: Number


class Miss(Press):
    verb = "bookings.miss"

    number: Number


class Sheet(Press):
    verb = "bookings.sheet"

    window: str
    day: Day


class Print(Press):
    verb = "bookings.print"

    window: str
    day: Day


def sheet(work: Work, window: Window, day: date) -> tuple[Phrase, Buttons]:
    """The day's visits at the window by their time, and how many came without."""
    shown = _of_day(work, window, day)
    keys = [
        Button(L("{number}", number=one.id), Visit(number=one.id).pack()) for one in shown[:MOST]
    ]
    rows = in_rows(keys, IN_A_ROW)
    paper = Button(L("🖨 For the printer"), Print(window=window.code, day=day.toordinal()).pack())
    return _told(work, window, day, shown), [*rows, [paper], _turning(window, day)]


def _span(work: Work, day: date) -> tuple[datetime, datetime]:
    zone = work.turn.house.timezone
    return openings.midnight(day, zone), openings.midnight(day + openings.DAY, zone)


def _of_day(work: Work, window: Window, day: date) -> list[Booking]:
    found = bookings.of_window(work.connection, window.code, *_span(work, day))
    return [one for one in found if one.state not in (CANCELLED, EXPIRED)]


def _told(work: Work, window: Window, day: date, shown: Sequence[Booking]) -> Phrase:
    begin, end = _span(work, day)
    head = L(
        "📋 <b>{day}</b> · {window}: {count}",
        day=Local(begin, skeleton=DATE),
        window=named(window.name),
        count=len(shown),
    )
    came = walk_ins.count(work.connection, window.code, begin, end)
    lines: list[Phrase | str] = [head, *(_line(work, one) for one in shown)]
    lines += [L("🚶 Without a visit: {count}", count=came)] if came else []
    return joined(lines)


def send_printout(work: Work, window: Window, day: date) -> None:
    """The sheet as a file for the printer, below what was pressed, whenever it is asked for."""
    chat_id, name = work.here.chat_id, f"printout {window.code} {day.isoformat()}"
    work.forget(chat_id, [name])
    work.carry(chat_id, name, _printout(work, window, day), inside=work.here.topic)


def _printout(work: Work, window: Window, day: date) -> Printout:
    """Nobody's name stands on it, and no frame number: paper lies about."""
    shown = _of_day(work, window, day)
    begin, _ = _span(work, day)
    at = L("{day}", day=Local(begin, skeleton=YEAR))
    where = L("{window}", window=named(window.name))
    return Printout(
        words=_told(work, window, day, shown),
        caption=L("🖨 <b>{day}</b> · {window}, to be printed", day=at, window=where),
        name=f"{window.code}-{day.isoformat()}.pdf",
        title=at,
        under=L(
            "{window}, {room} · {visits}",
            window=where,
            room=Names(work.station.room_called(window.room).names),
            visits=N("{count} visit", "{count} visits", count=len(shown)),
        ),
        head=[L("Time"), L("Visit"), L("Errand"), L("Papers"), L("Plate"), L("Notes")],
        rows=[_row(work, one) for one in shown],
        without=L("Without a visit"),
    )


def _row(work: Work, booking: Booking) -> tuple[Words, Words, Words, list[Words]]:
    errand = work.station.errands.get(booking.errand)
    papers: list[Words] = [
        L("{paper}", paper=named(paper.name)) for paper in (errand.papers if errand else [])
    ]
    time = L("{time}", time=Local(booking.start, HOUR))
    return time, str(booking.id), called(errand) if errand else booking.errand, papers


def _turning(window: Window, day: date) -> list[Button]:
    before, after = (
        Sheet(window=window.code, day=(day + openings.DAY * step).toordinal()).pack()
        for step in (-1, 1)
    )
    return [Button(L("◀️ Day before"), before), Button(L("Day after ▶️"), after)]


def _line(work: Work, booking: Booking) -> Phrase:
    time = Local(booking.start, HOUR)
    standing = _standing(work, booking)
    return L("{time} · {number} · {what}", time=time, number=booking.id, what=standing)


def _standing(work: Work, booking: Booking) -> Phrase:
    """For what they come, and how far it is."""
    errand = work.station.errands.get(booking.errand)
    what = called(errand) if errand else booking.errand
    return L("{errand} · {standing}", errand=what, standing=STANDING.get(booking.state, OVER))


def desk(work: Work, booking: Booking) -> tuple[Phrase, Buttons]:
    """One visit for the officer at the window."""
    lines: list[Phrase | str] = [
        L("🎫 <b>Visit {number}</b>", number=booking.id),
        L(
            "📅 {day}, {time}",
            day=Local(booking.start, skeleton=DATE),
            time=Local(booking.start, HOUR),
        ),
        _standing(work, booking),
    ]
    resident = work.person(booking.resident_id)
    if resident is not None and resident.name is not None:
        name = residents.portrait(work, resident).called
        lines.append(L("👤 {name}", name=literally(name)))
    frame = service.frame_of(work, booking)
    if frame is not None:
        lines.append(L("🚲 {frame}", frame=frame))
    if booking.plate is not None:
        lines.append(L("🔖 {plate}", plate=booking.plate))
    return joined(lines), _desk_buttons(work, booking)


def _desk_buttons(work: Work, booking: Booking) -> Buttons:
    number = booking.id
    if booking.state not in (BOOKED, ARRIVED, SERVING):
        return ()
    rows: list[list[Button]] = []
    if booking.state == BOOKED:
        came = Button(L("🔔 Arrived"), Arrive(number=number).pack())
        rows.append([came, Button(L("🚫 Did not come"), Miss(number=number).pack())])
    if booking.state != SERVING:
        rows.append([Button(L("▶️ Serving"), Serve(number=number).pack())])
    rows.append([Button(L("✅ Done"), Done(number=number).pack())])
    errand = work.station.errands.get(booking.errand)
    for paper, told in enumerate(errand.papers if errand else []):
        label = L("📄 Missing: {paper}", paper=named(told.name))
        if paper not in booking.lacks:
            label = L("✔️ There: {paper}", paper=named(told.name))
        rows.append([Button(label, Lack(number=number, paper=paper).pack())])
    if booking.lacks:
        rows.append([Button(L("📄 Not today: papers missing"), SendHome(number=number).pack())])
    return rows


def plate_of(booking: Booking) -> str:
    """The card that asks for the plate."""
    return f"bookings {booking.id} plate"


def ask_plate(booking: Booking) -> tuple[Phrase, Buttons]:
    words = L("🔖 Visit {number}: please write the plate's number.", number=booking.id)
    return words, [[Button(L("✅ Done without a plate"), Plain(number=booking.id).pack())]]
