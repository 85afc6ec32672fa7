"""The way out: brings what waits in the outbox to Telegram, alarms before everything else.

A row is leased in a committed transaction, sent, and then marked; whatever happens in between, it is
sent again and marked as a repeat rather than lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import structlog

from bot import metrics, wire
from bot.books import Books, Opening
from bot.fates import Fate, Outcome, fate_of
from bot.health import Troubles
from bot.objections import Objection, objection
from bot.pacing import Limits, Pacer
from bot.proof import Proof, Sign
from bot.queue import Queue
from bot.studio import Studio
from bot.telegram import (
    NotSentError,
    RefusedByTelegramError,
    Telegram,
    UnansweredError,
)
from db import cards
from db.engine import is_trouble
from db.leases import Leased
from db.outbox import ALARM, Queued
from jobs import canary
from services.clock import Clock

log = structlog.get_logger()

AT_ONCE = 64  # requests on their way at the same time
KEPT = 16  # of them for alarms, for days on which Telegram takes seconds for each
PAUSE = 0.2  # seconds until a database in trouble is asked again
LINGER = 0.005  # seconds that what has arrived waits for others, to share their commit
LOOK_ROUND = 2.0  # seconds between two looks for rows that another process wrote


class Sender:
    """Runs in the main loop; the database is asked in a thread of its own."""

    def __init__(
        self,
        books: Books,
        telegram: Telegram,
        clock: Clock,
        limits: Limits,
        troubles: Troubles,
        proof: Proof,
        on_tidings: Callable[[], None],
    ) -> None:
        self._books = books
        self._telegram = telegram
        self._clock = clock
        self._pacer = Pacer(limits)
        self._queue = Queue(self._pacer, clock)
        self._troubles = troubles
        self._proof = proof
        self._on_tidings = on_tidings
        self._studio = Studio()
        self._outcomes: list[Outcome] = []
        self._taken: dict[int, Queued] = {}  # what is on its way, as it stood in line
        self._lingering_until = 0.0  # of the loop's time
        self._going: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._empty = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, "books")

    def offer(self, rows: list[Queued]) -> None:
        """New rows were committed; callable from any thread."""
        if rows:
            self._loop.call_soon_threadsafe(self._take_in, rows)

    def wake(self) -> None:
        """The clock was moved: what waited for a moment may be ready."""
        self._bell.set()

    def _take_in(self, rows: list[Queued]) -> None:
        self._queue.add(rows)
        self._bell.set()

    async def emptied(self) -> None:
        """Waits until nothing is on its way or waits any more, but for chats that take nothing, and all
        of it is recorded."""
        self._empty.clear()
        self._bell.set()  # only a turn that finds nothing can tell
        await self._empty.wait()

    async def run(self) -> None:
        """Until cancelled, or DeposedError when another leader took over."""
        opening = await self._opened()
        for said in opening.said:
            ago = (self._clock.now() - said.at).total_seconds()
            self._pacer.recall(said.row, self._clock.seconds() - ago)
        self._queue.add(opening.waiting)
        looking = asyncio.create_task(self._look_round())
        try:
            while True:
                self._bell.clear()
                if self._lingers() or not await self._turn():
                    if not self._going and self._queue.is_idle():
                        self._empty.set()
                    await self._wait()
        finally:
            looking.cancel()
            self._thread.shutdown(wait=True)

    async def _opened(self) -> Opening:
        """What an earlier process left, as soon as the database says it."""
        while True:
            try:
                return await self._loop.run_in_executor(
                    self._thread, self._books.open, self._clock.now()
                )
            except Exception as error:
                if not is_trouble(error):
                    raise
                self._troubles.tell("sender", "the database does not say what waits")
                await asyncio.sleep(PAUSE)

    def _lingers(self) -> bool:
        """Whether all there is to do is to record what has arrived, and more is about to arrive."""
        next_at = self._queue.next_at()
        idle = next_at is None or next_at > self._clock.seconds()
        return idle and bool(self._going) and self._loop.time() < self._lingering_until

    async def _turn(self) -> bool:
        """Records what came back and sends what is next; False when there was neither."""
        outcomes = self._outcomes
        taken = self._queue.take(AT_ONCE - len(self._going), KEPT)
        if not outcomes and not taken:
            return False
        self._outcomes = []
        try:
            page = await self._loop.run_in_executor(
                self._thread,
                partial(
                    self._books.turn,
                    outcomes,
                    [row.id for row, _ in taken],
                    self._clock.now(),
                    rings=any(row.lane == ALARM for row, _ in taken),
                ),
            )
        except Exception as error:
            if not is_trouble(error):
                raise
            # Nothing was recorded: the outcomes are kept and the rows stand in line again.
            self._outcomes = outcomes + self._outcomes
            for row, at in taken:
                self._queue.add([row])
                self._stays(row, at)
            self._troubles.tell("sender", "the database does not take what was sent")
            await asyncio.sleep(PAUSE)
            return True
        self._troubles.over("sender")
        for outcome in outcomes:
            metrics.MESSAGES.labels(outcome.fate.name.lower()).inc()
            self._queue.back(self._taken.pop(outcome.row.id))
        self._queue.add(page.waiting)
        self._start(taken, page.leased)
        if page.news:
            self._on_tidings()
        return True

    def _start(self, taken: list[tuple[Queued, float]], leased: list[Leased]) -> None:
        rows = {row.id: row for row in leased}
        for queued, at in taken:
            row = rows.get(queued.id)
            if row is None:  # ended meanwhile, or taken by another leader
                self._stays(queued, at)
                continue
            self._taken[row.id] = queued
            for _ in row.content.get("copy", ())[1:]:  # each piece of an album is a message
                self._pacer.recall(queued, at)
            going = asyncio.create_task(self._deliver(row, at))
            self._going.add(going)
            going.add_done_callback(self._arrived)

    def _stays(self, row: Queued, at: float) -> None:
        self._queue.refund(row, at)
        self._queue.back(row)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._going.discard(task)
        self._bell.set()
        if len(self._outcomes) == 1:
            self._lingering_until = self._loop.time() + LINGER

    async def _wait(self) -> None:
        at = self._queue.next_at()
        # As much is on its way as may be: only what arrives, or a new alarm, changes that.
        crowded = len(self._going) >= AT_ONCE - KEPT
        shortest = 0.05 if crowded else 0.001
        seconds = None if at is None else max(shortest, at - self._clock.seconds())
        if self._outcomes:
            left = max(0.0, self._lingering_until - self._loop.time())
            seconds = left if seconds is None else min(seconds, left)
        # Not wait_for: in Python 3.11 it may swallow a cancellation that meets the bell.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()

    async def _look_round(self) -> None:
        while True:
            await asyncio.sleep(LOOK_ROUND)
            try:
                rows = await self._loop.run_in_executor(None, self._books.missed)
            except Exception as error:
                if not is_trouble(error):
                    raise
                continue
            self._take_in(rows)

    async def _deliver(self, row: Leased, at: float) -> None:
        early = at - self._clock.seconds()
        if early > 0:
            await asyncio.sleep(early)
        shown = cards.digest(row.content) if row.card is not None else ""
        if row.card is not None and row.shown == shown:
            self._queue.refund(self._taken[row.id], at)
            self._outcomes.append(Outcome(row, Fate.ARRIVED, row.message_id, shown))
            return
        try:
            row = await self._studio.drawn(row)
            message_id = await self._call(row, wire.request(row))
        except RefusedByTelegramError as refusal:
            if refusal.code != 429:
                self._queue.refund(self._taken[row.id], at)
            self._outcomes.append(self._refused(row, refusal))
        except NotSentError as trouble:
            self._queue.refund(self._taken[row.id], at)
            self._silence(row, Fate.LATER, trouble)
        except UnansweredError as trouble:
            self._silence(row, Fate.UNKNOWN, trouble)
        except Exception as error:  # our own mistake must not keep the chat waiting for ever
            log.error("a message failed", row=row.id, error=type(error).__name__)
            fate = fate_of(row, Objection.UNKNOWN)
            self._outcomes.append(Outcome(row, fate, reason=type(error).__name__))
        else:
            self._troubles.over("Telegram")
            if self._pacer.passed(self._taken[row.id], at):
                self._queue.rouse()
            if row.card == canary.CARD:
                self._proof.give(Sign.MESSAGES)
            self._outcomes.append(Outcome(row, Fate.ARRIVED, message_id, shown))

    def _silence(self, row: Leased, fate: Fate, trouble: Exception) -> None:
        self._troubles.tell("Telegram", "does not answer")
        self._outcomes.append(Outcome(row, fate, reason=str(trouble)))

    async def _call(self, row: Leased, asked: wire.Request) -> int | None:
        """The message's id. What Telegram does not take so is said in another way, if there is one."""
        try:
            result = await self._telegram.call(*asked)
        except RefusedByTelegramError as refusal:
            about = objection(refusal)
            if about is Objection.SAME:
                return row.message_id
            other = wire.otherwise(row, asked, about)
            if other is None:
                raise
            return await self._call(*other)
        if row.kind == "ask":
            wire.check(row, result)
        return wire.number(asked[0], result) or row.message_id

    def _refused(self, row: Leased, refusal: RefusedByTelegramError) -> Outcome:
        about = objection(refusal)
        reason = f"{refusal.code} {refusal.description}"
        if about is Objection.PACE:
            wait = float(refusal.retry_after or 1)
            self._pacer.hold(self._taken[row.id], self._clock.seconds(), wait)
            return Outcome(row, Fate.LATER, again_in=wait, reason=reason)
        if about is Objection.TOKEN:
            self._troubles.tell("Telegram", "does not accept BOT_TOKEN")
        elif about is Objection.UNKNOWN:
            log.warning("an unknown refusal", row=row.id, code=refusal.code)
        fate = fate_of(row, about)
        return Outcome(row, fate, successor=refusal.migrate_to, reason=reason)
