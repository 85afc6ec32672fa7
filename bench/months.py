"""The month view with a year of slots for twenty windows: how long it takes, how many queries, which plan."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event, insert, text

from cards.calendars import Month, month
from db import residents
from db.bookings import OVER, bookings
from db.engine import Database
from db.seal import Keyring
from db.windows import taken_places
from services.districts import read_district
from services.openings import DAY, midnight, slots
from services.rooms import Station, read_station, settle
from services.turn import Here, House, Turn
from services.work import Work

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2027, 1, 3, 23, tzinfo=UTC)  # a Monday morning
WINDOWS, DAYS, VIEWS = 20, 366, 400
HEAD = """
name = { zh_Hans = "派出所", en = "Station" }
communities = [{ code = "c", kind = "community", name = { zh_Hans = "社区", en = "Community" } }]
[emergency]
sms = "121100471"
[[rooms]]
code = "first"
name = { zh_Hans = "警务室", en = "Room" }
communities = ["c"]
"""
WINDOW = """
[[windows]]
code = "w{number}"
room = "first"
name = {{ zh_Hans = "窗口", en = "Window" }}
seats = 2
horizon = 60
[windows.hours]
mon = "09:00-12:00 14:00-17:00"
tue = "09:00-12:00 14:00-17:00"
wed = "09:00-12:00 14:00-17:00"
thu = "09:00-12:00 14:00-17:00"
fri = "09:00-12:00 14:00-17:00"
[[errands]]
code = "e{number}"
window = "w{number}"
name = {{ zh_Hans = "业务", en = "Errand" }}
"""


@dataclass
class View:
    """Milliseconds of each view, sorted, by the clock and of the processor; queries of the worst; the
    plan of the query."""

    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    queries: int = 0
    plan: str = ""

    @property
    def p99(self) -> float:
        return self.took[int(len(self.took) * 0.99)]

    @property
    def cpu_p99(self) -> float:
        """The same on a machine that has nothing else to do."""
        return self.worked[int(len(self.worked) * 0.99)]

    def line(self) -> str:
        middle = self.took[len(self.took) // 2]
        times = f"p50 {middle:.2f} ms, p99 {self.p99:.2f} ms (processor {self.cpu_p99:.2f} ms)"
        return f"month view {times}, {self.queries} query; {self.plan}"


def viewed(database_url: str, size: int) -> View:
    """The view of every window's months while `size` visits are booked over the year."""
    database = Database(database_url)
    told = HEAD + "".join(WINDOW.format(number=number) for number in range(WINDOWS))
    with database.writing() as connection:
        settle(connection, read_district(told), NOW)
        station = read_station(connection)
        assert station is not None
        _book(connection, station, size)
        if not database.is_sqlite:
            connection.execute(text("ANALYZE taken_places"))
    try:
        return _view(database, station)
    finally:
        database.close()


def _book(connection: Connection, station: Station, size: int) -> None:
    keys = Keyring(bytes(32))
    connection.execute(
        insert(residents.residents).values(id=1, key=keys.new_key(), language="en", since=NOW)
    )
    today = NOW.astimezone(ZONE).date()
    days = [today + DAY * number for number in range(DAYS)]
    places = [
        (window.code, begin, begin + window.step, seat)
        for window in station.windows.values()
        for day in days
        for span in slots(window, day, ZONE)
        for begin in span
        for seat in (1, 2)
    ]
    chosen = random.Random(1).sample(places, size)
    visits = [
        {
            "id": number,
            "resident_id": 1,
            "window": code,
            "errand": "e",
            "state": OVER,
            "start": begin,
            "until": until,
            "made_at": NOW,
        }
        for number, (code, begin, until, _) in enumerate(chosen, 1)
    ]
    taken = [
        {"window": code, "start": begin, "until": until, "seat": seat, "booking_id": number}
        for number, (code, begin, until, seat) in enumerate(chosen, 1)
    ]
    connection.execute(insert(bookings), visits)
    connection.execute(insert(taken_places), taken)


def _view(database: Database, station: Station) -> View:
    view = View()
    house = House(Keyring(bytes(32)), ZONE, "en", 1)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with database.reading() as connection:
        work = Work(Turn(connection, house, station, NOW), Here(1, 1, True, "R", "en"))
        work.person(1)
        for number in range(VIEWS + 20):
            errand = station.errands[f"e{number % WINDOWS}"]
            page = Month(errand=errand.code, month=2027 * 12 + number % 3, visit=0)
            asked.clear()
            began, idle = time.perf_counter(), time.thread_time()
            month(work, errand, station.windows[errand.window], page)
            if number >= 20:  # warm
                view.took.append((time.perf_counter() - began) * 1000)
                view.worked.append((time.thread_time() - idle) * 1000)
            view.queries = max(view.queries, sum(each.startswith("SELECT") for each in asked))
        view.plan = _plan(connection, database, station)
    view.took.sort()
    view.worked.sort()
    return view


def _plan(connection: Connection, database: Database, station: Station) -> str:
    begin = midnight(NOW.astimezone(ZONE).date(), ZONE)
    moments = [
        (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        for at in (begin, begin + DAY * 60)
    ]
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    asked = text(
        f"{explain} SELECT start, until, seat FROM taken_places "  # noqa: S608 - ours
        'WHERE "window" = :at AND start >= :begin AND start < :end ORDER BY start'
    )
    told = {"at": "w1", "begin": moments[0], "end": moments[1]}
    rows = connection.execute(asked, told).all()
    return " / ".join(str(row[-1]).strip() for row in rows)


__all__ = ["View", "viewed"]
