"""What is due is found along an index, however many cases there were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from db.engine import Database
from jobs import alerts, officers, unread
from jobs.sweeps import Sweep

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def asked(connection: Connection, sweep: Sweep) -> list[tuple[str, Any]]:
    """What the desk asks the database in every round for that noun."""
    statements: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
        statements.append((told[2], told[3]))

    event.listen(connection, "before_cursor_execute", listen)
    sweep.next_due(connection)
    sweep.due(connection, NOW)
    event.remove(connection, "before_cursor_execute", listen)
    return statements


@pytest.mark.parametrize(
    ("sweep", "index"),
    [
        (alerts.SWEEP, "ix_alerts_due"),
        (unread.SWEEP, "ix_unread_due"),
        (officers.SWEEP, "ix_officers_due"),
    ],
)
def test_f73_every_round_finds_what_is_due_along_an_index(
    database_url: str, sweep: Sweep, index: str
) -> None:
    database = Database(database_url)
    explain = "EXPLAIN QUERY PLAN " if database_url.startswith("sqlite") else "EXPLAIN "
    with database.writing() as connection:
        if not database_url.startswith("sqlite"):  # an empty table is read as it stands
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        statements = asked(connection, sweep)
        assert len(statements) == 2
        for statement, values in statements:
            plan = connection.exec_driver_sql(explain + statement, values).all()
            assert any(index in str(line) for line in plan), (statement, plan)
    database.close()
