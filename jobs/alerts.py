"""What an alarm does by itself while nobody accepts it, and what it hears of its own messages."""

from __future__ import annotations

from sqlalchemy import Connection

from db import schedules as clocks
from db import tidings
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from services import alerts as service
from services import escalations, schedules
from services.rooms import read_station
from services.work import Work

UNSEEN = frozenset({"draw"})  # what nobody would wait for


def coming(connection: Connection) -> list[Coming]:
    """Calls wider and wider ("alerts.again" ...), whoever has it asked ("alerts.ask"), open again."""
    station = read_station(connection)
    if station is None:
        return []
    known = [(one, schedules.next_deed(one, station.waits)) for one in clocks.coming(connection)]
    return [
        Coming(f"alerts.{deed[0]}", alert.id, deed[1])
        for alert, deed in known
        if deed is not None and deed[0] not in UNSEEN
    ]


SWEEP = Sweep(clocks.soonest, clocks.due, escalations.when_due, clocks.postpone, coming)


def hear(tiding: Tiding, work: Work) -> None:
    """An alarm's card reached the officers, or is held up on its way to them."""
    number = int(tiding.about.split()[1])
    if tiding.outcome == tidings.DELIVERED:
        service.shown(work, number, tiding.chat_id)
    else:
        escalations.call_officers(work, number)
