"""`make bench`: how fast the durable path is beside bots that keep nothing, and how soon an alarm is
with the officers. All side by side in one run, because only ratios last.

Run as: python -m bench [--people N] [--rounds N] [--alarms N]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import statistics
import time
from dataclasses import dataclass, field

from bench.anvil import Anvil
from bench.processes import CORES, FIRST_GROUP, ROOMS, Running, maple, other
from bench.talk import AGREES, OUR_SCRIPT, SCRIPT, new_person, press, said, talk, update
from cards.residents import Live

AT_ONCE = 48  # conversations at the same time
GAP = 0.03  # seconds between two alarms
CARD = re.compile(rb"R(\d+)R")
NAMES = {
    "maple": "Maple Bridge, durable",
    "aiogram_bot": "bare aiogram",
    "ptb_bot": "python-telegram-bot",
}


@dataclass
class Figures:
    """What was measured, by bot."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    starts: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    memory: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})


async def throughput(anvil: Anvil, base: str, people: int, rounds: int) -> Figures:
    """Each bot in turn, round after round."""
    figures = Figures()
    for _, name in itertools.product(range(rounds), NAMES):
        context = maple(anvil, base) if name == "maple" else other(anvil, base, name)
        script = OUR_SCRIPT if name == "maple" else SCRIPT
        async with context as bot:
            await talk(anvil, bot.pusher, people // 5, AT_ONCE, script)  # warm
            figures.rates[name].append(await talk(anvil, bot.pusher, people, AT_ONCE, script))
            figures.starts[name].append(bot.start)
            figures.memory[name].append(bot.rss_mb())
    return figures


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


def report(figures: Figures, idle: list[float], load: list[float], others: float) -> None:
    """The table, and the figures as one JSON object."""
    print(f"{'':24}{'updates/s':>12}{'start s':>10}{'RSS MB':>10}")
    median = {name: statistics.median(rates) for name, rates in figures.rates.items()}
    for name, title in NAMES.items():
        start = statistics.median(figures.starts[name])
        memory = statistics.median(figures.memory[name])
        print(f"{title:24}{median[name]:>12.0f}{start:>10.2f}{memory:>10.0f}")
    print(f"\n{'press to card, ms':24}{'p50':>12}{'p99':>10}{'max':>10}")
    for title, took in (("idle", idle), (f"with {others:.0f} others/s", load)):
        print(f"{title:24}{at(0.5, took):>12.1f}{at(0.99, took):>10.1f}{took[-1]:>10.1f}")
    print(
        json.dumps(
            {
                "durable_vs_aiogram": round(median["maple"] / median["aiogram_bot"], 2),
                "durable_vs_ptb": round(median["maple"] / median["ptb_bot"], 2),
                "press_to_card_p99_idle_ms": round(at(0.99, idle), 1),
                "press_to_card_p99_load_ms": round(at(0.99, load), 1),
                "start_s": round(statistics.median(figures.starts["maple"]), 2),
                "rss_mb": round(statistics.median(figures.memory["maple"])),
            }
        )
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500, help="conversations in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alarms", type=int, default=600, help="presses, idle and under load")
    parser.add_argument("--others", type=float, default=50, help="other updates a second")
    sizes = parser.parse_args()
    os.sched_setaffinity(0, sorted(CORES)[-1:])
    anvil = Anvil()
    base = await anvil.start()
    figures = await throughput(anvil, base, sizes.people, sizes.rounds)
    async with maple(anvil, base, ROOMS) as bot:
        idle = await press_to_card(anvil, bot, sizes.alarms, 0)
    async with maple(anvil, base, ROOMS) as bot:
        load = await press_to_card(anvil, bot, sizes.alarms, sizes.others)
    await anvil.stop()
    report(figures, idle, load, sizes.others)


if __name__ == "__main__":
    asyncio.run(main())
