"""Who writes next: urgent first, and nobody for ever last; and how long each goes on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.budget import LONGEST, SECONDS, Budget
from db import leaders
from db.engine import Database
from db.turns import PATIENCE, Haste, Turns
from tests.databases import PostgresDatabases

START = datetime(2026, 11, 30, tzinfo=UTC)

FLOOD = PATIENCE + 6


def served(*urgencies: int) -> list[int]:
    """The places of those who waited with these urgencies, in the order in which they were served."""
    turns, order = Turns(), []

    def waits(place: int) -> None:
        with turns.taken(urgencies[place]):
            order.append(place)

    threads = [threading.Thread(target=waits, args=(place,)) for place in range(len(urgencies))]
    with turns.taken(0):
        for place, thread in enumerate(threads):
            thread.start()
            while len(turns._waiting) <= place:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    return order


def test_urgent_ones_go_first_and_then_whoever_came_first() -> None:
    assert served(2, 1, 0, 1) == [2, 1, 3, 0]


def test_f60_whoever_was_passed_over_often_goes_next_however_many_press() -> None:
    order = served(2, *[0] * FLOOD)
    assert order.index(0) == PATIENCE
    order = served(1, 2, *[0] * FLOOD)
    assert sorted((order.index(0), order.index(1))) == [PATIENCE, PATIENCE + 1]


def test_f60_the_leaders_beat_waits_for_no_turn_and_no_row(
    postgres_databases: PostgresDatabases,
) -> None:
    """While the desk works under this leader's fence; who would take over waits for it all the same."""
    url = postgres_databases.fresh()
    desk, other = Database(url), Database(url)
    with desk.writing() as connection:
        epoch = leaders.take_over(connection, START, desk.name)
    with desk.writing() as connection:
        leaders.confirm(connection, epoch)
        with desk.beside() as beating:
            leaders.beat(beating, epoch, START)
        with pytest.raises(OperationalError, match="lock timeout"), other.writing() as taking:
            leaders.take_over(taking, START, other.name)
    desk.close()
    other.close()


def test_a_closed_database_leaves_no_thread_behind(postgres_databases: PostgresDatabases) -> None:
    before = set(threading.enumerate())
    database = Database(postgres_databases.fresh())
    with database.reading():
        (looking,) = set(threading.enumerate()) - before
    database.close()
    looking.join(PATIENCE)
    assert not looking.is_alive()


def test_who_died_while_nobody_asked_is_replaced_and_who_just_answered_is_believed(
    postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking whether a connection lives costs as much as a small transaction."""
    url = postgres_databases.fresh()
    database, operator = Database(url), Database(url)
    asks, asked = psycopg.Connection.execute, []

    def ask(self: Any, query: str) -> Any:
        asked.append(query)
        return asks(self, query)

    monkeypatch.setattr("psycopg.Connection.execute", ask)

    def reads() -> int:
        """The number of the server's process that answers."""
        with database.reading() as connection:
            return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)

    first = reads()
    assert reads() == first
    assert asked == ["SELECT 1"]
    monkeypatch.setattr("db.deadlines.FRESH", 0.0)  # as if it had lain in the pool
    with operator.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    assert reads() != first
    database.close()
    operator.close()


def goes_on(beginning: float, haste: Haste, monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds for which a batch goes on that took so long to begin."""
    passed = 0.0
    monkeypatch.setattr("bot.budget.time.perf_counter", lambda: passed)
    budget = Budget(haste)
    passed = beginning
    budget.has_begun()
    while not budget.is_over():
        passed += 0.001
    return passed - beginning


@pytest.mark.parametrize("beginning", [0.001, 9.0])
def test_a_batch_works_for_a_while_when_no_alarm_is_in_a_hurry(
    beginning: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert goes_on(beginning, Haste(), monkeypatch) == pytest.approx(LONGEST, abs=0.0011)


@pytest.mark.parametrize(
    ("beginning", "hurried"), [(0.001, SECONDS), (0.030, 0.030), (9.0, LONGEST)]
)
def test_a_batch_works_at_least_as_long_as_it_took_to_begin(
    beginning: float, hurried: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    haste = Haste()
    with haste.lasting():
        took = goes_on(beginning, haste, monkeypatch)
    assert took == pytest.approx(hurried, abs=0.0011)


def test_an_alarm_is_in_a_hurry_until_the_desk_takes_it() -> None:
    haste = Haste()
    assert not haste
    with haste.lasting():
        haste.taken()  # what was filed before
        assert haste
        haste.filed()
    assert haste
    haste.taken()
    assert not haste


def test_two_alarms_in_a_hurry_are_two() -> None:
    haste = Haste()
    with haste.lasting():
        with haste.lasting():
            assert haste
        assert haste
    assert not haste
