"""How an alarm looks to officers: one message in their group with what can be done now, the same in its
topic and in the private chats of those who were called, and a call that rings again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from cards.choices import officers_buttons
from cards.readings import again_for_officers, called_as, for_officers, handed_on
from db import cards as messages
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, ANSWER, NOTICE
from db.rooms import Group
from locales import L, Phrase
from services import alerts as service
from services import calls, officers, rollups
from services.speech import Buttons, Spot, Topic
from services.talks import thread_of
from services.work import Work

Messages = Collection[tuple[int, str]]  # which cards of which chats are there
DELETABLE = timedelta(hours=47)  # Telegram lets a bot take back what is younger than 48


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
        # A topic that is there is kept true, also where no more are made.
        if (group.chat_id, topic) in there or (group.forum and group.room_id == alert.room_id):
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
    for old in messages.begin_with(work.connection, chat, f"{name} again "):
        if old != ring:
            _end_call(work, alert, chat, old)


def _end_call(work: Work, alert: Alert, chat: int, ring: str) -> None:
    """A call before the newest goes; what is too old for that says where to look."""
    rang_at = datetime.fromtimestamp(int(ring.rsplit(maxsplit=1)[1]), UTC)
    if work.now < rang_at + DELETABLE:
        work.take_back(chat, [ring])
    else:
        work.put_aside(chat, ring, L("⬇️ Alarm {number} calls again, below.", number=alert.id))


def _rings_for_it(work: Work, alert: Alert, chat: int) -> bool:
    """In a surge the room's roll-up rings for all that wait, and is not hidden behind a bell for each."""
    return alert.state == OPEN and rollups.stands(work, work.station.groups[chat].room_id)


def _rang_at(alert: Alert) -> datetime | None:
    """When officers were last called, or their colleague called for them."""
    moments = (alert.rung_at, alert.help_at, alert.rang_anew_at)
    return max((at for at in moments if at is not None), default=None)


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
    about = f"called {alert.id}"  # who can't be reached is not called
    for officer in officers.still(work, alert.called or []):
        work.show(officer, calls.name_of(alert), told, lane=ALARM, buttons=buttons, about=about)


def take_leave(work: Work, alert: Alert, users: Sequence[int]) -> None:
    """Those who were called see that the alarm is another room's now."""
    for officer in users:
        work.show(officer, calls.name_of(alert), handed_on(work, alert), lane=ALARM)


def _lane(work: Work, alert: Alert) -> int:
    """A group takes few edits a minute: where an alarm stands goes before what was said in it."""
    reached = (alert.shown_at, alert.rung_at, alert.accepted_at, alert.closed_at, alert.alone_at)
    asked = (alert.rang_at, alert.asked_at, alert.confirmed_at)
    return ALARM if alert.shown_at is None or work.now in (*reached, *asked) else ANSWER
