"""The bots as processes of their own, each on a core of its own where there are two."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.anvil import Anvil, Pusher
from bot.cli import settle_district
from bot.settings import Settings, load_settings
from db import migrations
from db.engine import Database
from tests.ports import free_port
from tests.town import TOKEN

CORES = os.sched_getaffinity(0)
SECRET = "a-webhook-secret-of-the-bench"
ROOMS = 120  # the alarms go round their groups
COMMUNITIES = 23  # of a real district: what a resident chooses from
FIRST_GROUP = -1001000001000
# A programme of before, under AGAINST, has both at one address.
HOOK_AT = "WEBHOOK_LISTEN" if "webhook_listen" in Settings.model_fields else "LISTEN"
Hooked = Callable[[], Awaitable[object]]


@dataclass
class Running:
    """A bot that takes updates; `start` is how many seconds it took from nothing, `database_url` where
    ours keeps what it knows."""

    pusher: Pusher
    start: float
    pid: int
    database_url: str = ""

    def rss_mb(self) -> float:
        """Resident memory now, of the child where a parent keeps it."""
        pid = child_of(self.pid) or self.pid
        status = Path(f"/proc/{pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def child_of(pid: int) -> int | None:
    """The process that it has forked, if there is one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


def district(rooms: int, officers: Sequence[int] = ()) -> str:
    """A station with a community and a group for each room; of the officers, one serves in each."""
    text = 'name = { zh_Hans = "测", en = "Bench" }\ncommunities = [\n'
    for number in range(rooms):
        names = f'{{ zh_Hans = "区{number}", en = "Area {number}" }}'
        text += f'  {{ code = "c{number}", kind = "community", name = {names} }},\n'
    text += ']\n[emergency]\nsms = "121100471"\n'
    for number in range(rooms):
        text += (
            f'[[rooms]]\ncode = "r{number}"\nname = {{ zh_Hans = "室", en = "Room {number}" }}\n'
        )
        text += (
            f'communities = ["c{number}"]\nalarm_group = {FIRST_GROUP - number}\nlanguage = "en"\n'
        )
        serving = ", ".join(
            f'{{ id = {one}, name = "Officer {one}" }}' for one in officers[number::rooms]
        )
        text += f"officers = [{serving}]\n"
    return text


def _spawn(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """The process, on the first core; the measuring is done on the last."""
    with log.open("wb") as told:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=told, stderr=told
        )
    os.sched_setaffinity(process.pid, sorted(CORES)[:1])
    return process


def _end(process: subprocess.Popen[bytes], log: Path) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    log.unlink()


@asynccontextmanager
async def running(
    hooked: Hooked, command: list[str], port: int, environment: dict[str, str]
) -> AsyncIterator[Running]:
    """Starts a bot, waits until it is `hooked` by its setWebhook and for its port, and ends it."""
    began = time.perf_counter()
    log = Path(tempfile.gettempdir(), f"bench-{port}.log")
    process = _spawn(command, environment, log)
    pusher = Pusher(port, "/hook", SECRET)
    try:
        await asyncio.wait_for(hooked(), 60)
        await _answers(port)
        url = environment.get("DATABASE_URL", "")
        yield Running(pusher, time.perf_counter() - began, process.pid, url)
    finally:
        pusher.close()
        await asyncio.to_thread(_end, process, log)


async def _answers(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            await writer.wait_closed()
            return


@asynccontextmanager
async def maple(
    anvil: Anvil, base: str, rooms: int = COMMUNITIES, module: str = "bot", **more: str
) -> AsyncIterator[Running]:
    """Our bot as it is: everything durable, all routers, every safeguard on; only the bot's own rate
    is raised, because 30 a second is Telegram's limit and not ours."""
    anvil.forget()
    more["SEND_RATE"] = "5000"
    async with served(base, anvil.hooked.wait, district(rooms), _empty, module, **more) as bot:
        yield bot


def _empty(_settings: Settings, _database: Database) -> None:
    """Leaves the database as it is."""


@asynccontextmanager
async def served(
    base: str,
    hooked: Hooked,
    station: str,
    prepare: Callable[[Settings, Database], None] = _empty,
    module: str = "bot",
    **more: str,
) -> AsyncIterator[Running]:
    """Our bot with a fresh database that `prepare` may fill, before the Telegram at `base`."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="maple-bench-") as folder:
        environment = {
            "LISTEN": f"127.0.0.1:{free_port()}",
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": base,
            "DATABASE_URL": f"sqlite:///{folder}/maple.sqlite3",
            "MASTER_KEY": "x" * 43,
            "UPDATES": "webhook",
            "WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
            "WEBHOOK_SECRET": SECRET,
            HOOK_AT: f"127.0.0.1:{port}",
            "DEFAULT_LOCALE": "en",
            **more,
        }
        os.environ.update(environment)
        settings = load_settings(None)
        database = Database(settings.database_url)
        migrations.upgrade(database)
        settle_district(settings, station)
        prepare(settings, database)
        database.close()
        async with running(hooked, [sys.executable, "-m", module, "run"], port, environment) as bot:
            yield bot


@asynccontextmanager
async def other(anvil: Anvil, base: str, module: str) -> AsyncIterator[Running]:
    """One of the bots beside this file."""
    port = free_port()
    command = [sys.executable, "-m", f"bench.{module}", base, str(port)]
    anvil.forget()
    async with running(anvil.hooked.wait, command, port, {}) as bot:
        yield bot
