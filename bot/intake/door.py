"""The room behind both doors: an update is filed and committed, and only then is Telegram told.

Of an update it reads only what it needs to file it: its number, its chat, and whether it is urgent.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot import metrics
from db import alerts, inbox
from db.engine import Database
from db.inbox import Arrival
from locales import every_label
from services.clock import Clock
from services.speech import ALARM, SILENT_ALARM

ALARM_WORDS = every_label(ALARM.message) | every_label(SILENT_ALARM.message)


class Door:
    """Files updates; those that arrive together share a commit. `ring` is called after each."""

    def __init__(
        self, database: Database, clock: Clock, bot_id: int, ring: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._bot_id = bot_id
        self._ring = ring
        self._waiting: list[tuple[list[Arrival], asyncio.Future[None]]] = []
        self._filing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "door")

    async def file(self, updates: Iterable[Any]) -> None:
        """Returns when the updates are kept for good; raises what the database raised if not."""
        arrivals = [arrival(update) for update in updates]
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((arrivals, kept))
        if self._filing is None:
            self._filing = asyncio.create_task(self._file_all())
        await kept

    async def _file_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            arrivals = [one for some, _ in together for one in some]
            try:
                await asyncio.get_running_loop().run_in_executor(
                    self._thread, self._commit, arrivals
                )
            except Exception as error:  # handed to everybody who waits for this commit
                for _, kept in together:
                    if not kept.done():
                        kept.set_exception(error)
            else:
                for _, kept in together:
                    if not kept.done():
                        kept.set_result(None)
        self._filing = None

    def _commit(self, arrivals: list[Arrival]) -> None:
        with self._database.writing(Database.DOOR) as connection:
            pressing = alerts.living(connection, {one.chat_id for one in arrivals})
            told = [
                Arrival(one.update_id, one.chat_id, True, one.raw)
                if one.chat_id in pressing and not one.urgent
                else one
                for one in arrivals
            ]
            inbox.file(connection, self._bot_id, told, self._clock.now())
        metrics.UPDATES.inc(len(told))
        self._ring()

    def close(self) -> None:
        self._thread.shutdown(wait=True)


def arrival(update: Any) -> Arrival:
    """What the door reads of an update, whatever its shape; raw text as ASCII, so that every
    database takes it."""
    raw = json.dumps(update)
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        # No number, so it is told apart by what it says; below zero, where Telegram's never are.
        number = -1 - zlib.crc32(raw.encode())
    return Arrival(number, _chat(update), _is_urgent(update), raw)


def _chat(update: Any) -> int:
    for event in _events(update):
        for holder in (event, event.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0


def _is_urgent(update: Any) -> bool:
    for event in _events(update):
        text = event.get("text")
        if isinstance(text, str) and (text.strip() in ALARM_WORDS or text.startswith("/alarm")):
            return True
        press = event.get("data")
        if isinstance(press, str) and "|alerts." in press:
            return True
    return False


def _events(update: Any) -> Iterable[dict[str, Any]]:
    if isinstance(update, dict):
        yield from (event for event in update.values() if isinstance(event, dict))
