"""How officers are called by an alarm in private and again and again: new messages, which sound, whatever
stood there before. What calls when: services/schedules.py, services/escalations.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.alerts import ACCEPTED, Alert
from locales import L
from services import officers, rollups
from services.work import Work

Facts = dict[str, Any]


def name_of(alert: Alert) -> str:
    """The alarm's card in the private chats of those who were called."""
    return f"alerts {alert.id} called"


def in_private(work: Work, alert: Alert, users: Iterable[int]) -> Facts:
    """These officers get the alarm as a new message. Gives the facts that change."""
    ringing = list(dict.fromkeys(users))
    moved = L("⬇️ Alarm {number} calls again, below.", number=alert.id)
    for user in ringing:
        work.put_aside(user, name_of(alert), moved)
    work.record("call", f"alerts {alert.id}", officers=ringing)
    return {"called": list(dict.fromkeys([*(alert.called or []), *ringing]))}


def anew(work: Work, alert: Alert) -> Facts:
    """The resident presses again: the room's group, the owner, who is on duty and the duty leads hear it
    as a new call. One that has an owner calls on, wider and wider, until somebody reacts. Gives the facts
    that change."""
    owner = [alert.officer_id] if alert.officer_id is not None else []
    room = [one.user_id for one in officers.to_call(work, alert.room_id)]
    leads = [one.user_id for one in officers.duty_leads(work)]
    work.record("ring", f"alerts {alert.id}")
    facts: Facts = {"rang_at": work.now}
    if alert.state == ACCEPTED and alert.recalled_at is None:
        facts |= {"recalled_at": work.now, "open_since": work.now, "rung": 0}
    if not alert.rolled:
        return facts | in_private(work, alert, [*owner, *room, *leads])
    for room_id in alert.rooms:
        rollups.call(work, room_id, [*room, *leads])
    return facts
