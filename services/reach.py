"""Whom messages reach: a person who blocked the bot is known to be out of reach, and so are officers told
whom they help; whoever writes or presses is back."""

from __future__ import annotations

from db import alerts
from db.outbox import ALARM
from locales import L
from services import officers, residents, talks
from services.work import Work


def lose(work: Work, person_id: int) -> None:
    """They take no messages any more: of a resident the officers of their alarm hear of it, of an officer
    whoever leads the shift, once."""
    officers.lose(work, person_id)
    resident = work.person(person_id)
    if resident is None or not resident.reachable:
        return
    residents.change(work, resident, reachable=False)
    alert = alerts.live_of(work.connection, person_id)
    if alert is None:
        return
    words = L("⚠️ The resident takes no messages from me any more. Please reach them another way.")
    for chat in talks.chats(work, alert):
        thread = talks.thread_of(alert) if chat < 0 else talks.in_private(alert)
        work.send(chat, words, lane=ALARM, thread=thread)


def find(work: Work, person_id: int) -> None:
    """They take messages again."""
    if person_id in work.turn.unreached:
        officers.reached(work, person_id)
    resident = work.person(person_id)
    if resident is not None and not resident.reachable:
        residents.change(work, resident, reachable=True)
