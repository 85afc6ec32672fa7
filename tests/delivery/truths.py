"""What has to be so in every history of the alarm, at each step and when it has come to rest."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from cards.alerts import OUTCOMES
from db import audit, inbox, outbox, talks
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from sandbox.records import Message
from tests.delivery.district import FIRST, NAMES, ROOM_OF, SECOND, District


def always(district: District) -> None:
    """At any moment: one live alarm at most, nobody promised anything that is not so, nothing loud
    for somebody whose alarm is silent, nothing against Telegram's rules."""
    known = {alarm.id: alarm for alarm in district.alarms()}
    live = Counter(alarm.resident_id for alarm in known.values() if alarm.state != CLOSED)
    assert max(live.values(), default=0) <= 1
    for alarm in known.values():
        _rightly_changed(district, alarm)
    for seat in district.seats:
        for message in district.screen(seat.person.id):
            _never_more_than_true(district, known, message)
    assert not district.sounded
    assert not district.telegram.breaches


def at_rest(district: District) -> None:
    """When nothing is under way any more: no press is lost, and every card shows the truth."""
    always(district)
    _nothing_waits(district)
    pressed: Counter[int] = Counter()
    for alarm in district.alarms():
        pressed[alarm.resident_id] += alarm.presses
        _no_press_of_officers_lost(district, alarm)
        _group_shows(district, alarm)
        _resident_sees(district, alarm)
    assert pressed == +district.alarm_presses
    _words_are_kept(district)
    with district.bot.database.reading() as connection:
        audit.verify(connection, district.keys)


def _rightly_changed(district: District, alarm: Alert) -> None:
    """Accepted only by an officer of the room who pressed so, closed only by whoever accepted."""
    room = district.group_of(alarm)
    if alarm.state == OPEN:
        assert alarm.officer_id is None
        return
    assert alarm.officer_id is not None
    assert ROOM_OF.get(alarm.officer_id) == room
    assert alarm.officer_id in district.accepted[alarm.id]
    if alarm.state == CLOSED:
        assert (alarm.officer_id, alarm.outcome) in district.closing[alarm.id]
    with district.bot.database.reading() as connection:
        done = connection.execute(
            select(audit.audit.c.verb, audit.audit.c.actor)
            .where(audit.audit.c.noun == f"alerts {alarm.id}")
            .where(audit.audit.c.verb.in_(["accept", "close"]))
            .order_by(audit.audit.c.id)
        ).all()
    verbs = ["accept", "close"] if alarm.state == CLOSED else ["accept"]
    assert [tuple(row) for row in done] == [(verb, alarm.officer_id) for verb in verbs]


def _never_more_than_true(district: District, known: dict[int, Alert], message: Message) -> None:
    text = message.content.get("text", "")
    if " is recorded." in text:
        number = int(text.removeprefix("↻ ").split()[1])
        assert number in known
    if "Your alarm" in text and "Recorded" in text:
        number = int(text.removeprefix("↻ ").split()[2])
        alarm = known[number]
        if "Accepted by" in text:
            assert alarm.state in {ACCEPTED, CLOSED}
            assert f"Accepted by {NAMES[alarm.officer_id or 0]}" in text
        if "Closed" in text:
            assert alarm.state == CLOSED
        if "Shown to the officers" in text:
            assert _cards(district, district.group_of(alarm), f"🆘 Alarm {number} ·")


def _nothing_waits(district: District) -> None:
    with district.bot.database.reading() as connection:
        unhandled = connection.execute(
            select(inbox.inbox.c.id, inbox.inbox.c.reason).where(inbox.inbox.c.state != inbox.DONE)
        ).all()
        unsent = connection.execute(
            select(outbox.outbox.c.id, outbox.outbox.c.card, outbox.outbox.c.reason).where(
                outbox.outbox.c.state.in_([outbox.PENDING, outbox.SENDING])
            )
        ).all()
    assert not unhandled
    assert not unsent


def _no_press_of_officers_lost(district: District, alarm: Alert) -> None:
    if district.accepted[alarm.id]:
        assert alarm.state != OPEN
    if alarm.id in district.must_close:
        assert alarm.state == CLOSED


