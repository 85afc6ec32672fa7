"""How an alarm looks to officers: one message in their group with what can be done now, the same in its
topic and in the private chats of those who were called, and a call that rings again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from cards import said
from cards.alerts import KIND, OUTCOMES, officers_buttons
from cards.said import SHORT, joined, literally, shortened
from db import alerts, talks
from db import cards as messages
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, ANSWER, NOTICE
from db.rooms import Group
from locales import L, Local, Names, Phrase
from services import alerts as service
from services import officers, residents, rollups
from services.residents import Portrait
from services.speech import Buttons, Spot, Topic
from services.talks import thread_of
from services.work import Work

Messages = Collection[tuple[int, str]]  # which cards of which chats are there
LISTED = 20  # alarms in a list; the roll-up has the others
LONGEST_NAME = 128  # characters: Telegram gives 64 to a first and 64 to a last name


def draw(work: Work, alert: Alert) -> None:
    """Redraws the alarm everywhere officers see it; in a roll-up it is drawn only for those who looked
    it up, because the roll-up draws itself."""
    if alert.rolled:
        if alert.called:
            _in_private(work, alert, for_officers(work, alert), officers_buttons(alert))
        return
    told, buttons = for_officers(work, alert), officers_buttons(alert)
    groups = [
        group
        for room in dict.fromkeys([*alert.rooms, *alert.former])
        for group in work.station.alarm_groups(room)
    ]
    names = [f"alerts {alert.id}", f"alerts {alert.id} map", *filter(None, [_ring(alert)])]
    there = work.there([(one.chat_id, name) for one in groups for name in names])
    topic = f"topics {alert.id}"
    there |= set(messages.kept(work.connection, [(one.chat_id, topic) for one in groups]))
    for group in groups:
        gone = group.room_id not in alert.rooms
        shown = (handed_on(work, alert), ()) if gone else (told, buttons)
        _in_group(work, alert, group.chat_id, *shown, there)
        if group.forum and (group.room_id == alert.room_id or (group.chat_id, topic) in there):
            _in_topic(work, alert, group, *shown, there)
        if group.room_id == alert.room_id:
            _on_the_map(work, alert, group.chat_id, there)
    _in_private(work, alert, told, buttons)


def _on_the_map(work: Work, alert: Alert, chat: int, there: Messages) -> None:
    """The resident's place as a map that moves along with them."""
    name = f"alerts {alert.id} map"
    place = service.place_of(work, alert)
    if place is not None and (alert.drawn_at == work.now or (chat, name) not in there):
        work.carry(chat, name, Spot(*place), lane=NOTICE, silent=True, thread=thread_of(alert))


def _in_group(
    work: Work, alert: Alert, chat: int, told: Phrase, buttons: Buttons, there: Messages
) -> None:
    name = f"alerts {alert.id}"
    work.show(chat, name, told, lane=_lane(work, alert), buttons=buttons, about=name)
    ring = _ring(alert)
    if ring is None:
        return
    rings = _rang_at(alert) == work.now and (chat, name) in there
    if (chat, ring) in there or (rings and buttons and not _rings_for_it(work, alert, chat)):
        again = again_for_officers(work, alert) if buttons else told
        # Heard of when it arrives: if another call came meanwhile, its message goes.
        work.show(chat, ring, again, lane=ALARM, buttons=buttons, about=name)
    old = messages.begin_with(work.connection, chat, f"{name} again ")
    work.take_back(chat, [one for one in old if one != ring])


def _rings_for_it(work: Work, alert: Alert, chat: int) -> bool:
    """In a surge the room's roll-up rings for all that wait, and is not hidden behind a bell for each."""
    return alert.state == OPEN and rollups.stands(work, work.station.groups[chat].room_id)


def _rang_at(alert: Alert) -> datetime | None:
    """When officers were last called, or their colleague called for them."""
    return max((at for at in (alert.rung_at, alert.help_at) if at is not None), default=None)


def _ring(alert: Alert) -> str | None:
    """The card of the newest call. Each call has a name of its own: it is a new message, which sounds,
    whatever is on its way for the one before."""
    at = _rang_at(alert)
    return None if at is None else f"alerts {alert.id} again {int(at.timestamp())}"


