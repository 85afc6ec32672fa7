"""An alarm is always with somebody who can act: when its owner leaves, and when it is handed over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import settle_district
from sandbox.people import Seat
from tests.faults.test_pressed_again import accepted, first, passes
from tests.rooms import Rooms
from tests.town import Town, built_as


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    async with built_as(Rooms, database_url, tmp_path) as town:
        town.expected.add(
            "message to edit not found"
        )  # an edit may meet a call that was taken back
        town.zhao.meets(town.bot)
        town.groups_take_more()
        await town.start()
        yield town


def zhao(town: Town) -> Seat:
    return town.zhao.with_(town.bot)


async def is_with_colleagues(town: Rooms) -> None:
    """The alarm that was Li's is open again, and everybody knows."""
    await town.resident.hears("is being passed to another officer")
    assert (await town.officers.hears("🔔 Alarm 1")).sounded
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded
    await zhao(town).presses("✋ Accept")
    await town.resident.hears("Zhao Gang has accepted your alarm")


# --- 51: the owner can act no more ---------------------------------------------------------


@pytest.mark.parametrize("far", ["🚗 5 min", "📍 Arrived"])
async def test_f51_an_owner_who_is_taken_out_leaves_the_alarm_open_and_sees_it_no_more(
    rooms: Rooms, far: str
) -> None:
    town = rooms
    town.expected.add("can't initiate conversation")
    await accepted(town)
    await town.duty.writes("/case 1")
    await town.duty.hears("Wang Fang")
    await town.officers.presses(far)
    await town.has_heard_all()
    await town.has_said_all()
    await zhao(town).writes("/duty on")
    await zhao(town).hears("On duty")
    await town.takes_out("Li Na")
    await town.lead.hears("Li Na had alarm 1: it is open again")
    await is_with_colleagues(town)
    await town.duty.sees("🔒 Only its officers see what it says")
    await town.has_said_all()
    assert not [seen for seen in town.duty.screen() if "Wang Fang" in seen.text]


async def test_f51_a_closed_case_is_taken_from_the_private_chat_of_who_leaves_too(
    rooms: Rooms,
) -> None:
    town = rooms
    await accepted(town)
    await town.duty.writes("/case 1")
    await town.duty.hears("Wang Fang")
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    await town.takes_out("Li Na")
    await town.duty.sees("🔒 Only its officers see what it says")
    await town.has_said_all()
    assert not [seen for seen in town.duty.screen() if "Wang Fang" in seen.text]


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('{ id = {li}, name = "Li Na" },', ""),
        ('name = "Li Na" }', 'name = "Li Na", role = "clerk" }'),
    ],
)
async def test_f51_an_import_that_takes_the_owner_out_opens_the_alarm_again(
    rooms: Rooms, line: str, instead: str
) -> None:
    town = rooms
    await accepted(town)
    await town.duty.writes("/case 1")
    await town.duty.hears("Wang Fang")
    await town.officers.presses("🚗 5 min")
    await town.resident.hears("is on the way")
    await zhao(town).writes("/duty on")
    await zhao(town).hears("On duty")
    old = line.replace("{li}", str(town.li.id))
    assert old in town.district()
    settle_district(town.settings(), town.district().replace(old, instead))
    await is_with_colleagues(town)
    await town.duty.sees("🔒 Only its officers see what it says")
    await town.duty.writes("/case 1")
    await town.duty.hears(
        "Only officers of this room" if not instead else "Alarms are for officers"
    )


@pytest.mark.parametrize("is_accepted", [True, False])
async def test_f51_an_import_that_closes_the_room_brings_the_alarm_to_the_next(
    rooms: Rooms, is_accepted: bool
) -> None:
    town = rooms
    if is_accepted:
        await accepted(town)
        await town.officers.presses("🚗 5 min")
        await town.resident.hears("is on the way")
    else:
        await town.resident.writes("/alarm")
        await town.officers.hears("🆘 Alarm 1")
    _, first_room, _ = town.district().split("[[rooms]]")
    left = town.district().replace("[[rooms]]" + first_room, "")
    closed = left.replace('["011"]', '["001", "011"]')
    settle_district(town.settings(), closed)
    if is_accepted:
        await town.resident.hears("is being passed to another officer")
    await town.others.hears("🆘 Alarm 1")
    await town.others.presses("✋ Accept")
    await town.resident.hears("He Ming has accepted your alarm")


async def test_f51_who_goes_off_duty_is_told_what_they_still_have_and_hands_it_over(
    rooms: Rooms,
) -> None:
    town = rooms
    await accepted(town)
    await town.officers.presses("🚗 5 min")
    await town.resident.hears("is on the way")
    await town.duty.writes("/duty off")
    still = await town.duty.hears("You still have alarm 1")
    await town.duty.presses("👮 Zhao Gang", on=still)
    await town.resident.hears("Zhao Gang has your alarm now")
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded


# --- 54: handed over -----------------------------------------------------------------------


async def test_f54_a_colleague_who_gets_it_is_called_in_the_same_second_again_and_again(
    rooms: Rooms,
) -> None:
    town = rooms
    await accepted(town)
    for name, seat in (("Zhao Gang", zhao(town)), ("Li Na", town.duty), ("Zhao Gang", zhao(town))):
        await town.officers.presses("🔀 Hand over")
        owner = "Li Na" if name == "Zhao Gang" else "Zhao Gang"
        giver = town.officers if owner == "Li Na" else town.colleague
        if owner == "Zhao Gang":
            await town.officers.told("Alarm 1 is with Zhao Gang")
            await town.colleague.presses("🔀 Hand over")
        await giver.presses(f"👮 {name}")
        await town.resident.hears(f"{name} has your alarm now")
        assert (await seat.hears("🆘 Alarm 1")).sounded
        assert (await town.officers.hears("🔔 Alarm 1")).sounded
        await passes(town, 2)
    await passes(town, 301)
    assert (await zhao(town).hears("Zhao Gang has it and is not on the way yet")).sounded


@pytest.mark.parametrize("refused", [True, False])
async def test_f54_a_room_that_gets_it_is_called_like_for_a_new_one_with_every_fallback(
    rooms: Rooms, refused: bool
) -> None:
    town = rooms
    await accepted(town)
    if refused:
        town.telegram.faults.fail(code=500, method="sendMessage", chat=town.other_group.id)
    await town.officers.presses("🔀 Hand over")
    await town.officers.presses("🏠 Second Room")
    await town.resident.hears("is with another room now")
    he = town.he.with_(town.bot)
    if refused:
        town.moves_clock(4)
        assert (await he.hears("🆘 Alarm 1")).sounded
        with town.database() as connection:
            assert first(connection).shown_at is None
            assert not first(connection).rung
        town.telegram.faults.active[0].off()
    else:
        assert (await town.others.hears("🆘 Alarm 1")).sounded
        await town.until(lambda connection: first(connection).shown_at)
    await town.others.presses("✋ Accept")
    await town.resident.hears("He Ming has accepted your alarm")


async def test_f54_a_colleague_who_cant_be_reached_leaves_it_to_who_comes_next(
    rooms: Rooms,
) -> None:
    town = rooms
    town.expected.add("bot was blocked")
    zhao(town).blocks()
    await accepted(town)
    await town.officers.presses("🔀 Hand over")
    await town.officers.presses("👮 Zhao Gang")
    await town.lead.hears("I can't reach Zhao Gang")
    await town.duty.hears("Called again at")
    await town.duty.presses("✋ Take over")
    await town.until(lambda connection: first(connection).officer_id == town.li.id)
