"""The desk's answers: each update goes to its conversation, in a savepoint of its own; what a
conversation can't do is tried three times and then set aside with an apology."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog
from aiogram import Bot, Dispatcher

import cards
from bot import complaints
from bot.hourglass import Hourglass
from bot.updates import NoNetwork, Readable, UnreadableError, read
from db import inbox
from db.engine import is_trouble
from db.inbox import Waiting
from db.outbox import Queued
from handlers import ROUTERS
from services.refusals import RefusedError
from services.work import Turn, Work

log = structlog.get_logger()

TRIES = 3


class Answers:
    """aiogram's dispatcher on an event loop of its own, without a network and without its FSM."""

    def __init__(self, token: str, hourglass: Hourglass) -> None:
        self._bot = Bot(token, session=NoNetwork())
        self._hourglass = hourglass
        self._loop = asyncio.new_event_loop()
        # Conversation steps are rows that commit with everything else, so not aiogram's.
        self._dispatcher = Dispatcher(disable_fsm=True)
        for router in ROUTERS:
            router._parent_router = None  # a router remembers the dispatcher of an earlier start
            self._dispatcher.include_router(router)

    def close(self) -> None:
        self._loop.close()

    def give(self, turn: Turn, rows: Sequence[Waiting], until: float | None = None) -> list[Queued]:
        """Answers these updates, as many as fit until `until` (perf_counter), and writes all of it.

        Gives the messages for the sender.
        """
        turn.look_up({row.chat_id for row in rows})
        done = self._loop.run_until_complete(self._all(turn, rows, until))
        inbox.finish(turn.connection, done, turn.now)
        return turn.write()

    def _read(self, turn: Turn, row: Waiting) -> Readable | None:
        if row.tries > TRIES:
            complaints.park(turn, row, "it hung or ended the process")
            return None
        try:
            return read(row.raw, self._bot, turn.house.language)
        except UnreadableError as reason:
            complaints.park(turn, row, str(reason))
            return None

    async def _all(self, turn: Turn, rows: Sequence[Waiting], until: float | None) -> list[int]:
        done: list[int] = []
        for row in rows:
            if until is not None and done and time.perf_counter() > until:
                break
            told = self._read(turn, row)
            if told is not None and await self._one(turn, row, told):
                done.append(row.id)
        return done

    async def _one(self, turn: Turn, row: Waiting, told: Readable) -> bool:
        reason = ""
        for _ in range(TRIES):
            work = Work(turn, told.here)
            self._hourglass.turn(row.id)
            try:
                await self._dispatcher.feed_update(self._bot, told.update, work=work)
                cards.redraw(work)
                work.keep()
            except RefusedError as refusal:
                work.drop()
                complaints.refuse(turn, told.here, refusal)
            except Exception as error:
                if is_trouble(error):
                    raise
                work.drop()
                reason = complaints.where(error)
                log.error("a conversation failed", update=row.id, reason=reason)
                continue
            finally:
                self._hourglass.clear()
            return True
        complaints.park(turn, row, reason, told.here)
        return False
