"""What an alarm does by itself: it calls wider and wider until an officer takes it or its owner reacts, asks
whoever has it how it stands, and is open again when they can act no more. Each step comes once, and none
of the calls after somebody took it. What officers do with it: services/responses.py."""

from __future__ import annotations

from collections.abc import Iterable

from db import alerts as cases
from db import schedules as clocks
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, NOTICE
from locales import L, Phrase
from services import alerts, calls, officers, rollups, schedules
from services.work import Work

TOGETHER = 10  # alarms of roll-ups that call in one transaction
# What an owner's reaction ends, and what an alarm is that nobody has.
UNASKED: calls.Facts = {"recalled_at": None, "asked_at": None, "asks": 0}
UNMOVED: calls.Facts = {"minutes": None, "on_way_at": None, "arrived_at": None, "help_at": None}
NOBODYS: calls.Facts = {"officer_id": None, "accepted_at": None, "confirmed_at": None}


def when_due(work: Work, alert: Alert) -> None:
    """Does the one thing that is due; what comes after it is due by itself. In a surge hundreds are due
    at once: those that stand in roll-ups share transactions, and none of them draws anything."""
    if not alert.rolled:
        _act(work, alert)
        return
    for one in clocks.due_rolled(work.connection, work.now, TOGETHER):
        _act(work, one)


def _act(work: Work, alert: Alert) -> None:
    if judge(work, alert):
        return
    coming = schedules.next_deed(alert, work.station.waits)
    if coming is None or coming[1] > work.now:  # put off after a failure, or woken to be judged
        alerts.change(work, alert)
        return
    deed, _ = coming
    match deed:
        case "call":
            _call_room(work, alert)
        case "ask":
            _ask(work, alert)
        case "remind":
            _remind(work, alert)
        case "reopen":
            reopen(work, alert)
        case "draw":
            alerts.draw_place(work, alert)
        case _:
            _climb(work, alert, deed)


# --- who can act ---------------------------------------------------------------------------


def judge(work: Work, alert: Alert) -> bool:
    """An alarm whose owner can act no more, however that came about, is open again; one whose room was
    closed goes to the next. True when it was so."""
    owner, rooms = alert.officer_id, alert.rooms
    if owner is not None and not officers.can_act(work, owner, rooms, alert.called):
        reopen(work, alert, lost=owner)
        return True
    if alert.state == OPEN and alert.room_id not in work.station.rooms:
        home = _home(work, alert)
        work.record("route", f"alerts {alert.id}", room=home["room_id"])
        users = [one.user_id for one in officers.to_call(work, home["room_id"])]
        facts = {} if alert.rolled else calls.in_private(work, alert, users)
        alerts.touched(work, alerts.change(work, alert, **home, **facts))
        return True
    return False


def _home(work: Work, alert: Alert) -> calls.Facts:
    """The room it belongs to, with the rooms that see it: where that was closed, the next one."""
    station = work.station
    if alert.room_id in station.rooms:
        return {"room_id": alert.room_id, "rooms": alert.rooms}
    room = station.after(alert.room_id).id
    kept = [one for one in alert.rooms if one in station.rooms]
    return {"room_id": room, "rooms": list(dict.fromkeys([*station.reach(room), *kept]))}


def reopen(work: Work, alert: Alert, **why: int) -> None:
    """Nobody has it any more: it waits for an officer as if it were new, everybody sees it, and colleagues
    are called. `why` stands in the trail."""
    work.record("reopen", f"alerts {alert.id}", **why)
    work.send(
        alert.resident_id,
        L("⏳ Your alarm {number} is being passed to another officer.", number=alert.id),
        lane=ALARM,
        silent=alert.silent,
    )
    home = _home(work, alert)
    room = home["room_id"]
    users = [one.user_id for one in officers.to_call(work, room)]
    facts = home | calls.in_private(work, alert, users)
    alerts.touched(work, open_again(work, alert, **facts))


def open_again(work: Work, alert: Alert, **facts: object) -> Alert:
    """The alarm without an owner, its calls beginning anew."""
    begins = {"state": OPEN, "open_since": work.now, "rung": 0, "rung_at": work.now}
    return alerts.change(work, alert, **(begins | NOBODYS | UNASKED | UNMOVED | facts))


# --- calls ---------------------------------------------------------------------------------


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
            owner = [alert.officer_id] if alert.officer_id is not None else []
            called = [*owner, *(one.user_id for one in officers.to_call(work, room_id))]
            alerts.touched(work, _called(work, alert, called, rooms=rooms))


def not_reached(work: Work, number: int, user_id: int) -> None:
    """Telegram did not take the alarm for an officer: they do not count as called, and who comes next is
    called at once. An owner who can't be reached has it like one who does not react."""
    officers.lose(work, user_id)
    alert = cases.find(work.connection, number)
    if alert is None or alert.state == CLOSED or user_id not in (alert.called or []):
        return
    following = officers.next_to_call(work, alert.room_id, but=alert.called or [])
    users = [one.user_id for one in following]
    facts: calls.Facts = {}
    work.record("unreached", f"alerts {number}", officer=user_id)
    if alert.officer_id == user_id and alert.recalled_at is None:
        facts = {"recalled_at": work.now, "open_since": work.now, "rung": 0}
    if users and (facts or alert.calls or alert.help_at is not None):
        facts |= calls.in_private(work, alert, users)
    called = [one for one in facts.get("called", alert.called or []) if one != user_id]
    alerts.touched(work, alerts.change(work, alert, **(facts | {"called": called})))


