"""The bot's process in the demo: started again whenever it ends, unless it was killed on purpose."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web

DRAIN = 8.0  # seconds the bot has to end by itself, somewhat more than it needs
PAUSE = 1.0  # seconds before a bot that ended by itself is started again


class Process:
    """The bot as an operator runs it. `tell` hears True when it starts and False when it ends."""

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
        # Its standard input is the leash: it ends when the demo is killed (bot/demo/leashed.py).
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot.demo.leashed"],
                env=self._environment,
                stdin=subprocess.PIPE,
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
            self._kill(process)
            await asyncio.to_thread(process.wait)

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """With its child: they have a session of their own."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response({"running": self._running is not None and self._is_alive()})

    async def _want(self, request: web.Request) -> web.Response:
        """Body: {"running": false} kills it without a warning, {"running": true} starts it again."""
        if (await request.json())["running"]:
            self._wanted.set()
        else:
            self._wanted.clear()
            if self._running is not None:
                self._kill(self._running)
        return web.json_response({"running": self._wanted.is_set()})

    def _is_alive(self) -> bool:
        return self._running is not None and self._running.poll() is None
