"""What an alarm does by itself: it calls wider and wider until an officer accepts it, and asks the
owner who accepted it and does not come. Each step comes once, and none after somebody accepted."""

from __future__ import annotations

from db import alerts as cases
from db.alerts import OPEN, Alert
from db.outbox import ALARM, NOTICE
from locales import L
from services import alerts, officers, rollups, schedules
from services.work import Work

TOGETHER = 10  # alarms of roll-ups that call in one transaction


def when_due(work: Work, alert: Alert) -> None:
    """Does the one thing that is due; what comes after it is due by itself. In a surge hundreds are due
    at once: those that stand in roll-ups share transactions, and none of them draws anything."""
    if not alert.rolled:
        _act(work, alert)
        return
    for one in cases.due_rolled(work.connection, work.now, TOGETHER):
        _act(work, one)


def _act(work: Work, alert: Alert) -> None:
    coming = schedules.next_deed(alert, work.station.waits)
    if coming is None:  # it was put off after a failure, and has changed since
        alerts.change(work, alert)
        return
    deed, _ = coming
    match deed:
        case "call":
            _call_room(work, alert)
        case "ask":
            _ask_owner(work, alert)
        case "reopen":
            reopen(work, alert)
        case "draw":
            alerts.draw_place(work, alert)
        case _:
            _climb(work, alert, deed)


def call_officers(work: Work, number: int) -> None:
    """The group does not take the alarm: the on-duty officers hear of it in private, once."""
    alert = cases.find(work.connection, number)
    if alert is not None and alert.state == OPEN and alert.called is None and not alert.rolled:
        _call_room(work, alert)


def reroute(work: Work, room_id: int) -> None:
    """The room's group is lost: what is open there goes where its officers still see it, at once."""
    for alert in cases.open_cases(work.connection):
        if alert.room_id != room_id:
            continue
        rooms = list(dict.fromkeys([*alert.rooms, *work.station.reach(room_id)]))
        if alert.rolled:  # its lists are in private chats already
            alerts.change(work, alert, rooms=rooms)
        else:
            called = [one.user_id for one in officers.to_call(work, room_id)]
            alerts.touched(work, _called(work, alert, called, rooms=rooms))


def _call_room(work: Work, alert: Alert) -> None:
    room = [officer.user_id for officer in officers.to_call(work, alert.room_id)]
    alerts.touched(work, _called(work, alert, room))


def _called(work: Work, alert: Alert, users: list[int], **facts: object) -> Alert:
    called = list(dict.fromkeys([*(alert.called or []), *users]))
    work.record("call", f"alerts {alert.id}", officers=users)
    return alerts.change(work, alert, called=called, **facts)


def _climb(work: Work, alert: Alert, call: str) -> None:
    """The next rung: the same room again, the next room, the duty leads, then all rooms."""
    station = work.station
    rung = schedules.rung_after(alert, station.waits, work.now)
    rooms, users = list(alert.rooms), []
    ringing = [alert.room_id]
    match call:
        case "again":
            users = [officer.user_id for officer in officers.to_call(work, alert.room_id)]
        case "next_room":
            following = station.after(alert.room_id).id
            ringing = [following]
            rooms = list(dict.fromkeys([*rooms, following]))
            users = [officer.user_id for officer in officers.to_call(work, following)]
        case "duty_lead":
            users = [officer.user_id for officer in officers.duty_leads(work)]
        case "all_rooms":
            rooms = ringing = list(dict.fromkeys([*rooms, *station.rooms]))
    work.record(call, f"alerts {alert.id}", rung=rung)
    facts = {"rung": rung, "rung_at": work.now, "rooms": rooms}
    if alert.rolled:
        alerts.change(work, alert, **facts)
        for room_id in ringing:
            rollups.call(work, room_id, users)
    else:
        alerts.touched(work, _called(work, alert, users, **facts))
        for room_id in ringing:  # where a roll-up stands, it rings for all
            rollups.call(work, room_id, ())
    if call == "next_room":
        _tell_resident(work, alert)


def _tell_resident(work: Work, alert: Alert) -> None:
    """In a surge a thousand of these stay behind what officers and residents wait for."""
    still = L("⏳ Nobody has accepted your alarm yet. We are calling more officers.")
    lane = NOTICE if alert.rolled else ALARM
    work.send(alert.resident_id, still, lane=lane, silent=alert.silent)


def _ask_owner(work: Work, alert: Alert) -> None:
    work.record("ask", f"alerts {alert.id}")
    owner = [alert.officer_id] if alert.officer_id is not None else []
    alerts.touched(work, _called(work, alert, owner, asked_at=work.now))


def reopen(work: Work, alert: Alert) -> None:
    """Nobody has it any more: it waits for an officer as if it were new, and everybody sees it."""
    work.record("reopen", f"alerts {alert.id}")
    work.send(
        alert.resident_id,
        L("⏳ Your alarm {number} is being passed to another officer.", number=alert.id),
        lane=ALARM,
        silent=alert.silent,
    )
    alerts.touched(work, open_again(work, alert))


def open_again(work: Work, alert: Alert, **facts: object) -> Alert:
    """The alarm without an owner, its calls beginning anew."""
    return alerts.change(
        work,
        alert,
        state=OPEN,
        officer_id=None,
        accepted_at=None,
        minutes=None,
        on_way_at=None,
        asked_at=None,
        arrived_at=None,
        help_at=None,
        open_since=work.now,
        rung=0,
        rung_at=work.now,
        **facts,
    )
