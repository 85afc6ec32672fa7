"""Whether what people see of an alarm is so: its cards in groups, topics and private chats, the words that
were passed on, and the resident's own card."""

from __future__ import annotations

from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from db.talks import Talk
from sandbox.records import Message
from tests.delivery.district import District, words
from tests.delivery.names import FIRST, GROUP, NAMES, ROOM_NAMES
from tests.delivery.trail import Case

ENDS = {
    "helped": "✅ Helped",
    "misunderstood": "💬 Cleared up",
    "mistap": "👌 Pressed by mistake",
    "passed_on": "➡️ Passed on",
}
KINDS = {"theft": "👜 Theft", "illness": "🩺 Illness"}


def never_more_than_true(district: District, cases: list[Case], message: Message) -> None:
    """The resident's card, however late it is, says nothing that never was."""
    text = words(message)
    if not text.startswith("Your alarm"):
        return
    case = next(case for case in cases if case.number == int(text.split()[2]))
    for line in text.splitlines():
        if "Accepted by" in line:
            assert line.partition("Accepted by ")[2] in {NAMES[owner] for owner in case.owners}
        if "On the way" in line:
            assert "set_out" in case.done
        if "Arrived" in line:
            assert "arrive" in case.done
        if "Closed" in line:
            assert case.state == CLOSED
        if "Shown to the officers" in line:
            rooms = {case.room, *case.rooms, *case.former}
            cards = [_in_group(district, case.number, GROUP[room]) for room in rooms]
            assert any(cards)


# --- to officers ---------------------------------------------------------------------------


def to_officers(district: District, case: Case, alarm: Alert) -> None:
    """The newest card is true wherever it is; there are no more than faults explain, and none where
    it never was."""
    spare = district.faults + district.bot.crashes
    for room, group in GROUP.items():
        found = _in_group(district, alarm.id, group)
        rings = [one for one in _general(district, group) if _heads(one, "🔔", alarm.id)]
        if room in alarm.rooms:
            assert 1 <= len(found) <= 1 + spare
            _full(district, alarm, found[-1])
            assert len(rings) <= 1 + spare
            for ring in rings[-1:]:
                assert words(ring).splitlines()[-1] == standing(alarm)
                assert labels(ring) == buttons(alarm)
        elif room in case.former:
            assert 1 <= len(found) <= 2 + spare
            assert len(rings) <= spare
            _handed_on(alarm, found[-1])
        else:
            assert not found
            assert not rings
    for officer in NAMES.keys() - district.have_blocked:  # who has sees what was there before
        found = _cards(district, alarm.id, officer)
        if officer in case.called:
            assert found
            _full(district, alarm, found[-1])
        elif found and "hand_over" in case.done:
            assert "🔀 Handed over to" in words(found[-1])
            assert not labels(found[-1])
        elif found:  # they had left, and serve again
            assert words(found[-1]).endswith("🔒 Only its officers see what it says.")
            assert officer in district.departed
    _in_topic(district, case, alarm, spare)
    _words_arrived(district, alarm, spare)


def _in_topic(district: District, case: Case, alarm: Alert, spare: int) -> None:
    """Where the group makes topics the case has one, open as long as it is the room's."""
    topics = district.topics(alarm.id)
    over = alarm.state == CLOSED or alarm.room_id != 1
    assert len(topics) <= 1 + spare
    assert len([topic for topic in topics if not topic.closed]) <= (0 if over else 1) + spare
    if not case.at_home:
        assert not topics
    if over:
        return
    topic = topics[-1]
    assert not topic.closed
    cards = [one for one in _cards(district, alarm.id, FIRST) if one.thread == topic.id]
    assert 1 <= len(cards) <= 1 + spare
    _full(district, alarm, cards[-1])


def _words_arrived(district: District, alarm: Alert, spare: int) -> None:
    """Each word of the resident is in the group of the room that has the case, in its topic if there is
    one, in order, as it last read; and so is what officers answered elsewhere."""
    group = GROUP[alarm.room_id]
    screen = district.screen(group)
    topics = district.topics(alarm.id)
    if group == FIRST and alarm.id in district.torn and alarm.state == CLOSED:
        return
    if group == FIRST and topics:
        screen = [one for one in screen if one.thread == topics[-1].id]
    lines = [
        told
        for one in screen
        if words(one).startswith(("💬", "👮"))
        for told in words(one).splitlines()
    ]
    said = [talk for talk in district.said(alarm.id) if talk.chat_id != group]
    places = []
    expected = [line(talk) for talk in said]
    for told in expected:
        assert told in lines, (told, lines)
        if (
            not told.endswith("mended") and "edited" not in told
        ):  # that stands where it was put right
            places.append(len(lines) - lines[::-1].index(told))
        assert lines.count(told) - expected.count(told) <= spare
    assert places == sorted(places) or len(set(expected)) < len(expected)  # quick words come twice


def line(talk: Talk) -> str:
    """How it reads where it was passed on."""
    if talk.officer_id is None:
        return f"💬 {talk.text}"
    said = QUICK[int(talk.kind.split()[1]) - 1] if talk.kind.startswith("quick") else talk.text
    return f"👮 {NAMES[talk.officer_id]}: {said}"


