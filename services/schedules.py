"""When an alarm does something by itself, as its facts have it: a function, so that whatever changes an
alarm changes its clock along with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from services.districts import Escalation

SHOWN_WITHIN = timedelta(seconds=3)  # then the on-duty officers are called in private as well
STILL = timedelta(seconds=15)  # a place that moves along is drawn that often at most
CALLS = ("again", "next_room", "duty_lead", "all_rooms")  # rung by rung, the last again and again
FIRST_OF_ALL_ROOMS = len(CALLS) - 1

Deed = tuple[str, datetime]


def first(now: datetime, waits: Escalation, *, alone: bool) -> datetime:
    """When an alarm that was raised just now acts for the first time."""
    return now + (SHOWN_WITHIN if alone else _after(0, waits))


def next_deed(alert: Alert, waits: Escalation) -> Deed | None:
    """What comes next and when: one of CALLS, "call" officers in private because the group has not
    got it, "ask" the owner why nobody is on the way, "reopen", "draw" a place that moved."""
    return min(_deeds(alert, waits), key=lambda deed: deed[1], default=None)


def _deeds(alert: Alert, waits: Escalation) -> list[Deed]:
    if alert.state == CLOSED:
        return []
    deeds: list[Deed] = []
    if alert.state == OPEN:
        if alert.called is None and alert.shown_at is None and alert.alone_at is not None:
            deeds.append(("call", alert.alone_at + SHOWN_WITHIN))
        if alert.mistap_at is None:
            deeds.append((call_of(alert.rung), alert.open_since + _after(alert.rung, waits)))
    if alert.state == ACCEPTED and alert.accepted_at and not (alert.on_way_at or alert.arrived_at):
        if alert.asked_at is None:
            deeds.append(("ask", alert.accepted_at + timedelta(seconds=waits.not_on_way)))
        else:
            deeds.append(("reopen", alert.asked_at + timedelta(seconds=waits.reopen_after)))
    if alert.moved and alert.drawn_at is not None:
        deeds.append(("draw", alert.drawn_at + STILL))
    return deeds


def call_of(rung: int) -> str:
    """Which of CALLS comes after so many."""
    return CALLS[min(rung, FIRST_OF_ALL_ROOMS)]


def _after(rung: int, waits: Escalation) -> timedelta:
    """How long after the alarm became open the call of that rung comes."""
    if rung < FIRST_OF_ALL_ROOMS:
        return timedelta(seconds=(waits.again_after, waits.next_room, waits.duty_lead)[rung])
    times = rung - FIRST_OF_ALL_ROOMS + 1
    return timedelta(seconds=waits.duty_lead + times * waits.all_rooms_every)


def rung_after(alert: Alert, waits: Escalation, now: datetime) -> int:
    """The rung reached with the call that is due now. Each of the first comes once, however late;
    of the calls to all rooms that were missed while nothing ran, one is enough."""
    rung = alert.rung + 1
    while rung > FIRST_OF_ALL_ROOMS and alert.open_since + _after(rung, waits) <= now:
        rung += 1
    return rung
