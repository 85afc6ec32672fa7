"""An alarm calls wider and wider until somebody accepts it, and comes back when nobody goes there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import jobs
from sandbox.people.reading import whole
from sandbox.screens import Seen
from sandbox.telegram import Call
from tests.rooms import Rooms
from tests.town import ALARMS, built_as, verbs


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    """A town with two police rooms; He serves in the second."""
    async with built_as(Rooms, database_url, tmp_path) as town:
        await town.start()
        yield town


async def test_the_calls_go_wider_and_the_resident_hears_the_truth(rooms: Rooms) -> None:
    town = rooms
    town.expected.add("message to edit not found")  # an edit may meet a call that was taken back
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.moves_clock(21)
    assert (await town.officers.hears("🔔 Alarm 1")).sounded
    await town.duty.hears("Alarm 1")
    assert not town.others.screen()
    town.moves_clock(40)
    await town.others.hears("🆘 Alarm 1")
    still = await town.resident.hears("Nobody has accepted your alarm yet")
    assert still.sounded
    town.moves_clock(120)
    await town.until(lambda connection: verbs(connection).count("duty_lead") == 1)
    town.moves_clock(180)
    await town.until(lambda connection: verbs(connection).count("all_rooms") == 1)
    town.moves_clock(180)
    await town.until(lambda connection: verbs(connection).count("all_rooms") == 2)
    await town.others.presses("✋ Accept")
    await town.resident.hears("He Ming has accepted your alarm")
    town.moves_clock(200)
    await town.officers.sees("Accepted by He Ming")
    await town.has_said_all()
    ring = await the_one_ring(town)
    assert "Accepted by He Ming" in ring.text
    with town.database() as connection:
        done = verbs(connection)
    assert done[done.index("accept") :] == ["accept"]
    assert [one for one in done if one in STEPS] == [*STEPS, "all_rooms"]


async def the_one_ring(town: Rooms) -> Seen:
    """Each new call takes the last one's place."""

    def one() -> Seen | None:
        rings = [seen for seen in town.officers.screen() if seen.text.startswith("🔔")]
        return rings[0] if len(rings) == 1 else None

    ring = await town.telegram.until(one)
    assert ring is not None, town.officers.screen()
    return ring


