"""What a report counts: days of the district, the three clocks, stars, rooms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from db import alerts, base, officers, residents, rooms
from db import reports as kept
from db.alerts import ACCEPTED, CLOSED, OPEN
from db.engine import Database
from db.residents import Resident
from db.rooms import Room
from db.seal import Keyring
from services import reports
from services.reports import Pace
from services.rooms import Station
from services.turn import House, Turn
from services.work import Work

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 25, 8, tzinfo=ZONE).astimezone(UTC)
NOTHING = Pace(0, 0, None)


class Desk:
    """A station with two rooms, and alarms as they are needed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.keys = Keyring(bytes(32))
        self.residents = 0
        numbers = [rooms.save_room(connection, code, {"en": code}, 0) for code in ("a", "b")]
        self.first, self.second = numbers
        values = {"name": "Li", "room_id": self.first, "on_duty": True}
        officers.save(connection, 7, values)

    def alarm(self, at: datetime, *, room: int | None = None, **facts: object) -> None:
        """An alarm raised then; of `facts` those named as clocks are seconds after it."""
        self.residents += 1
        someone = self.residents
        key = self.keys.new_key()
        known = Resident(someone, key, None, None, None, "en", True, True, at)
        residents.add(self.connection, known)
        clocks: dict[str, object] = {
            name: at + timedelta(seconds=float(str(facts.pop(name))))
            for name in ("accepted_at", "on_way_at", "arrived_at", "closed_at")
            if name in facts
        }
        state = CLOSED if "closed_at" in clocks else ACCEPTED if "accepted_at" in clocks else OPEN
        given = {
            "resident_id": someone,
            "room_id": room or self.first,
            "rooms": [room or self.first],
            "state": state,
            "silent": False,
            "called_as": b"",
            "raised_at": at,
            "open_since": at,
        }
        alerts.add(self.connection, {**given, **clocks, **facts})

    def work(self, now: datetime = NOW) -> Work:
        station = Station(
            1,
            {},
            {number: Room(number, str(number), {}, number) for number in (self.first, self.second)},
            {},
            {},
        )
        return Work(Turn(self.connection, House(self.keys, ZONE, "en", bot_id=1), station, now))


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url)
    with database.writing() as connection:
        yield Desk(connection)
    database.close()


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of November by the district's clocks."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)


def test_where_nothing_happened_there_is_nothing(desk: Desk) -> None:
    report = reports.of_day(desk.work(), DAY)
    assert (report.alarms, report.all_days, report.open, report.stars) == (0, 0, 0, None)
    assert report.paces == dict.fromkeys(reports.STANDARDS, NOTHING)
    assert report.rooms == [(desk.first, 0, 0, 0), (desk.second, 0, 0, 0)]
    assert not reports.began(desk.work(), before=NOW)


def test_a_day_goes_from_midnight_to_midnight_in_the_district(desk: Desk) -> None:
    for at in (
        local(17, 23, 59, 59),  # one day too early
        local(18, 0),
        local(23, 23, 59, 59),
        local(24, 0),
        local(24, 23, 59, 59),
        local(25, 0),  # today, when yesterday is asked for
    ):
        desk.alarm(at, accepted_at=1, closed_at=2)
    report = reports.of_day(desk.work(), DAY)
    assert [count for _, count in report.days] == [1, 0, 0, 0, 0, 1, 2]
    assert report.days[0][0] == date(2026, 11, 18)
    assert report.over
    today = reports.of_day(desk.work(), reports.today(desk.work()))
    assert [count for _, count in today.days] == [0, 0, 0, 0, 1, 2, 1]
    assert not today.over
    assert reports.began(desk.work(), before=local(18, 0))
    assert not reports.began(desk.work(), before=local(17, 23, 59, 59))


def test_the_three_clocks_against_their_standards(desk: Desk) -> None:
    at = local(24, 10)
    desk.alarm(at, accepted_at=10, on_way_at=60, closed_at=1700)
    desk.alarm(at, accepted_at=30, arrived_at=300, closed_at=1800)  # exactly is in time
    desk.alarm(at, accepted_at=31, on_way_at=301, closed_at=1801)
    desk.alarm(at, accepted_at=40, closed_at=100)  # nobody had to set out
    paces = reports.of_day(desk.work(), DAY).paces
    assert paces["signed"] == Pace(2, 4, timedelta(seconds=30.5))
    assert paces["set_out"] == Pace(2, 3, timedelta(seconds=300))
    assert paces["reported"] == Pace(3, 4, timedelta(seconds=1750))


def test_what_still_runs_counts_as_soon_as_it_is_late(desk: Desk) -> None:
    at = local(25, 7, 55)  # five minutes ago
    desk.alarm(at)
    work = desk.work(at + timedelta(seconds=30))
    assert reports.of_day(work, date(2026, 11, 25)).paces == dict.fromkeys(
        reports.STANDARDS, NOTHING
    )
    paces = reports.of_day(desk.work(at + timedelta(seconds=301)), date(2026, 11, 25)).paces
    assert paces["signed"] == Pace(0, 1, timedelta(seconds=301))
    assert paces["set_out"] == Pace(0, 1, timedelta(seconds=301))
    assert paces["reported"] == NOTHING


def test_stars_and_rooms_and_what_is_open_from_long_ago(desk: Desk) -> None:
    desk.alarm(local(2, 10))
    desk.alarm(local(20, 10), room=desk.second, accepted_at=5, closed_at=9, stars=5)
    desk.alarm(local(24, 10), accepted_at=5, closed_at=9, stars=2)
    desk.alarm(local(24, 11), accepted_at=5)
    report = reports.of_day(desk.work(), DAY)
    assert (report.stars, report.rated) == (3.5, 2)
    assert report.open == 2
    assert report.rooms == [(desk.first, 2, 2, 2), (desk.second, 0, 1, 0)]


def test_the_past_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(1, 29):
        desk.alarm(datetime(2026, 9, day, tzinfo=UTC), accepted_at=5, closed_at=9)
    desk.alarm(local(24, 10))
    counted: list[object] = []

    def read(noun: type[kept.Counted], row: Any) -> kept.Counted:
        counted.append(row)
        return base.read(noun, row)

    monkeypatch.setattr(kept, "read", read)
    assert reports.of_day(desk.work(), DAY).all_days == 1
    assert len(counted) == 2  # it stops at the first that is too old
