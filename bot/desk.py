"""The desk: takes what came in and what is due, and writes facts, steps and messages in one
transaction. One thread, so that within the district nothing races; it waits for nothing but the
database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

import structlog
from sqlalchemy import Connection

import cards
import jobs
from bot import complaints
from bot.answers import Answers
from bot.health import Troubles
from bot.hourglass import Hourglass
from db import districts, inbox, leaders, tidings
from db.engine import Database, is_trouble
from db.leaders import DeposedError
from db.outbox import Queued
from services.clock import Clock
from services.rooms import NoDistrictError, Station, read_station
from services.turn import House, Turn
from services.work import Work

log = structlog.get_logger()

MOST = 40  # updates in one transaction
SECONDS = 0.010  # of work in one transaction: nothing waits longer behind a batch
PAUSE = 0.2  # seconds until a database in trouble is asked again

Deed = Callable[[Work], None]
Result = TypeVar("Result")


class Desk(threading.Thread):
    """Runs until stop(). `offer` gets what the sender should know after each commit; `look_round`
    is how many seconds may pass until it looks for what another process filed."""

    def __init__(
        self,
        database: Database,
        house: House,
        clock: Clock,
        epoch: int,
        troubles: Troubles,
        offer: Callable[[list[Queued]], None],
        *,
        look_round: float,
    ) -> None:
        super().__init__(name="desk", daemon=True)
        self._database = database
        self._house = house
        self._clock = clock
        self._epoch = epoch
        self._troubles = troubles
        self._offer = offer
        self._look_round = look_round
        self._orders: SimpleQueue[Deed] = SimpleQueue()
        self._bell = threading.Event()
        self._stopping = False
        self._halted = False
        self._station: Station | None = None
        self.failure: Exception | None = None  # why the thread ended, if not by stop()

    def ring(self) -> None:
        """Something came in, fell due or is to be heard."""
        self._bell.set()

    def order(self, deed: Deed) -> None:
        """A deed of the calendar, done in a transaction of its own."""
        self._orders.put(deed)
        self.ring()

    def stop(self) -> None:
        """Ends when nothing waits any more."""
        self._stopping = True
        self.ring()

    def halt(self) -> None:
        """Ends after the batch it is at; what waits is done at the next start."""
        self._halted = True
        self.stop()

    def run(self) -> None:
        hourglass = Hourglass(self._database)
        hourglass.start()
        self._answers = Answers(hourglass)
        try:
            self._recover()
            while not self._halted:
                self._bell.clear()
                if self._insist(self._round):
                    continue
                if self._stopping:
                    return
                self._bell.wait(self._insist(self._patience))
        except Exception as error:  # told to the main thread, which decides
            self.failure = error
        finally:
            hourglass.stop()

    def _insist(self, deed: Callable[[], Result]) -> Result:
        """Does it, again and again while the database is in trouble: nothing was done then."""
        while True:
            try:
                result = deed()
            except Exception as error:
                if not is_trouble(error):
                    raise
                self._station = None
                self._troubles.tell("desk", f"the database fails: {type(error).__name__}")
                if self._stopping:
                    raise
                time.sleep(PAUSE)
            else:
                self._troubles.over("desk")
                return result

    def _round(self) -> bool:
        """A batch of updates, a deed that is due, news, an order; False when there was nothing."""
        deeds = [self._batch(), self._sweep(), self._hear(), self._obey()]
        return any(deeds)

    def _patience(self) -> float:
        with self._database.reading() as connection:
            due = jobs.next_due(connection)
        if due is None:
            return self._look_round
        return min(self._look_round, max(0.0, (due - self._clock.now()).total_seconds()))

    def _turn(self, connection: Connection) -> Turn:
        leaders.confirm(connection, self._epoch)
        if self._station is None or self._station.revision != districts.revision(connection):
            self._station = read_station(connection)
        if self._station is None:
            raise NoDistrictError
        return Turn(connection, self._house, self._station, self._clock.now())

    # --- what came in ----------------------------------------------------------------------

    def _recover(self) -> None:
        """What waited when an earlier run ended: each try is counted before it is made, so that an
        update that ends the process is found out.

        Nobody was tried before: forty share a count and a commit. What was tried already goes alone,
        and its chat last, so that it keeps nobody waiting.
        """
        left = self._insist(self._left_over)
        most: dict[int, int] = {}
        for _, chat, tries in left:
            most[chat] = max(tries, most.get(chat, 0))
        fresh = [row for row, chat, _ in left if most[chat] == 0]
        tried = [row for row in left if most[row[1]] > 0]
        for start in range(0, len(fresh), MOST):
            self._claimed(fresh[start : start + MOST])
        for row, _, _ in sorted(tried, key=lambda row: most[row[1]]):
            self._claimed([row])

    def _left_over(self) -> list[tuple[int, int, int]]:
        with self._database.reading() as connection:
            return inbox.left_over(connection)

    def _claimed(self, row_ids: list[int]) -> None:
        if self._halted:
            return
        # Two deeds: a database in trouble after the claim is no try of the updates'.
        self._insist(lambda: self._claim(row_ids))
        self._insist(lambda: self._answer(row_ids))

    def _claim(self, row_ids: list[int]) -> None:
        with self._database.writing(Database.DESK) as connection:
            leaders.confirm(connection, self._epoch)
            inbox.claim(connection, row_ids)

    def _answer(self, row_ids: list[int]) -> None:
        with self._database.writing(Database.DESK) as connection:
            rows = inbox.some(connection, row_ids)
            queued = self._answers.give(self._turn(connection), rows)
        self._offer(queued)

    def _batch(self) -> bool:
        with self._database.writing(Database.DESK) as connection:
            rows = inbox.take(connection, MOST)
            if not rows:
                return False
            turn = self._turn(connection)
            queued = self._answers.give(turn, rows, time.perf_counter() + SECONDS)
        self._offer(queued)
        return True

    # --- what happens by itself ------------------------------------------------------------

    def _sweep(self) -> bool:
        with self._database.reading() as connection:
            found = jobs.find_due(connection, self._clock.now())
        if found is None:
            return False
        sweep, case = found

        def postpone(turn: Turn) -> None:
            later = turn.now + jobs.AFTER_A_FAILURE
            sweep.postpone(turn.connection, case.id, later)

        self._job(lambda work: sweep.do(work, case), otherwise=postpone)
        return True

    def _hear(self) -> bool:
        """News of messages, as much as fits: they share a commit, and no press waits behind them."""
        with self._database.reading() as connection:
            news = tidings.waiting(connection, self._clock.now())
        if not news:
            return False
        until = time.perf_counter() + SECONDS
        heard = []
        with self._database.writing(Database.DESK) as connection:
            turn = self._turn(connection)
            for tiding in news:
                if self._do(turn, partial(jobs.hear, tiding)):
                    heard.append(tiding)
                else:
                    complaints.unheard(turn, tiding)
                # A group that moved or was bound: the rest is heard by who knows of it.
                changed = turn.station.revision != districts.revision(connection)
                if changed or time.perf_counter() > until:
                    break
            tidings.taken_up(connection, heard)
            queued = turn.write()
        self._offer(queued)
        return True

    def _obey(self) -> bool:
        try:
            deed = self._orders.get_nowait()
        except Empty:
            return False
        self._job(deed)
        return True

    def _job(self, deed: Deed, *, otherwise: Callable[[Turn], None] | None = None) -> None:
        """One deed in a transaction; if it fails, `otherwise` is done instead."""
        with self._database.writing(Database.DESK) as connection:
            turn = self._turn(connection)
            if not self._do(turn, deed) and otherwise is not None:
                otherwise(turn)
            queued = turn.write()
        self._offer(queued)

    def _do(self, turn: Turn, deed: Deed) -> bool:
        """The deed, as work of its own: False when it failed, and nothing of it stays."""
        work = Work(turn)
        try:
            deed(work)
            cards.redraw(work)
            work.keep()
        except Exception as error:
            if is_trouble(error) or isinstance(error, DeposedError):
                raise
            work.drop()
            log.error("a job failed", reason=complaints.where(error))
            return False
        return True
