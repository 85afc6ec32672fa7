"""What the page's tools read in the bot's own database: what is due, and how the outbox drains."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime

from aiohttp import web

import jobs
from db import lanes
from db.engine import Database
from jobs.sweeps import Coming
from sandbox import Telegram


def routes(telegram: Telegram, database: Database) -> list[web.RouteDef]:
    """Where the page asks; moments are seconds since 1970 on the sandbox's clock."""
    insight = _Insight(telegram, database)
    return [
        web.get("/demo/due", insight.due),
        web.post("/demo/due", insight.move),
        web.get("/demo/outbox", insight.outbox),
        web.get("/demo/commands", insight.commands),
    ]


class _Insight:
    def __init__(self, telegram: Telegram, database: Database) -> None:
        self._telegram = telegram
        self._clock = telegram.clock
        self._database = database

    async def due(self, _: web.Request) -> web.Response:
        """What happens by itself, soonest first: {"now", "due": [{"kind", "case", "at"}]}."""
        due = [
            {"kind": one.kind, "case": one.case, "at": one.at.timestamp()}
            for one in await asyncio.to_thread(self._coming)
        ]
        return web.json_response({"now": self._clock.now(), "due": due})

    async def move(self, _: web.Request) -> web.Response:
        """Moves the clock to the next thing that is still ahead: {"now", "moved": seconds}."""
        ahead = [
            one.at.timestamp() - self._clock.now() for one in await asyncio.to_thread(self._coming)
        ]
        moved = next((seconds for seconds in ahead if seconds > 0), 0.0)
        self._clock.move(moved)
        return web.json_response({"now": self._clock.now(), "moved": moved})

    async def outbox(self, _: web.Request) -> web.Response:
        """Each lane: {"lanes": [{"lane", "waiting", "sending", "sent", "refused", "oldest"}]}."""
        found = await asyncio.to_thread(self._lanes)
        return web.json_response({"lanes": [asdict(lane) for lane in found]})

    async def commands(self, _: web.Request) -> web.Response:
        """What the bot says it can do, whoever asks: {"commands": ["alarm", ...]}."""
        told = {
            command["command"]
            for bot in self._telegram.bots.values()
            for commands in bot.commands.values()
            for command in commands
        }
        return web.json_response({"commands": sorted(told)})

    def _coming(self) -> list[Coming]:
        with self._database.reading() as connection:
            return jobs.coming(connection)

    def _lanes(self) -> list[lanes.Lane]:
        now = datetime.fromtimestamp(self._clock.now(), UTC)
        with self._database.reading() as connection:
            return lanes.drains(connection, now)
