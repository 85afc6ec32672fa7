"""The room behind both doors: an update is filed and committed, and only then is Telegram told.

Of an update it reads only what it needs to file it: its number, its chat, and whether it is urgent.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection

from bot import metrics
from db import alerts, inbox
from db.engine import Database, is_trouble
from db.inbox import Arrival
from locales import every_label
from locales.signs import bare
from services.clock import Clock
from services.speech import ALARM, SILENT_ALARM

log = structlog.get_logger()

ALARM_WORDS = every_label(ALARM.message) | every_label(SILENT_ALARM.message)


@dataclass(frozen=True, slots=True)
class Filing:
    """Updates that came together, and who waits for them to be kept."""

    arrivals: list[Arrival]
    kept: asyncio.Future[None]


class Door:
    """Files updates; all that have come by the time a transaction begins share its commit. `ring` is called
    after each."""

    def __init__(
        self, database: Database, clock: Clock, bot_id: int, ring: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._bot_id = bot_id
        self._ring = ring
        self._waiting: deque[Filing] = deque()
        self._filing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "door")

    async def file(self, updates: Iterable[Any]) -> None:
        """Returns when the updates are kept for good; raises what the database raised if not."""
        filing = Filing(
            [arrival(update) for update in updates], asyncio.get_running_loop().create_future()
        )
        urgent = any(one.urgent for one in filing.arrivals)
        with self._database.haste.lasting() if urgent else nullcontext():
            self._waiting.append(filing)
            if self._filing is None:
                self._filing = asyncio.create_task(self._file_all())
            await filing.kept

    async def _file_all(self) -> None:
        while self._waiting:
            done, trouble = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._keep
            )
            for filing in done:
                if filing.kept.done():  # whoever waited has given up
                    continue
                if trouble is None:
                    filing.kept.set_result(None)
                else:
                    filing.kept.set_exception(trouble)
        self._filing = None

    def _keep(self) -> tuple[list[Filing], Exception | None]:
        """Keeps all that wait, and gives who waited, and why nothing could be kept if so."""
        together: list[Filing] = []
        try:
            self._keep_together(together)
        except Exception as error:  # handed to everybody who waits for this commit
            self._collect(together)
            return together, error
        return together, None

    def _keep_together(self, together: list[Filing]) -> None:
        """All of them in one commit; one that no database takes keeps none of the others out."""
        try:
            with self._database.beside() as connection:
                self._collect(together)  # now, and not before the wait for our turn
                filed = self._file(connection, _all(together))
        except Exception as error:
            if is_trouble(error):
                raise
            for one in _all(together):
                self._keep_alone(one)
        else:
            self._tell(filed)

    def _collect(self, together: list[Filing]) -> None:
        while self._waiting:
            together.append(self._waiting.popleft())

    def _keep_alone(self, one: Arrival) -> None:
        """As it is, or else raw for the desk to set aside, or at least that it came."""
        try:
            self._commit([one])
        except Exception as error:
            if is_trouble(error):
                raise
            log.error("an update could not be filed as it is", error=type(error).__name__)
            try:
                self._commit([unreadable(one.raw, urgent=one.urgent)])
            except Exception as again:
                if is_trouble(again):
                    raise
                why = type(again).__name__
                lost = f"{one.update_id}: {len(one.raw)} signs that can't be kept: {why}"
                self._commit([unreadable(lost, urgent=one.urgent)])

    def _commit(self, arrivals: list[Arrival]) -> None:
        with self._database.beside() as connection:
            filed = self._file(connection, arrivals)
        self._tell(filed)

    def _file(self, connection: Connection, arrivals: list[Arrival]) -> list[Arrival]:
        """They are filed as this gives them: all from whoever has an open alarm is urgent."""
        pressing = alerts.living(connection, {one.chat_id for one in arrivals})
        filed = [
            Arrival(one.update_id, one.chat_id, True, one.raw)
            if one.chat_id in pressing and not one.urgent
            else one
            for one in arrivals
        ]
        inbox.file(connection, self._bot_id, filed, self._clock.now())
        return filed

    def _tell(self, filed: list[Arrival]) -> None:
        metrics.UPDATES.inc(len(filed))
        if any(one.urgent for one in filed):
            self._database.haste.filed()
        self._ring()

    def close(self) -> None:
        self._thread.shutdown(wait=True)


def _all(together: list[Filing]) -> list[Arrival]:
    return [one for filing in together for one in filing.arrivals]


def arrival(update: Any) -> Arrival:
    """What the door reads of an update, whatever its shape; raw text as ASCII, so that every
    database takes it."""
    try:
        raw = json.dumps(update)
    except RecursionError:
        return unreadable("nested too deep to be kept", urgent=_is_urgent(update))
    number = _number(update.get("update_id")) if isinstance(update, dict) else None
    if number is None:
        number = _below_zero(raw)
    return Arrival(number, _chat(update), _is_urgent(update), raw)


def unreadable(raw: str, *, urgent: bool) -> Arrival:
    """What the desk can only set aside, as it came."""
    raw = json.dumps({"unreadable": raw})
    return Arrival(_below_zero(raw), 0, urgent, raw)


def _below_zero(raw: str) -> int:
    """For what has no number: told apart by what it says; below zero, where Telegram's never are."""
    return -1 - zlib.crc32(raw.encode())


def _number(value: Any) -> int | None:
    """A whole number that a database can hold, None for anything else."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and -(2**63) <= value < 2**63 else None


def _chat(update: Any) -> int:
    for event in _events(update):
        for holder in (event, event.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and (number := _number(chat.get("id"))) is not None:
                return number
    return 0


def _is_urgent(update: Any) -> bool:
    for event in _events(update):
        text = event.get("text")
        if isinstance(text, str) and asks_for_help(text):
            return True
        press = event.get("data")
        if isinstance(press, str) and "|alerts." in press:
            return True
    return False


def asks_for_help(text: str) -> bool:
    """Whether the text may be an alarm: rather once too often than not."""
    said = bare(text)
    return said in ALARM_WORDS or said.lower().startswith("/alarm")


def _events(update: Any) -> Iterable[dict[str, Any]]:
    if isinstance(update, dict):
        yield from (event for event in update.values() if isinstance(event, dict))
