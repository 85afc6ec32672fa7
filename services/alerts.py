"""The alarm: raised with one press, accepted by an officer, closed with an outcome.

Every change touches the case, so its cards are drawn anew before the commit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db import alerts
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from locales import L
from services import officers, residents
from services.refusals import RefusedError
from services.rooms import Station
from services.work import Work

SHOWN_WITHIN = timedelta(seconds=3)  # then the on-duty officers are called in private as well
OUTCOMES = ("helped", "misunderstood", "mistap", "passed_on")
PLACE = "alerts.place"  # what the seal on a place is bound to


def raise_alert(work: Work, *, silent: bool) -> Alert:
    """Raises an alarm for who acts; while theirs is not closed, adds to it instead.

    An alarm that turns silent stays so. Never refuses.
    """
    resident = residents.meet(work)
    live = alerts.live_of(work.connection, resident.id)
    if live is not None:
        alert = alerts.add_press(work.connection, live.id)
        if silent and not alert.silent:
            alert = _change(work, alert, silent=True)
        return _touched(work, alert)
    room = work.station.room_for(resident.community)
    alert = alerts.add(
        work.connection,
        {
            "resident_id": resident.id,
            "room_id": room.id,
            "state": OPEN,
            "silent": silent,
            "called_as": work.key_of(resident).seal("alerts.called_as", work.here.called),
            "raised_at": work.now,
            "due_at": work.now + SHOWN_WITHIN,
        },
    )
    work.record("raise", f"alerts {alert.id}", room=room.id, silent=silent)
    return _touched(work, alert)


def live_of(work: Work) -> Alert | None:
    """The alarm of who acts that is not closed."""
    return alerts.live_of(work.connection, work.here.person_id)


def add_words(work: Work, alert: Alert, message_id: int, said: str, *, edited: bool) -> None:
    """Keeps what the resident wrote; an edited message takes the place of the earlier one."""
    alerts.say(work.connection, alert.id, message_id, said, work.now, edited=edited)
    _touched(work, alert)


def add_place(work: Work, alert: Alert, latitude: float, longitude: float, at: datetime) -> None:
    """Keeps where the resident is (WGS-84), unless a newer place is known already."""
    if alert.place_at is not None and alert.place_at > at:
        return
    resident = residents.meet(work)
    sealed = work.key_of(resident).seal(PLACE, f"{latitude:.6f} {longitude:.6f}")
    _touched(work, _change(work, alert, place=sealed, place_at=at))


def place_of(work: Work, alert: Alert) -> tuple[float, float] | None:
    """Latitude and longitude (WGS-84), if the resident shared a place."""
    resident = work.person(alert.resident_id)
    if alert.place is None or resident is None:
        return None
    latitude, longitude = work.key_of(resident).open(PLACE, alert.place).split()
    return float(latitude), float(longitude)


def accept(work: Work, number: int) -> Alert:
    """The officer who acts takes the alarm. Raises RefusedError with who was first, or why not."""
    alert = _case(work, number)
    officer = officers.acting(work, alert.room_id)
    accepted = alerts.change(
        work.connection,
        number,
        {
            "state": ACCEPTED,
            "officer_id": officer.user_id,
            "accepted_at": work.now,
            "due_at": None,
        },
        while_in=[OPEN],
    )
    if accepted is None:
        if alert.state == CLOSED:
            raise RefusedError(L("Alarm {number} is closed.", number=number))
        if alert.officer_id == officer.user_id:
            raise RefusedError(L("You have accepted alarm {number} already.", number=number))
        first = officers.named(work, alert.officer_id)
        raise RefusedError(
            L("{officer} was first and has alarm {number}.", officer=first, number=number)
        )
    work.record("accept", f"alerts {number}")
    return _touched(work, accepted)


def close(work: Work, number: int, outcome: str) -> Alert:
    """The officer who accepted the alarm ends it with one of OUTCOMES."""
    alert = _case(work, number)
    officer = officers.acting(work, alert.room_id)
    if alert.state == CLOSED:
        raise RefusedError(L("Alarm {number} is closed.", number=number))
    if alert.state == OPEN:
        raise RefusedError(L("Accept alarm {number} first.", number=number))
    if alert.officer_id != officer.user_id:
        first = officers.named(work, alert.officer_id)
        raise RefusedError(L("Alarm {number} is with {officer}.", number=number, officer=first))
    closed = _change(work, alert, state=CLOSED, outcome=outcome, closed_at=work.now, due_at=None)
    work.record("close", f"alerts {number}", outcome=outcome)
    return _touched(work, closed)


def shown(work: Work, number: int) -> None:
    """Telegram has taken the alarm's card for the officers."""
    alert = alerts.find(work.connection, number)
    if alert is not None and alert.shown_at is None and alert.state != CLOSED:
        _touched(work, _change(work, alert, shown_at=work.now))


def call_officers(work: Work, number: int) -> None:
    """Calls the on-duty officers in their private chats, once, while nobody has accepted."""
    alert = alerts.find(work.connection, number)
    if alert is not None and alert.state == OPEN and alert.called is None:
        _touched(work, _called(work, alert))


def when_due(work: Work, alert: Alert) -> None:
    """What an alarm does by itself: not shown within seconds, officers are called in private;
    not accepted in time, the room and the officers are called again."""
    again_at = alert.raised_at + work.station.again_after
    if alert.called is None and (alert.shown_at is None or work.now >= again_at):
        alert = _called(work, alert)
    if work.now >= again_at:
        alert = _change(work, alert, again_at=work.now, due_at=None)
        work.record("again", f"alerts {alert.id}")
    else:
        alert = _change(work, alert, due_at=again_at)
    _touched(work, alert)


def next_deed(alert: Alert, station: Station) -> tuple[str, datetime]:
    """What `when_due` will do that people notice, and when: "call" officers in their private chats, or
    call the room "again". The alarm is due."""
    if alert.due_at is None:
        raise LookupError(f"alarm {alert.id} waits for nothing")
    again_at = alert.raised_at + station.again_after
    if alert.due_at < again_at and alert.called is None and alert.shown_at is None:
        return "call", alert.due_at
    return "again", max(again_at, alert.due_at)


def _called(work: Work, alert: Alert) -> Alert:
    called = [officer.user_id for officer in officers.to_call(work, alert.room_id)]
    work.record("call", f"alerts {alert.id}", officers=called)
    return _change(work, alert, called=called)


def _case(work: Work, number: int) -> Alert:
    alert = alerts.find(work.connection, number)
    if alert is None:  # the same answer as for a case of another room
        raise RefusedError(L("Only officers of this room can do that."))
    return alert


def _change(work: Work, alert: Alert, **values: object) -> Alert:
    changed = alerts.change(work.connection, alert.id, values, while_in=[alert.state])
    if changed is None:
        raise LookupError(f"alarm {alert.id} changed under the one writer there is")
    return changed


def _touched(work: Work, alert: Alert) -> Alert:
    work.touch("alerts", alert.id, alert)
    return alert
