"""A window without Telegram, open on Wednesday and Thursday: what residents do there, one transaction each,
at a moment that a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from tests.town import DISTRICT

Result = TypeVar("Result")
ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # a Tuesday, eight in the morning in the district
WEDNESDAY, THURSDAY = (BEGIN.astimezone(ZONE).date() + timedelta(days=each) for each in (1, 2))
DAYS = [WEDNESDAY, THURSDAY]
TIMES = [
    datetime(day.year, day.month, day.day, 9, each, tzinfo=ZONE)
    for day, each in ((WEDNESDAY, 0), (WEDNESDAY, 20), (THURSDAY, 0))
]
WINDOW = """
[[windows]]
code = "w"
room = "first"
name = { zh_Hans = "窗口", en = "Window" }
seats = 2
each = {each}
hold = 10
cut_off = 30
[windows.hours]
{hours}
[[errands]]
code = "short"
window = "w"
name = { zh_Hans = "短", en = "Short" }
[[errands]]
code = "long"
window = "w"
name = { zh_Hans = "长", en = "Long" }
minutes = 40
"""
HOURS = 'wed = "09:00-09:40"\nthu = "09:00-09:20"'
EMPTIED = (
    *(windows.taken_places, waits.waits, bookings.bookings, outbox.outbox),
    *(openings.window_settings, openings.window_days),
    *(conversations.conversations, residents.residents),
)


class Counter:
    """Residents at a window. `now` is the only clock there is, and begins on Tuesday."""

    def __init__(self, database_url: str, told: str, now: datetime = BEGIN) -> None:
        """`told` is the district file."""
        self.database = Database(database_url)
        self.house = House(Keyring(bytes(32)), ZONE, "en", 1)
        self.now = now
        with self.database.writing() as connection:
            settle(connection, read_district(told), now)
            self._reads_station(connection)

    def _reads_station(self, connection: Connection) -> None:
        station = read_station(connection)
        assert station is not None
        self.station: Station = station

    def imports(self, told: str) -> None:
        """The district file was changed, and imported again."""
        with self.database.writing() as connection:
            settle(connection, read_district(told), self.now)

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


def district(each: int = 1, hours: str = HOURS) -> str:
    """With one window, open at these hours, at which one may have so many visits."""
    text = DISTRICT.replace("{alarms}", "-1").replace("{desk}", "-2")
    for number, name in enumerate(("li", "zhao", "ma"), 101):
        text = text.replace("{" + name + "}", str(number))
    return text + WINDOW.replace("{each}", str(each)).replace("{hours}", hours)


def book(work: Work, at: datetime) -> None:
    """Who acts has a short visit then."""
    service.confirm(work, service.hold(work, "short", at).id)
