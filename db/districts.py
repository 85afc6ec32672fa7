"""The district as the station described it: its name, its numbers and its waiting times."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Table, Text, insert, select, update

from db.base import RowId, metadata

districts = Table(
    "districts",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("facts", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """`facts` is the district file without its rooms; `revision` grows with each change."""

    revision: int
    facts: dict[str, Any]


def load(connection: Connection) -> Stored | None:
    row = connection.execute(select(districts)).first()
    return Stored(row.revision, json.loads(row.facts)) if row else None


_revision = select(districts.c.revision)


def revision(connection: Connection) -> int:
    """0 before the first import."""
    return connection.execute(_revision).scalar() or 0


def save(connection: Connection, facts: dict[str, Any]) -> None:
    told = json.dumps(facts, sort_keys=True)
    changed = update(districts).values(facts=told, revision=districts.c.revision + 1)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(districts).values(id=1, revision=1, facts=told))


def touch(connection: Connection) -> None:
    """Rooms or groups changed: whoever remembers them reads them again."""
    connection.execute(update(districts).values(revision=districts.c.revision + 1))
