"""The desk's answers: each update goes to its conversation, in a savepoint of its own; what a
conversation can't do is tried three times and then set aside with an apology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import replace

import structlog
from aiogram.types import CallbackQuery

import cards
import handlers
from bot import complaints, updates
from bot.budget import Budget
from bot.hourglass import Hourglass, Suspect
from bot.updates import Readable, UnreadableError, read
from db import holds, inbox
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

    def give(
        self, turn: Turn, rows: Sequence[Waiting], budget: Budget | None = None
    ) -> list[Queued]:
        """Answers these updates, as many as fit into that time, or all of them, and writes all of it.

        Gives the messages for the sender.
        """
        chats = {row.chat_id for row in rows}
        turn.look_up(chats)
        # Whoever writes takes messages again; a group may be written in by others than us.
        turn.again += holds.release(turn.connection, [chat for chat in chats if chat > 0])
        if budget is not None:
            budget.has_begun()
        done = self._all(turn, rows, budget)
        inbox.finish(turn.connection, done, turn.now)
        return turn.write()

    def _read(self, turn: Turn, row: Waiting) -> Readable | None:
        if row.tries > DEATHS:
            complaints.park(turn, row, "it hung or ended the process")
            return None
        try:
            return read(row.raw, turn.house.language, row.received_at)
        except UnreadableError as reason:
            complaints.park(turn, row, str(reason))
            return None

    def _all(self, turn: Turn, rows: Sequence[Waiting], budget: Budget | None) -> list[int]:
        done: list[int] = []
        for run in runs(rows):
            if budget is not None and done and budget.is_over():
                break
            row = run[0]
            told = self._read(turn, row)
            if told is not None and self._one(turn, row, _so_often(told, len(run))):
                done += [one.id for one in run]
        return done

    def _one(self, turn: Turn, row: Waiting, told: Readable) -> bool:
        reason = ""
        # It is parked, and told, at the next start.
        suspect = Suspect(f"update {row.id}", lambda c, _: inbox.condemn(c, row.id))
        for _ in range(TRIES):
            work = Work(turn, told.here)
            self._hourglass.turn(suspect)
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


def runs(rows: Sequence[Waiting]) -> list[list[Waiting]]:
    """The updates in their order; the same press by the same person, again and again with nothing else
    in between, is one of them: who presses a thousand times costs the desk no thousand redraws."""
    found: list[list[Waiting]] = []
    often = {chat for chat, times in Counter(row.chat_id for row in rows).items() if times > 1}
    last: dict[int, tuple[str | None, list[Waiting]]] = {}
    for row in rows:
        pressed = updates.pressed(row.raw) if row.urgent and row.chat_id in often else None
        before, run = last.get(row.chat_id, (None, []))
        if pressed is None or pressed != before:
            run = []
            found.append(run)
        run.append(row)
        last[row.chat_id] = pressed, run
    return found


def _so_often(told: Readable, times: int) -> Readable:
    return replace(told, here=replace(told.here, times=times)) if times > 1 else told


def _at_once(conversation: Coroutine[object, object, None]) -> None:
    """Runs it to its end. Nothing in a conversation waits: there is no event loop and no network
    at the desk, and what wants one is a mistake of ours."""
    try:
        conversation.send(None)
    except StopIteration:
        return
    conversation.close()
    raise RuntimeError("a conversation waits: at the desk it may only say, through Work")
