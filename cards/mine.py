"""An alarm as its resident finds it later among their cases."""

from __future__ import annotations

from datetime import datetime

from cards.alerts import OUTCOMES
from cards.said import literally, shortened
from db import alerts, talks
from db.alerts import CLOSED, OPEN, Alert
from locales import L, Local, Phrase
from services import alerts as service
from services import officers
from services.cases import Case, Kind
from services.speech import Words
from services.work import Work

SHORT = 300  # characters of a message
WORDS = 10  # messages, the newest


def newest(work: Work, before: datetime | None, most: int) -> list[Case]:
    theirs = alerts.of_resident(work.connection, work.here.person_id, before, most)
    return [_case(work, alert) for alert in theirs]


def find(work: Work, number: int) -> Case | None:
    alert = alerts.find(work.connection, number)
    if alert is None or alert.resident_id != work.here.person_id:
        return None
    return _case(work, alert)


def _case(work: Work, alert: Alert) -> Case:
    return Case(
        noun="alerts",
        number=alert.id,
        at=alert.raised_at,
        title=L("🆘 Alarm {number}", number=alert.id),
        standing=_standing(work, alert),
        told=tuple(_told(work, alert)),
    )


def _standing(work: Work, alert: Alert) -> Phrase:
    if alert.state == OPEN:
        return L("⏳ Nobody has accepted it yet")
    if alert.state == CLOSED:
        return OUTCOMES[str(alert.outcome)]
    officer = officers.named(work, alert.officer_id)
    return L("✋ With {officer}", officer=officer)


def facts(work: Work, alert: Alert) -> list[Words]:
    """Who, how far it came, how many stars, where."""
    called = service.called_as(work, alert)
    lines: list[Words] = [L("👤 {name}", name=literally(called))]  # as Telegram showed it then
    if alert.accepted_at is not None:
        officer = officers.named(work, alert.officer_id)
        when = Local(alert.accepted_at, "HH:mm")
        lines.append(L("✔️ {time} Accepted by {officer}", time=when, officer=officer))
    if alert.closed_at is not None:
        lines.append(L("✔️ {time} Closed", time=Local(alert.closed_at, "HH:mm")))
    if alert.stars is not None:
        lines.append("⭐" * alert.stars)
    place = service.place_of(work, alert)
    if place is not None:
        latitude, longitude = (f"{degrees:.5f}" for degrees in place)
        lines.append(L("📍 {latitude}, {longitude}", latitude=latitude, longitude=longitude))
    return lines


def _told(work: Work, alert: Alert) -> list[Words]:
    newest = talks.said(work.connection, alert.id, WORDS)
    said = [L("💬 {words}", words=literally(shortened(one.text, SHORT))) for one in newest]
    return [*facts(work, alert), *said]


KIND = Kind(newest, find)