async def test_a_call_that_is_overtaken_on_its_way_does_not_stay(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.moves_clock(61)
    await town.others.hears("🆘 Alarm 1")
    await town.has_said_all()
    await town.has_heard_all()
    faults = town.telegram.faults
    slow = faults.slow(300, method="sendMessage", chat=ALARMS)
    town.moves_clock(120)
    assert await town.telegram.until(lambda: faults.struck["slow"] or None)  # on its way
    slow.off()
    town.moves_clock(180)
    await town.until(lambda connection: verbs(connection).count("all_rooms") == 1)
    town.moves_clock(125)
    await town.has_said_all()
    await the_one_ring(town)
    await town.others.presses("✋ Accept")
    await town.has_heard_all()
    await town.has_said_all()
    assert "Accepted by He Ming" in (await the_one_ring(town)).text


STEPS = ("again", "next_room", "duty_lead", "all_rooms")


async def test_an_owner_who_does_not_set_out_is_asked_and_then_it_is_open_again(
    rooms: Rooms,
) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.moves_clock(21)
    await town.until(lambda connection: verbs(connection).count("again") == 1)
    await town.officers.presses("✋ Accept")
    await town.resident.hears("has accepted your alarm")
    town.moves_clock(301)
    asked = await town.duty.hears("Li Na has it and is not on the way yet")
    assert asked.sounded
    town.moves_clock(61)
    await town.officers.hears("🔔 Alarm 1")
    await town.resident.hears("is being passed to another officer")
    town.moves_clock(21)  # its calls begin anew, with the first
    await town.until(lambda connection: verbs(connection).count("again") == 2)
    await town.officers.presses("✋ Accept")
    await town.duty.presses("🚗 5 min")
    await town.resident.hears("Li Na is on the way: about 5 minutes")
    town.moves_clock(3600)
    await town.officers.sees("Li Na is on the way, about 5 min")
    with town.database() as connection:
        assert verbs(connection).count("reopen") == 1


async def test_the_way_there_is_told_at_each_step(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("🤫 Silent alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("🚗 10 min")
    await town.officers.told("The resident sees that you are coming")
    await town.colleague.presses("📍 Arrived")
    await town.colleague.told("Alarm 1 is with Li Na")
    await town.officers.presses("🙋 Need help")
    assert (await town.officers.hears("🔔 Alarm 1")).sounded
    await town.officers.sees("Li Na needs help")
    await town.officers.presses("📍 Arrived")
    told = await town.resident.hears("Li Na has arrived")
    assert not told.sounded
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    keys = [key for row in town.resident.keyboard() or [] for key in row]
    assert "📍 Share where I am" not in keys
    await town.resident.presses("4 ⭐")
    await town.resident.hears("A word about it?")
    await town.resident.writes("quick and kind")
    await town.resident.hears("The officers read it")
    card = await town.officers.sees("quick and kind")
    assert "⭐⭐⭐⭐" in card.text
    await town.has_said_all()
    assert not [seen for seen in town.resident.screen() if seen.sounded and not seen.mine]


async def test_a_colleague_takes_over(rooms: Rooms) -> None:
    town = rooms
    town.zhao.meets(town.bot)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("🔀 Hand over")
    await town.officers.presses("👮 Zhao Gang")
    await town.resident.hears("Zhao Gang has your alarm now")
    assert (await town.zhao.with_(town.bot).hears("🆘 Alarm 1")).sounded
    assert (await town.officers.hears("🔔 Alarm 1")).sounded
    await town.officers.presses("✅ Helped")
    await town.officers.told("Alarm 1 is with Zhao Gang")
    await town.colleague.presses("✅ Helped")
    await town.officers.sees("Closed by Zhao Gang")


@pytest.mark.parametrize("forum", [True, False])
async def test_another_room_gets_card_and_talk_and_the_old_one_sees_where_it_went(
    database_url: str, tmp_path: Path, forum: bool
) -> None:
    async with built_as(Rooms, database_url, tmp_path) as town:
        if forum:
            town.makes_topics()
            town.other_group.make_forum()
        await town.start()
        await town.resident.writes("/alarm")
        await town.officers.hears("Alarm 1")
        await town.officers.presses("✋ Accept")
        li = await town.at_the_alarm(1)
        await town.resident.writes("a man at the door")
        heard = await town.exactly(li, "💬 a man at the door")
        await li.writes("Stay inside", reply_to=heard)
        await town.resident.hears("Stay inside")
        await town.officers.presses("🔀 Hand over")
        await li.presses("🏠 Second Room")
        await town.resident.hears("is with another room now")
        await town.officers.sees("Handed over to Second Room")
        await town.others.hears("Alarm 1")
        he = await town.at_the_alarm(1, town.he, town.other_group)
        await town.exactly(he, "💬 a man at the door")
        await town.exactly(he, "👮 Li Na: Stay inside")
        await town.others.presses("✋ Accept")
        await town.resident.hears("He Ming has accepted your alarm")
        town.moves_clock(61)  # a group takes few edits a minute
        await town.has_said_all()
        if forum:
            [old] = [one for one in town.alarm_group.topics.values() if one.name.startswith("🆘 1")]
            assert old.closed
        titles = [seen for seen in town.officers.screen() if "✋ Accept" in str(seen.buttons)]
        assert not titles


async def test_a_mis_tap_calls_nobody_further_and_is_never_blamed(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.resident.presses("🚗 Accident")
    await town.officers.sees("📌 🚗 Accident")
    await town.resident.presses("👌 Pressed by mistake")
    await town.resident.sees("no harm done")
    await town.lets_pass(600)
    await town.officers.sees("The resident says: pressed by mistake")
    with town.database() as connection:
        assert not set(verbs(connection)) & set(STEPS)
        [following] = jobs.coming(connection)
    assert following.kind == "alerts.remind"  # somebody has to make sure and close it
    await town.resident.writes("🆘 Alarm")  # it was none after all
    await town.officers.hears("🔔 Alarm 1")


async def test_f44_a_flag_and_a_note_are_for_officers_and_the_next_alarm_comes_at_once(
    rooms: Rooms,
) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("👌 Pressed by mistake")
    await town.officers.presses("🚩 No need for it")
    await town.officers.told("still comes at once")
    await town.officers.presses("📝 Note")
    await town.officers.writes("let me see")  # which is talk among officers
    await town.officers.answers(
        "third time this week", to="What shall stand in the file of alarm 1?"
    )
    await town.officers.hears("Kept with alarm 1")
    await town.officers.sees("📝 third time this week")
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 2")
    assert whole("Earlier alarms: 1").search(card.text)
    assert whole("Pressed without need before: 1").search(card.text)


async def test_a_live_place_moves_on_the_map_and_on_the_card(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    place = await town.resident.shares_place(40.78, 111.66, live_period=900)
    await town.officers.sees("40.78000, 111.66000")
    await town.has_said_all()  # the map too: what waits for its first place takes the newest one
    for step in range(1, 6):
        await town.resident.moves_place(place, 40.78 + step / 1000, 111.66)
    await town.has_heard_all()
    await town.has_said_all()
    assert not _moves(town)  # for a quarter of a minute nothing goes out
    town.moves_clock(16)
    await town.officers.sees("40.78500, 111.66000")
    await town.has_said_all()
    [spot] = [seen.location for seen in town.officers.screen() if seen.location]
    assert (spot["latitude"], spot["longitude"]) == (40.785, 111.66)
    assert len(_moves(town)) == 1


def _moves(town: Rooms) -> list[Call]:
    return [one for one in town.telegram.log if one.method == "editMessageLiveLocation"]


async def test_an_officer_lists_what_is_open_and_looks_a_case_up(rooms: Rooms) -> None:
    town = rooms
    await town.duty.writes("/open")
    await town.duty.hears("No alarm is open")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.duty.writes("/open")
    assert "Wang Fang" in (await town.duty.hears("Open alarms: 1")).text
    await town.duty.writes("/case 1")
    await town.duty.presses("✋ Accept", on=await town.duty.hears("🆘 Alarm 1"))
    await town.duty.sees("Accepted by Li Na")
    for times, command in enumerate(("/case 1", "/case_1", "/case_1@maple_bridge_bot"), start=1):
        await town.officers.writes(command)
        above = await town.officers.hears("⬆️ Alarm 1 is here")
        assert above.reply_to is not None
        assert sum("⬆️" in seen.text for seen in town.officers.screen()) == times
    he = town.he.with_(town.bot)
    for number in ("1", "99"):  # not his room's, and none at all
        await he.writes(f"/case {number}")
        await he.hears("Only officers of this room can do that.")
    await town.duty.writes("/case 1")  # its card stands above already
    assert (await town.duty.hears("⬆️ Alarm 1 is here")).reply_to is not None
    for number in ("one", "1234567890123456789", "_"):
        await town.duty.writes(f"/case {number}")
        await town.duty.hears("Please write the number too")
