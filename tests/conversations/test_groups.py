"""What happens in groups: the language one is spoken to in, strangers, and a group that moves."""

from __future__ import annotations

import pytest

from tests.town import Town


async def test_an_officer_chooses_the_language_of_the_group(town: Town) -> None:
    await town.officers.writes("/language")
    await town.officers.presses(
        "中文", on=await town.officers.hears("Which language shall this group")
    )
    await town.officers.sees("🌐 中文")
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 报警 1")
    await town.officers.presses("✋ 受理")
    await town.officers.sees("✋ Li Na已受理")
    await town.resident.hears("Li Na has accepted your alarm")  # who goes on in English


async def test_a_stranger_in_the_group_does_not(town: Town) -> None:
    town.alarm_group.members[town.chen.id] = "member"
    stranger = town.chen.in_(town.alarm_group)
    await stranger.writes("/language")
    await stranger.presses("中文", on=await stranger.hears("Which language shall this group"))
    await stranger.told("Only officers of this room can do that.")
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")


async def test_a_group_of_nobody_is_told_so(town: Town) -> None:
    elsewhere = town.telegram.add_group("Friends", [town.chen, town.li], town.bot)
    await town.chen.in_(elsewhere).writes("/language")
    await town.chen.in_(elsewhere).hears("This group belongs to no police room.")


@pytest.mark.parametrize("words", ["/alarm", "🆘 Alarm", "🆘 报警"])
async def test_the_alarm_in_a_group_is_sent_to_the_private_chat(town: Town, words: str) -> None:
    await town.officers.writes(words)
    await town.officers.hears("The alarm works in the private chat with me")


async def test_alarms_follow_a_group_that_became_a_supergroup(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    fresh = town.telegram.upgrade(town.alarm_group)
    town.expected.add("upgraded")
    moved = town.li.in_(fresh)
    await town.resident.writes("a man at the door")
    await moved.sees("💬 a man at the door")
    await moved.presses("✋ Accept")
    await moved.told("Alarm 1 is yours")
    await moved.sees("Accepted by Li Na")
    await town.resident.hears("Li Na has accepted")
    await town.stranger.writes("/alarm")
    await moved.hears("Alarm 2")


async def test_what_is_open_gets_its_topic_when_the_group_makes_topics(town: Town) -> None:
    """Also an alarm that comes in the moment before a starting bot has asked what its groups can."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.stop()
    town.makes_topics()
    await town.start()
    li = await town.at_the_alarm(1)
    await li.sees("Nobody has accepted it yet")
