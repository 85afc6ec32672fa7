"""What happens in groups: the language one is spoken to in, strangers, and a group that moves."""

from __future__ import annotations

import pytest

from bot.cli import settle_district
from db import groups as strange
from db import rooms
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


def groups(town: Town) -> dict[int, rooms.Group]:
    with town.database() as connection:
        return {group.chat_id: group for group in rooms.load(connection)[2]}


async def test_an_administrator_binds_a_group_and_alarms_come_there(town: Town) -> None:
    town.zhao.meets(town.bot)  # asked in private why nobody is on the way
    fresh = town.telegram.add_group("New group", [town.chen, town.zhao])
    owner = town.chen.in_(fresh)
    owner.adds(town.bot)
    await owner.hears("within 10 minutes an administrator writes /bind and the code")
    await owner.writes(f"/bind {await town.code()}")
    await owner.hears("✅ This group belongs to First Room now: 🆘 Alarms.")
    await town.resident.writes("/alarm")
    mine = town.zhao.in_(fresh)
    await mine.presses("✋ Accept", on=await mine.hears("Alarm 1"))
    await mine.told("Alarm 1 is yours")
    town.moves_clock(601)
    settle_district(town.settings(), town.district().replace("121100471", "121100472"))
    await town.stranger.writes("/alarm")
    await mine.hears("Alarm 2")  # bound stays bound, whatever is imported


async def test_one_link_adds_the_bot_and_binds_the_group(town: Town) -> None:
    fresh = town.telegram.add_group("New group", [town.chen])
    owner = town.chen.in_(fresh)
    owner.adds(town.bot, administrator=True, start=f"bind_{await town.code('🆘🗂 Both')}")
    await owner.hears("✅ This group belongs to First Room now: 🆘🗂 Both.")
    assert groups(town)[fresh.id] == rooms.Group(fresh.id, 1, True, True, "en")


async def test_who_writes_as_the_group_is_its_administrator(town: Town) -> None:
    fresh = town.telegram.add_group("New group", [town.chen, town.li], town.bot)
    owner = town.chen.in_(fresh)
    await owner.promotes(town.li, is_anonymous=True, can_manage_chat=True)
    await town.li.in_(fresh).writes(f"/bind {await town.code('🗂 Daily work')}")
    await owner.hears("✅ This group belongs to First Room now: 🗂 Daily work.")
    assert "getChatAdministrators" not in {call.method for call in town.telegram.log}


async def test_a_code_that_is_written_twice_binds_once(town: Town) -> None:
    fresh = town.telegram.add_group("New group", [town.chen], town.bot)
    owner = town.chen.in_(fresh)
    word = await town.code()
    await town.stop()
    await owner.writes(f"/bind {word}")
    await owner.writes(f"/bind {word}")
    await town.start()  # and finds both
    await owner.hears("✅ This group belongs to First Room now")
    await owner.writes(f"/bind {word}")  # and once more when it has been said
    await town.has_heard_all()
    await town.has_said_all()
    assert len([seen for seen in owner.screen() if "This group belongs" in seen.text]) == 1
    assert not [seen for seen in owner.screen() if "does not work" in seen.text]


async def test_bind_without_a_code_says_what_is_missing(town: Town) -> None:
    await town.officers.writes("/bind")
    await town.officers.hears("Please write /bind and, behind it, the code from your duty lead.")


async def test_a_group_that_nobody_binds_is_left_after_ten_minutes(town: Town) -> None:
    friends = town.telegram.add_group("Friends", [town.chen, town.li])
    owner = town.chen.in_(friends)
    owner.adds(town.bot)
    await owner.hears("within 10 minutes")
    town.moves_clock(590)
    await town.telegram.settled(quiet=0.3)
    assert friends.members[town.bot.id] == "member"
    town.moves_clock(20)
    await owner.hears("Nobody has bound this group, so I leave.")
    await town.is_left(friends)
    owner.adds(town.bot)  # and may be added again
    await owner.hears("within 10 minutes")


async def test_the_ten_minutes_outlive_a_restart_and_a_move(town: Town) -> None:
    friends = town.telegram.add_group("Friends", [town.chen], basic=True)
    town.chen.in_(friends).adds(town.bot)
    await town.chen.in_(friends).hears("within 10 minutes")
    fresh = town.telegram.upgrade(friends)
    town.expected.add("upgraded")
    await town.until(lambda connection: strange.is_known(connection, fresh.id))
    await town.stop()
    town.moves_clock(601)
    await town.start()
    await town.chen.in_(fresh).hears("Nobody has bound this group")
    await town.is_left(fresh)
    assert not [seen for seen in town.chen.in_(fresh).screen() if "10 minutes" in seen.text]


async def test_a_group_that_moved_unheard_is_left_where_it_is_now(town: Town) -> None:
    friends = town.telegram.add_group("Friends", [town.chen], basic=True)
    town.chen.in_(friends).adds(town.bot)
    await town.chen.in_(friends).hears("within 10 minutes")
    with town.telegram.faults.late(3600, method="message"):
        fresh = town.telegram.upgrade(friends)
    town.expected.update({"upgraded", "not a member"})  # the goodbye may come too late
    town.moves_clock(601)
    await town.is_left(fresh)


async def test_a_group_that_was_imported_meanwhile_is_not_left(town: Town) -> None:
    fresh = town.telegram.add_group("New group", [town.chen])
    town.chen.in_(fresh).adds(town.bot)
    await town.chen.in_(fresh).hears("within 10 minutes")
    settle_district(
        town.settings(),
        town.district().replace(f"desk_group = {town.desk_group.id}", f"desk_group = {fresh.id}"),
    )
    await town.lets_pass(601)
    await town.until(lambda connection: not strange.is_known(connection, fresh.id))
    await town.has_said_all()
    assert fresh.members[town.bot.id] == "member"


async def test_a_group_that_throws_the_bot_out_is_not_left_once_more(town: Town) -> None:
    friends = town.telegram.add_group("Friends", [town.chen])
    owner = town.chen.in_(friends)
    owner.adds(town.bot)
    await owner.hears("within 10 minutes")
    owner.kicks(town.bot)
    await town.until(lambda connection: not strange.is_known(connection, friends.id))


async def test_a_duty_lead_releases_a_group(town: Town) -> None:
    await town.desk.writes("/unbind")
    await town.desk.hears("Only a duty lead can do that.")
    town.desk_group.members[town.ma.id] = "member"
    await town.ma.in_(town.desk_group).writes("/unbind")
    await town.desk.hears("This group belongs to no police room any more, so I leave.")
    await town.is_left(town.desk_group)
    assert town.desk_group.id not in groups(town)


async def test_what_is_open_gets_its_topic_when_the_group_makes_topics(town: Town) -> None:
    """Also an alarm that comes in the moment before a starting bot has asked what its groups can."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.stop()
    town.makes_topics()
    await town.start()
    li = await town.at_the_alarm(1)
    await li.sees("Nobody has accepted it yet")
