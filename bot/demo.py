"""Maple Bridge on one desk: a Telegram of its own with a page of phones, invented people, and the very
bot that a station runs, in a process of its own. Nothing leaves the machine; no token is needed."""

from __future__ import annotations

import asyncio
import base64
import errno
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import typer
from aiohttp import web

from bot.cli import MendableError
from db import migrations
from db.engine import Database
from sandbox import Phone, Telegram
from sandbox.records import Bot
from services.districts import District, Officer, read_district
from services.rooms import settle

TOKEN = "1000:DEMO"  # noqa: S105 - it opens nothing but this desk
READY = 40.0  # seconds until the bot must have answered for the first time
DRAIN = 8.0  # seconds the bot has to end by itself, somewhat more than it needs
PAUSE = 1.0  # seconds before a bot that ended by itself is started again


async def live(host: str, port: int, folder: Path) -> None:
    """Shows the page on `host` and `port` until a signal ends it; each demo begins afresh.

    The database and the bot's log lie in `folder`, named by the port, so that two demos never meet.
    Raises MendableError where the page or the bot can't begin.
    """
    own_address = _address(host)
    clock, database, log = _files(folder, port)
    telegram = Telegram(clock_file=clock)
    process = Process(
        {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": f"http://{own_address}:{port}",
            "DATABASE_URL": f"sqlite:///{database}",
            "UPDATES": "polling",
            "LISTEN": "127.0.0.1:0",
            "MASTER_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "DEFAULT_LOCALE": "zh_Hans",
            "TIMEZONE": "Asia/Shanghai",
            "CLOCK_FILE": str(clock),
        },
        log,
        lambda running: telegram.tell({"kind": "bot", "running": running}),
    )
    _end_on_signals()
    try:
        with suppress(asyncio.CancelledError):
            async with telegram.serving(port, host, process.routes()):
                _wipe(clock, database, log)
                residents = _furnish(telegram, f"sqlite:///{database}")
                async with process.running():
                    await _greet(telegram, residents, log)
                    _welcome(host, port)
                    await asyncio.Event().wait()
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        why = "is in use" if error.errno == errno.EADDRINUSE else "can't be had"
        raise MendableError(
            f"Port {port} of {host} {why}: choose another one, as in `make demo PORT=8090`."
        ) from None


