"""What became of the talk's messages: an officer sees that the answer is with the resident, and a topic
that was deleted is made again."""

from __future__ import annotations

from db import alerts, talks, tidings
from db.outbox import ALARM
from db.tidings import Tiding
from locales import L
from services import groups
from services import talks as service
from services.work import Work

GONE = "👍"  # one of the reactions that Telegram lets everybody use


def hear(tiding: Tiding, work: Work) -> None:
    """An officer's answer is with the resident, or will never be."""
    talk = talks.find(work.connection, int(tiding.about.split()[1]))
    alert = alerts.find(work.connection, talk.alert_id) if talk is not None else None
    if talk is None or alert is None:
        return
    if tiding.outcome == tidings.DELIVERED:
        work.react(talk.chat_id, talk.message_id, GONE)
    elif tiding.outcome == tidings.REFUSED:
        words = L("⚠️ Telegram does not deliver this to the resident. Please try another way.")
        work.send(
            talk.chat_id,
            words,
            lane=ALARM,
            thread=service.thread_of(alert),
            answers=talk.message_id,
        )


def hear_of_topic(tiding: Tiding, work: Work) -> None:
    """A topic is there, can't be there, or is not there any more."""
    alert = alerts.find(work.connection, int(tiding.about.split()[-1]))
    if alert is None:
        return
    match tiding.outcome:
        case tidings.DELIVERED:
            work.touch("alerts", alert.id, alert)
        case tidings.REFUSED:
            groups.learn(work, tiding.chat_id, forum=False)
        case tidings.GONE:
            service.forget_topic(work, alert, tiding.chat_id, tiding.successor)
