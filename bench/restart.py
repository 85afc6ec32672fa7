"""`make bench-restart`: how long nobody is heard. The bot is killed with SIGKILL, a resident writes at that
moment, and the clock stops at the first message they get; beside it a cold start, from the command to that
message, and with BEFORE=COMMIT that of another commit's programme on the same machine.

Run as: python -m bench.restart [--kills N] [--colds N] [--before COMMIT]; the last line is a JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from bench import against
from bench.presses import at
from bench.processes import child_of
from sandbox.limits import Limits
from tests.databases import SqliteFiles, postgresql
from tests.town import Town, built

WITHIN = 120.0  # seconds for anything
IMPORTING = "import time; t = time.perf_counter(); import aiogram; print(time.perf_counter() - t)"
NO_LIMITS = Limits(per_second=0, per_chat=0, per_group_minute=0)


async def spoken(town: Town, since: int) -> None:
    """Until the bot's first message after so many calls."""
    log = town.telegram.log

    def spoke() -> bool | None:
        return any(call.method == "sendMessage" for call in log[since:]) or None

    if await town.telegram.until(spoke, WITHIN) is None:
        raise SystemExit("the bot does not speak")


@asynccontextmanager
async def running(town: Town) -> AsyncIterator[tuple[int, float]]:
    """The bot as an operator runs it, with a word that waits for it: its pid, and how many seconds after
    the command that was answered."""
    since = len(town.telegram.log)
    await town.resident.writes("/help")
    began = time.perf_counter()
    with (town.folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=os.environ | town.environment(), stderr=log
        )
    try:
        await spoken(town, since)
        yield process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), WITHIN)


async def recovered(town: Town, parent: int, kills: int) -> list[float]:
    """Seconds from each kill to the answer of who wrote at that moment."""
    took: list[float] = []
    for _ in range(kills):
        await town.has_said_all()
        since, child = len(town.telegram.log), child_of(parent)
        if child is None:
            raise SystemExit("the parent has no child")
        began = time.perf_counter()
        os.kill(child, 9)
        await town.resident.writes("/help")
        await spoken(town, since)
        took.append(time.perf_counter() - began)
    return took


async def measured(
    url: str, folder: Path, kills: int, colds: int
) -> tuple[list[float], list[float]]:
    """What kills and cold starts took on a database."""
    killed, cold = [], []
    async with built(url, folder, limits=NO_LIMITS) as town:
        town.expected.add("terminated by other getUpdates")
        for number in range(colds):
            async with running(town) as (parent, took):
                cold.append(took)
                if number == 0:
                    killed = await recovered(town, parent, kills)
    return killed, cold


def importing(times: int) -> float:
    """Seconds that aiogram takes to be imported, the median of a few."""
    took = [
        float(
            subprocess.run(
                [sys.executable, "-c", IMPORTING], capture_output=True, check=True
            ).stdout
        )
        for _ in range(times)
    ]
    return statistics.median(took)


def before(commit: str, colds: int) -> float:
    """A cold start of another commit's programme, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="maple-before-") as folder:
        side = against.lay_out(against.commit_of(commit), Path(folder))
        told = side.run("bench.restart", "--cold-only", f"--colds={colds}")
        return float(json.loads(told.splitlines()[-1])["cold_s"])


def report(name: str, killed: list[float], cold: list[float]) -> None:
    """A line of the table."""
    shown = (at(0.5, killed), at(0.99, killed), killed[-1], statistics.median(cold))
    print(f"{name:12}{len(killed):>8}{''.join(f'{value:8.2f}' for value in shown)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30, help="on each engine")
    parser.add_argument("--colds", type=int, default=3, help="cold starts on each engine")
    parser.add_argument("--before", help="a commit, for cold_before_s")
    parser.add_argument("--cold-only", action="store_true", help="cold starts on SQLite")
    asked = parser.parse_args()
    killed: list[float] = []
    cold: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="maple-restart-")))
        files = SqliteFiles(folder)
        if asked.cold_only:
            _, cold = asyncio.run(measured(files.fresh(folder), folder, 0, asked.colds))
            print(json.dumps({"cold_s": statistics.median(cold)}))
            return
        print(f"{'':12}{'kills':>8}{'p50 s':>8}{'p99 s':>8}{'max s':>8}{'cold s':>8}")
        server = stack.enter_context(postgresql())
        for name, url in (("sqlite", files.fresh(folder)), ("postgresql", server.fresh())):
            took, colds = asyncio.run(measured(url, folder, asked.kills, asked.colds))
            report(name, sorted(took), colds)
            killed, cold = killed + took, cold + colds
    killed.sort()
    told = {
        "recovered_p50_s": round(at(0.5, killed), 3),
        "recovered_p99_s": round(at(0.99, killed), 3),
        "cold_s": round(statistics.median(cold), 2),
        "cold_before_s": round(before(asked.before, asked.colds), 2) if asked.before else None,
        "aiogram_import_s": round(importing(asked.colds), 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
