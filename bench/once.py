"""Measures the programme of the checkout it is run in, once: a run of `make bench AGAINST=COMMIT`.

Run as: python -m bench.once [--people N] [--alarms N] [--others N]; prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os

from bench.anvil import Anvil
from bench.presses import AT_ONCE, at, press_to_card
from bench.processes import CORES, ROOMS, maple
from bench.talk import OUR_SCRIPT, talk


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """What may be asked of a run."""
    parser.add_argument("--people", type=int, default=500, help="conversations in each round")
    parser.add_argument("--alarms", type=int, default=600, help="presses, idle and under load")
    parser.add_argument("--others", type=float, default=50, help="other updates a second")


async def measure(people: int, alarms: int, others: float) -> dict[str, float]:
    """The figures, by the names that bench/against.py has for them."""
    anvil = Anvil()
    base = await anvil.start()
    async with maple(anvil, base) as bot:
        await talk(anvil, bot.pusher, people // 5, AT_ONCE, OUR_SCRIPT)  # warm
        figures = {
            "updates_s": await talk(anvil, bot.pusher, people, AT_ONCE, OUR_SCRIPT),
            "start_s": bot.start,
            "rss_mb": bot.rss_mb(),
        }
    for name, beside in (("idle", 0.0), ("load", others)):
        async with maple(anvil, base, ROOMS) as bot:
            took = await press_to_card(anvil, bot, alarms, beside)
        figures |= {f"p50_{name}_ms": at(0.5, took), f"p99_{name}_ms": at(0.99, took)}
    await anvil.stop()
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    add_sizes(parser)
    asked = parser.parse_args()
    os.sched_setaffinity(0, sorted(CORES)[-1:])
    print(json.dumps(asyncio.run(measure(asked.people, asked.alarms, asked.others))))
