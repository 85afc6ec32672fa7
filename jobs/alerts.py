"""What an alarm does by itself while nobody accepts it, and what it hears of its own messages."""

from __future__ import annotations

from sqlalchemy import Connection

from db import alerts, tidings
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from services import alerts as service
from services.rooms import read_station
from services.work import Work


def coming(connection: Connection) -> list[Coming]:
    """Officers called in private ("alerts.call"), or the room called again ("alerts.again")."""
    station = read_station(connection)
    if station is None:
        return []
    return [
        Coming(f"alerts.{deed}", alert.id, at)
        for alert in alerts.coming(connection)
        for deed, at in [service.next_deed(alert, station)]
    ]


SWEEP = Sweep(alerts.next_due, alerts.due, service.when_due, alerts.postpone, coming)


def hear(tiding: Tiding, work: Work) -> None:
    """An alarm's card reached the officers, or is held up on its way to them."""
    number = int(tiding.about.split()[1])
    if tiding.outcome == tidings.DELIVERED:
        service.shown(work, number)
    else:
        service.call_officers(work, number)
