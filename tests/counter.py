"""A window without Telegram: what residents do there, one transaction each, at a moment that a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete

import cards
from db import bookings, conversations, districts, openings, outbox, residents, waits, windows
from db.engine import Database
from db.seal import Keyring
from services import bookings as service
from services.districts import read_district
from services.refusals import RefusedError
from services.rooms import Station, read_station, settle
from services.turn import Here, House, Turn
from services.work import Work

Result = TypeVar("Result")
ZONE = ZoneInfo("Asia/Shanghai")
EMPTIED = (
    *(windows.taken_places, waits.waits, bookings.bookings, outbox.outbox),
    *(openings.window_settings, openings.window_days),
    *(conversations.conversations, residents.residents),
)


class Counter:
    """Residents at a window. `now` is the only clock there is."""

    def __init__(self, database_url: str, district: str, now: datetime) -> None:
        self.database = Database(database_url)
        self.house = House(Keyring(bytes(32)), ZONE, "en", 1)
        self.now = now
        with self.database.writing() as connection:
            settle(connection, read_district(district), now)
            self._reads_station(connection)

    def _reads_station(self, connection: Connection) -> None:
        station = read_station(connection)
        assert station is not None
        self.station: Station = station

    def imports(self, district: str) -> None:
        """The district file was changed, and imported again."""
        with self.database.writing() as connection:
            settle(connection, read_district(district), self.now)

    def does(self, person: int, deed: Callable[[Work], Result]) -> Result:
        """Somebody does something; RefusedError when it can't be, and then nothing was changed."""
        here = Here(person, person, private=True, called=f"R{person}", tongue="en")
        return self._work(deed, here)

    def lets_do(self) -> list[int]:
        """What is due by itself happens; gives the bookings' numbers."""
        done: list[int] = []
        while True:
            with self.database.reading() as connection:
                due = bookings.due(connection, self.now)
            if due is None:
                return done
            done.append(due.id)
            self._work(lambda work, one=due: service.when_due(work, one), None)  # type: ignore[misc]

    def _work(self, deed: Callable[[Work], Result], here: Here | None) -> Result:
        with self.database.writing() as connection:
            if self.station.revision != districts.revision(connection):
                self._reads_station(connection)
            turn = Turn(connection, self.house, self.station, self.now)
            work = Work(turn, here)
            try:
                result = deed(work)
                cards.redraw(work)
            except RefusedError:
                work.drop()
                raise
            work.keep()
            turn.write()
            return result

    def empty(self) -> None:
        """Nobody was ever here."""
        with self.database.writing() as connection:
            for table in EMPTIED:
                connection.execute(delete(table))
            districts.touch(connection)
