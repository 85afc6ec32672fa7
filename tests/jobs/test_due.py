"""What is due is found along an index, however many cases there were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

import jobs
from db.engine import Database
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


def plans(database_url: str, deed: Callable[[Connection], Any]) -> list[str]:
    """How the database would find what that deed asks, a text for each question."""
    database = Database(database_url)
    sqlite = database.is_sqlite
    statements: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
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
