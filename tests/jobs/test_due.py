"""What is due, what a card is drawn from and what a health page shows is found along an index, however many
cases there were."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

import jobs
from db import cards, inbox, lanes, leases, outbox
from db.engine import Database
from db.outbox import ALARM, SENDING, Draft
from jobs import alerts, bookings, endings, groups, officers, rollups, unread
from jobs.sweeps import Sweep

NOW = datetime(2026, 11, 30, tzinfo=UTC)
INDEXES = {
    alerts.SWEEP: "ix_alerts_due",
    unread.SWEEP: "ix_unread_due",
    officers.SWEEP: "ix_officers_due",
    bookings.SWEEP: "ix_bookings_due",
    endings.SWEEP: "ix_outbox_until",
}
FEW = {groups.SWEEP, rollups.SWEEP, rollups.LISTS}  # rows there are as many as rooms


def plans(database_url: str, deed: Callable[[Connection], Any], only: str = "") -> list[str]:
    """How the database would find what that deed asks, a text for each question; of those only that
    begin so."""
    database = Database(database_url)
    sqlite = database.is_sqlite
    statements: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
        if told[2].lstrip().startswith(only):
            statements.append((told[2], told[3]))

    with database.writing() as connection:
        if not sqlite:  # an empty table is read as it stands
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        event.listen(connection, "before_cursor_execute", listen)
        deed(connection)
        event.remove(connection, "before_cursor_execute", listen)
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        found = [
            "\n".join(map(str, connection.exec_driver_sql(explain + statement, values)))
            for statement, values in statements
        ]
    database.close()
    return found


def test_f73_every_round_asks_once_what_is_due_next_along_the_indexes(database_url: str) -> None:
    (plan,) = plans(database_url, jobs.soonest)
    assert set(INDEXES) | FEW == set(jobs.SWEEPS)
    for index in INDEXES.values():
        assert index in plan


@pytest.mark.parametrize(("sweep", "index"), INDEXES.items(), ids=INDEXES.values())
def test_f73_every_round_finds_what_is_due_along_an_index(
    database_url: str, sweep: Sweep, index: str
) -> None:
    asked = plans(database_url, lambda connection: sweep.due(connection, NOW))
    assert index in asked[0]


@pytest.mark.parametrize(
    ("asks", "indexes"),
    [
        (lanes.oldest_alarm, {"ix_outbox_sending"}),
        (
            lambda connection: lanes.drains(connection, NOW),
            {"ix_outbox_sending", "ix_outbox_ended"},
        ),
        (inbox.count, {"ix_inbox_waiting"}),
        (lambda connection: outbox.waiting_after(connection, 7, 500), {"ix_outbox_pending"}),
    ],
    ids=["proof", "lanes", "updates", "look round"],
)
def test_f73_a_health_page_and_a_look_round_read_what_waits_and_not_what_was(
    database_url: str, asks: Callable[[Connection], Any], indexes: set[str]
) -> None:
    (plan,) = plans(database_url, asks)
    assert not [index for index in indexes if index not in plan]
    assert not re.search(r"SCAN (?!\w+ USING)|Seq Scan", plan)


def test_f73_the_newest_message_of_a_chat_is_found_by_its_index(database_url: str) -> None:
    def goes(connection: Connection) -> None:
        outbox.write(connection, [Draft(ALARM, 7, "card", {"text": "x"}, card="alerts 1")], NOW)
        connection.execute(outbox.outbox.update().values(state=SENDING))
        assert leases.new_on_its_way(connection, 7, 1) == "alerts 1"

    assert "ix_outbox_message" in plans(database_url, goes)[-1]


def test_f73_the_cards_of_a_case_are_found_by_their_names(database_url: str) -> None:
    def begin(connection: Connection) -> None:
        rows = [
            {"chat_id": 7, "name": f"alerts {number} again", "message_id": number, "shown": ""}
            for number in range(2000)
        ]
        connection.execute(cards.cards.insert(), rows)
        connection.execute(text("ANALYZE cards"))
        assert cards.begin_with(connection, 7, "alerts 1 ") == ["alerts 1 again"]

    plan = plans(database_url, begin, only="SELECT")[-1]
    sqlite = "(chat_id=? AND name>? AND name<?)"
    assert sqlite in plan if database_url.startswith("sqlite") else "ix_cards_name" in plan
