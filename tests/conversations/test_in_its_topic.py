"""A group with topics: whatever is answered stands in the topic where somebody wrote or pressed."""

from __future__ import annotations

import pytest

from db import rooms
from sandbox.people import Seat
from sandbox.topics import GENERAL
from tests.office import TUESDAY, Office, booked
from tests.town import Town


@pytest.fixture
async def forum(quiet_town: Town) -> Town:
    """A town whose alarm group makes topics."""
    quiet_town.makes_topics()
    await quiet_town.start()
    return quiet_town


async def tea(town: Town) -> Seat:
    """Li in a topic that has nothing to do with any alarm."""
    topic = await town.officers.opens_topic("Tea")
    return town.li.in_(town.alarm_group, topic=topic.id)


async def test_2_a_refusal_stands_in_the_alarms_topic(forum: Town) -> None:
    await forum.resident.writes("/alarm")
    await forum.officers.hears("Alarm 1")
    await forum.officers.presses("✋ Accept")
    li = await forum.at_the_alarm(1)
    await forum.officers.presses("✅ Helped")
    await li.writes("Anything else?", reply_to=await li.sees("Closed by Li Na"))
    await li.hears("the resident does not get this")


async def test_2_an_answer_stands_where_it_was_asked_for(forum: Town) -> None:
    li = await tea(forum)
    await li.writes("/open")
    await li.hears("No alarm is open")
    await li.writes("/duty")
    await li.presses("⚪ Off duty", on=await li.hears("You are: 🟢 On duty"))
    await li.hears("Li Na: ⚪ Off duty")
    await li.writes("/case 9")
    await li.hears("Only officers of this room")
    general = forum.li.in_(forum.alarm_group, topic=GENERAL)
    await general.writes("/open")
    await general.hears("No alarm is open")
    assert len([seen for seen in general.screen() if not seen.mine]) == 1


async def test_2_a_topic_that_was_deleted_meanwhile_loses_no_answer(forum: Town) -> None:
    li = await tea(forum)
    await forum.stop()
    await li.writes("/open")
    await forum.officers.deletes_topic(forum.alarm_group.topics[li.topic or 0])
    forum.expected.add("message thread not found")
    await forum.start()
    await forum.li.in_(forum.alarm_group, topic=GENERAL).hears("No alarm is open")


async def test_2_nor_does_one_that_was_closed(forum: Town) -> None:
    li = await tea(forum)
    await forum.stop()
    await li.writes("/open")
    await forum.officers.closes_topic(forum.alarm_group.topics[li.topic or 0])
    await forum.officers.demotes(forum.bot)
    forum.expected |= {"TOPIC_CLOSED", "not enough rights"}
    await forum.start()
    await forum.li.in_(forum.alarm_group, topic=GENERAL).hears("No alarm is open")


async def test_2_who_binds_a_group_hears_so_in_the_topic(forum: Town) -> None:
    fresh = forum.telegram.add_group("New group", [forum.chen], forum.bot, forum=True)
    owner = forum.chen.in_(fresh)
    topic = await owner.opens_topic("Setting up")
    there = forum.chen.in_(fresh, topic=topic.id)
    await there.writes(f"/bind {await forum.code()}")
    await there.hears("✅ This group belongs to First Room now")


COMMANDS = ["sheet", "visit 1", "windows", "load", "walkin", "plates", "errands", "today", "hours"]


@pytest.mark.parametrize("command", COMMANDS)
async def test_2_the_desks_commands_are_answered_in_their_topic(
    quiet_office: Office, command: str
) -> None:
    office = quiet_office
    office.desk_group.make_forum()
    await office.start()
    await booked(office, office.resident, day=TUESDAY)
    topic = await office.desk.opens_topic("The window")
    there = office.li.in_(office.desk_group, topic=topic.id)
    general = office.li.in_(office.desk_group, topic=GENERAL)
    await office.has_said_all()
    before = [seen.id for seen in general.screen()]  # the sheet of the morning
    await there.writes(f"/{command}")
    answer = await office.telegram.until(
        lambda: next((seen for seen in there.screen() if not seen.mine), None), 30
    )
    assert answer, "nothing stands in the topic"
    await office.has_said_all()
    assert [seen.id for seen in general.screen()] == before
    if command == "sheet":
        await there.presses("🖨 For the printer", on=answer)
        assert await office.telegram.until(
            lambda: [seen for seen in there.screen() if seen.media] or None, 30
        )


async def test_that_a_group_makes_topics_is_learnt_from_nothing_that_does_not_say_so(
    forum: Town,
) -> None:
    """A press on a message too old to be shown brings its chat's number and kind only."""
    town = forum
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.at_the_alarm(1)
    person = {"id": town.li.id, "is_bot": False, "first_name": "Li"}
    group = {"id": town.alarm_group.id, "type": "supergroup"}
    old = {"chat": group, "message_id": card.id, "date": 0}
    press = {"id": "1", "from": person, "chat_instance": "1", "data": "1|alerts.accept|1"}
    town.telegram.inject(town.bot, {"callback_query": {**press, "message": old}})
    town.expected.add("query is too old")
    await town.resident.hears("has accepted your alarm")
    words = {"message_id": 800, "date": 1, "chat": group, "from": person, "text": "Who is near?"}
    town.telegram.inject(town.bot, {"message": words})
    await town.has_heard_all()
    with town.database() as look:
        kept = {one.chat_id: one.forum for one in rooms.load(look)[2]}
    assert kept[town.alarm_group.id]
