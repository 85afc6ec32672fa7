"""What becomes of an officer's alarms and cards when they leave, or come to serve otherwise: taken out by a
duty lead, by an import in another process, with a room that is closed. It is judged in one place, when their
row falls due."""

from __future__ import annotations

from datetime import timedelta

from db import alerts, cards, officers, rollups, talks
from db.alerts import CLOSED, Alert
from db.officers import Officer
from db.rollups import Rollup
from locales import L, Local
from services import alerts as service
from services import calls, escalations
from services.officers import TAKE_ALARMS
from services.rollups import list_of
from services.talks import name_of
from services.work import Work

LATELY = timedelta(hours=48)  # since an alarm was closed: older messages nobody may take back


def when_due(work: Work, officer: Officer) -> None:
    """Their alarms are with somebody who can act; who takes no alarms any more sees nobody's name."""
    officers.postpone(work.connection, officer.user_id, None)
    for owned in alerts.owned_by(work.connection, officer.user_id):
        escalations.judge(work, owned)
    if officer.left_at is None and officer.role in TAKE_ALARMS:
        return
    for name in cards.begin_with(work.connection, officer.user_id, "alerts "):
        number = name.split()[1]
        alert = alerts.find(work.connection, int(number))
        if alert is not None and name == calls.name_of(alert) and _is_recent(work, alert):
            _blank(work, officer, alert)
    for room_id in work.station.rooms:
        rollup = rollups.find(work.connection, room_id)
        if rollup is not None and rollup.since is not None:
            _blank_lists(work, officer, rollup)


def _is_recent(work: Work, alert: Alert) -> bool:
    return alert.state != CLOSED or (alert.closed_at or work.now) > work.now - LATELY


def _blank(work: Work, officer: Officer, alert: Alert) -> None:
    """The card, and what was said of the alarm in their private chat; they are called for it no more."""
    called = [one for one in alert.called or [] if one != officer.user_id]
    work.record("uncall", f"alerts {alert.id}", officer=officer.user_id)
    service.touched(work, service.change(work, alert, called=called))
    time = Local(alert.raised_at)
    head = L("{sign} <b>Alarm {number}</b> · {time}", sign="🆘", number=alert.id, time=time)
    gone = L("{head}\n🔒 Only its officers see what it says.", head=head)
    work.put_aside(officer.user_id, calls.name_of(alert), gone)
    said = [name_of(talk) for talk in talks.of_alert(work.connection, alert.id)]
    if said:
        work.take_back(officer.user_id, said)


def _blank_lists(work: Work, officer: Officer, rollup: Rollup) -> None:
    gone = L("🔒 This list is for officers only.")
    for number in range(list_of(rollup.begun + 1), list_of(max(1, rollup.joined)) + 1):
        work.put_aside(officer.user_id, f"rollups {rollup.id} list {number}", gone)
