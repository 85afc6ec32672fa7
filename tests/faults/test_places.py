"""One place, many who want it, and nobody who keeps two desks apart: the database has the last word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bench.bookings import raced
from db import bookings, residents, windows
from db.engine import Database
from db.windows import Taken, TakenError


def test_f29_f31_of_fifty_at_two_replicas_one_has_the_place_and_all_others_are_told(
    database_url: str,
) -> None:
    tally = raced(database_url, 100)
    assert (tally.races, tally.doubles, tally.nobody, tally.untold) == (100, 0, 0, 0)


def test_f31_the_database_itself_refuses_a_place_that_is_taken(database_url: str) -> None:
    database = Database(database_url)
    at = datetime(2026, 12, 1, 1, tzinfo=UTC)
    place = Taken(at, at + timedelta(minutes=20), 1)
    values = {"window": "ebikes", "errand": "transfer", "state": "held", "start": at}
    values |= {"until": at, "made_at": at, "held_until": at}
    with database.writing() as connection:
        connection.execute(
            insert(residents.residents).values(id=1, key=b"key", language="en", since=at)
        )
        first = bookings.add(connection, values | {"resident_id": 1})
        windows.take(connection, "ebikes", first.id, [place])
        connection.execute(
            insert(residents.residents).values(id=2, key=b"key", language="en", since=at)
        )
        second = bookings.add(connection, values | {"resident_id": 2})
    with pytest.raises(TakenError), database.writing() as connection:
        windows.take(connection, "ebikes", second.id, [place])
    with pytest.raises(TakenError), database.writing() as connection:
        bookings.add(connection, values | {"resident_id": 1})
    database.close()
