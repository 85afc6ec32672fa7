"""`make bench`: how fast the durable path is beside bots that keep nothing, and how soon an alarm is
with the officers. All side by side in one run, because only ratios last.

Run as: python -m bench [--people N] [--rounds N] [--alarms N] [--engine NAME] [--fsync-ms MS]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.anvil import Anvil
from bench.counted import Commits, read
from bench.disks import slowed
from bench.once import add_sizes
from bench.presses import AT_ONCE, at, press_to_card
from bench.processes import COMMUNITIES, CORES, ROOMS, Running, maple, other
from bench.talk import OUR_SCRIPT, SCRIPT, talk
from tests.databases import postgresql

NAMES = {
    "maple": "Maple Bridge, durable",
    "aiogram_bot": "bare aiogram",
    "ptb_bot": "python-telegram-bot",
}


@dataclass
class Figures:
    """What was measured, by bot; of ours the updates and commits of each round as well."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    starts: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    memory: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    updates: int = 0
    commits: list[Commits] = field(default_factory=list)

    def ratio(self, other: str) -> float:
        """Ours by theirs, by the medians."""
        return statistics.median(self.rates["maple"]) / statistics.median(self.rates[other])

    def of_commits(self) -> dict[str, float]:
        """What our commits were like, over all rounds."""
        count = sum(one.count for one in self.commits)
        seconds = sum(self.updates / rate for rate in self.rates["maple"])
        return {
            "commits_s": round(count / seconds, 1),
            "updates_a_commit": round(self.updates * len(self.commits) / count, 2),
            "ms_a_commit": round(statistics.mean(one.each_ms() for one in self.commits), 3),
        }


class Bench:
    """The bots before one Telegram, ours on one engine."""

    def __init__(self, anvil: Anvil, base: str, fresh: Callable[[], str] | None) -> None:
        self._anvil = anvil
        self._base = base
        self._fresh = fresh  # gives the url of a new database; None: a file

    def maple(self, rooms: int = COMMUNITIES, **more: str) -> AbstractAsyncContextManager[Running]:
        """Ours, its commits counted."""
        if self._fresh is not None:
            more["DATABASE_URL"] = self._fresh()
        return maple(self._anvil, self._base, rooms, "bench.counted", **more)

    async def throughput(self, people: int, rounds: int, counts: Path) -> Figures:
        """Each bot in turn, round after round."""
        figures = Figures(updates=people * len(OUR_SCRIPT))
        for _, name in itertools.product(range(rounds), NAMES):
            ours = name == "maple"
            script = OUR_SCRIPT if ours else SCRIPT
            async with self.maple() if ours else other(self._anvil, self._base, name) as bot:
                await talk(self._anvil, bot.pusher, people // 5, AT_ONCE, script)  # warm
                before = read(counts)
                rate = await talk(self._anvil, bot.pusher, people, AT_ONCE, script)
                figures.rates[name].append(rate)
                figures.starts[name].append(bot.start)
                figures.memory[name].append(bot.rss_mb())
                if ours:
                    figures.commits.append(read(counts) - before)
        return figures

    async def press_to_card(self, alarms: int, others: float) -> list[float]:
        """Milliseconds, sorted, of a bot of its own."""
        async with self.maple(ROOMS) as bot:
            return await press_to_card(self._anvil, bot, alarms, others)


def report(
    figures: Figures, idle: list[float], load: list[float], sizes: argparse.Namespace
) -> None:
    """The table, and the figures as one JSON object."""
    print(f"{'':24}{'updates/s':>12}{'start s':>10}{'RSS MB':>10}")
    for name, title in NAMES.items():
        columns = figures.rates[name], figures.starts[name], figures.memory[name]
        rate, start, memory = (statistics.median(one) for one in columns)
        print(f"{title:24}{rate:>12.0f}{start:>10.2f}{memory:>10.0f}")
    commits = figures.of_commits()
    print(f"\n{sizes.engine}, each sync of its log {sizes.fsync_ms} ms slower: ", end="")
    print(", ".join(f"{value} {name.replace('_', ' ')}" for name, value in commits.items()))
    print(f"\n{'press to card, ms':24}{'p50':>12}{'p99':>10}{'max':>10}")
    for title, took in (("idle", idle), (f"with {sizes.others:.0f} others/s", load)):
        print(f"{title:24}{at(0.5, took):>12.1f}{at(0.99, took):>10.1f}{took[-1]:>10.1f}")
    told = {
        "durable_vs_aiogram": round(figures.ratio("aiogram_bot"), 2),
        "durable_vs_ptb": round(figures.ratio("ptb_bot"), 2),
        "press_to_card_p99_idle_ms": round(at(0.99, idle), 1),
        "press_to_card_p99_load_ms": round(at(0.99, load), 1),
        "start_s": round(statistics.median(figures.starts["maple"]), 2),
        "rss_mb": round(statistics.median(figures.memory["maple"])),
        "engine": sizes.engine,
        "fsync_ms": sizes.fsync_ms,
    }
    print(json.dumps(told | commits))


async def measure(sizes: argparse.Namespace, fresh: Callable[[], str] | None) -> None:
    """All of it, on one engine."""
    anvil = Anvil()
    bench = Bench(anvil, await anvil.start(), fresh)
    with TemporaryDirectory(prefix="maple-commits-") as folder:
        counts = Path(folder, "commits")
        os.environ["COMMITS"] = str(counts)
        figures = await bench.throughput(sizes.people, sizes.rounds, counts)
        idle = await bench.press_to_card(sizes.alarms, 0)
        load = await bench.press_to_card(sizes.alarms, sizes.others)
    await anvil.stop()
    report(figures, idle, load, sizes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--fsync-ms", type=float, default=0.0, help="how much slower a sync is")
    add_sizes(parser)
    sizes = parser.parse_args()
    os.sched_setaffinity(0, sorted(CORES)[-1:])
    with ExitStack() as stack:
        stack.enter_context(slowed(sizes.fsync_ms))
        server = stack.enter_context(postgresql()) if sizes.engine == "postgresql" else None
        asyncio.run(measure(sizes, server.fresh if server else None))


if __name__ == "__main__":
    main()
