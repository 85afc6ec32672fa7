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
import statistics
from dataclasses import dataclass, field

from bench.anvil import Anvil
from bench.once import add_sizes
from bench.presses import AT_ONCE, at, press_to_card
from bench.processes import CORES, ROOMS, maple, other
from bench.talk import OUR_SCRIPT, SCRIPT, talk

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
    parser.add_argument("--rounds", type=int, default=3)
    add_sizes(parser)
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
