"""What officers do about an alarm: take it, go there, ask for colleagues, hand it over, end it.

Each deed is judged anew: an officer of a room that has this alarm now, in one of its chats, in a state
that allows it. A RefusedError says why not, and two at once are told who was first.
"""

from __future__ import annotations

from typing import Any

from db import alerts as cases
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from db.officers import Officer
from locales import L, Phrase
from services import alerts, calls, escalations, officers, rollups
from services.escalations import UNASKED, UNMOVED
from services.refusals import RefusedError
from services.work import Work

OUTCOMES = ("helped", "misunderstood", "mistap", "passed_on")
MINUTES = (5, 10, 20)  # that it may take to be there
LONGEST_NOTE = 1000


def accept(work: Work, number: int) -> Alert:
    """The officer who acts takes the alarm, also from an owner who does not react while it is pressed
    anew. Raises RefusedError with who was first, or why not."""
    alert = case(work, number)
    officer = acting(work, alert)
    if alert.recalled_at is not None and alert.officer_id == officer.user_id:
        return confirm(work, number)
    if not alert.calls:
        raise RefusedError(_taken(work, alert, officer))
    work.record("accept", f"alerts {number}")
    facts: dict[str, Any] = {"state": ACCEPTED, "officer_id": officer.user_id}
    facts |= {"accepted_at": work.now, **_reacts(work), **UNMOVED}
    if alert.rolled:
        facts["alone_at"] = work.now
        if officer.room_id not in alert.rooms:  # a roll-up called them; now the case does
            facts["called"] = list(dict.fromkeys([*(alert.called or []), officer.user_id]))
    return alerts.touched(work, alerts.change(work, alert, room_id=_room(alert, officer), **facts))


def _taken(work: Work, alert: Alert, officer: Officer) -> Phrase:
    number = alert.id
    if alert.state == CLOSED:
        return L("Alarm {number} is closed.", number=number)
    if alert.officer_id == officer.user_id:
        return L("You have accepted alarm {number} already.", number=number)
    first = officers.named(work, alert.officer_id)
    return L("{officer} was first and has alarm {number}.", officer=first, number=number)


def _reacts(work: Work) -> dict[str, Any]:
    """The owner has shown that they have it: what was asked is answered, and its clock begins anew."""
    return {"confirmed_at": work.now, **UNASKED}


def confirm(work: Work, number: int) -> Alert:
    """The owner, or a duty lead who was asked too, says that it is looked after and not over yet."""
    alert = _owned(work, number, or_lead=True)
    work.record("confirm", f"alerts {number}")
    return alerts.touched(work, alerts.change(work, alert, **_reacts(work)))


def _room(alert: Alert, officer: Officer) -> int:
    """The case belongs to the room of whoever took it, as long as that room was called."""
    return officer.room_id if officer.room_id in alert.rooms else alert.room_id


def set_out(work: Work, number: int, minutes: int) -> Alert:
    """The owner is on the way and says how many minutes it will take, one of MINUTES."""
    alert = _owned(work, number)
    if minutes not in MINUTES:
        raise RefusedError(L("This button does not work any more."))
    if alert.arrived_at is not None:
        raise RefusedError(L("You are there already."))
    work.record("set_out", f"alerts {number}", minutes=minutes)
    facts = {"minutes": minutes, "on_way_at": alert.on_way_at or work.now}
    return alerts.touched(work, alerts.change(work, alert, **facts, **_reacts(work)))


def arrive(work: Work, number: int) -> Alert:
    """The owner is there."""
    alert = _owned(work, number)
    if alert.arrived_at is not None:
        raise RefusedError(L("You are there already."))
    work.record("arrive", f"alerts {number}")
    return alerts.touched(work, alerts.change(work, alert, arrived_at=work.now, **_reacts(work)))


def need_help(work: Work, number: int) -> Alert:
    """The owner needs colleagues: the room's officers on duty are called in private too."""
    alert = _owned(work, number)
    if alert.help_at is not None:
        raise RefusedError(L("Your colleagues have been called already."))
    work.record("need_help", f"alerts {number}")
    room = [one.user_id for one in officers.to_call(work, alert.room_id)]
    called = calls.in_private(work, alert, [one for one in room if one != alert.officer_id])
    facts = called | {"help_at": work.now} | _reacts(work)
    return alerts.touched(work, alerts.change(work, alert, **facts))


def to_hand_over(work: Work, number: int) -> Alert:
    """The alarm, if who acts may hand it over."""
    return _owned(work, number, or_lead=True)


def to_answer(work: Work, number: int) -> Alert:
    """The alarm, if who acts may answer the resident in it."""
    alert = case(work, number)
    acting(work, alert)
    if alert.state == CLOSED:
        raise RefusedError(L("Alarm {number} is closed.", number=number))
    return alert


