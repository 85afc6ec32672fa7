"""In which order the desk is handed what came in."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from db import inbox
from db.engine import Database
from db.inbox import Arrival
from tests.served import plan

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PRESSING, CHATTING, FLOODING = 1, 2, 3


def taken(database_url: str, *batches: list[Arrival]) -> list[tuple[int, int]]:
    """(chat, update) in the order of the desk, after these were filed one batch after another."""
    database = Database(database_url)
    with database.writing() as connection:
        for batch in batches:
            inbox.file(connection, 1, batch, NOW)
        rows = inbox.take(connection, 100)
    database.close()
    return [(row.chat_id, row.update_id) for row in rows]


def test_an_urgent_chat_goes_first_and_keeps_its_order(database_url: str) -> None:
    said = [Arrival(1, CHATTING, False, "{}"), Arrival(2, PRESSING, False, "{}")]
    pressed = [Arrival(3, PRESSING, True, "{}")]
    later = [Arrival(4, PRESSING, False, "{}")]
    order = [(PRESSING, 2), (PRESSING, 3), (PRESSING, 4), (CHATTING, 1)]
    assert taken(database_url, said, pressed, later) == order


def test_a_flood_steps_aside_and_stays_in_order(database_url: str) -> None:
    flood = [Arrival(number, FLOODING, False, "{}") for number in range(1, 31)]
    order = taken(database_url, flood, [Arrival(99, CHATTING, False, "{}")])
    assert order.index((CHATTING, 99)) == inbox.TURN
    assert [update for chat, update in order if chat == FLOODING] == list(range(1, 31))


def test_updates_of_a_chat_that_came_the_wrong_way_round_are_turned(database_url: str) -> None:
    assert taken(
        database_url, [Arrival(8, CHATTING, False, "{}")], [Arrival(7, CHATTING, False, "{}")]
    ) == [(CHATTING, 7), (CHATTING, 8)]


def test_the_same_update_is_filed_once(database_url: str) -> None:
    twice = [Arrival(5, CHATTING, False, "{}")]
    assert taken(database_url, twice, twice, twice + twice) == [(CHATTING, 5)]


def test_who_presses_without_an_end_keeps_nobody_waiting(database_url: str) -> None:
    flood = [Arrival(number, FLOODING, True, "{}") for number in range(1, 91)]
    asked = [Arrival(98, CHATTING, False, "{}")]
    order = taken(database_url, flood, asked, [Arrival(99, PRESSING, True, "{}")])
    assert order.index((PRESSING, 99)) == inbox.TURN  # an alarm is still before all that
    assert order.index((CHATTING, 98)) <= (inbox.AHEAD + 1) * inbox.TURN + 1
    assert [update for chat, update in order if chat == FLOODING] == list(range(1, 91))


def test_a_chat_that_becomes_urgent_does_so_with_all_that_waits(database_url: str) -> None:
    said = [Arrival(number, PRESSING, False, "{}") for number in range(1, 21)]
    others = [Arrival(30 + number, 100 + number, False, "{}") for number in range(20)]
    order = taken(database_url, said, others, [Arrival(29, PRESSING, True, "{}")])
    assert [update for _, update in order[:21]] == [*range(1, 21), 29]


def test_what_was_set_aside_is_counted_by_an_index(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        arrivals = [Arrival(number, 7, False, "{}") for number in range(1, 3001)]
        inbox.file(connection, 1, arrivals, NOW)
        rows = list(connection.scalars(select(inbox.inbox.c.id).order_by(inbox.inbox.c.id)))
        inbox.finish(connection, rows[:-2], NOW)
        assert inbox.park(connection, rows[-2], NOW, "KeyError")
        assert inbox.park(connection, rows[-1], NOW, "ValueError")
        aside = inbox.set_aside(connection, NOW)
        assert aside == inbox.SetAside(2, rows[-2], "KeyError")
    database.close()
    for asked in (inbox._set_aside, inbox._first_aside):
        assert "ix_inbox_parked" in plan(database_url, asked, {"since": NOW})
