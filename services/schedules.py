"""When an alarm does something by itself, as its facts have it: a function, so that whatever changes an
alarm changes its clock along with it. An alarm that is not closed always has one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from db.alerts import CLOSED, OPEN, Alert
from services.districts import Escalation

SHOWN_WITHIN = timedelta(seconds=3)  # then the on-duty officers are called in private as well
STILL = timedelta(seconds=15)  # a place that moves along is drawn that often at most
ANSWERED = timedelta(seconds=30)  # who presses on and on reads that often at most what it does
CALLS = ("again", "next_room", "duty_lead", "all_rooms")  # rung by rung, the last again and again
FIRST_OF_ALL_ROOMS = len(CALLS) - 1

Deed = tuple[str, datetime]


class Waiting(Protocol):
    """What waits for an officer since then, and has called so often."""

    @property
    def open_since(self) -> datetime: ...

    @property
    def rung(self) -> int: ...


def first(pressed: datetime, now: datetime, waits: Escalation, *, alone: bool) -> datetime:
    """When an alarm that is raised now, and was pressed then, acts for the first time."""
    again = pressed + _after(0, waits)
    return min(again, now + SHOWN_WITHIN) if alone else again


def next_deed(alert: Alert, waits: Escalation) -> Deed | None:
    """What comes next and when: one of CALLS, "call" officers in private because the group has not got
    it, "ask" the owner how it stands, "reopen", "remind" of one that is said to be a mis-tap, "draw" a
    place that moved. None only for a closed one."""
    return min(_deeds(alert, waits), key=lambda deed: deed[1], default=None)


def _deeds(alert: Alert, waits: Escalation) -> list[Deed]:
    if alert.state == CLOSED:
        return []
    deeds: list[Deed] = []
    if alert.state != OPEN:
        deeds.append(_question(alert, waits))
    elif alert.called is None and alert.shown_at is None and alert.alone_at is not None:
        deeds.append(("call", max(alert.alone_at, alert.open_since) + SHOWN_WITHIN))
    if alert.mistap_at is None or alert.recalled_at is not None:
        if alert.calls:
            deeds.append(next_call(alert, waits))
    elif alert.state == OPEN:
        since = alert.asked_at or alert.mistap_at
        deeds.append(("remind", since + timedelta(seconds=waits.still_open)))
    if alert.moved and alert.drawn_at is not None:
        deeds.append(("draw", alert.drawn_at + STILL))
    return deeds


def _question(alert: Alert, waits: Escalation) -> Deed:
    """What the owner is asked next: why they do not set out, whether they are there, whether it is
    still open; unanswered, the first takes the alarm from them and the others come again."""
    sign = alert.confirmed_at or alert.open_since
    coming = alert.on_way_at is not None or alert.arrived_at is not None
    if alert.asked_at is not None:
        wait = waits.ask_again if coming else waits.reopen_after
        return "ask" if coming else "reopen", alert.asked_at + timedelta(seconds=wait)
    if not coming:
        return "ask", sign + timedelta(seconds=waits.not_on_way)
    if alert.arrived_at is not None:
        return "ask", sign + timedelta(seconds=waits.still_open)
    return "ask", sign + timedelta(minutes=alert.minutes or 0, seconds=waits.late_after)


def call_of(rung: int) -> str:
    """Which of CALLS comes after so many."""
    return CALLS[min(rung, FIRST_OF_ALL_ROOMS)]


def next_call(waiting: Waiting, waits: Escalation) -> Deed:
    """Which of CALLS comes next, and when."""
    return call_of(waiting.rung), waiting.open_since + _after(waiting.rung, waits)


def _after(rung: int, waits: Escalation) -> timedelta:
    """How long after the alarm became open the call of that rung comes."""
    if rung < FIRST_OF_ALL_ROOMS:
        return timedelta(seconds=(waits.again_after, waits.next_room, waits.duty_lead)[rung])
    times = rung - FIRST_OF_ALL_ROOMS + 1
    return timedelta(seconds=waits.duty_lead + times * waits.all_rooms_every)


def rung_after(waiting: Waiting, waits: Escalation, now: datetime) -> int:
    """The rung reached with the call that is due now. Each of the first comes once, however late;
    of the calls to all rooms that were missed while nothing ran, one is enough."""
    rung = waiting.rung + 1
    while rung > FIRST_OF_ALL_ROOMS and waiting.open_since + _after(rung, waits) <= now:
        rung += 1
    return rung


def rings_anew(alert: Alert, waits: Escalation, now: datetime) -> bool:
    """Whether a press now calls officers again: for what calls already once in a while; for what has an
    owner once they set out or arrived, or had it for long."""
    rang = alert.rang_at or alert.raised_at
    pause = now >= rang + timedelta(seconds=waits.ring_again)
    if alert.calls or alert.accepted_at is None:
        return pause
    first = rang < alert.accepted_at  # since somebody has it
    long = now >= alert.accepted_at + timedelta(seconds=waits.accepted_rings)
    coming = alert.on_way_at is not None or alert.arrived_at is not None
    return (pause or first) and (coming or long)
