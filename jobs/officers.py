"""What happens when somebody leaves a police room or comes to serve otherwise, and what is heard of the
private chats in which officers are called."""

from __future__ import annotations

from sqlalchemy import Connection

from db import officers, tidings
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from services import departures, escalations, rollups
from services import officers as service
from services.work import Work


def coming(_: Connection) -> list[Coming]:
    """Nothing that anybody would wait for: it happens at once."""
    return []


SWEEP = Sweep(officers.soonest, officers.due, departures.when_due, officers.postpone, coming)


def hear_of_call(tiding: Tiding, work: Work) -> None:
    """An alarm that calls an officer has reached them ("called 12"), or can't."""
    if tiding.outcome == tidings.DELIVERED:
        service.reached(work, tiding.chat_id)
    elif tiding.outcome in tidings.NOT_THERE:
        escalations.not_reached(work, int(tiding.about.split()[1]), tiding.chat_id)


def hear_of_list(tiding: Tiding, work: Work) -> None:
    """A roll-up's list has reached an officer ("listed" and the room), or can't."""
    if tiding.outcome == tidings.DELIVERED:
        service.reached(work, tiding.chat_id)
    elif tiding.outcome in tidings.NOT_THERE:
        rollups.not_reached(work, int(tiding.about.split()[1]), tiding.chat_id)
