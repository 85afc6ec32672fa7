"""What a booking does by itself: a place that is held and not confirmed is free again, a resident is reminded
of their visit, and a visit that nobody noted is over."""

from __future__ import annotations

from sqlalchemy import Connection

from cards import sheets as cards
from db import bookings, tidings
from db.bookings import BOOKED, HELD
from db.outbox import NOTICE
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from locales import L
from services import bookings as service
from services import openings, reminders
from services.work import Work


def coming(connection: Connection) -> list[Coming]:
    """Places let go ("bookings.let_go") and reminders ("bookings.remind")."""
    known = [(one, reminders.next_deed(one)) for one in bookings.coming(connection)]
    return [
        Coming(f"bookings.{deed[0]}", one.id, deed[1])
        for one, deed in known
        if deed is not None and deed[0] != "over"  # which nobody waits for
    ]


MORNING = 7  # o'clock in the district


def show_sheets(work: Work) -> None:
    """From the morning on today's sheet and tomorrow's are in the room's desk groups, and kept true."""
    day = openings.today(work)
    if work.now.astimezone(work.turn.house.timezone).hour < MORNING:
        return
    for window in work.station.windows.values():
        room = work.station.room_called(window.room)
        groups = [
            one for one in work.station.groups.values() if one.room_id == room.id and one.desk
        ]
        open_days = (one for one in (day, day + openings.DAY) if openings.hours_on(window, one))
        for shown in open_days:
            words, buttons = cards.sheet(work, window, shown)
            for group in groups:
                name = f"sheet {window.code} {shown.isoformat()}"
                work.show(group.chat_id, name, words, lane=NOTICE, buttons=buttons, silent=True)


UNHEARD = frozenset({tidings.REFUSED, tidings.UNREACHABLE, tidings.EXPIRED})


def hear(tiding: Tiding, work: Work) -> None:
    """What a resident should know of their visit does not reach them: the room's desk hears of it, while
    the visit stands."""
    booking = bookings.find(work.connection, int(tiding.about.split()[1]))
    window = work.station.windows.get(booking.window) if booking is not None else None
    if tiding.outcome not in UNHEARD or booking is None or window is None:
        return
    if booking.state not in (HELD, BOOKED):
        return
    words = L("⚠️ Visit {number}: my messages do not reach the resident.", number=booking.id)
    for group in work.station.groups.values():
        if group.desk and group.room_id == work.station.room_called(window.room).id:
            work.send(group.chat_id, words, lane=NOTICE)


SWEEP = Sweep(bookings.soonest, bookings.due, service.when_due, bookings.postpone, coming)
