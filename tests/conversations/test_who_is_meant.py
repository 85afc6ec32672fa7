"""Several bots in a group, and people in it whose name Telegram hides: who is spoken to, and by whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from bot.profile import OFFICERS_COMMANDS
from db import leaders, officers, talks
from sandbox.people import Seat
from sandbox.screens import Seen
from tests.town import Town, verbs

OTHERS = ["duty", "unbind", "bind", "open", "case", "language", "alarm", "start", "sheet", "today"]
NAMELESS = "You write as the group, so I can't know who you are."


def said_to(seat: Seat) -> list[str]:
    return [seen.text for seen in seat.screen() if not seen.mine]


def on_duty(town: Town) -> bool:
    with town.database() as look:
        officer = officers.find(look, town.li.id)
    return officer is not None and officer.on_duty


async def heard(town: Town) -> None:
    """All is done and said that came of it."""
    await town.has_heard_all()
    await town.has_said_all()


async def test_f72_commands_to_another_bot_are_neither_obeyed_nor_answered(town: Town) -> None:
    town.alarm_group.members[town.ma.id] = "member"
    before = said_to(town.officers)
    for command in OTHERS:
        for seat in (town.officers, town.ma.in_(town.alarm_group)):
            await seat.writes(f"/{command}@night_guard_bot off")
            await seat.writes(f"/{command}_12@Night_Guard_Bot")
    await town.officers.writes("/duty@maple_bridge_bot2 off")
    await heard(town)
    commands = [text for text in said_to(town.officers) if text.startswith("/")]
    assert len(commands) == 2 * len(OTHERS)  # of the duty lead, which Li sees too
    assert [text for text in said_to(town.officers) if text not in commands] == before
    assert on_duty(town)
    with town.database() as look:
        assert not {"release", "duty", "refused"} & set(verbs(look))


async def test_f72_nor_taken_as_an_answer(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.officers.writes("/warn@night_guard_bot spam", reply_to=card)
    await town.officers.sends_photo(caption="/scan@night_guard_bot", reply_to=card)
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await town.officers.presses("📝 Note")
    await town.officers.hears("What shall stand in the file")
    await town.officers.writes("/warn@night_guard_bot")
    await heard(town)
    assert not [seen for seen in town.resident.screen() if "spam" in seen.text or seen.media]
    assert not [text for text in said_to(town.officers) if "Kept with alarm" in text]


@pytest.mark.parametrize("name", ["maple_bridge_bot", "Maple_Bridge_Bot", "MAPLE_BRIDGE_BOT"])
async def test_f72_our_own_name_is_ours_in_any_letters(town: Town, name: str) -> None:
    await town.officers.writes(f"/duty@{name} off")
    await town.officers.hears("Li Na: ⚪ Off duty")
    await town.officers.writes(f"/open@{name}")
    await town.officers.hears("No alarm is open")
    await town.resident.writes(f"/alarm@{name}")
    await town.officers.hears("Alarm 1")
    await town.officers.writes(f"/case_1@{name}")
    await town.officers.hears("Alarm 1 is here")


async def test_f72_alone_with_us_they_are_words(town: Town) -> None:
    await town.resident.writes("/alarm@night_guard_bot")
    await town.resident.hears("I did not understand that")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.writes("/help@night_guard_bot he is here")
    await town.officers.sees(
        "/help@night_guard_bot he is here".replace("/", "/\u2060").replace("@", "@\u2060")
    )


async def test_f72_our_name_is_known_at_a_start_without_telegram(town: Town) -> None:
    """Nothing that waited then is refused because of it."""
    await town.until(leaders.own_name)
    await town.stop()
    await town.officers.writes("/open@maple_bridge_bot")
    town.stopped_when_it_had_filed()
    with town.telegram.faults.on("down", count=None):
        await town.start()
        await town.has_heard_all()
    await town.officers.hears("No alarm is open")


async def test_f72_what_waited_for_a_start_is_judged_by_our_name_too(quiet_town: Town) -> None:
    town = quiet_town
    await town.officers.writes("/duty@night_guard_bot off")
    await town.officers.writes("/open@maple_bridge_bot")
    town.stopped_when_it_had_filed()
    await town.start()
    await town.officers.hears("No alarm is open")
    assert on_duty(town)


# --- whose name is hidden ------------------------------------------------------------------


async def anonymous(town: Town) -> Seat:
    """Zhao leads the group and remains anonymous in it."""
    await town.officers.promotes(town.zhao, is_anonymous=True, can_manage_chat=True)
    return town.colleague


async def test_f72_who_writes_as_the_group_hears_why_that_is_no_answer(town: Town) -> None:
    zhao = await anonymous(town)
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await zhao.writes("Lock the door, I am outside", reply_to=card)
    told = await town.officers.hears(NAMELESS)
    assert "switch off 'Remain anonymous', or answer in our private chat" in told.text
    await zhao.writes("Who is near?")
    await heard(town)
    assert not [seen for seen in town.resident.screen() if "Lock the door" in seen.text]
    assert len([text for text in said_to(town.officers) if NAMELESS in text]) == 1
    assert not [text for text in said_to(town.officers) if "Only officers" in text]


@pytest.mark.parametrize(
    "command",
    [*sorted({*OFFICERS_COMMANDS, "unbind", "case 1", "visit 1"} - {"case", "visit", "language"})],
)
async def test_f72_and_why_a_command_of_officers_is_not_done(town: Town, command: str) -> None:
    zhao = await anonymous(town)
    await zhao.writes(f"/{command}")
    await town.officers.hears(NAMELESS)
    await heard(town)
    assert not [text for text in said_to(town.officers) if "Only" in text]


async def test_f72_a_press_is_somebodys_all_the_same(town: Town) -> None:
    zhao = await anonymous(town)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await zhao.presses("✋ Accept")
    await town.resident.hears("Zhao Gang has accepted your alarm")


def as_a_channel(town: Town, text: str, answers: Seen | None = None) -> dict[str, Any]:
    """Somebody writes in the group as their channel."""
    group = {"id": town.alarm_group.id, "type": "supergroup", "title": "Alarms"}
    channel = {"id": -1002000000009, "type": "channel", "title": "News"}
    bot = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    message = {"message_id": 900, "date": 1, "chat": group, "from": bot, "sender_chat": channel}
    if answers is not None:
        me = {"id": town.bot.id, "is_bot": True, "first_name": "Maple Bridge"}
        old = {"message_id": answers.id, "date": 1, "chat": group, "from": me, "text": answers.text}
        message["reply_to_message"] = old
    return {"message": {**message, "text": text}}


async def test_f72_who_writes_as_a_channel_is_told_so_too(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    for update in (
        as_a_channel(town, "/open"),
        as_a_channel(town, "Lock the door", card),
        as_a_channel(town, "/bind abcdefghijklmnopqrstuv"),
    ):
        before = len(said_to(town.officers))
        town.telegram.inject(town.bot, update)
        await town.until(lambda _, before=before: len(said_to(town.officers)) > before)  # type: ignore[misc]
        assert "You write as a channel" in town.officers.screen()[-1].text
    with town.database() as look:
        assert talks.of_alert(look, 1) == []


# --- what is no card of a case -------------------------------------------------------------


def failed(look: Connection) -> bool:
    return "refused" in verbs(look)


@pytest.mark.parametrize("what", ["/today", "/load", "/open", "/language", "/duty", "canary"])
async def test_m4_a_reply_to_anything_of_ours_never_fails(quiet_town: Town, what: str) -> None:
    town = quiet_town
    town.options["watchdog_chat"] = town.alarm_group.id
    await town.start()
    if what != "canary":
        await town.officers.writes(what)
    await town.telegram.until(lambda: len(said_to(town.officers)) > 0 or None)
    await town.has_said_all()
    for seen in [one for one in town.officers.screen() if not one.mine]:
        await town.officers.writes("Who is this for?", reply_to=seen)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await heard(town)
    assert not [text for text in said_to(town.desk) if "set aside" in text]
    with town.database() as look:
        assert not failed(look)
        assert talks.of_alert(look, 1) == []
