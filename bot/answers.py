"""The desk's answers: each update goes to its conversation, in a savepoint of its own; what a
conversation can't do is tried three times and then set aside with an apology."""

from __future__ import annotations

import time
from collections.abc import Coroutine, Sequence

import structlog
from aiogram.types import CallbackQuery

import cards
import handlers
from bot import complaints
from bot.hourglass import Hourglass
from bot.updates import Readable, UnreadableError, read
from db import inbox
from db.engine import is_trouble
from db.inbox import Waiting
from db.outbox import Queued
from services.refusals import RefusedError
from services.turn import Turn
from services.work import Work

log = structlog.get_logger()

TRIES = 3  # of a conversation that fails
# Ends of the process at this update until it counts as their cause. A power cut or a kill strikes
# whatever is under way: once in twelve thousand updates the same one four times in a thousand kills.
DEATHS = 8


class Answers:
    """What the desk does with a batch of updates."""

    def __init__(self, hourglass: Hourglass) -> None:
        self._hourglass = hourglass

    def give(self, turn: Turn, rows: Sequence[Waiting], until: float | None = None) -> list[Queued]:
        """Answers these updates, as many as fit until `until` (perf_counter), and writes all of it.

        Gives the messages for the sender.
        """
        turn.look_up({row.chat_id for row in rows})
        done = self._all(turn, rows, until)
        inbox.finish(turn.connection, done, turn.now)
        return turn.write()

    def _read(self, turn: Turn, row: Waiting) -> Readable | None:
        if row.tries > DEATHS:
            complaints.park(turn, row, "it hung or ended the process")
            return None
        try:
            return read(row.raw, turn.house.language)
        except UnreadableError as reason:
            complaints.park(turn, row, str(reason))
            return None

    def _all(self, turn: Turn, rows: Sequence[Waiting], until: float | None) -> list[int]:
        done: list[int] = []
        for row in rows:
            if until is not None and done and time.perf_counter() > until:
                break
            told = self._read(turn, row)
            if told is not None and self._one(turn, row, told):
                done.append(row.id)
        return done

    def _one(self, turn: Turn, row: Waiting, told: Readable) -> bool:
        reason = ""
        for _ in range(TRIES):
            work = Work(turn, told.here)
            self._hourglass.turn(row.id)
            try:
                _at_once(handlers.converse(told.kind, told.event, work))
                cards.redraw(work)
                work.keep()
            except RefusedError as refusal:
                work.drop()
                pressed = told.event.data if isinstance(told.event, CallbackQuery) else None
                complaints.refuse(turn, told.here, refusal, pressed)
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


def _at_once(conversation: Coroutine[object, object, None]) -> None:
    """Runs it to its end. Nothing in a conversation waits: there is no event loop and no network
    at the desk, and what wants one is a mistake of ours."""
    try:
        conversation.send(None)
    except StopIteration:
        return
    conversation.close()
    raise RuntimeError("a conversation waits: at the desk it may only say, through Work")
