"""`make bench-bookings`: fifty people press the same last place at once, again and again, at two replicas
that both answer, as if no leader were there to stop one of them. One has it, and every other is told at once.
Then the month view, with a year of slots for twenty windows.

Run as: python -m bench.bookings [--races N] [--bookings N]; the last line is a JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, select

from bench import months
from bench.talk import press
from bot.answers import Answers
from bot.hourglass import Hourglass
from bot.intake.door import arrival
from cards.calendars import MINUTE, Take
from db import bookings, conversations, inbox, outbox, windows
from db.base import EPOCH
from db.engine import Database, is_trouble
from db.seal import Keyring
from services.clock import Clock
from services.districts import read_district
from services.rooms import Station, read_station, settle
from services.turn import House, Turn
from tests.databases import PostgresDatabases, SqliteFiles, postgresql

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 12, 1, 8, tzinfo=ZONE)
PLACE = datetime(2026, 12, 2, 9, tzinfo=ZONE)
CLIENTS = 50
BOT = 4_200_000_001
DISTRICT = (
    months.HEAD
    + """[[windows]]
code = "w"
room = "first"
name = { zh_Hans = "窗口", en = "Window" }
[windows.days]
2026-12-02 = "09:00-09:20"
[windows.hours]
[[errands]]
code = "e"
window = "w"
name = { zh_Hans = "业务", en = "Errand" }
"""
)


@dataclass
class Tally:
    """What the races gave. `untold`: losers who were not told by the answer to their press."""

    races: int = 0
    doubles: int = 0
    nobody: int = 0
    untold: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return self.races / self.seconds


class Replica:
    """A desk that answers half of the people, with connections and a writer's queue of its own."""

    def __init__(self, database_url: str, house: House, station: Station) -> None:
        self._database = Database(database_url)
        self._house, self._station = house, station
        self._answers = Answers(Hourglass(self._database, Clock()))

    def answer(self, rows: list[int]) -> None:
        """Answers these updates, again when the database had no time for it, as the desk does."""
        while True:
            try:
                with self._database.writing(Database.DESK) as connection:
                    turn = Turn(connection, self._house, self._station, MORNING)
                    self._answers.give(turn, inbox.some(connection, rows))
            except Exception as error:
                if not is_trouble(error):
                    raise
            else:
                return

    def close(self) -> None:
        self._database.close()


class Races:
    """One window, one place, two replicas."""

    def __init__(self, database_url: str) -> None:
        self._database = Database(database_url)
        with self._database.writing() as connection:
            settle(connection, read_district(DISTRICT), MORNING)
            station = read_station(connection)
        assert station is not None
        house = House(Keyring(bytes(32)), ZONE, "en", BOT)
        self._replicas = [Replica(database_url, house, station) for _ in range(2)]
        self._take = Take(errand="e", moment=(PLACE - EPOCH) // MINUTE, visit=0).pack()

    def run(self, count: int) -> Tally:
        tally = Tally()
        for _ in range(count):
            self._race(tally)
        return tally

    def _race(self, tally: Tally) -> None:
        presses = [press(7_000_000_000 + number, self._take) for number in range(CLIENTS)]
        with self._database.writing() as connection:
            inbox.file(connection, BOT, [arrival(one) for one in presses], MORNING)
            rows = list(connection.scalars(select(inbox.inbox.c.id)))
        start = threading.Barrier(3)

        def answer(replica: Replica, mine: list[int]) -> None:
            start.wait()
            replica.answer(mine)

        threads = [
            threading.Thread(target=answer, args=(replica, rows[number::2]))
            for number, replica in enumerate(self._replicas)
        ]
        for thread in threads:
            thread.start()
        start.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        tally.seconds += time.perf_counter() - began
        self._count(tally, {str(one["callback_query"]["id"]) for one in presses})
        self._clear()

    def _count(self, tally: Tally, queries: set[str]) -> None:
        with self._database.reading() as connection:
            have = connection.execute(select(bookings.bookings.c.resident_id)).all()
            taken = connection.execute(select(windows.taken_places)).all()
            said = connection.scalars(
                select(outbox.outbox.c.content).where(outbox.outbox.c.kind == "toast")
            )
            told = {one["query"]: one["text"] for one in map(json.loads, said)}
        tally.races += 1
        tally.doubles += max(0, len(have) - 1, len(taken) - 1)
        tally.nobody += not have
        losers = len(queries) - len(have)
        tally.untold += losers - sum(bool(text) for query, text in told.items() if query in queries)

    def _clear(self) -> None:
        with self._database.writing() as connection:
            for table in (
                *(windows.taken_places, bookings.bookings, outbox.outbox),
                *(conversations.conversations, inbox.inbox),
            ):
                connection.execute(delete(table))

    def close(self) -> None:
        for replica in self._replicas:
            replica.close()
        self._database.close()


def raced(database_url: str, count: int) -> Tally:
    """So many races for the last place."""
    races = Races(database_url)
    try:
        return races.run(count)
    finally:
        races.close()


@contextmanager
def both() -> Iterator[dict[str, Any]]:
    """Makers of a fresh database on each engine."""
    with tempfile.TemporaryDirectory(prefix="bench-bookings-") as name, postgresql() as uri:
        folder = Path(name)
        files, numbers = SqliteFiles(folder), itertools.count()

        def sqlite() -> str:
            place = folder / str(next(numbers))
            place.mkdir()
            return files.fresh(place)

        databases: PostgresDatabases = uri
        yield {"sqlite": sqlite, "postgresql": databases.fresh}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=2000)
    parser.add_argument("--bookings", type=int, default=100_000)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    figures: dict[str, Any] = {"races": 0, "doubles": 0, "untold": 0, "places_per_s": {}}
    with both() as engines:
        for name, fresh in engines.items():
            tally = raced(fresh(), asked.races)
            print(f"{name}: {tally}")
            figures["races"] += tally.races
            figures["doubles"] += tally.doubles + tally.nobody
            figures["untold"] += tally.untold
            figures["places_per_s"][name] = round(tally.per_second, 1)
        for name, fresh in engines.items():
            for size in sorted({1000, asked.bookings}):
                view = months.viewed(fresh(), size)
                print(f"{name}, {size} bookings: {view.line()}")
                figures[f"month_p99_ms_{name}_{size}"] = round(view.p99, 2)
                figures[f"month_cpu_p99_ms_{name}_{size}"] = round(view.cpu_p99, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
