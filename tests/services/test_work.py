"""One update's work is kept or dropped as a whole."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from db import audit
from db.audit import audit as trail
from db.engine import Database
from db.seal import Keyring
from services.rooms import Station
from services.turn import House, Turn
from services.work import Work

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_what_failed_leaves_nothing_and_its_neighbours_stay(database_url: str) -> None:
    database = Database(database_url)
    house = House(Keyring(bytes(32)), UTC, "en", bot_id=1)
    station = Station(1, {"emergency": {"police": "110"}}, {}, {}, {})
    with database.writing() as connection:
        audit.begin(connection, house.keys, NOW, "import", "districts")
        turn = Turn(connection, house, station, NOW)
        for verb, well in (("first", True), ("second", False), ("third", True)):
            work = Work(turn)
            work.record(verb, "tests")
            work.send(7, verb)
            if well:
                work.keep()
            else:
                work.drop()
        queued = turn.write()
    assert len(queued) == 2
    with database.reading() as connection:
        kept = connection.scalars(select(trail.c.verb).order_by(trail.c.id)).all()
        assert kept == ["import", "first", "third"]
        assert audit.verify(connection, house.keys) == 3
    database.close()
