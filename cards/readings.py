"""How an alarm reads to officers: who, where, what was said, and where it stands; on its card, in the call
that rings again, in lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cards import said
from cards.alerts import KIND, OUTCOMES
from cards.said import SHORT, joined, literally, shortened
from db import alerts, talks
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from locales import L, Local, N, Names, Phrase
from services import alerts as service
from services import officers, residents
from services.residents import Portrait
from services.work import Work

LISTED = 20  # alarms in a list; the roll-up has the others
LONGEST_NAME = 128  # characters: Telegram gives 64 to a first and 64 to a last name
Lines = list[Phrase | str]


def for_officers(work: Work, alert: Alert) -> Phrase:
    """Number, time, who, community, place, what was said, and where it stands."""
    lines = [*_begins(work, alert, "🆘"), *_who_and_where(work, alert), *_kind(alert)]
    if alert.presses > 1:
        lines.append(L("🔁 Pressed {count} times", count=alert.presses))
    lines += _past(work, alert)
    lines += _newest(work, alert)
    if alert.mistap_at is not None:
        lines.append(
            L("👌 The resident says: pressed by mistake. Please make sure, then close it.")
        )
    lines += _clocks(alert)
    if alert.note:
        lines.append(L("📝 {words}", words=literally(shortened(alert.note, SHORT))))
    if alert.stars is not None:
        lines.append(joined(["⭐" * alert.stars, *filter(None, [literally(alert.review)])]))
    return joined([*lines, *_question(work, alert), _standing(work, alert)])


def under_way(work: Work, open_: Sequence[Alert]) -> Phrase:
    """The alarms that are not closed, a line each; /case and the number shows one."""
    if not open_:
        return L("🍃 No alarm is open.")
    lines: list[Phrase | str] = [L("🆘 <b>Open alarms: {count}</b>", count=len(open_))]
    lines += [
        L(
            "/case_{number} · {time} · {who} · {standing}",
            number=alert.id,
            time=Local(alert.raised_at, "HH:mm"),
            who="🤫 " * alert.silent + called_as(work, alert),
            standing=_standing(work, alert),
        )
        for alert in open_[:LISTED]
    ]
    return joined(lines)


def again_for_officers(work: Work, alert: Alert) -> Phrase:
    """The call that rings again; it stands on its own, far below the first."""
    told = [*_who_and_where(work, alert), *_kind(alert), *_newest(work, alert)]
    stands = [*_question(work, alert), _standing(work, alert)]
    return joined([*_begins(work, alert, "🔔"), *told, *stands])


def handed_on(work: Work, alert: Alert) -> Phrase:
    """What a room still sees of an alarm that another room has now."""
    room = Names(work.station.rooms[alert.room_id].names)
    return joined([_head("🆘", alert), L("🔀 Handed over to {room}", room=room)])


def _head(sign: str, alert: Alert) -> Phrase:
    time = Local(alert.raised_at)
    return L("{sign} <b>Alarm {number}</b> · {time}", sign=sign, number=alert.id, time=time)


def _begins(work: Work, alert: Alert, sign: str) -> Lines:
    """Number and time; and before there is anybody to be called: that nobody may be, and how old it is."""
    lines: Lines = [_head(sign, alert)]
    if alert.silent:
        lines.append(L("🤫 <b>Silent</b>: do not call, make no sound"))
    if alert.was_late and alert.state != CLOSED:
        lines.append(_age(work.now - alert.raised_at))
    return lines


def _age(age: timedelta) -> Phrase:
    """How long ago it was pressed."""
    minutes = int(age.total_seconds()) // 60
    hours, days = minutes // 60, minutes // 1440
    if days:
        return N("⚠️ pressed {count} day ago", "⚠️ pressed {count} days ago", count=days)
    if hours:
        return N("⚠️ pressed {count} h ago", "⚠️ pressed {count} h ago", count=hours)
    return N("⚠️ pressed {count} min ago", "⚠️ pressed {count} min ago", count=minutes)


def _kind(alert: Alert) -> Lines:
    return [] if alert.kind is None else [L("📌 {kind}", kind=KIND[alert.kind])]


def _newest(work: Work, alert: Alert) -> Lines:
    newest = talks.said(work.connection, alert.id, said.ON_THE_CARD)
    return [L("💬 {words}", words=literally(shortened(one.text, SHORT))) for one in newest]


def called_as(work: Work, alert: Alert) -> str:
    """The resident's name as officers read it, harmless and not too long."""
    return literally(shortened(_portrait(work, alert).called, LONGEST_NAME))


