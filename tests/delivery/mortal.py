"""One run of the bot in a district where time stands still, and its death at any point.

The bot is the real one (door, desk, sender, books, queue); only threads, wall time and the line to
Telegram are replaced. At numbered points (before and after each commit and each call) it may be made
to die.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

import jobs
from bot import telegram as line
from bot.answers import Answers
from bot.books import Books
from bot.deeds import Deeds
from bot.desk import Desk
from bot.health import Troubles
from bot.hourglass import Hourglass
from bot.intake.door import Door, arrival
from bot.pacing import Limits
from bot.proof import Proof
from bot.sender import Sender
from bot.telegram import UnansweredError
from db import leaders
from db.engine import Database
from db.inbox import Arrival
from db.seal import Keyring
from sandbox import files
from sandbox.faults import Cut
from sandbox.telegram import Telegram
from services.turn import House
from tests.delivery.still import START, StillClock, StillLoop
from tests.town import TOKEN

Result = TypeVar("Result")


class Crash(BaseException):
    """The process is gone: no handler of errors may see it as one."""


class _Inline(Executor):
    """The thread of the sender's books, without a thread."""

    def submit(self, deed: Callable[..., Any], /, *args: Any, **how: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(deed(*args, **how))
        except BaseException as error:
            done.set_exception(error)
        return done


class Fragile(Database):
    """A database whose user may die right before or right after a commit."""

    def __init__(self, url: str, point: Callable[[], None]) -> None:
        super().__init__(url)
        self._point = point

    @contextmanager
    def writing(self, urgency: int = Database.REST) -> Iterator[Connection]:
        with super().writing(urgency) as connection:
            yield connection
            self._point()
        self._point()


def _sent(value: Any) -> Any:
    """A parameter as it comes out at the other end of the line."""
    if isinstance(value, line.Upload):
        return files.Upload(value.data, value.name, value.kind)
    return json.loads(json.dumps(value))


class Wire(line.Telegram):
    """The line to Telegram without a network. `listens` hears of each call before it is made."""

    def __init__(
        self,
        telegram: Telegram,
        point: Callable[[], None],
        listens: Callable[[str, dict[str, Any]], None],
    ) -> None:
        super().__init__("http://127.0.0.1", TOKEN)
        self._sandbox = telegram
        self._point = point
        self._listens = listens

    async def call(
        self, method: str, parameters: dict[str, Any] | None = None, *, wait: float = 0
    ) -> Any:
        self._point()
        told = {name: _sent(value) for name, value in (parameters or {}).items()}
        self._listens(method, told)
        try:
            async with asyncio.timeout(line.ANSWER_WITHIN + wait):
                body = await self._sandbox.call(TOKEN, method, told)
        except (Cut, TimeoutError) as error:
            raise UnansweredError(type(error).__name__) from None
        self._point()
        return line._result(int(body.get("error_code", 200)), json.dumps(body).encode())


class Bot:
    """The bot between its runs and in them: `start`, `crash`, and what happens meanwhile."""

    def __init__(
        self, url: str, telegram: Telegram, clock: StillClock, loop: StillLoop, keys: Keyring
    ) -> None:
        self.clock = clock
        self.crashes = 0
        self.calls: list[Callable[[str, dict[str, Any]], None]] = []
        self._telegram = telegram
        self._loop = loop
        account = next(iter(telegram.bots))
        self._house = House(keys, ZoneInfo("Asia/Shanghai"), "en", account)
        self._house.own_name = telegram.bots[account].username
        self.database = Fragile(url, self.point)
        self._wire = Wire(telegram, self.point, self._hear_call)
        self._updates = next(iter(telegram.bots.values())).updates
        self.limits = Limits()
        self._newest: list[Arrival] = []
        self._left: int | None = None  # points until it dies
        self._dead = False
        self._rung = False
        self._desk: Desk | None = None
        loop.set_exception_handler(self._overheard)
        self._complaints: list[BaseException] = []

    @property
    def runs(self) -> bool:
        return self._desk is not None

    def dies_in(self, points: int) -> None:
        """After that many points more it dies."""
        self._left = points

    def lives_on(self) -> None:
        """It does not die after all."""
        self._left = None

    def point(self) -> None:
        """A place where a process may end."""
        if self._left is not None and self.runs:
            self._dead |= self._left <= 0
            self._left -= 1
        if self._dead:
            raise Crash

    def start(self) -> None:
        """A process begins, and may die at once."""
        with self.database.writing() as connection:
            self._epoch = leaders.take_over(connection, self.clock.now(), self.database.name)
        self._loop.run_until_complete(self._begin())
        self._mortally(self._open)

    async def _begin(self) -> None:
        troubles = Troubles()
        books = Books(self.database, self._epoch)
        proof = Proof(self.database, self.clock, Path(), asyncio.Event())
        told = self.limits, troubles, proof, self._ring
        self._sender = Sender(books, self._wire, self.clock, *told)
        self._sender._thread = _Inline()  # type: ignore[assignment]  # no threads in a still world
        # Never started: nobody hangs where time stands still.
        hourglass = Hourglass(self.database, self.clock)
        self._desk = Desk(
            self.database,
            self._house,
            self.clock,
            self._epoch,
            troubles,
            self._sender.offer,
            look_round=1.0,
        )
        self._desk._answers, self._desk._deeds = Answers(hourglass), Deeds(hourglass)
        self._sending = asyncio.create_task(self._sender.run())

    def _open(self) -> None:
        assert self._desk is not None
        self._desk._recover()

    def stop(self) -> None:
        """A clean end: up to five seconds for what is under way."""
        self.passes(5)
        if self.runs:
            self._end()

    def _mortally(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except Crash:
            self._dead = True
        if self._dead:
            self.crashes += 1
            self._end()

    def _end(self) -> None:
        self._dead = True  # what is cancelled may write nothing any more
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.spin()
        self._desk, self._left, self._dead = None, None, False

    def close(self) -> None:
        if self.runs:
            self._end()
        self.database.close()
        self._loop.close()

    # --- what happens ----------------------------------------------------------------------

    def settles(self) -> None:
        """Everything that can happen at this moment happens."""
        while self.runs:
            self._rung = False
            self._mortally(self._round)
            if self.runs and self._sending.done():
                self._sending.result()
            if not self._rung:
                return

    def _round(self) -> None:
        assert self._desk is not None
        self._fetch()
        while self._desk._round():
            pass
        self._loop.spin()
        if self._complaints:
            raise self._complaints.pop()

    def _fetch(self) -> None:
        """As polling does: kept first, confirmed then."""
        arrivals = [arrival(item.body) for item in self._updates.items]
        if arrivals:
            self._newest = arrivals
            self._file(arrivals)
            self._updates.drop()

    def repeats(self) -> None:
        """Telegram brings the last updates once more."""
        if self.runs and self._newest:
            self._mortally(lambda: self._file(self._newest))

    def _file(self, arrivals: list[Arrival]) -> None:
        Door(self.database, self.clock, self._wire.bot_id, self._ring)._commit(arrivals)

    def passes(self, seconds: float) -> None:
        """Time goes on, and with it everything that falls due."""
        until = self.clock.at + seconds
        while True:
            self.settles()
            at = min(until, *self._next())
            if at >= until:
                break
            self.clock.at = max(at, self.clock.at + 1e-6)
        self.clock.at = max(until, self.clock.at)
        self.settles()

    def _next(self) -> Iterator[float]:
        """When something falls due."""
        yield float("inf")
        if not self.runs:
            return
        if self._loop.idle is not None:
            yield self.clock.at + self._loop.idle
        with self.database.reading() as connection:
            due = jobs.next_due(connection)
        if due is not None:
            yield (due - START) / timedelta(seconds=1)

    def does(self, deed: Coroutine[Any, Any, Result]) -> Result:
        """Something that people do and that waits for nothing."""
        return self._loop.run_until_complete(deed)

    def _ring(self) -> None:
        self._rung = True

    def _hear_call(self, method: str, parameters: dict[str, Any]) -> None:
        for hear in self.calls:
            hear(method, parameters)

    def _overheard(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None and not isinstance(error, Crash):
            self._complaints.append(error)
