"""The daily picture in the desk group, and /today for an officer who does not want to wait for it."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import studio
from bot.studio import Studio
from sandbox.people import Seat
from sandbox.screens import Seen
from tests.rooms import Rooms
from tests.town import Town, built_as

ZONE = ZoneInfo("Asia/Shanghai")
EIGHT = time(8, 0, 2)


def now(town: Town) -> datetime:
    """The moment by the town's clock, in the district."""
    return town.now().astimezone(ZONE)


def moves_to(town: Town, at: time, *, days: int = 0) -> None:
    """It is that time of day, for the first time from now, or so many days after that."""
    here = now(town)
    first = datetime.combine(here.date(), at, ZONE)
    if first <= here:
        first += timedelta(days=1)
    town.moves_clock((first + timedelta(days=days) - here).total_seconds())


@pytest.fixture
async def town(quiet_town: Town) -> Town:
    """A town in which it is noon."""
    moves_to(quiet_town, time(12))
    await quiet_town.start()
    return quiet_town


async def handled(town: Town) -> None:
    """Li has handled the alarm of Wang, who gives four stars."""
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept", on=card)
    await town.officers.presses("🚗 5 min", on=await town.officers.sees("Accepted by Li Na"))
    await town.officers.presses("✅ Helped", on=await town.officers.sees("on the way"))
    await town.officers.sees("Closed by Li Na")
    await town.resident.presses("4 ⭐")
    await town.officers.sees("⭐⭐⭐⭐")


def pictures(seat: Seat) -> list[Seen]:
    return [seen for seen in seat.screen() if seen.media and seen.media.kind == "photo"]


async def pictured(town: Town, seat: Seat, text: str) -> Seen:
    """Waits until a picture with those words comes."""
    seen = await seat.hears(text, within=25)
    assert seen.media is not None
    assert seen.media.kind == "photo"
    assert seen.media.width == 1080
    assert (seen.media.size or 0) < 200_000
    return seen


async def test_every_morning_the_desk_sees_yesterday_once(town: Town) -> None:
    await handled(town)
    day = now(town).strftime("%A %-d %b")
    moves_to(town, time(7, 55))
    await town.lets_pass(1)
    await town.has_said_all()
    assert not pictures(town.desk)
    moves_to(town, EIGHT)
    seen = await pictured(town, town.desk, f"📊 {day} · Test Station")
    assert not seen.sounded
    assert "🆘 1 alarm, 1 in seven days · 0 open now" in seen.text
    assert "✋ Signed for: 1 of 1, within 30 s · half within" in seen.text
    assert "⭐ 4.0 of 5, from 1 resident" in seen.text
    await town.stranger.writes("/alarm")
    await town.officers.hears("Alarm 2")
    for _ in range(2):
        await town.stop()
        await town.start()
    await town.has_said_all()
    assert [one.text for one in pictures(town.desk)] == [seen.text]  # as it was at eight
    assert not pictures(town.officers)
    moves_to(town, EIGHT)
    await pictured(town, town.desk, "🆘 1 alarm, 2 in seven days · 1 open now")


async def test_a_morning_that_was_missed_comes_later_that_day(town: Town) -> None:
    await handled(town)
    await town.stop()
    moves_to(town, time(9), days=1)
    await town.start()
    await pictured(town, town.desk, "🆘 0 alarms, 1 in seven days")
    await town.has_said_all()
    assert len(pictures(town.desk)) == 1  # of the days in between nobody wants one any more


async def test_before_the_first_alarm_there_is_nothing_to_show(town: Town) -> None:
    moves_to(town, EIGHT)
    await town.lets_pass(1)
    await town.resident.writes("/alarm")  # too late for yesterday's picture
    await town.officers.hears("Alarm 1")
    await town.stop()
    await town.start()
    await town.has_said_all()
    assert not town.desk.screen()


async def test_an_officer_asks_for_today_in_private_and_in_a_group(town: Town) -> None:
    await handled(town)
    await town.duty.writes("/today")
    first = await pictured(town, town.duty, " until ")
    await town.duty.writes("/today")
    again = await pictured(town, town.duty, "🆘 1 alarm, 1 in seven days · 0 open now")
    assert again.id > first.id  # below the question, not far above it
    await town.desk.writes("/today")
    await pictured(town, town.desk, " until ")


async def test_the_picture_speaks_the_language_of_its_group(town: Town) -> None:
    await town.desk.writes("/language")
    await town.desk.presses("中文", on=await town.desk.hears("Which language shall this group"))
    await handled(town)
    await town.desk.writes("/today")
    seen = await pictured(town, town.desk, " 截至 ")
    assert "✋ 受理：1 起中 1 起，标准 30 秒 · 半数不超过" in seen.text


async def test_nobody_else_sees_it(town: Town) -> None:
    for seat in (town.resident, town.stranger):
        await seat.writes("/today")
        await seat.hears("Only officers can do that.")
    elsewhere = town.telegram.add_group("Friends", [town.li], town.bot)
    await town.li.in_(elsewhere).writes("/today")
    await town.li.in_(elsewhere).hears("Please do that in our private chat")


async def test_every_room_has_its_line(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with built_as(Rooms, database_url, tmp_path_factory.mktemp("rooms")) as town:
        await town.start()
        await handled(town)
        await town.duty.writes("/today")
        seen = await pictured(town, town.duty, "Test Station")
        assert "🏘 First Room: 1, 1 in seven days · 0 open now" in seen.text
        assert "🏘 Second Room: 0, 0 in seven days · 0 open now" in seen.text


async def test_a_picture_that_cannot_be_drawn_goes_out_as_its_words(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "EASEL", ("-c", "raise SystemExit(1)"))
    await handled(town)
    await town.desk.writes("/today")
    seen = await town.desk.hears("🆘 1 alarm, 1 in seven days · 0 open now")
    assert seen.media is None


async def test_no_alarm_waits_for_a_picture(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, dry = asyncio.Event(), asyncio.Event()
    real = Studio.draw

    async def slowly(self: Studio, picture: dict[str, Any]) -> bytes:
        begun.set()
        await dry.wait()
        return await real(self, picture)

    monkeypatch.setattr(Studio, "draw", slowly)
    await town.officers.writes("/today")
    await asyncio.wait_for(begun.wait(), 15)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    assert not pictures(town.officers)
    dry.set()
    await pictured(town, town.officers, "🆘 0 alarms, 0 in seven days")


async def test_a_group_that_takes_no_photos_gets_the_words(town: Town) -> None:
    town.expected.add("rights to send photos")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.desk_group.members[town.bot.id] = "member"
    town.desk_group.permissions = town.desk_group.permissions | {"can_send_photos": False}
    await town.desk.writes("/today")
    seen = await town.desk.hears("🆘 1 alarm, 1 in seven days · 1 open now", within=25)
    assert seen.media is None