def hand_to_officer(work: Work, number: int, user_id: int) -> Alert:
    """The owner, or a duty lead, gives the alarm to a colleague of the room, who is called like for a new
    one."""
    alert = _owned(work, number, or_lead=True)
    colleague = officers.may_take(work, user_id, alert.room_id)
    if colleague.user_id == alert.officer_id:
        raise RefusedError(_has_it(work, alert))
    work.record("hand_over", f"alerts {number}", to=user_id)
    facts = {"officer_id": user_id, "accepted_at": work.now, "rang_at": work.now, **UNMOVED}
    facts |= calls.in_private(work, alert, [user_id]) | _reacts(work)
    return alerts.touched(work, alerts.change(work, alert, **facts))


def hand_to_room(work: Work, number: int, room_id: int) -> Alert:
    """The owner, or a duty lead, gives the alarm to another room, where it waits as a new one."""
    alert = _owned(work, number, or_lead=True)
    if room_id not in work.station.rooms or room_id == alert.room_id:
        raise RefusedError(L("This button does not work any more."))
    work.record("hand_over", f"alerts {number}", room=room_id)
    former = [one for one in dict.fromkeys([*alert.former, *alert.rooms]) if one != room_id]
    moved = {"room_id": room_id, "rooms": [room_id], "former": former, "alone_at": work.now}
    unseen = {"called": None, "shown_at": None}  # so it has a new one's calls
    return alerts.touched(work, escalations.open_again(work, alert, **moved, **unseen))


def close(work: Work, number: int, outcome: str) -> Alert:
    """The owner ends the alarm with one of OUTCOMES."""
    alert = _owned(work, number)
    if outcome not in OUTCOMES:
        raise RefusedError(L("This button does not work any more."))
    work.record("close", f"alerts {number}", outcome=outcome)
    facts = {"state": CLOSED, "outcome": outcome, "closed_at": work.now, **UNASKED}
    return alerts.touched(work, alerts.change(work, alert, **facts))


def note(work: Work, number: int, words: str) -> Alert:
    """A word for the file, which only officers read."""
    alert = _ended(work, number)
    if len(words) > LONGEST_NOTE:
        raise RefusedError(L("That is long. {most} characters at most, please.", most=LONGEST_NOTE))
    work.record("note", f"alerts {number}")
    return alerts.touched(work, alerts.change(work, alert, note=words))


def flag(work: Work, number: int) -> Alert:
    """Officers say it was pressed without need. The next one comes all the same, with a mark."""
    alert = _ended(work, number)
    if alert.flagged_at is not None:
        raise RefusedError(L("Alarm {number} is flagged already.", number=number))
    work.record("flag", f"alerts {number}")
    return alerts.touched(work, alerts.change(work, alert, flagged_at=work.now))


def ended(work: Work, number: int) -> Alert:
    """The closed alarm, if who acts may add to it."""
    return _ended(work, number)


def under_way(work: Work) -> list[Alert]:
    """The alarms that who acts may see and that are not closed, oldest first. Raises RefusedError for who
    takes no alarms."""
    officer = officers.taking_alarms(work)
    return [
        alert
        for alert in cases.open_cases(work.connection)
        if officers.leads(officer)
        or officer.room_id in alert.rooms
        or officer.user_id in (alert.called or [])
    ]


def owned(work: Work, user_id: int | None = None) -> list[Alert]:
    """What an officer has and nobody closed; of who acts, if nobody is named."""
    return cases.owned_by(work.connection, user_id or work.here.person_id)


def look_up(work: Work, number: int) -> Alert:
    """The alarm of that number; in private its card stays true there from now on, and in a group one
    out of the roll-up gets cards of its own. Raises RefusedError for who may not see it, in the same
    words as for one that does not exist."""
    alert = case(work, number)
    officer = acting(work, alert)
    if not work.here.private:
        return alerts.stand_alone(work, alert) if alert.rolled else alert
    if officer.user_id in (alert.called or []):
        return alert
    called = [*(alert.called or []), officer.user_id]
    return alerts.touched(work, alerts.change(work, alert, called=called))


def acting(work: Work, alert: Alert) -> Officer:
    """The officer who acts, if they may act in this case. Raises RefusedError if not."""
    return officers.acting(work, *alert.rooms, called=rollups.called(work, alert))


def case(work: Work, number: int) -> Alert:
    """The alarm; for who may not act in it there is none, whether it exists or not."""
    alert = cases.find(work.connection, number)
    if alert is None:
        officers.require_named(work)
        raise RefusedError(L("Only officers of this room can do that."))
    return alert


def _owned(work: Work, number: int, *, or_lead: bool = False) -> Alert:
    alert = case(work, number)
    officer = acting(work, alert)
    if alert.state == CLOSED:
        raise RefusedError(L("Alarm {number} is closed.", number=number))
    if alert.state == OPEN:
        raise RefusedError(L("Accept alarm {number} first.", number=number))
    if alert.officer_id != officer.user_id and not (or_lead and officers.leads(officer)):
        raise RefusedError(_has_it(work, alert))
    return alert


def _ended(work: Work, number: int) -> Alert:
    alert = case(work, number)
    acting(work, alert)
    if alert.state != CLOSED:
        raise RefusedError(L("Close alarm {number} first.", number=number))
    return alert


def _has_it(work: Work, alert: Alert) -> Phrase:
    first = officers.named(work, alert.officer_id)
    return L("Alarm {number} is with {officer}.", number=alert.id, officer=first)