QUICK = (
    "We are on it. Please keep your phone with you.",
    "Please tell us exactly where you are.",
    "Is anybody hurt?",
    "Please stay where you are safe.",
)


def _in_group(district: District, number: int, group: int) -> list[Message]:
    return [one for one in _cards(district, number, group) if one.thread is None]


def _cards(district: District, number: int, chat: int) -> list[Message]:
    """Without the questions to whom, which say in the end what was answered."""
    found = district.cards(chat, f"🆘 Alarm {number} ·")
    return [one for one in found if (chat, one.id) not in district.questions]


def _general(district: District, group: int) -> list[Message]:
    return [one for one in district.screen(group) if one.thread is None]


def _heads(message: Message, sign: str, number: int) -> bool:
    return words(message).startswith(f"{sign} Alarm {number} ·")


def _handed_on(alarm: Alert, card: Message) -> None:
    assert words(card).endswith(f"🔀 Handed over to {ROOM_NAMES[alarm.room_id]}")
    assert not labels(card)


def _full(district: District, alarm: Alert, card: Message) -> None:
    text = words(card)
    lines = text.splitlines()
    assert lines[-1] == standing(alarm)
    assert labels(card) == buttons(alarm)
    assert ("Silent" in text) == alarm.silent
    assert (f"Pressed {alarm.presses} times" in text) == (alarm.presses > 1)
    assert ("Place not known yet" in text) == (alarm.place is None)
    assert ("pressed by mistake. Please make sure" in text) == (alarm.mistap_at is not None)
    assert ("⭐" * (alarm.stars or 0) in lines) == (alarm.stars is not None)
    kinds = [line.removeprefix("📌 ") for line in lines if line.startswith("📌")]
    assert kinds == ([KINDS[alarm.kind]] if alarm.kind else [])
    for sign, at in (("✋", alarm.accepted_at), ("🏁", alarm.closed_at)):
        clocks = next((line for line in lines if line.startswith("⏱")), "")
        assert (sign in clocks) == (at is not None)
    said = [talk.text for talk in district.said(alarm.id) if talk.officer_id is None][-3:]
    assert [line[2:] for line in lines if line.startswith("💬")] == said


def standing(alarm: Alert) -> str:
    """The last line of its cards."""
    if alarm.state == OPEN:
        return "⏳ Nobody has accepted it yet"
    name = NAMES[alarm.officer_id or 0]
    lines = (
        (alarm.state == CLOSED, f"🏁 Closed by {name}: {ENDS.get(str(alarm.outcome))}"),
        (alarm.help_at, f"🙋 {name} needs help"),
        (alarm.arrived_at, f"📍 {name} is there"),
        (alarm.on_way_at, f"🚗 {name} is on the way, about {alarm.minutes} min"),
        (alarm.asked_at, f"❓ {name} has it and is not on the way yet"),
        (True, f"✋ Accepted by {name}"),
    )
    return next(said for so, said in lines if so)


def buttons(alarm: Alert) -> list[str]:
    """What can be pressed below its cards."""
    if alarm.state == OPEN:
        return ["✋ Accept"]
    if alarm.state == CLOSED:
        return ["📝 Note"] if alarm.flagged_at else ["📝 Note", "🚩 No need for it"]
    go = ["🚗 5 min", "🚗 10 min", "🚗 20 min", "📍 Arrived"] if not alarm.arrived_at else []
    reacts = ["👌 I am on it", "✋ Take over"] if alarm.recalled_at else ["⏳ Still needed"]
    return [
        *(reacts if alarm.recalled_at or alarm.asked_at else []),
        *go,
        *([] if alarm.help_at else ["🙋 Need help"]),
        "🔀 Hand over",
        "💬 Quick words",
        *ENDS.values(),
    ]


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.buttons for button in row]


# --- to the resident -----------------------------------------------------------------------


def to_resident(district: District, alarm: Alert) -> None:
    """Their newest card is true, and there are no more than faults explain."""
    mine = district.cards(alarm.resident_id, f"Your alarm {alarm.id}\n")
    assert 1 <= len(mine) <= 1 + district.faults + district.bot.crashes
    text = words(mine[-1])
    says = {
        "Recorded": True,
        "Shown to the officers": alarm.shown_at is not None,
        "Nobody has accepted it yet": alarm.state == OPEN,
        "Accepted by": alarm.accepted_at is not None,
        "On the way": alarm.on_way_at is not None,
        "Arrived": alarm.arrived_at is not None,
        "Closed": alarm.state == CLOSED,
        f"pressed {alarm.presses} times": alarm.presses > 1,
        "Pressed by mistake, you say": alarm.mistap_at is not None and alarm.state != CLOSED,
        "⭐": alarm.stars is not None,
        "SMS to": alarm.state != CLOSED and alarm.silent,
        "Call 110": alarm.state != CLOSED and not alarm.silent,
    }
    for part, so in says.items():
        assert (part in text) == so, part
    assert (alarm.state in {ACCEPTED, CLOSED}) == (alarm.accepted_at is not None)
    if alarm.accepted_at is not None:
        assert f"Accepted by {NAMES[alarm.officer_id or 0]}" in text
    assert ("👌 Pressed by mistake" in labels(mine[-1])) == (
        alarm.state != CLOSED and alarm.mistap_at is None
    )