def _group_shows(district: District, alarm: Alert) -> None:
    """The newest card with its number is true, and there are no more than faults explain."""
    room = district.group_of(alarm)
    found = _cards(district, room, f"🆘 Alarm {alarm.id} ·")
    most = 1 + district.faults + district.bot.crashes
    assert 1 <= len(found) <= most
    _true_for_officers(district, alarm, found[-1])
    other = SECOND if room == FIRST else FIRST
    assert not _cards(district, other, f"🆘 Alarm {alarm.id} ·")
    again = _cards(district, room, f"🔔 Alarm {alarm.id} ·")
    assert (alarm.rung_at is not None) == bool(again)
    assert len(again) <= most
    if again:
        assert _standing(alarm) in again[-1].content["text"]
        assert _labels(again[-1]) == _buttons(alarm)
    if alarm.state == OPEN:  # twenty minutes have passed
        assert alarm.shown_at is not None
        assert alarm.rung_at is not None
    for officer in alarm.called or []:
        called = _cards(district, officer, f"🆘 Alarm {alarm.id} ·")
        assert 1 <= len(called) <= most
        _true_for_officers(district, alarm, called[-1])


def _true_for_officers(district: District, alarm: Alert, card: Message) -> None:
    text = card.content["text"]
    lines = text.splitlines()
    assert lines[-1] == _standing(alarm)
    assert _labels(card) == _buttons(alarm)
    assert ("Silent" in text) == alarm.silent
    assert (f"Pressed {alarm.presses} times" in text) == (alarm.presses > 1)
    assert ("Place not known yet" in text) == (alarm.place is None)
    with district.bot.database.reading() as connection:
        said = [one.text for one in talks.said(connection, alarm.id, 3)]
    assert [line[2:] for line in lines if line.startswith("💬")] == said


def _resident_sees(district: District, alarm: Alert) -> None:
    mine = _cards(district, alarm.resident_id, f"Your alarm {alarm.id}\n")
    assert 1 <= len(mine) <= 1 + district.faults + district.bot.crashes
    text = mine[-1].content["text"]
    assert "Recorded" in text
    assert ("Shown to the officers" in text) == (alarm.shown_at is not None)
    assert ("Nobody has accepted it yet" in text) == (alarm.state == OPEN)
    assert ("Accepted by" in text) == (alarm.state != OPEN)
    assert ("Closed" in text) == (alarm.state == CLOSED)
    assert (f"pressed {alarm.presses} times" in text) == (alarm.presses > 1)
    heard = [message.content["text"] for message in district.screen(alarm.resident_id)]
    recorded = f"Alarm {alarm.id} is recorded."
    accepted = alarm.state != OPEN and f"{NAMES[alarm.officer_id or 0]} has accepted your alarm."
    closed = alarm.state == CLOSED and f"Your alarm {alarm.id} is closed."
    for told in (recorded, accepted, closed):
        assert not told or any(told in text for text in heard)


def _words_are_kept(district: District) -> None:
    """Of residents none of whose alarms was ever closed, every word since the first is kept."""
    known = district.alarms()
    for alarm in known:
        if any(one.state == CLOSED for one in known if one.resident_id == alarm.resident_id):
            continue
        with district.bot.database.reading() as connection:
            kept = {
                row.message_id: row.text
                for row in connection.execute(
                    select(talks.talks).where(talks.talks.c.alert_id == alarm.id)
                )
            }
        assert kept == district.words[alarm.resident_id]


def _cards(district: District, chat: int, head: str) -> list[Message]:
    texts = ((message, message.content.get("text", "")) for message in district.screen(chat))
    return [message for message, text in texts if text.removeprefix("↻ ").startswith(head)]


def _standing(alarm: Alert) -> str:
    if alarm.state == OPEN:
        return "⏳ Nobody has accepted it yet"
    name = NAMES[alarm.officer_id or 0]
    if alarm.state == ACCEPTED:
        return f"✋ Accepted by {name}"
    return f"🏁 Closed by {name}: {OUTCOMES[str(alarm.outcome)].message}"


def _buttons(alarm: Alert) -> list[str]:
    if alarm.state == OPEN:
        return ["✋ Accept"]
    if alarm.state == CLOSED:
        return []
    return [label.message for label in OUTCOMES.values()]


def _labels(message: Message) -> list[str]:
    return [button["text"] for row in message.buttons for button in row]
