"""Who presses again on an alarm that nobody closed is heard again; the moment of the press counts; and who
pressed without need before is heard like anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from db import alerts
from db.alerts import Alert
from tests.rooms import UNHURRIED, Rooms
from tests.town import Town, built_as, verbs

HOUR, DAY = 3600, 24 * 3600
UNASKED = """
not_on_way = 1_000_000
late_after = 1_000_000
still_open = 1_000_000
"""


class Unhurried(Rooms):
    """Nothing happens by itself."""

    def district(self) -> str:
        return super().district() + UNHURRIED + UNASKED


@pytest.fixture
async def quiet_rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    async with built_as(Rooms, database_url, tmp_path) as town:
        town.expected.add(
            "message to edit not found"
        )  # an edit may meet a call that was taken back
        yield town


@pytest.fixture
async def rooms(quiet_rooms: Rooms) -> Rooms:
    await quiet_rooms.start()
    return quiet_rooms


@pytest.fixture
async def unhurried(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    async with built_as(Unhurried, database_url, tmp_path) as town:
        await town.start()
        yield town


def first(connection: Connection) -> Alert:
    alert = alerts.find(connection, 1)
    assert alert is not None
    return alert


def has_presses(times: int, connection: Connection) -> bool:
    return first(connection).presses == times


async def passes(town: Town, seconds: float) -> None:
    """Time passes when all that was said has arrived: what is on its way is no card yet."""
    await town.has_said_all()
    await town.lets_pass(seconds)


async def accepted(town: Rooms) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.resident.hears("has accepted your alarm")
    await town.has_said_all()


async def goes_there(town: Rooms, far: str) -> None:
    if far:
        await town.officers.presses(far)
        await town.until(lambda c: first(c).on_way_at or first(c).arrived_at)
        await town.has_said_all()


async def test_f50_an_open_alarm_rings_again_once_a_minute_and_every_press_is_answered(
    unhurried: Rooms,
) -> None:
    town = unhurried
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await town.resident.hears("is recorded")
    pressed = await town.resident.writes("🆘 Alarm")
    answer = await town.resident.hears("I have seen it")
    assert answer.text.startswith("In danger? Call 110 now")
    assert await town.telegram.until(lambda: pressed.reactions or None)
    await town.has_said_all()
    assert not [seen for seen in town.officers.screen() if seen.text.startswith("🔔")]
    for times in (3, 5):
        await passes(town, 61)
        await town.resident.writes("🆘 Alarm")
        assert (await town.officers.hears("🔔 Alarm 1")).sounded
        assert (await town.duty.hears("🆘 Alarm 1")).sounded
        assert (await town.lead.hears("🆘 Alarm 1")).sounded
        again = await town.resident.hears("I told them again")
        assert f"Pressed {times} times" in again.text
        await town.resident.writes("🆘 Alarm")
        await town.until(partial(has_presses, times + 1))
    await town.has_said_all()
    assert sum(seen.text.startswith("🔔") for seen in town.officers.screen()) == 1
    assert sum("I told them again" in seen.text for seen in town.resident.screen()) == 1
    assert sum("calls again, below" in seen.text for seen in town.duty.screen()) == 1
    with town.database() as connection:
        assert verbs(connection).count("ring") == 2


@pytest.mark.parametrize("far", ["", "🚗 5 min", "📍 Arrived"])
@pytest.mark.parametrize("later", [660, 3 * DAY])
async def test_f50_an_accepted_alarm_that_is_pressed_again_calls_everybody_anew(
    unhurried: Rooms, far: str, later: int
) -> None:
    town = unhurried
    await accepted(town)
    await goes_there(town, far)
    await town.has_said_all()
    await passes(town, later)
    await town.resident.writes("🤫 Silent alarm" if later > DAY else "🆘 Alarm")
    ring = await town.officers.hears("🔔 Alarm 1")
    assert ring.sounded
    assert ("Silent" in ring.text.splitlines()[1]) == (later > DAY)
    for seat in (town.duty, town.lead):
        assert (await seat.hears("🆘 Alarm 1")).sounded
    await town.resident.hears("I told them again")
    await town.until(lambda connection: first(connection).recalled_at)
    await town.officers.presses("👌 I am on it")
    knows = await town.resident.hears("Li Na knows that you called again")
    assert knows.sounded == (later < DAY)  # nothing sounds any more for a press that was silent
    await town.until(lambda connection: first(connection).recalled_at is None)


async def test_f50_within_ten_minutes_of_acceptance_a_press_is_answered_and_calls_nobody(
    unhurried: Rooms,
) -> None:
    town = unhurried
    await accepted(town)
    await passes(town, 300)
    await town.resident.writes("🆘 Alarm")
    assert "Li Na has it" in (await town.resident.hears("I have seen it")).text
    await town.has_said_all()
    with town.database() as connection:
        assert "ring" not in verbs(connection)
    await passes(town, 301)
    await town.resident.writes("🆘 Alarm")
    await town.officers.hears("🔔 Alarm 1")


async def test_f50_where_nobody_reacts_it_climbs_like_a_new_one_and_a_colleague_takes_it(
    rooms: Rooms,
) -> None:
    town = rooms
    await accepted(town)
    await goes_there(town, "📍 Arrived")
    await passes(town, 700)
    await town.resident.writes("🆘 Alarm")
    await town.officers.hears("🔔 Alarm 1")
    await town.resident.hears("I told them again")
    await passes(town, 21)
    await town.until(lambda connection: verbs(connection).count("again") == 1)
    await passes(town, 40)
    await town.others.hears("🆘 Alarm 1")
    await town.resident.hears("Li Na has not reacted yet. We are calling more officers.")
    await town.others.presses("✋ Take over")
    await town.resident.hears("He Ming has accepted your alarm")
    await town.officers.sees("Accepted by He Ming")
    await passes(town, 200)
    with town.database() as connection:
        assert "duty_lead" not in verbs(connection)


@pytest.mark.parametrize(
    ("far", "wait", "asks"),
    [("🚗 5 min", 601, "Arrived?"), ("📍 Arrived", 1801, "Still open?")],
)
async def test_f50_an_owner_who_gives_no_sign_is_asked_and_then_the_duty_lead(
    rooms: Rooms, far: str, wait: int, asks: str
) -> None:
    town = rooms
    await accepted(town)
    await goes_there(town, far)
    await passes(town, wait)
    assert (await town.duty.hears(asks)).sounded
    assert not town.lead.screen()
    await passes(town, 601)
    assert (await town.duty.hears(asks)).sounded
    assert (await town.lead.hears(asks)).sounded
    await town.duty.presses("⏳ Still needed")
    await town.duty.told("stays open")
    await town.until(lambda connection: not first(connection).asks)
    await town.has_said_all()
    await passes(town, wait)
    assert (await town.duty.hears(asks)).sounded  # and so on, until it is closed
    await town.duty.presses("✅ Helped")
    await town.until(lambda connection: first(connection).due_at is None)


async def test_f50_a_mis_tap_that_nobody_closes_is_not_forgotten(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await town.resident.presses("👌 Pressed by mistake")
    await town.officers.sees("pressed by mistake. Please make sure")
    await passes(town, 1801)
    await town.officers.hears("🔔 Alarm 1")
    await passes(town, 1801)
    await town.lead.hears("pressed by mistake. Please make sure")
    with town.database() as connection:
        assert verbs(connection).count("remind") == 2


async def test_f55_pressed_while_the_bot_was_down_it_has_the_time_of_the_press(
    quiet_rooms: Rooms,
) -> None:
    town = quiet_rooms
    pressed = await town.resident.writes("/alarm")
    town.moves_clock(7 * HOUR)
    await town.start()
    card = await town.officers.hears("🆘 Alarm 1")
    assert "⚠️ pressed 7 h ago" in card.text
    alert = await town.until(first)
    assert alert.raised_at.timestamp() == pressed.date
    assert alert.open_since == alert.raised_at
    assert alert.heard_at - alert.raised_at >= timedelta(hours=7)
    await town.others.hears("⚠️ pressed 7 h ago")
    await town.until(lambda connection: verbs(connection).count("all_rooms") == 1)
    mine = await town.resident.sees("Recorded: it reached us only then")
    assert "You pressed" in mine.text
    await town.officers.presses("✋ Accept")
    assert "Accepted by Li Na" in (await town.officers.sees("⏱ ✋ 420:")).text
    with town.database() as connection:
        done = verbs(connection)
    assert [done.count(call) for call in ("again", "next_room", "duty_lead", "all_rooms")] == [
        1
    ] * 4


@pytest.mark.parametrize("ago", [-HOUR, 3, 30 * DAY])
async def test_f55_a_press_is_not_in_the_future_nor_ages_ago_and_seconds_are_no_delay(
    rooms: Rooms, ago: int
) -> None:
    town = rooms
    person = {"id": town.wang.id, "is_bot": False, "first_name": "Wang Fang"}
    message = {
        "message_id": 1,
        "date": int(town.telegram.clock.now()) - ago,
        "chat": {"id": town.wang.id, "type": "private", "first_name": "Wang Fang"},
        "from": person,
        "text": "/alarm",
    }
    town.wang.meets(town.bot)
    town.telegram.deliver(town.bot, "message", message, town.wang.id)
    assert "⚠️" not in (await town.officers.hears("🆘 Alarm 1")).text
    with town.database() as connection:
        alert = first(connection)
    assert alert.heard_at is None
    assert alert.raised_at == alert.rang_at


async def test_f44_who_pressed_without_need_before_is_heard_and_escalates_like_anybody(
    rooms: Rooms,
) -> None:
    town = rooms
    await accepted(town)
    await town.officers.presses("👌 Pressed by mistake")
    await town.officers.presses("🚩 No need for it")
    await town.officers.told("still comes at once")
    await town.resident.writes("/alarm")
    card = await town.officers.hears("🆘 Alarm 2")
    assert card.sounded
    assert "Pressed without need before: 1" in card.text
    await town.resident.sees("Shown to the officers")
    await passes(town, 21)
    assert (await town.officers.hears("🔔 Alarm 2")).sounded
    await town.duty.hears("🆘 Alarm 2")
    await passes(town, 40)
    await town.others.hears("🆘 Alarm 2")
    await passes(town, 120)
    await town.lead.hears("🆘 Alarm 2")
