"""What happens to the officers' groups while an alarm is open: topics deleted, the bot taken out, the
group moved. Nothing of the alarm is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.rooms import Rooms
from tests.town import Town, built_as


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    async with built_as(Rooms, database_url, tmp_path) as town:
        town.makes_topics()
        await town.start()
        yield town


async def test_f25_a_deleted_topic_is_made_again_with_its_card_and_all_that_was_said(
    rooms: Rooms,
) -> None:
    town = rooms
    town.expected |= {"message thread not found", "message to edit not found"}
    town.expected.add("message to react not found")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    li = await town.at_the_alarm(1)
    await town.resident.writes("a man at the door")
    await li.writes("Stay inside", reply_to=await town.exactly(li, "💬 a man at the door"))
    await town.resident.hears("Stay inside")
    await li.sees("Nobody has accepted it yet")
    [old] = [one for one in town.alarm_group.topics.values() if one.name.startswith("🆘 1")]
    await town.li.in_(town.alarm_group).deletes_topic(old)
    await town.resident.writes("he is gone")
    again = await town.at_the_alarm(1)
    assert again.topic != old.id
    await again.sees("🆘 Alarm 1")
    await town.exactly(again, "💬 a man at the door")
    await town.exactly(again, "👮 Li Na: Stay inside")
    await town.exactly(again, "💬 he is gone")


async def test_f19_taken_out_of_the_group_the_alarm_goes_to_the_next_room_and_to_people(
    rooms: Rooms,
) -> None:
    town = rooms
    town.expected |= {"bot was kicked", "bot is not a member"}
    town.zhao.meets(town.bot)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.officers.kicks(town.bot)
    await town.others.hears("Alarm 1")
    await town.duty.hears("Alarm 1")
    await town.lead.hears("I can't write in the group of First Room any more")
    await town.resident.writes("a man at the door")
    await town.duty.writes("Stay inside", reply_to=await town.exactly(town.duty, DOOR))
    await town.resident.hears("Stay inside")
    await town.stranger.writes("/alarm")  # the next one does not even try
    await town.others.hears("Alarm 2")


DOOR = "💬 a man at the door"


async def test_f18_a_group_that_moves_in_the_middle_of_it_loses_nothing(town: Town) -> None:
    town.expected |= {"group chat was upgraded to a supergroup chat"}
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    new = town.telegram.upgrade(town.alarm_group)
    await town.resident.writes("a man at the door")
    li = town.li.in_(new)
    heard = await town.exactly(li, DOOR)
    await li.hears("Alarm 1")
    await li.writes("Stay inside", reply_to=heard)
    await town.resident.hears("Stay inside")


async def test_f20_a_resident_who_blocked_the_bot_is_helped_all_the_same(town: Town) -> None:
    town.expected.add("bot was blocked by the user")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.resident.blocks()
    await town.officers.presses("✋ Accept")
    await town.officers.presses("🚗 5 min")
    await town.officers.presses("✅ Helped")
    await town.officers.sees("Closed by Li Na")
