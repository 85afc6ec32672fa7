"""The desk: takes what came in and what is due, and writes facts, steps and messages in one
transaction. One thread, so that within the district nothing races; it waits for nothing but the
database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from queue import Empty, SimpleQueue
from typing import TypeVar

import structlog
from sqlalchemy import Connection

import jobs
from bot import complaints
from bot.answers import Answers
from bot.budget import Budget
from bot.deeds import Deed, Deeds
from bot.health import Troubles
from bot.hourglass import Hourglass
from bot.leftover import LeftOver
from db import districts, hung, inbox, leaders, tidings
from db.engine import Database, is_trouble
from db.outbox import Queued
from services.clock import Clock
from services.rooms import NoDistrictError, Station, read_station
from services.turn import House, Turn

log = structlog.get_logger()

MOST = 40  # updates in one transaction
PAUSE = 0.2  # seconds until a database in trouble is asked again

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
        self._left = LeftOver([])
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
        hourglass = Hourglass(self._database, self._clock)
        hourglass.start()
        self._answers, self._deeds = Answers(hourglass), Deeds(hourglass)
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
        """A batch of updates, some of those left over, a deed that is due, news, an order; False when there
        was nothing."""
        deeds = [self._batch(), self._catch_up(), self._by_itself(), self._obey()]
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
        """Finds what waited when an earlier run ended, and tells what that hung on."""
        self._left = LeftOver(self._insist(self._left_over))
        self._insist(self._tell_what_hung)

    def _left_over(self) -> list[tuple[int, int, int]]:
        with self._database.reading() as connection:
            return inbox.left_over(connection)

    def _tell_what_hung(self) -> None:
        with self._database.writing(Database.DESK) as connection:
            found = hung.untold(connection)
            if not found:
                return
            turn = self._turn(connection)
            complaints.hung(turn, found)
            queued = turn.write()
        self._offer(queued)

    def _catch_up(self, among: Collection[int] | None = None) -> bool:
        """A slice of it. Each try is counted before it is made, so that an update that ends the process
        is found out."""
        rows = self._left.next(among)
        if not rows:
            return False
        # Two deeds: a database in trouble after the claim is no try of the updates'.
        self._insist(lambda: self._claim(rows))
        self._insist(lambda: self._answer(rows))
        return True

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
        """What came in since the start; who has something left over from before is caught up with first."""
        with self._database.writing(Database.DESK) as connection:
            budget = Budget(self._database.haste)
            self._database.haste.taken()
            rows = inbox.take(connection, MOST, self._left.newest)
            behind = {row.chat_id for row in rows if self._left.holds(row.chat_id)}
            rows = [row for row in rows if row.chat_id not in behind]
            if rows:
                turn = self._turn(connection)
                queued = self._answers.give(turn, rows, budget)
        if rows:
            self._offer(queued)
        caught_up = bool(behind) and self._catch_up(behind)
        return caught_up or bool(rows)

    # --- what happens by itself ------------------------------------------------------------

    def _by_itself(self) -> bool:
        """What is due, and news of messages: one look for both."""
        with self._database.reading() as connection:
            now = self._clock.now()
            found = jobs.find_due(connection, now)
            news = tidings.waiting(connection, now)
        if found is not None:
            self._share(lambda turn, budget: self._deeds.do_due(turn, found, budget))
        if news:
            self._share(lambda turn, budget: self._deeds.hear(turn, news, budget))
        return found is not None or bool(news)

    def _share(self, deed: Callable[[Turn, Budget], None]) -> None:
        """As much of it as fits: they share a commit, and no press waits behind them."""
        with self._database.writing(Database.DESK) as connection:
            budget = Budget(self._database.haste)
            turn = self._turn(connection)
            budget.has_begun()
            deed(turn, budget)
            queued = turn.write()
        self._offer(queued)

    def _obey(self) -> bool:
        """An order of the calendar, or a slice of it: what is more than that comes after all else."""
        try:
            deed = self._orders.get_nowait()
        except Empty:
            return False
        with self._database.writing(Database.DESK) as connection:
            turn = self._turn(connection)
            more = self._deeds.obey(turn, deed)
            queued = turn.write()
        self._offer(queued)
        if more:
            self._orders.put(deed)
        return True