def _portrait(work: Work, alert: Alert) -> Portrait:
    resident = work.person(alert.resident_id)
    if resident is None:
        raise LookupError("an alarm without a resident")
    return residents.portrait(work, resident, called=service.called_as(work, alert))


def _who_and_where(work: Work, alert: Alert) -> list[Phrase | str]:
    who = _portrait(work, alert)
    called = called_as(work, alert)
    return [
        L("👤 {who} · 📱 {phone}", who=called, phone=literally(who.phone))
        if who.phone
        else L("👤 {who}", who=called),
        _community(work, who.community),
        _place(work, alert),
    ]


def _past(work: Work, alert: Alert) -> list[Phrase | str]:
    """What officers know of earlier alarms; none of it makes this one come later."""
    before, flagged = alerts.past_of(work.connection, alert.resident_id, alert.id)
    lines: list[Phrase | str] = []
    if before:
        lines.append(L("🗂 Earlier alarms: {count}", count=before))
    if flagged:
        lines.append(L("🚩 Pressed without need before: {count}", count=flagged))
    return lines


def _clocks(alert: Alert) -> list[Phrase | str]:
    """The three clocks: signed for, set out, reported back, from the press on."""
    reached = (
        ("✋", alert.accepted_at),
        ("🚗", alert.on_way_at or alert.arrived_at),
        ("🏁", alert.closed_at),
    )
    told = [f"{sign} {_lasted(alert.raised_at, at)}" for sign, at in reached if at is not None]
    return [f"⏱ {' · '.join(told)}"] if told else []


def _lasted(since: datetime, until: datetime) -> str:
    seconds = int((until - since).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _place(work: Work, alert: Alert) -> Phrase:
    place = service.place_of(work, alert)
    if place is None:
        return L("📍 Place not known yet")
    latitude, longitude = place
    # Both take WGS-84: AMap converts when told so, OpenStreetMap uses it.
    return L(
        '📍 {latitude}, {longitude} · <a href="{amap}">AMap</a> · <a href="{osm}">OSM</a>',
        latitude=f"{latitude:.5f}",
        longitude=f"{longitude:.5f}",
        amap=f"https://uri.amap.com/marker?position={longitude},{latitude}&coordinate=wgs84",
        osm=f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}&zoom=17",
    )


def _community(work: Work, code: str | None) -> Phrase:
    community = work.station.communities.get(code or "")
    if community is None:
        return L("🏘 Community not told")
    return L("🏘 {community}", community=Names(community.names))


def _question(work: Work, alert: Alert) -> Lines:
    """What is asked of whoever has it, and of colleagues when they do not react."""
    if alert.state != ACCEPTED:
        return []
    lines: Lines = []
    if alert.recalled_at is not None:
        time = Local(alert.recalled_at)
        lines.append(L("🔔 <b>Called again at {time}</b>: please react", time=time))
    if alert.asked_at is None:
        return lines
    officer = officers.named(work, alert.officer_id)
    if alert.arrived_at is not None:
        lines.append(
            L("❓ <b>Still open?</b> {officer}, please say so or close it", officer=officer)
        )
    elif alert.on_way_at is not None:
        lines.append(L("❓ <b>Arrived?</b> The time that {officer} said is over", officer=officer))
    return lines


def _standing(work: Work, alert: Alert) -> Phrase:
    if alert.state == OPEN:
        return L("⏳ <b>Nobody has accepted it yet</b>")
    officer = officers.named(work, alert.officer_id)
    if alert.state == CLOSED:
        outcome = OUTCOMES[str(alert.outcome)]
        return L("🏁 Closed by {officer}: {outcome}", officer=officer, outcome=outcome)
    return _under_way(alert, officer)


def _under_way(alert: Alert, officer: str) -> Phrase:
    if alert.help_at is not None:
        return L("🙋 <b>{officer} needs help</b>", officer=officer)
    if alert.arrived_at is not None:
        return L("📍 <b>{officer}</b> is there", officer=officer)
    if alert.on_way_at is not None:
        return L(
            "🚗 <b>{officer}</b> is on the way, about {minutes} min",
            officer=officer,
            minutes=alert.minutes or 0,
        )
    if alert.asked_at is not None:
        return L("❓ <b>{officer}</b> has it and is not on the way yet", officer=officer)
    return L("✋ Accepted by <b>{officer}</b>", officer=officer)
