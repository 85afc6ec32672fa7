"""What happened at the windows, written straight into the database: visits and walk-ins of any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Executable, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from db import residents, walk_ins
from db.bookings import DONE, bookings
from db.engine import Database
from db.residents import Resident
from db.seal import Keyring

_numbers: Iterator[int] = count(8_000_000)


def lives(connection: Connection, community: str | None = None, keys: Keyring | None = None) -> int:
    """Somebody who lives there, with a key sealed by `keys`, or by any; gives their id."""
    number, since = next(_numbers), datetime.fromisoformat("2024-01-01T00:00:00+00:00")
    key = (keys or Keyring(bytes(32))).new_key()
    resident = Resident(number, key, None, None, community, "en", True, True, since)
    residents.add(connection, resident)
    return number


def visited(
    connection: Connection, start: datetime, state: str = DONE, *, minutes: int = 20, **facts: Any
) -> None:
    """A visit at the e-bike window. `facts` are columns; `community` is its resident's, `keys` those of the
    bot that will run, `resident_id` says who it was."""
    community, keys = facts.pop("community", None), facts.pop("keys", None)
    who = facts.pop("resident_id", None) or lives(connection, community, keys)
    until = start + timedelta(minutes=minutes)
    told = {"window": "ebikes", "errand": "new_plate", "state": state, "resident_id": who}
    told |= {"start": start, "until": until, "made_at": start, "booked_at": start}
    connection.execute(insert(bookings), told | {"ended_at": until} | facts)


def walked_in(connection: Connection, at: datetime, **facts: Any) -> None:
    """Somebody came to the e-bike window without a visit."""
    told = {"window": "ebikes", "errand": "new_plate", "at": at, "officer_id": 1}
    walk_ins.add(connection, told | facts)


class _Plan(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(_Plan)
def _explained(plan: _Plan, compiler: SQLCompiler, **_: Any) -> str:
    how = "EXPLAIN QUERY PLAN" if compiler.dialect.name == "sqlite" else "EXPLAIN"
    return f"{how} {compiler.process(plan.statement)}"


def plan(database_url: str, statement: ClauseElement, told: dict[str, Any]) -> str:
    """How the engine goes about a query, now that it knows what is in the tables."""
    database = Database(database_url)
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    with database.reading() as connection:
        rows = connection.execute(_Plan(statement), told).all()
    database.close()
    return "\n".join(str(row[-1]) for row in rows)
