"""What the bot can prove of itself, for those who watch it: when updates were last fetched, when a
transaction was last kept, when a message last went out. It judges nothing; the watchdog does."""

from __future__ import annotations

import asyncio
import shutil
import time
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiohttp import web

from db import lanes
from db.engine import Database
from services.clock import Clock

LOOKED_WITHIN = 2.0  # seconds that the database has to say which alarm waits
MEGABYTE = 1 << 20


class Sign(StrEnum):
    """What may be proven."""

    UPDATES = "updates"  # Telegram was asked for updates, and answered
    COMMITS = "commits"  # a transaction was kept
    MESSAGES = "messages"  # the canary arrived at Telegram
    CLOCK = "clock"  # the calendar rang


class Proof:
    """Callable from any thread. Ages are real seconds, whatever the sandbox makes of its clock."""

    def __init__(
        self, database: Database, clock: Clock, folder: Path, leads: asyncio.Event
    ) -> None:
        self._leads = leads
        self._database = database
        self._clock = clock
        self._folder = folder if folder.exists() else Path()  # with PostgreSQL it may not be
        self._seen = dict.fromkeys(Sign, time.monotonic())
        self._looked_at = clock.seconds()

    def give(self, sign: Sign) -> None:
        """It has just happened."""
        self._seen[sign] = time.monotonic()

    def unwatched(self) -> float:
        """Seconds since somebody looked, by the district's clock."""
        return self._clock.seconds() - self._looked_at

    async def page(self, _: web.Request) -> web.Response:
        """/proof: how many seconds ago each sign was given, how many the oldest alarm has waited to
        go out (null when the database does not say, 0 when none waits), free megabytes."""
        self._looked_at = self._clock.seconds()
        now = time.monotonic()
        told: dict[str, Any] = {sign: round(now - at, 1) for sign, at in self._seen.items()}
        told |= {
            "leads": self._leads.is_set(),
            "alarm": await self._alarm(),
            "free_mb": self._free(),
        }
        return web.json_response(told)

    async def _alarm(self) -> float | None:
        try:
            async with asyncio.timeout(LOOKED_WITHIN):
                oldest = await asyncio.to_thread(self._oldest)
        except Exception:  # whatever it is, the database does not say
            return None
        return 0.0 if oldest is None else (self._clock.now() - oldest).total_seconds()

    def _oldest(self) -> datetime | None:
        with self._database.reading() as connection:
            return lanes.oldest_alarm(connection)

    def _free(self) -> int:
        return shutil.disk_usage(self._folder).free // MEGABYTE
