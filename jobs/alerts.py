"""What an alarm does by itself while nobody accepts it, and what it hears of its own messages."""

from __future__ import annotations

from db import alerts, tidings
from db.tidings import Tiding
from jobs.sweeps import Sweep
from services import alerts as service
from services.work import Work

SWEEP = Sweep(alerts.next_due, alerts.due, service.when_due, alerts.postpone)


def hear(tiding: Tiding, work: Work) -> None:
    """An alarm's card reached the officers, or is held up on its way to them."""
    number = int(tiding.about.split()[1])
    if tiding.outcome == tidings.DELIVERED:
        service.shown(work, number)
    else:
        service.call_officers(work, number)