def _call_room(work: Work, alert: Alert) -> None:
    room = [officer.user_id for officer in officers.to_call(work, alert.room_id)]
    alerts.touched(work, _called(work, alert, room))


def _called(work: Work, alert: Alert, users: Iterable[int], **facts: object) -> Alert:
    """Who was called before sees it where it stands, as long as a group sounds; for the others, and where
    there is none, it is a new message."""
    known = (alert.called or []) if _sounds(work, alert.rooms) else []
    fresh = [one for one in users if one not in known]
    return alerts.change(work, alert, **calls.in_private(work, alert, fresh), **facts)


def _sounds(work: Work, rooms: Iterable[int]) -> bool:
    """Whether any of the rooms has a group that takes messages."""
    groups = [one for room in rooms for one in work.station.alarm_groups(room)]
    return any(not group.lost for group in groups)


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
            users = [officer.user_id for officer in officers.to_call(work, following)]
        case "duty_lead":
            users = [officer.user_id for officer in officers.duty_leads(work)]
        case "all_rooms":
            ringing = list(station.rooms)
    rooms = list(dict.fromkeys([*rooms, *ringing]))
    more = _is_more(work, alert, ringing, users)
    work.record(call, f"alerts {alert.id}", rung=rung, more=more)
    if alert.rung <= schedules.FIRST_OF_ALL_ROOMS:
        _tell_resident(work, alert, call, more=more)
    facts = {"rung": rung, "rung_at": work.now, "rooms": rooms}
    if alert.rolled:
        alerts.change(work, alert, **facts)
        for room_id in rooms if call == "all_rooms" else ringing:
            rollups.call(work, room_id, users)
    else:
        alerts.touched(work, _called(work, alert, users, **facts))
        for room_id in ringing:  # where a roll-up stands, it rings for all
            rollups.call(work, room_id, ())


def _is_more(work: Work, alert: Alert, rooms: Iterable[int], users: Iterable[int]) -> bool:
    """Whether this call goes to a group that did not have it, and takes messages, or to an officer who
    was not called and can be."""
    fresh = [room for room in rooms if room not in alert.rooms]
    known = {*rollups.called(work, alert), *officers.unreached(work)}
    return _sounds(work, fresh) or any(user not in known for user in users)


def _tell_resident(work: Work, alert: Alert, call: str, *, more: bool) -> None:
    """What is done, as far as it is done. In a surge a thousand of these stay behind what officers and
    residents wait for."""
    words = _words(work, alert, call, more=more)
    if words is not None:
        lane = NOTICE if alert.rolled else ALARM
        work.send(alert.resident_id, words, lane=lane, silent=alert.silent)


def _words(work: Work, alert: Alert, call: str, *, more: bool) -> Phrase | None:
    hotline = alerts.hotline(work, silent=alert.silent)
    if call == "again":
        return None
    if alert.officer_id is not None:
        officer = officers.named(work, alert.officer_id)
        if not more:
            return None
        still = L(
            "⏳ {officer} has not reacted yet. We are calling more officers.", officer=officer
        )
        return L("{hotline}\n{still}", hotline=hotline, still=still)
    if not more:
        called = set(rollups.called(work, alert)) - officers.unreached(work)
        again = L("⏳ Nobody has accepted your alarm yet. The officers are called again.")
        nobody = L("⏳ I can't reach any officer at the moment. I go on trying.")
        still = again if called or _sounds(work, alert.rooms) else nobody
        return L("{hotline}\n{still}", hotline=hotline, still=still)
    if call == "next_room":
        return L("⏳ Nobody has accepted your alarm yet. We are calling more officers.")
    wider = {
        "duty_lead": L(
            "⏳ Nobody has accepted your alarm yet. Whoever leads the shift is called too."
        ),
        "all_rooms": L("⏳ Nobody has accepted your alarm yet. All police rooms are called now."),
    }
    return L("{hotline}\n{still}", hotline=hotline, still=wider[call])


# --- questions -----------------------------------------------------------------------------


def _ask(work: Work, alert: Alert) -> None:
    """The owner is asked, and from the second time on the duty leads too."""
    work.record("ask", f"alerts {alert.id}")
    leads = officers.duty_leads(work) if alert.asks else []
    users = [alert.officer_id or 0, *(one.user_id for one in leads)]
    facts = calls.in_private(work, alert, users) | {"asked_at": work.now, "asks": alert.asks + 1}
    alerts.touched(work, alerts.change(work, alert, **facts))


def _remind(work: Work, alert: Alert) -> None:
    """Pressed by mistake, the resident says, and no officer has made sure: the room is reminded, and from
    the second time on the duty leads too."""
    leads = [one.user_id for one in officers.duty_leads(work)] if alert.asks else []
    work.record("remind", f"alerts {alert.id}")
    facts: calls.Facts = {"asked_at": work.now, "asks": alert.asks + 1, "rung_at": work.now}
    if alert.rolled:
        rollups.call(work, alert.room_id, leads)
    elif leads:
        facts |= calls.in_private(work, alert, leads)
    alerts.touched(work, alerts.change(work, alert, **facts))
