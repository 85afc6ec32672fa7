"""The demo as a whole: the page and the sandbox behind it, the cast, and the bot's process."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from contextlib import AsyncExitStack, suppress
from ipaddress import ip_address
from pathlib import Path

import typer

from bot.demo import TOKEN, cast, insight, keeping
from bot.demo.files import Files
from bot.demo.process import Process
from bot.plainly import MendableError
from db import migrations
from db.engine import Database
from sandbox import Telegram

READY = 40.0  # seconds until the bot must have answered for the first time


async def live(host: str, port: int, folder: Path, *, keep: bool) -> None:
    """Shows the page on `host` and `port` until a signal ends it.

    Each demo begins afresh, or, with `keep`, where the last one that kept on this port stood. Its
    files lie in `folder`. Raises MendableError where the page or the bot can't begin.
    """
    own_address = _address(host)
    files = Files.of(folder, port, keep=keep)
    telegram = Telegram(clock_file=files.clock)
    process = Process(
        {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": f"http://{own_address}:{port}",
            "DATABASE_URL": files.database_url,
            "UPDATES": "polling",
            "LISTEN": "127.0.0.1:0",
            "MASTER_KEY": keeping.key(files, keep=keep),
            "DEFAULT_LOCALE": "zh_Hans",
            "TIMEZONE": "Asia/Shanghai",
            "CLOCK_FILE": str(files.clock),
        },
        files.log,
        lambda running: telegram.tell({"kind": "bot", "running": running}),
    )
    database = Database(files.database_url)
    routes = [*process.routes(), *insight.routes(telegram, database)]
    _end_on_signals()
    try:
        with suppress(asyncio.CancelledError):
            async with telegram.serving(port, host, routes), AsyncExitStack() as stack:
                resumed = keep and keeping.resume(telegram, files)
                _furnish(telegram, files, database, resumed=resumed)
                if keep:
                    await stack.enter_async_context(keeping.kept(telegram, files))
                await stack.enter_async_context(process.running())
                if not await _begin(telegram, resumed=resumed):
                    raise MendableError(
                        f"The bot has not answered within {READY:.0f} s; {files.log} says why."
                    )
                _welcome(host, port, resumed=resumed)
                await asyncio.Event().wait()
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        why = "is in use" if error.errno == errno.EADDRINUSE else "can't be had"
        raise MendableError(
            f"Port {port} of {host} {why}: choose another one, as in `make demo PORT=8090`."
        ) from None
    finally:
        database.close()


def _furnish(telegram: Telegram, files: Files, database: Database, *, resumed: bool) -> None:
    if resumed:
        migrations.upgrade(database)
    else:
        files.wipe()
        cast.furnish(telegram, database)
    telegram.tell({"kind": "world"})


async def _begin(telegram: Telegram, *, resumed: bool) -> bool:
    """The bot runs and has said something; False when it did not in time."""
    if resumed:
        return bool(await telegram.until(lambda: telegram.log or None, READY))
    return await cast.greet(telegram, READY)


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


def _welcome(host: str, port: int, *, resumed: bool) -> None:
    public = host == "0.0.0.0"  # noqa: S104 - only compared
    shown = "127.0.0.1" if public else host
    typer.echo(f"Maple Bridge is at http://{shown}:{port}/ (Ctrl-C ends it)")
    if resumed:
        typer.echo("It goes on where it was ended.")
    if public:
        typer.echo("Anyone on the network can use it: it listens on every address.", err=True)
        if address := _lan_address():
            typer.echo(f"On a phone in the same network, type http://{address}:{port}/", err=True)


def _lan_address() -> str | None:
    """This machine's address where others see it; None where it has only its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            looking.connect(("192.0.2.1", 9))  # nothing is sent: it only asks for the way out
        except OSError:
            return None
        address = str(looking.getsockname()[0])
    return None if ip_address(address).is_loopback else address