class Process:
    """The bot as an operator runs it: started again whenever it ends, unless it was killed on purpose."""

    def __init__(
        self, environment: dict[str, str], log: Path, tell: Callable[[bool], None]
    ) -> None:
        self._environment = os.environ | environment
        self._log = log
        self._tell = tell
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._running: subprocess.Popen[bytes] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Where the page asks how the bot is, kills it and starts it again."""
        return [web.get("/demo/bot", self._show), web.post("/demo/bot", self._want)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot runs during the block and has ended after it."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await self._end()

    async def _keep(self) -> None:
        while True:
            await self._wanted.wait()
            self._running = self._launch()
            self._tell(True)
            await asyncio.to_thread(self._running.wait)
            self._tell(False)
            if self._wanted.is_set():
                await asyncio.sleep(PAUSE)

    def _launch(self) -> subprocess.Popen[bytes]:
        # In a session of its own: Ctrl-C is for the demo, which then ends the bot in good order.
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _end(self) -> None:
        process = self._running
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, DRAIN)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response({"running": self._running is not None and self._is_alive()})

    async def _want(self, request: web.Request) -> web.Response:
        """Body: {"running": false} kills it without a warning, {"running": true} starts it again."""
        if (await request.json())["running"]:
            self._wanted.set()
        else:
            self._wanted.clear()
            if self._running is not None:
                self._running.kill()
        return web.json_response({"running": self._wanted.is_set()})

    def _is_alive(self) -> bool:
        return self._running is not None and self._running.poll() is None


def _address(host: str) -> str:
    """Where the bot finds the sandbox: the clock may be moved only on this machine."""
    if host in {"localhost", "0.0.0.0"}:  # noqa: S104 - asked for, and warned of
        return "127.0.0.1"
    try:
        own = ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise MendableError(
            f"The demo can't listen on {host}: choose 127.0.0.1, or 0.0.0.0 to let others in."
        )
    return f"[{host}]" if ":" in host else host


def _end_on_signals() -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    assert task is not None  # noqa: S101 - whoever awaits us is a task

    def end() -> None:
        for (
            sign
        ) in signs:  # an impatient second one must not keep the bot from ending in good order
            loop.add_signal_handler(sign, lambda: None)
        task.cancel()

    for sign in signs:
        loop.add_signal_handler(sign, end)


def _files(folder: Path, port: int) -> tuple[Path, Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder.resolve() / f"demo-{port}"
    return stem.with_suffix(".clock"), stem.with_suffix(".sqlite3"), stem.with_suffix(".log")


def _wipe(clock: Path, database: Path, log: Path) -> None:
    journals = (database.with_name(database.name + end) for end in ("-wal", "-shm", ".lock"))
    for old in (clock, database, log, *journals):
        old.unlink(missing_ok=True)


def _furnish(telegram: Telegram, database_url: str) -> list[Phone]:
    """The bot, the residents, the first room's officers and everybody's groups; the residents."""
    bot = telegram.add_bot("枫桥 Maple Bridge", "maple_bridge_bot", TOKEN)
    residents = [
        telegram.add_person("王芳", language_code="zh-hans"),
        telegram.add_person("Anna", language_code="en"),
    ]
    officers = [
        telegram.add_person("李警官", language_code="zh-hans"),
        telegram.add_person("赵警官", language_code="zh-hans"),
    ]
    for person in (*residents, *officers):
        person.meets(bot)
        person.with_(bot)  # the chat is there before anybody has said a word
    told = _staffed(read_district(_example().read_text("utf-8")), officers)
    _open_groups(telegram, told, officers, bot)
    database = Database(database_url)
    migrations.upgrade(database)
    with database.writing() as connection:
        settle(connection, told, datetime.now(UTC))
    database.close()
    return residents


def _staffed(district: District, officers: list[Phone]) -> District:
    staff = [Officer(id=phone.id, name=phone.person.first_name) for phone in officers]
    first, *others = district.rooms
    rooms = [first.model_copy(update={"officers": staff}), *others]
    return district.model_copy(update={"rooms": rooms})


def _open_groups(telegram: Telegram, district: District, officers: list[Phone], bot: Bot) -> None:
    """Every room's groups, with people in those of the first room only."""
    for room in district.rooms:
        members = officers if room is district.rooms[0] else []
        titles = {room.desk_group: "日常", room.alarm_group: "报警"}
        for group, use in reversed(titles.items()):
            if group is not None:
                telegram.add_group(f"{use} · {room.name.zh_Hans}", members, bot, id=group)


def _example() -> Path:
    """The district file: from the source tree, or from where the demo is started."""
    name = "district.example.toml"
    for folder in (Path(__file__).parents[1], Path.cwd()):
        if (folder / name).is_file():
            return folder / name
    raise MendableError(f"{name} is missing: start the demo in the folder of the source.")


async def _greet(telegram: Telegram, residents: list[Phone], log: Path) -> None:
    """The residents say hello, so that their keyboards lie open; the bot is ready when it answers."""
    seats = [resident.with_(bot) for resident in residents for bot in telegram.bots.values()]
    for seat in seats:
        await seat.writes("/start")
    if not await telegram.until(lambda: all(seat.keyboard() for seat in seats) or None, READY):
        raise MendableError(f"The bot has not answered within {READY:.0f} s; {log} says why.")


def _welcome(host: str, port: int) -> None:
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - only compared
    typer.echo(f"Maple Bridge is at http://{shown}:{port}/ (Ctrl-C ends it)")
    if host == "0.0.0.0":  # noqa: S104 - only compared
        typer.echo("Anyone on the network can use it: it listens on every address.", err=True)
