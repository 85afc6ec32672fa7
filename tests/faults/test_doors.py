"""A bot that is stopped with work in its hands, and a second one at the same door: what
Telegram handed out is done once."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter

import aiohttp
import pytest
from sqlalchemy import select

from db import alerts, talks
from sandbox.clock import PATIENCE
from sandbox.people import Seat
from tests.faults.nursery import Nursery
from tests.faults.test_crashes import all_done
from tests.faults.test_intake import by_webhook, states
from tests.faults.test_trouble import answers, health, listening, presses
from tests.town import TOKEN, Town

STOPPED_WITHIN = 20.0  # seconds: twice five to drain, and what it takes to close beside other work


def crowd(town: Town, people: int) -> list[Seat]:
    """Residents who speak English."""
    phones = [
        town.telegram.add_person(f"R{number}", language_code="en") for number in range(people)
    ]
    return [phone.with_(town.bot) for phone in phones]


async def cry(people: list[Seat], words: str) -> int:
    """Each presses the alarm and says something; gives how many updates that makes."""
    for seat in people:
        await seat.writes("/alarm")
        await seat.writes(words)
    return 2 * len(people)


async def spoken(town: Town, people: list[Seat], within: float = 15) -> None:
    """Waits until one of these people was told something."""
    assert await town.telegram.until(lambda: any(map(answers, people)) or None, within)


async def calls(town: Town, method: str, since: int) -> None:
    """Waits until the bot has called a method, after so many calls."""

    def called() -> bool | None:
        return any(call.method == method for call in town.telegram.log[since:]) or None

    assert await town.telegram.until(called)


def check_effects(town: Town, people: list[Seat], words: list[str]) -> None:
    """One alarm for each, pressed as often as it was, with each word once."""
    with town.database() as connection:
        raised = list(connection.scalars(select(alerts.alerts.c.id)))
        said = Counter(
            tuple(sorted(one.text for one in talks.said(connection, number, 99)))
            for number in raised
        )
    assert presses(town) == [len(words)] * len(people)
    assert said == {tuple(sorted(words)): len(people)}


@pytest.mark.parametrize("door", ["polling", "webhook"])
async def test_f02_told_to_stop_under_load_it_drains_ends_and_loses_nothing(
    quiet_town: Town, nursery: Nursery, door: str
) -> None:
    town = quiet_town
    # A bot that starts does not know what its predecessor said to the group in this minute.
    town.expected |= {"terminated by other getUpdates", "Too Many Requests"}
    if door == "webhook":
        by_webhook(town)
    people = crowd(town, 20)
    child = await nursery.bear(town)
    await child.leads()
    count = await cry(people, "a man at the door")
    await spoken(town, people)
    told = time.monotonic()
    child.kill(signal.SIGTERM)
    count += await cry(people, "he is gone")
    assert await child.ended() == 0
    assert time.monotonic() - told < STOPPED_WITHIN
    again = await nursery.bear(town)
    await again.leads()
    if door == "webhook":
        town.moves_clock(60)  # else Telegram comes again after a while
    await town.until(lambda _: all_done(town, count), within=90)  # Telegram may wait a minute
    await town.telegram.settled(quiet=0.3)
    check_effects(town, people, ["a man at the door", "he is gone"])


async def test_f11_who_meets_another_poller_stands_by_says_so_and_goes_on(quiet_town: Town) -> None:
    town = quiet_town
    town.expected |= {"terminated by other getUpdates"}
    listening(town)
    await town.start()
    await calls(town, "deleteWebhook", 0)

    async def rival() -> list[int]:
        """Asks for updates again and again, and dies before it confirms what it got."""
        async with aiohttp.ClientSession() as session:
            while True:
                url = f"{town.url}/bot{TOKEN}/getUpdates"
                async with session.post(url, json={"timeout": 25}) as answer:
                    told = await answer.json()
                if told["ok"] and told["result"]:
                    return [update["update_id"] for update in told["result"]]

    other = asyncio.create_task(rival())
    troubles = await health(town, 503)
    assert "another programme polls" in troubles["polling"]
    await town.resident.writes("/alarm")
    got = await asyncio.wait_for(other, PATIENCE)
    await town.resident.hears("is recorded")
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert len(got) == 1
    assert len(states(town)) == 1
    assert presses(town) == [1]