def _in_topic(
    work: Work, alert: Alert, group: Group, told: Phrase, buttons: Buttons, there: Messages
) -> None:
    """The alarm's topic: made when its message is in the group, closed when the case is over there."""
    name = f"topics {alert.id}"
    over = alert.state == CLOSED or group.room_id != alert.room_id
    known = (group.chat_id, name) in there
    if known:
        card = f"alerts {alert.id} card"
        thread = thread_of(alert)
        work.show(group.chat_id, card, told, buttons=buttons, thread=thread)
    if known or not over:
        title = L("🆘 {number} · {who}", number=alert.id, who=called_as(work, alert))
        work.carry(group.chat_id, name, Topic(title, closed=over), about=name)


def _in_private(work: Work, alert: Alert, told: Phrase, buttons: Buttons) -> None:
    name = f"alerts {alert.id} called"
    for officer in officers.still(work, alert.called or []):
        if officer == alert.officer_id and alert.asked_at == work.now:
            work.take_back(officer, [name])
        work.show(officer, name, told, lane=ALARM, buttons=buttons)


def take_leave(work: Work, alert: Alert, users: Sequence[int]) -> None:
    """Those who were called see that the alarm is another room's now."""
    for officer in users:
        work.show(officer, f"alerts {alert.id} called", handed_on(work, alert), lane=ALARM)


def _lane(work: Work, alert: Alert) -> int:
    """A group takes few edits a minute: where an alarm stands goes before what was said in it."""
    reached = (alert.shown_at, alert.rung_at, alert.accepted_at, alert.closed_at, alert.alone_at)
    return ALARM if alert.shown_at is None or work.now in reached else ANSWER


def for_officers(work: Work, alert: Alert) -> Phrase:
    """Number, time, who, community, place, what was said, and where it stands."""
    lines = [_head("🆘", alert), *_who_and_where(work, alert)]
    if alert.kind is not None:
        lines.append(L("📌 {kind}", kind=KIND[alert.kind]))
    if alert.silent:
        lines.append(L("🤫 <b>Silent</b>: do not call, make no sound"))
    if alert.presses > 1:
        lines.append(L("🔁 Pressed {count} times", count=alert.presses))
    lines += _past(work, alert)
    newest = talks.said(work.connection, alert.id, said.ON_THE_CARD)
    lines += [L("💬 {words}", words=literally(shortened(one.text, SHORT))) for one in newest]
    if alert.mistap_at is not None:
        lines.append(
            L("👌 The resident says: pressed by mistake. Please make sure, then close it.")
        )
    lines += _clocks(alert)
    if alert.note:
        lines.append(L("📝 {words}", words=literally(shortened(alert.note, SHORT))))
    if alert.stars is not None:
        lines.append(joined(["⭐" * alert.stars, *filter(None, [literally(alert.review)])]))
    lines.append(_standing(work, alert))
    return joined(lines)


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
            who=called_as(work, alert),
            standing=_standing(work, alert),
        )
        for alert in open_[:LISTED]
    ]
    return joined(lines)


def again_for_officers(work: Work, alert: Alert) -> Phrase:
    """The call that rings again; it stands on its own, far below the first."""
    return joined([_head("🔔", alert), *_who_and_where(work, alert), _standing(work, alert)])


def handed_on(work: Work, alert: Alert) -> Phrase:
    """What a room still sees of an alarm that another room has now."""
    room = Names(work.station.rooms[alert.room_id].names)
    return joined([_head("🆘", alert), L("🔀 Handed over to {room}", room=room)])


def _head(sign: str, alert: Alert) -> Phrase:
    time = Local(alert.raised_at)
    return L("{sign} <b>Alarm {number}</b> · {time}", sign=sign, number=alert.id, time=time)


def called_as(work: Work, alert: Alert) -> str:
    """The resident's name as officers read it, harmless and not too long."""
    return literally(shortened(_portrait(work, alert).called, LONGEST_NAME))


def _portrait(work: Work, alert: Alert) -> Portrait:
    resident = work.person(alert.resident_id)
    if resident is None:
        raise LookupError("an alarm without a resident")
    called = work.key_of(resident).open("alerts.called_as", alert.called_as)
    return residents.portrait(work, resident, called=called)


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
