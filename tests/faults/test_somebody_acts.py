"""An alarm is always with somebody who can act: when its owner leaves, when it is handed over, when who is
called can't be reached, and when nobody could read what may have been one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.cli import settle_district
from db import officers as staff
from sandbox.people import Seat
from services import alerts as alarms
from tests.faults.test_pressed_again import accepted, first, passes
from tests.faults.test_trouble import Tripping
from tests.rooms import Rooms
from tests.town import Town, built_as, verbs


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    async with built_as(Rooms, database_url, tmp_path) as town:
        town.expected.add(
            "message to edit not found"
        )  # an edit may meet a call that was taken back
        town.zhao.meets(town.bot)
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
        await town.has_said_all()
        town.moves_clock(2)
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


# --- 53: who is called can't be reached ----------------------------------------------------


@pytest.mark.parametrize("told", [True, False])  # by Telegram, when it happens
async def test_f53_whoever_comes_next_is_called_at_once_and_the_duty_lead_told_once(
    town: Town, told: bool
) -> None:
    town.expected |= {"bot was blocked", "bot was kicked", "bot is not a member"}
    zhao(town).person.met.add(town.bot.id)
    if told:
        town.duty.blocks()
        await town.lead.hears("I can't reach Li Na (First Room) in private")
    else:
        town.li.person.blocked.add(town.bot.id)
    town.officers.kicks(town.bot)
    await town.resident.writes("/alarm")
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded  # off duty, and the next there is
    await town.lead.sees("I can't reach Li Na (First Room) in private")
    await passes(town, 61)
    await passes(town, 1)
    await town.resident.hears("The officers are called again")  # nobody who was not called before
    await passes(town, 120)
    await town.lead.hears("🆘 Alarm 1")
    await town.resident.hears("Whoever leads the shift is called too")
    await town.has_said_all()
    assert sum("I can't reach Li Na" in seen.text for seen in town.lead.screen()) == 1
    with town.database() as connection:
        assert town.li.id not in (first(connection).called or [])
    town.duty.unblocks()
    await town.duty.writes("/open")
    await town.until(lambda connection: not staff.unreached(connection))


async def test_f53_an_officer_known_to_be_out_of_reach_is_passed_over(town: Town) -> None:
    zhao(town).person.met.add(town.bot.id)
    town.duty.blocks()
    await town.lead.hears("I can't reach Li Na")
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await passes(town, 21)
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded
    await town.has_said_all()
    said = [call for call in town.telegram.log if call.method == "sendMessage"]
    assert town.li.id not in {call.parameters["chat_id"] for call in said}


async def test_f53_nobody_is_told_of_a_call_that_did_not_happen(town: Town) -> None:
    town.expected |= {"blocked", "kicked", "not a member", "can't initiate conversation"}
    town.duty.blocks()
    town.lead.blocks()
    town.officers.kicks(town.bot)
    await town.resident.writes("/alarm")
    await town.until(lambda c: len(staff.unreached(c)) == 3)
    await passes(town, 61)
    told = await town.resident.hears("I can't reach any officer")
    assert told.text.startswith("In danger? Call 110")
    assert not [seen for seen in town.resident.screen() if "calling more" in seen.text]


# --- what may be an alarm and could not be read ---------------------------------------------


async def _unreadable(town: Rooms, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    tripping: Any = Tripping(alarms.raise_alert, town.wang.id)
    monkeypatch.setattr(alarms, "raise_alert", tripping)
    for _ in range(times):
        tripping.tries = 0
        await town.resident.writes("/alarm at the lake")
        await town.resident.hears("Sorry, something went wrong")


async def test_f06_what_may_be_an_alarm_calls_rung_by_rung_until_an_officer_takes_it(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = rooms
    await _unreadable(town, monkeypatch, times=3)
    raw = await town.officers.hears("This may be an alarm")
    assert raw.sounded
    assert "/alarm at the lake" in raw.text
    await town.officers.sees("3 messages of theirs")  # folded
    await town.duty.hears("This may be an alarm")
    await town.has_said_all()
    cards = [seen for seen in town.officers.screen() if "This may be an alarm" in seen.text]
    assert len(cards) == 1
    await passes(town, 21)
    assert (await town.officers.hears("This may be an alarm")).sounded
    await passes(town, 40)
    assert (await town.others.hears("This may be an alarm")).sounded
    await passes(town, 120)
    assert (await town.lead.hears("This may be an alarm")).sounded
    await town.has_said_all()
    await town.others.presses("✋ I look after it")
    await town.officers.sees("He Ming looks after it")
    await town.has_said_all()
    with town.database() as connection:
        known = verbs(connection)
        assert connection.scalar(text("SELECT due_at FROM unread")) is None
    assert known.count("duty_lead") == 1


async def test_f06_who_is_first_looks_after_it_and_nobody_else_may(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = rooms
    await _unreadable(town, monkeypatch, times=1)
    await town.officers.hears("This may be an alarm")
    await town.officers.presses("✋ I look after it")
    await town.officers.told("Everybody sees")
    await town.officers.sees("Li Na looks after it")
    await _unreadable(town, monkeypatch, times=1)  # something new, which calls again
    assert (await town.officers.hears("This may be an alarm")).sounded
    with town.database() as connection:
        assert connection.scalar(text("SELECT count(*) FROM unread")) == 2


# --- who lists alarms ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "mediator", "volunteer_lead"])
async def test_who_takes_no_alarms_lists_none(rooms: Rooms, role: str) -> None:
    town = rooms
    changed = town.district().replace('name = "Zhao Gang"', f'name = "Zhao Gang", role = "{role}"')
    settle_district(town.settings(), changed)
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await zhao(town).writes("/open")
    await zhao(town).hears("Alarms are for officers and duty leads; you are")
    await town.duty.writes("/open")
    assert "Wang Fang" in (await town.duty.hears("Open alarms: 1")).text


async def test_a_silent_alarm_says_so_wherever_officers_read_of_it(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("🤫 Silent alarm")
    card = await town.officers.hears("🆘 Alarm 1")
    await town.resident.presses("👊 Violence")
    await town.resident.writes("he kicks the door")
    await town.has_heard_all()
    await town.has_said_all()
    await passes(town, 21)
    ring = await town.officers.hears("🔔 Alarm 1")
    mine = await town.duty.hears("🆘 Alarm 1")
    for seen in (card, ring, mine):
        assert seen.text.splitlines()[1] == "🤫 Silent: do not call, make no sound"
    assert "📌 👊 Violence" in ring.text
    assert "💬 he kicks the door" in ring.text
    await town.duty.writes("/open")
    assert "🤫 Wang Fang" in (await town.duty.hears("Open alarms: 1")).text
