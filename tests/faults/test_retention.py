"""Each table says how long it keeps what it keeps, and what is over goes: oldest first, in slices, along an
index (f70)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from db import alerts, talks, unread, windows
from db.base import metadata
from db.bookings import bookings
from db.engine import Database
from db.residents import residents
from db.retention import CASE, RETENTIONS, Retention
from db.rollups import rolled
from db.rooms import rooms
from jobs import housekeeping
from services import alerts as alarms
from services.work import Work
from tests.counter import Counter, district
from tests.served import plan

NOW = datetime(2032, 6, 1, tzinfo=UTC)
DATED = [one for one in RETENTIONS if one.over is not None]
WANG, CHEN = 7_000_001, 7_000_002


def test_f70_every_table_says_how_long_and_why() -> None:
    told = [one.table.name for one in RETENTIONS]
    assert sorted(told) == sorted(metadata.tables), "say in db/retention.py how long it is kept"
    for one in RETENTIONS:
        assert one.why
        assert (one.lasts is None) == (one.over is None), one.table.name


def test_f70_what_names_a_person_and_stays_says_who_forgets_it() -> None:
    """A table about people is dated, a part of a dated one, or one of these, whose own tests show it."""
    elsewhere = {"residents", "conversations", "inbox", "outbox", "tidings", "cards", "officers"}
    elsewhere |= {"audit", "rollups", "window_days", "window_settings", "added_errands", "groups"}
    elsewhere |= {"strange_groups"}
    parts = {column.table.name for one in DATED if one.over for column in one.over.parts}
    dated = {one.table.name for one in DATED}
    people = {"resident_id", "person_id", "officer_id", "user_id", "chat_id", "actor", "called"}
    about = {table.name for table in metadata.tables.values() if people & set(table.c.keys())}
    assert about - dated - parts - elsewhere == set()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(insert(rooms).values(id=1, code="first", names={}, position=0))
        someone = {"id": WANG, "key": b"", "language": "en", "since": NOW}
        connection.execute(insert(residents).values(someone))
    yield database
    database.close()


def row(table: Table, number: int, over: datetime) -> dict[str, Any]:
    """A row of that number that was over then."""
    visit = {"window": "w", "errand": "e"}
    rows: dict[str, dict[str, Any]] = {
        "alerts": {"resident_id": WANG, "room_id": 1, "state": alerts.CLOSED, "silent": False}
        | {"called_as": b"", "raised_at": over, "closed_at": over},
        "bookings": {"resident_id": WANG, "state": "over", "start": over, "until": over}
        | {"made_at": over, "ended_at": over, **visit},
        "waits": {"resident_id": WANG, "day": "2026-01-01", "last": "2026-01-01"}
        | {"made_at": over, "ended_at": over, **visit},
        "walk_ins": {"at": over, "officer_id": 9, **visit},
        "unread": {"chat_id": number, "parked": 1, "count": 1, "room_id": 1, "rooms": [1]}
        | {"called": [], "open_since": over, "taken_at": over},
        "invitations": {"digest": str(number), "room_id": 1, "alarms": False, "desk": False}
        | {"made_at": over, "expires_at": over},
        "hung": {"name": str(number), "times": 1, "until": over, "told": True},
    }
    return ({"id": number} if "id" in table.c else {}) | rows[table.name]


def numbers(connection: Connection, table: Table) -> list[int]:
    (key,) = table.primary_key
    return [int(one) for one in connection.scalars(select(key).order_by(key))]


@pytest.mark.parametrize("retention", DATED, ids=lambda one: one.table.name)
def test_f70_what_is_over_goes_oldest_first_and_in_slices(
    database: Database, retention: Retention
) -> None:
    assert retention.lasts is not None
    old = NOW - retention.lasts - timedelta(days=1)
    young = NOW - retention.lasts + timedelta(days=1)
    table = retention.table
    overs = {1: young, 2: old, 3: old - timedelta(days=9), 4: old - timedelta(days=3)}
    with database.writing() as connection:
        connection.execute(insert(table), [row(table, *one) for one in overs.items()])
        assert retention.tidy(connection, NOW, 2) == 2
        assert numbers(connection, table) == [1, 2]
        assert retention.tidy(connection, NOW, 2) == 1
        assert retention.tidy(connection, NOW, 2) == 0
        assert numbers(connection, table) == [1]


def test_f70_parts_of_a_case_go_with_it_and_no_others(database: Database) -> None:
    old, young = NOW - timedelta(days=366 * 5), NOW - timedelta(days=1)
    with database.writing() as connection:
        for number, over in ((1, old), (2, young)):
            connection.execute(insert(alerts.alerts).values(row(alerts.alerts, number, over)))
            connection.execute(insert(bookings).values(row(bookings, number, over)))
            said = {"alert_id": number, "chat_id": WANG, "message_id": number, "kind": "text"}
            connection.execute(insert(talks.talks).values(said | {"text": "x", "said_at": over}))
            place = {"room_id": 1, "alert_id": number, "place": number}
            connection.execute(insert(rolled).values(place))
            taken = {"window": "w", "start": over, "seat": 1, "until": over, "booking_id": number}
            connection.execute(insert(windows.taken_places).values(taken))
        for retention in RETENTIONS:
            retention.tidy(connection, NOW, 100)
        kept = [
            list(connection.scalars(select(column)))
            for column in (talks.talks.c.alert_id, rolled.c.alert_id, alerts.alerts.c.id)
        ]
        kept.append(list(connection.scalars(select(windows.taken_places.c.booking_id))))
    assert kept == [[2], [2], [2], [2]]


def test_f70_the_deed_of_the_hour_forgets_closed_alarms_and_no_open_one(database_url: str) -> None:
    counter = Counter(database_url, district())
    for person in (WANG, CHEN):
        counter.does(person, partial(alarms.raise_alert, silent=False))

    def closes(work: Work) -> None:
        closed = update(alerts.alerts).where(alerts.alerts.c.resident_id == WANG)
        work.connection.execute(closed.values(state=alerts.CLOSED, closed_at=work.now))

    counter.does(WANG, closes)
    counter.now += CASE
    counter.does(0, housekeeping.tidy)
    with counter.database.reading() as connection:
        assert numbers(connection, alerts.alerts) == [1, 2]
    counter.now += timedelta(seconds=1)
    counter.does(0, housekeeping.tidy)
    with counter.database.reading() as connection:
        assert numbers(connection, alerts.alerts) == [2]
    counter.database.close()


INDEXES = {
    "alerts": "ix_alerts_closed",
    "bookings": "ix_bookings_ended",
    "waits": "ix_waits_ended",
    "walk_ins": "ix_walk_ins_at",
    "unread": "ix_unread_taken",
    "invitations": "ix_invitations_expires",
    "hung": "ix_hung_until",
}


def test_f70_what_is_over_is_found_along_an_index(database: Database, database_url: str) -> None:
    begin = NOW - timedelta(days=3000)
    with database.writing() as connection:
        for one in DATED:
            rows = [row(one.table, n, begin + timedelta(hours=n)) for n in range(1, 3001)]
            connection.execute(insert(one.table), rows)
        assert connection.scalar(select(func.count()).select_from(unread.unread)) == 3000
    for one in DATED:
        assert one.over is not None
        told = {"before": begin + timedelta(hours=20), "most": 5}
        assert INDEXES[one.table.name] in plan(database_url, one.over.oldest(), told)
    assert set(INDEXES) == {one.table.name for one in DATED}
