"""Press to card: how soon an alarm is with the officers, idle or with other people's conversations beside."""

from __future__ import annotations

import asyncio
import re
import time

from bench.anvil import Anvil
from bench.processes import FIRST_GROUP, ROOMS, Running
from bench.talk import AGREES, OUR_SCRIPT, new_person, press, said, update
from cards.residents import Live

AT_ONCE = 48  # conversations at the same time
GAP = 0.03  # seconds between two alarms
CARD = re.compile(rb"R(\d+)R")


async def settle_in(anvil: Anvil, bot: Running, crowd: list[int]) -> None:
    """The people tell their names and where they live: in as many areas as there are rooms."""

    async def one(number: int, person: int) -> None:
        live = Live(community=f"c{number % ROOMS}").pack()
        for words, count in ((AGREES, 1), (f"R{person}R", 2), ("⏭ Skip the number", 4)):
            await bot.pusher.push(said(person, words))
            await anvil.arrived(person, count)
        await bot.pusher.push(press(person, live))
        await anvil.arrived(person, 5)

    people = list(enumerate(crowd))
    for some in (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE)):
        await asyncio.gather(*(one(*each) for each in some))


async def press_to_card(anvil: Anvil, bot: Running, alarms: int, others: float) -> list[float]:
    """Milliseconds from the update's leaving for our door to the card's arriving in the group, with
    `others` updates a second beside it; sorted. The alarms go round the groups, so that each gets few."""
    crowd = [new_person() for _ in range(alarms)]
    await settle_in(anvil, bot, crowd)
    pressed: dict[int, float] = {}
    took: list[float] = []
    done = asyncio.Event()

    def arrived(chat: int, body: bytes) -> None:
        found = CARD.search(body)
        at = pressed.pop(int(found[1]), None) if chat <= FIRST_GROUP and found is not None else None
        if at is not None:  # the first card: after twenty seconds the room is called again
            took.append((time.perf_counter() - at) * 1000)
            if len(took) == alarms:
                done.set()

    anvil.on_message = arrived
    beside = asyncio.create_task(_beside(anvil, bot, others))
    for person in crowd:
        await asyncio.sleep(GAP)
        pressed[person] = time.perf_counter()
        await bot.pusher.push(update(person, "🆘 Alarm"))
    await asyncio.wait_for(done.wait(), 60)
    beside.cancel()
    await asyncio.gather(beside, return_exceptions=True)
    anvil.on_message = lambda _chat, _body: None
    return sorted(took)


async def _beside(anvil: Anvil, bot: Running, rate: float) -> None:
    """Other people's conversations, evenly: `rate` updates a second."""
    while rate:
        person = new_person()
        for words, count in OUR_SCRIPT:
            await asyncio.sleep(1 / rate)
            await bot.pusher.push(said(person, words))
            await anvil.arrived(person, count)


def at(share: float, figures: list[float]) -> float:
    """The value below which that share of the sorted figures lies."""
    return figures[min(len(figures) - 1, int(share * len(figures)))]
