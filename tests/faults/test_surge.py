"""Faults 17 and 43: more alarms than a group may get, and a flood from many people. bench/surge.py measures
the same with a thousand in a minute."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import func, select

from bot.pacing import Limits
from db import inbox
from db.alerts import alerts
from sandbox import limits as sandbox_limits
from sandbox.people import Seat
from services import rollups
from tests.town import Town, built

ALONE = Limits().per_minute // rollups.EACH
FIRST = 60  # that have to be visible one by one
MOVED = "Too Many Requests"  # a clock that is moved reaches Telegram a moment before the bot
OWN = re.compile(r"🆘 Alarm (\d+) ·")
COUNT = re.compile(r"🆘 (\d+) alarms wait ·")
LISTED = re.compile(r"/case_(\d+) ·")
NUMBER = re.compile(r"\b\d+\b")


async def press(town: Town, people: int, times: int = 1) -> list[Seat]:
    """So many people press at once, each so often."""
    seats = [
        town.telegram.add_person(f"Person {number}", language_code="en").with_(town.bot)
        for number in range(people)
    ]
    for seat in seats * times:
        await seat.writes("🆘 Alarm")
    return seats


def own(town: Town) -> set[int]:
    """The alarms that have a card of their own in the group."""
    return {int(number) for seen in town.officers.screen() for number in OWN.findall(seen.text)}


def rolled_up(town: Town) -> tuple[int, set[int]]:
    """How many the roll-up counts, and which it names."""
    found = [(COUNT.match(seen.text), seen.text) for seen in town.officers.screen()]
    counts = [(int(match[1]), text) for match, text in found if match]
    count, text = counts[-1] if counts else (0, "")
    return count, {int(number) for number in NUMBER.findall(text)}


def listed(town: Town) -> set[int]:
    """The alarms that an officer on duty has in private."""
    return {int(number) for seen in town.duty.screen() for number in LISTED.findall(seen.text)}


async def test_f17_the_first_sixty_are_seen_all_are_counted_and_listed(
    database_url: str, tmp_path: Path
) -> None:
    many = FIRST + 40
    async with built(database_url, tmp_path, limits=sandbox_limits.Limits()) as town:
        town.limits = None  # Telegram's own
        town.expected.add(MOVED)
        await town.start()
        await press(town, many)
        await town.has_heard_all()
        pressed = town.telegram.clock.now()  # by the last of them
        town.moves_clock(rollups.STILL.total_seconds())
        all_counted = await town.telegram.until(
            lambda: len(own(town)) + rolled_up(town)[0] == many or None, 15
        )
        assert all_counted, (own(town), rolled_up(town))
        assert town.telegram.clock.now() - pressed < 10
        _, named = rolled_up(town)
        assert set(range(1, FIRST + 1)) <= own(town) | named
        assert len(own(town)) == ALONE
        town.moves_clock(rollups.LISTS_STILL.total_seconds())
        rest = set(range(ALONE + 1, many + 1))
        assert await town.telegram.until(lambda: listed(town) == rest or None), listed(town)
        to_group = [
            call
            for call in town.telegram.log
            if call.parameters.get("chat_id") == town.alarm_group.id
        ]
        assert len(to_group) < 20  # and not one for each


async def test_f43_a_flood_from_many_people_is_folded_and_counted_and_none_is_dropped(
    database_url: str, tmp_path: Path
) -> None:
    many, times = (300, 2) if database_url.startswith("sqlite") else (100, 2)
    async with built(database_url, tmp_path, limits=sandbox_limits.Limits()) as town:
        town.limits = None
        town.expected.add(MOVED)
        await town.start()
        seats = await press(town, many, times)
        await town.stranger.writes("/help")
        await town.stranger.hears("110", within=90)  # thirty messages a second for all of them
        await town.has_heard_all()

        def alarms() -> bool | None:
            with town.database() as connection:
                told = select(func.count(), func.sum(alerts.c.presses))
                return tuple(connection.execute(told).one()) == (many, many * times) or None

        assert await town.telegram.until(alarms)
        town.moves_clock(rollups.STILL.total_seconds())
        counted = await town.telegram.until(
            lambda: len(own(town)) + rolled_up(town)[0] == many or None, 15
        )
        assert counted, (own(town), rolled_up(town))
        for _ in range(4):  # a private chat takes a message a second
            town.moves_clock(rollups.LISTS_STILL.total_seconds())
        last = await town.telegram.until(lambda: max(listed(town), default=0) == many or None)
        assert last, listed(town)
        assert listed(town) == set(range(ALONE + 1, many + 1))
        with town.database() as connection:
            left = connection.scalar(select(func.count()).where(inbox.inbox.c.state != inbox.DONE))
        assert not left
        town.moves_clock(60)
        for seat in (seats[0], seats[-1]):
            await seat.hears("is recorded")
