"""What became of the talk's messages: who said something hears whether it is there, and a topic that was
deleted is made again."""

from __future__ import annotations

from db import alerts, talks, tidings
from db.alerts import Alert
from db.outbox import ALARM
from db.talks import Talk
from db.tidings import Tiding
from locales import L
from services import groups
from services import talks as service
from services.work import Work

GONE = "👍"  # one of the reactions that Telegram lets everybody use
FAILED = frozenset({tidings.REFUSED, tidings.UNREACHABLE, tidings.EXPIRED, tidings.HELD})


def hear(tiding: Tiding, work: Work) -> None:
    """What somebody said has arrived, or has not: then both sides are told. `about` is the talk's number,
    and which of its further messages it is ("talks 12 2")."""
    _, number, *further = tiding.about.split()
    talk = talks.find(work.connection, int(number))
    alert = alerts.find(work.connection, talk.alert_id) if talk is not None else None
    if talk is None or alert is None:
        return
    if talk.officer_id is None:
        if tiding.outcome in FAILED:
            _not_heard(work, tiding, talk, alert)
    elif tiding.chat_id != alert.resident_id:
        return
    elif tiding.outcome == tidings.DELIVERED and not further:
        work.react(talk.chat_id, talk.message_id, GONE)
    elif tiding.outcome in FAILED:
        _not_delivered(work, tiding, talk, alert)


def _not_delivered(work: Work, tiding: Tiding, talk: Talk, alert: Alert) -> None:
    """The resident has not got what an officer said."""
    match tiding.outcome:
        case tidings.UNREACHABLE:
            words = L(
                "⚠️ Telegram does not deliver this to the resident until they take messages again. "
                "Please try another way."
            )
        case tidings.HELD:
            words = L(
                "⏳ Telegram does not take this now; I keep trying. Please try another way too."
            )
        case tidings.EXPIRED:
            words = L("⚠️ This did not reach the resident in time and is not sent any more.")
            work.send(
                alert.resident_id,
                L(
                    "☎️ If you still need help, press 🆘 or call {police}. An officer had written to "
                    "you about alarm {number}, and it could not be brought to you in time.",
                    police=work.station.police,
                    number=alert.id,
                ),
                silent=alert.silent,
            )
        case _:
            words = L("⚠️ Telegram does not deliver this to the resident. Please try another way.")
    where = service.thread_of(alert) if talk.chat_id < 0 else None
    work.send(talk.chat_id, words, lane=ALARM, thread=where, answers=talk.message_id)


def _not_heard(work: Work, tiding: Tiding, talk: Talk, alert: Alert) -> None:
    """Officers have not got, in that chat, what the resident said: they hear that there is something, and
    the resident hears it if no officer has got it elsewhere."""
    chat = tiding.chat_id
    where = service.thread_of(alert) if chat < 0 else service.in_private(alert)
    if tiding.outcome in {tidings.REFUSED, tidings.EXPIRED}:
        unseen = L("⚠️ Telegram has not shown here what the resident sent.")
        work.send(chat, unseen, lane=ALARM, thread=where)
    if service.reaches(work, alert, talk, but=chat):
        return
    police = work.station.police
    match tiding.outcome:
        case tidings.REFUSED:
            words = L(
                "✍️ Please say it in words, or call {police}: Telegram does not pass this on to the "
                "officers.",
                police=police,
            )
        case tidings.EXPIRED:
            words = L(
                "☎️ If you still need help, press 🆘 or call {police}: this did not reach the officers "
                "in time.",
                police=police,
            )
        case tidings.HELD:
            words = L(
                "☎️ Please call {police}: this has not reached the officers yet. I keep trying.",
                police=police,
            )
        case _:
            words = L("☎️ Please call {police}: this did not reach the officers.", police=police)
    work.send(talk.chat_id, words, lane=ALARM, silent=alert.silent, answers=talk.message_id)


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
