"""A group takes nothing, however Telegram says so: who was called privately hears everything, the duty lead
is told once, and when the right comes back the group gets what it missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.fates import HELD_MOST
from sandbox.faults import Fault
from tests.rooms import UNHURRIED, Rooms
from tests.town import ALARMS, built_as

LOST = "I can't write in the group of First Room any more"
AGAIN = "I can write in the group of First Room again"
WORDS = [
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: CHAT_RESTRICTED"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: Have no rights to send a message"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: TOPIC_CLOSED"),
    (403, "Forbidden: the group chat was deleted"),
    (403, "Forbidden: words that nobody has met"),
]


class Calm(Rooms):
    """Two rooms in which an alarm does nothing by itself."""

    def district(self) -> str:
        return super().district() + UNHURRIED + "not_on_way = 1_000_000\n"


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Calm]:
    async with built_as(Calm, database_url, tmp_path) as town:
        town.expected |= {words for _, words in WORDS} | {"rights to send", "TOPIC_CLOSED"}
        await town.start()
        yield town


def refuses(town: Rooms, words: tuple[int, str]) -> Fault:
    return town.telegram.faults.on("refuse", code=words[0], words=words[1], chat=ALARMS)


def told(town: Rooms, words: str) -> int:
    """How many messages say that to the duty lead."""
    return sum(words in seen.text for seen in town.lead.screen())


@pytest.mark.parametrize("words", WORDS)
async def test_f52_an_alarm_and_all_that_is_said_reach_people_and_the_group_is_found_again(
    rooms: Calm, words: tuple[int, str]
) -> None:
    town = rooms
    fault = refuses(town, words)
    await town.resident.writes("/alarm")
    await town.duty.hears("Alarm 1")
    await town.others.hears("Alarm 1")
    await town.lead.hears(LOST)
    await town.resident.writes("a man at the door")
    heard = await town.duty.sees("💬 a man at the door")
    await town.resident.sends_photo()
    await town.media(town.duty, "photo")
    await town.resident.sends_voice()
    await town.media(town.duty, "voice")
    await town.duty.writes("Stay inside", reply_to=heard)
    await town.resident.hears("Stay inside")
    await town.duty.presses("✋ Accept", on=await town.duty.sees("Alarm 1"))
    await town.resident.hears("has accepted")
    fault.off()
    town.moves_clock(HELD_MOST[True])
    await town.lead.hears(AGAIN)
    await town.officers.sees("Accepted by Li Na")
    await town.officers.sees("💬 a man at the door")
    assert told(town, LOST) == told(town, AGAIN) == 1


async def test_f52_taken_rights_are_news_and_given_ones_too(rooms: Calm) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.restricts(town.bot)
    await town.lead.hears(LOST)
    await town.duty.hears("Alarm 1")
    await town.others.hears("Alarm 1")
    await town.resident.writes("a man at the door")
    await town.duty.sees("💬 a man at the door")
    await town.officers.promotes(town.bot)
    await town.lead.hears(AGAIN)
    await town.officers.sees("💬 a man at the door")


async def test_f52_members_may_not_write_and_no_update_says_so(rooms: Calm) -> None:
    town = rooms
    await town.officers.demotes(town.bot)
    await town.officers.permits(can_send_messages=False)
    await town.resident.writes("/alarm")
    await town.duty.hears("Alarm 1")
    await town.lead.hears(LOST)
    await town.officers.permits(can_send_messages=True)
    town.moves_clock(HELD_MOST[True])
    await town.lead.hears(AGAIN)
    await town.officers.hears("Alarm 1")


async def test_f52_a_refusal_that_nobody_knows_ends_no_alarm_and_keeps_nothing_waiting(
    rooms: Calm,
) -> None:
    town = rooms
    town.expected.add("SOMETHING_NEW")
    fault = refuses(town, (400, "Bad Request: SOMETHING_NEW"))
    await town.resident.writes("/alarm")
    await town.duty.hears("Alarm 1")
    fault.off()
    town.moves_clock(60)
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    assert told(town, LOST) == 0


async def test_f52_a_voice_that_the_group_does_not_take_is_told_to_both_sides(rooms: Calm) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.expected.add("VOICES_FORBIDDEN")
    where = {"chat": ALARMS, "method": "copyMessage"}
    words = "Bad Request: CHAT_SEND_VOICES_FORBIDDEN"
    with town.telegram.faults.on("refuse", code=400, words=words, **where):
        await town.resident.sends_voice()
        await town.resident.hears("Please say it in words")
        await town.officers.hears("has not shown here what the resident sent")
    assert told(town, LOST) == 0
    await town.resident.writes("a man at the door")
    await town.officers.hears("a man at the door")


async def test_f52_who_can_be_reached_nowhere_is_told_so(rooms: Calm) -> None:
    town = rooms
    town.expected.add("blocked by the user")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.duty.blocks()
    for seat in (town.zhao, town.ma, town.he):
        seat.with_(town.bot).blocks()
    refuses(town, WORDS[0])
    await town.resident.writes("a man at the door")
    await town.resident.hears("this did not reach the officers")
