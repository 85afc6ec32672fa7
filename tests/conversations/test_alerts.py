"""The alarm's short way, as residents and officers live it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from db import alerts, audit
from locales import LANGUAGES, render
from services.speech import ALARM, SILENT_ALARM
from tests.town import Town

UTC = ZoneInfo("UTC")


async def test_one_press_reaches_the_officers_and_their_answer_comes_back(town: Town) -> None:
    await town.resident.writes("/start")
    await town.resident.presses("🆘 Alarm")
    card = await town.officers.hears("Alarm 1")
    assert "Wang Fang" in card.text
    assert "Nobody has accepted it yet" in card.text
    await town.resident.sees("Shown to the officers")
    await town.officers.presses("✋ Accept")
    await town.officers.told("Alarm 1 is yours")
    answer = await town.resident.hears("Li Na has accepted your alarm")
    assert answer.sounded
    await town.resident.sees("Accepted by Li Na")
    await town.officers.presses("✅ Helped")
    await town.resident.hears("Your alarm 1 is closed")
    await town.officers.sees("Closed by Li Na: ✅ Helped")
    with town.database() as connection:
        assert audit.verify(connection, town.keys) == 4  # imported, raised, accepted, closed


async def test_the_alarm_works_before_any_other_word(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.hears("Alarm 1 is recorded")


async def test_nothing_of_a_silent_alarm_sounds(town: Town) -> None:
    await town.resident.writes("🤫 Silent alarm")
    await town.officers.hears("Silent")
    await town.officers.presses("✋ Accept")
    await town.resident.hears("has accepted your alarm")
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    await town.telegram.settled(quiet=0.3)
    assert not [
        seen for seen in town.resident.screen() if seen.sounded and seen.from_ == "Maple Bridge"
    ]


async def test_of_an_alarms_answers_only_its_acceptance_and_its_end_sound(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.resident.hears("has accepted your alarm")
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    await town.telegram.settled(quiet=0.3)
    accepted, closed = (
        seen.text for seen in town.resident.screen() if seen.sounded and not seen.mine
    )
    assert "has accepted your alarm" in accepted
    assert "is closed" in closed


async def test_what_was_written_before_a_silent_alarm_makes_no_sound_after_it(
    quiet_town: Town,
) -> None:
    town = quiet_town
    await town.resident.writes("/start")
    await town.resident.writes("🤫 Silent alarm")
    town.stopped_when_it_had_filed()
    await town.start()
    greeting = await town.resident.hears("Your community police room")
    assert not greeting.sounded


async def test_what_is_said_while_it_is_open_reaches_the_card(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.resident.presses("📍 Share where I am", place=(40.78, 111.66))
    await town.officers.sees("40.78000, 111.66000")
    message = await town.resident.writes("a man at the dor")
    await town.officers.sees("a man at the dor")
    await town.resident.edits(message, "a man at the door")
    await town.officers.sees("a man at the door")
    await town.resident.writes("🤫 Silent alarm")
    await town.officers.sees("Pressed 2 times")


async def test_nobody_accepts_and_everybody_on_duty_is_called(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.moves_clock(21)
    again = await town.officers.hears("🔔 Alarm 1")
    assert again.sounded
    assert "👤 Wang Fang" in again.text  # who calls, without scrolling up to the first
    await town.duty.hears("Alarm 1")
    await town.duty.presses("✋ Accept")
    await town.officers.sees("Accepted by Li Na")
    await town.resident.hears("Li Na has accepted")


async def test_only_officers_of_the_room_may_accept(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.alarm_group.members[town.chen.id] = "member"
    chen = town.chen.in_(town.alarm_group)
    await chen.presses("✋ Accept")
    await chen.told("Only officers of this room can do that.")
    with town.database() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert alert.state == alerts.OPEN


async def test_what_cannot_be_passed_on_is_answered_honestly_and_without_a_sound(
    town: Town,
) -> None:
    await town.resident.writes("🤫 Silent alarm")
    await town.officers.hears("Alarm 1")
    person = town.wang.person
    message = {
        "message_id": 900,
        "date": int(town.telegram.clock.now()),
        "from": person.wire(),
        "chat": town.resident.chat.wire(),
        "dice": {"emoji": "🎲", "value": 4},
    }
    town.telegram.inject(town.bot, {"message": message})
    answer = await town.resident.hears("That I can't pass on")
    assert not answer.sounded


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_keys_of_every_language_raise_the_alarm(town: Town, language: str) -> None:
    for key in (ALARM, SILENT_ALARM):
        await town.resident.writes(render(key, language, timezone=UTC, html=False))
    card = await town.officers.sees("Pressed 2 times")
    assert "Silent" in card.text


async def test_a_silent_alarm_never_asks_for_a_call(town: Town) -> None:
    await town.resident.writes("🤫 Silent alarm")
    card = await town.officers.hears("🤫 Silent: do not call, make no sound")
    assert card.sounded  # at the officers
    mine = await town.resident.sees("Your alarm 1")
    assert "SMS to 121100471" in mine.text
    assert "Call 110" not in mine.text


async def test_a_silent_alarm_in_chinese(town: Town) -> None:
    chinese = town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)
    await chinese.writes("🤫 静默报警")
    await town.officers.hears("Silent")
    await chinese.hears("报警 1 已记录")
    mine = await chinese.sees("您的报警 1")
    assert "请发短信到 121100471" in mine.text
    await chinese.sees("已送达民警")
    await town.officers.presses("✋ Accept")
    assert not (await chinese.hears("Li Na已受理您的报警")).sounded
