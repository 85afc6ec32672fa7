"""How an alarm looks: the card in the officers' chats, and the resident's own, both kept true."""

from __future__ import annotations

from cards import said
from cards.presses import Number, Press
from cards.said import SHORT, joined, literally, shortened
from db import alerts
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, ANSWER
from locales import L, Local, Names, Phrase
from services import alerts as service
from services import officers, residents
from services.speech import Button, Buttons
from services.work import Work

LONGEST_NAME = 128  # characters: Telegram gives 64 to a first and 64 to a last name


class Accept(Press):
    verb = "alerts.accept"

    number: Number


class Close(Press):
    verb = "alerts.close"

    number: Number
    outcome: str


OUTCOMES = {
    "helped": L("✅ Helped"),
    "misunderstood": L("💬 Cleared up"),
    "mistap": L("👌 Pressed by mistake"),
    "passed_on": L("➡️ Passed on"),
}


def draw(work: Work, alert: Alert) -> None:
    """Redraws the alarm everywhere it is shown: alarm groups, called officers, resident."""
    name = f"alerts {alert.id}"
    told, buttons = for_officers(work, alert), officers_buttons(alert)
    groups = work.station.alarm_groups(alert.room_id)
    for group in groups:
        lane = _lane(work, alert)
        work.show(group.chat_id, name, told, lane=lane, buttons=buttons, about=name)
        if alert.again_at is not None:
            again = again_for_officers(work, alert)
            work.show(group.chat_id, f"{name} again", again, lane=ALARM, buttons=buttons)
    called = officers.still(work, alert.called) if alert.called else []
    for officer in called:
        work.show(officer, f"{name} called", told, lane=ALARM, buttons=buttons)
    said.draw(work, alert, [*(group.chat_id for group in groups), *called])
    mine = for_resident(work, alert)
    work.show(alert.resident_id, f"{name} mine", mine, lane=ALARM, silent=True)


def _lane(work: Work, alert: Alert) -> int:
    """A group takes few edits a minute: where an alarm stands goes before what was said in it."""
    reached = (alert.shown_at, alert.again_at, alert.accepted_at, alert.closed_at)
    return ALARM if alert.shown_at is None or work.now in reached else ANSWER


def for_officers(work: Work, alert: Alert) -> Phrase:
    """Number, time, who, community, place, what was said, and where it stands."""
    lines: list[Phrase | str] = [
        L("🆘 <b>Alarm {number}</b> · {time}", number=alert.id, time=Local(alert.raised_at)),
        *_who_and_where(work, alert),
    ]
    if alert.silent:
        lines.append(L("🤫 <b>Silent</b>: do not call, make no sound"))
    if alert.presses > 1:
        lines.append(L("🔁 Pressed {count} times", count=alert.presses))
    newest = alerts.said(work.connection, alert.id, said.ON_THE_CARD + 1)
    lines += [
        L("💬 {words}", words=literally(shortened(one.text, SHORT)))
        for one in newest[-said.ON_THE_CARD :]
    ]
    if said.needs_pages(newest):
        lines.append(L("📝 All that was written follows below"))
    lines.append(_standing(work, alert))
    return joined(lines)


def _who_and_where(work: Work, alert: Alert) -> list[Phrase | str]:
    resident = work.person(alert.resident_id)
    if resident is None:
        raise LookupError("an alarm without a resident")
    called = work.key_of(resident).open("alerts.called_as", alert.called_as)
    who = residents.portrait(work, resident, called=called)
    called = literally(shortened(who.called, LONGEST_NAME))
    return [
        L("👤 {who} · 📱 {phone}", who=called, phone=literally(who.phone))
        if who.phone
        else L("👤 {who}", who=called),
        _community(work, who.community),
        _place(work, alert),
    ]


def again_for_officers(work: Work, alert: Alert) -> Phrase:
    """The second call, which rings once more; it stands on its own, far below the first."""
    head = L("🔔 <b>Alarm {number}</b> · {time}", number=alert.id, time=Local(alert.raised_at))
    return joined([head, *_who_and_where(work, alert), _standing(work, alert)])


def for_resident(work: Work, alert: Alert) -> Phrase:
    """What has happened so far, never more than is true, and what else helps at once."""
    lines: list[Phrase | str] = [
        L("<b>Your alarm {number}</b>", number=alert.id),
        L("✔️ {time} Recorded", time=Local(alert.raised_at)),
    ]
    if alert.shown_at is not None:
        lines.append(L("✔️ {time} Shown to the officers", time=Local(alert.shown_at)))
    if alert.accepted_at is not None:
        officer = officers.named(work, alert.officer_id)
        accepted = L(
            "✔️ {time} Accepted by {officer}", time=Local(alert.accepted_at), officer=officer
        )
        lines.append(accepted)
    elif alert.state == OPEN:
        lines.append(L("⏳ Nobody has accepted it yet"))
    if alert.closed_at is not None:
        lines.append(L("✔️ {time} Closed", time=Local(alert.closed_at)))
    if alert.presses > 1:
        lines.append(
            L("🔁 You pressed {count} times; it all counts as this alarm", count=alert.presses)
        )
    if alert.state != CLOSED:
        lines.append(hotline(work, silent=alert.silent))
    return joined(lines)


def hotline(work: Work, *, silent: bool) -> Phrase:
    """The way that never depends on us."""
    if silent:
        return L("In danger and unable to speak? SMS to {sms}", sms=work.station.police_by_sms)
    return L("In danger? Call {police} now", police=work.station.police)


def officers_buttons(alert: Alert) -> Buttons:
    if alert.state == OPEN:
        return [[Button(L("✋ Accept"), Accept(number=alert.id).pack())]]
    if alert.state == CLOSED:
        return []
    keys = [
        Button(label, Close(number=alert.id, outcome=outcome).pack())
        for outcome, label in OUTCOMES.items()
    ]
    return [keys[:2], keys[2:]]


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


def _standing(work: Work, alert: Alert) -> Phrase:
    if alert.state == OPEN:
        return L("⏳ <b>Nobody has accepted it yet</b>")
    officer = officers.named(work, alert.officer_id)
    if alert.state == CLOSED:
        outcome = OUTCOMES[str(alert.outcome)]
        return L("🏁 Closed by {officer}: {outcome}", officer=officer, outcome=outcome)
    return L("✋ Accepted by <b>{officer}</b>", officer=officer)
