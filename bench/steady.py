"""`make bench-steady`: whether an alarm is as quick while a million old rows are tidied away, while twenty
thousand deeds are due at once, and while everybody talks as fast as the bot answers. On PostgreSQL beside a
standby, a second process of the bot, and on SQLite alone.

Each phase has the programme and a database of its own, and alarms all along; the first is idle, for the
ratio. What is waited for is every press and every word, alarm or not.

Run as: python -m bench.steady [--seconds S] [--rows N] [--deeds N] [--talkers N] [--engines NAMES]
                             [--phases NAMES]
Prints a table, and as its last line one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from bench import fillings
from bench.anvil import Anvil
from bench.presses import CARD, settle_in
from bench.presses import at as quantile
from bench.processes import CORES, FIRST_GROUP, ROOMS, Running, district, served
from bench.talk import OUR_SCRIPT, new_person, said, update
from bot.settings import Settings
from db import leaders
from db.engine import Database
from tests.databases import SqliteFiles, postgresql
from tests.ports import free_port

GAP = 0.1  # seconds between two alarms
ASKED = 5.0  # others' words a second where it is no flood
WITHIN = 60.0  # seconds for the last card to come
PHASES = ("idle", "tidy", "due", "flood")


@dataclass
class Waits:
    """Milliseconds: `alarms` from press to card, `others` from their words to the last answer."""

    alarms: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    epochs: int = 0
    left: int = 0  # rows or deeds that the phase was not through with when it ended

    def longest(self) -> float:
        """Seconds."""
        return max(self.alarms + self.others) / 1000

    def quantiles(self) -> tuple[float, float, float]:
        alarms = sorted(self.alarms)
        return quantile(0.5, alarms), quantile(0.99, alarms), alarms[-1]


async def measured(anvil: Anvil, bot: Running, seconds: float, talkers: int) -> Waits:
    """Alarms for so long, and beside them words: evenly, or of so many who never pause."""
    waits, pressed = Waits(), dict[int, float]()
    crowd = [new_person() for _ in range(int(seconds / GAP))]
    await settle_in(anvil, bot, crowd)
    seen = asyncio.Event()

    def arrived(chat: int, body: bytes) -> None:
        found = CARD.search(body)
        began = pressed.pop(int(found[1]), None) if chat <= FIRST_GROUP and found else None
        if began is not None:  # the first card: the room is called again later
            waits.alarms.append((time.perf_counter() - began) * 1000)
            if len(waits.alarms) == len(crowd):
                seen.set()

    async def talk(pause: float) -> None:
        while True:
            person = new_person()
            for words, count in OUR_SCRIPT:
                await asyncio.sleep(pause)
                began = time.perf_counter()
                await bot.pusher.push(said(person, words))
                await anvil.arrived(person, count)
                waits.others.append((time.perf_counter() - began) * 1000)

    anvil.on_message = arrived
    beside = [asyncio.create_task(talk(0 if talkers else 1 / ASKED)) for _ in range(talkers or 1)]
    for person in crowd:
        await asyncio.sleep(GAP)
        pressed[person] = time.perf_counter()
        await bot.pusher.push(update(person, "🆘 Alarm"))
    await asyncio.wait_for(seen.wait(), WITHIN)
    for one in beside:
        one.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    anvil.on_message = lambda _chat, _body: None
    return waits


@asynccontextmanager
async def standby() -> AsyncIterator[None]:
    """A second process of the bot with the settings of the first, which `served` has set."""
    names = ("LISTEN", "WEBHOOK_LISTEN")
    environment = os.environ | {name: f"127.0.0.1:{free_port()}" for name in names}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def phase(anvil: Anvil, base: str, url: str, name: str, sizes: argparse.Namespace) -> Waits:
    """One of PHASES on a fresh database."""
    fill: dict[str, Callable[[Settings, Database], None]] = {
        "tidy": lambda _, database: fillings.old_rows(database, sizes.rows),
        "due": lambda settings, database: fillings.due_deeds(settings, database, sizes.deeds),
    }
    station = district(ROOMS) + fillings.WINDOW
    prepare = fill.get(name, lambda _settings, _database: None)
    anvil.forget()
    more = {"SEND_RATE": "5000", "DATABASE_URL": url}
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(
            served(base, anvil.hooked.wait, station, prepare, **more)
        )
        if url.startswith("postgresql"):
            await stack.enter_async_context(standby())
        talkers = sizes.talkers if name == "flood" else 0
        waits = await measured(anvil, bot, sizes.seconds, talkers)
    database = Database(url)
    with database.reading() as connection:
        waits.epochs = connection.scalar(select(leaders.leaders.c.epoch)) or 0
        waits.left = connection.scalar(fillings.LEFT[name]) or 0 if name in fillings.LEFT else 0
    database.close()
    return waits


def report(engine: str, name: str, waits: Waits) -> None:
    """A line of the table."""
    told = "".join(f"{value:>9.1f}" for value in waits.quantiles())
    rate = f"{len(waits.others):>9}{waits.longest():>11.2f}{waits.epochs:>8}{waits.left:>9}"
    print(f"{engine:12}{name:8}{told}{rate}", flush=True)


def figures(found: dict[str, list[Waits]]) -> dict[str, float]:
    """The worse of the engines, by phase."""
    p99 = {name: max(one.quantiles()[1] for one in waits) for name, waits in found.items()}
    every = [one for waits in found.values() for one in waits]
    return {f"{name}_p99_ms": round(value, 1) for name, value in p99.items()} | {
        "epochs": max(one.epochs for one in every),
        "longest_wait_s": round(max(one.longest() for one in every), 2),
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--deeds", type=int, default=20_000)
    parser.add_argument("--talkers", type=int, default=48, help="in the flood")
    parser.add_argument("--engines", nargs="+", default=["postgresql", "sqlite"])
    parser.add_argument("--phases", nargs="+", default=PHASES, choices=PHASES)
    sizes = parser.parse_args()
    os.sched_setaffinity(0, sorted(CORES)[-1:])
    anvil = Anvil()
    base = await anvil.start()
    found: dict[str, list[Waits]] = {name: [] for name in sizes.phases}
    print(f"{'press to card, ms':20}{'p50':>9}{'p99':>9}{'max':>9}{'words':>9}", end="")
    print(f"{'longest s':>11}{'epochs':>8}{'left':>9}")
    with ExitStack() as stack:
        server = stack.enter_context(postgresql()) if "postgresql" in sizes.engines else None
        for engine in sizes.engines:
            for name in sizes.phases:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                fresh = server.fresh() if server and engine == "postgresql" else None
                url = fresh or SqliteFiles(folder).fresh(folder)
                waits = await phase(anvil, base, url, name, sizes)
                report(engine, name, waits)
                found[name].append(waits)
    await anvil.stop()
    print(json.dumps(figures(found)))


if __name__ == "__main__":
    asyncio.run(main())
