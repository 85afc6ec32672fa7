"""The residents: what they chose to tell about themselves, each under a key of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from db.base import Moment, metadata, read_all

residents = Table(
    "residents",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # also their private chat
    Column("key", LargeBinary, nullable=False),
    Column("name", LargeBinary),  # sealed; what officers shall call them
    Column("phone", LargeBinary),  # sealed
    Column("community", String(32)),
    Column("language", String(16), nullable=False),
    Column("greeted", Boolean, nullable=False, server_default="0"),
    Column("reachable", Boolean, nullable=False, server_default="1"),
    Column("since", Moment, nullable=False),
    Column("consent_version", Integer),  # of the privacy notice they answered last
    Column("consented_at", Moment),  # when they agreed to it; empty: they did not, or withdrew
    Column("community_asked", Boolean, nullable=False, server_default="0"),
)


@dataclass(frozen=True, slots=True)
class Resident:
    """`name` and `phone` are sealed: Key.open() reads them. `greeted`: they chose a language."""

    id: int
    key: bytes
    name: bytes | None
    phone: bytes | None
    community: str | None
    language: str
    greeted: bool
    reachable: bool
    since: datetime
    consent_version: int | None = None
    consented_at: datetime | None = None
    community_asked: bool = False


_by_id = select(residents).where(residents.c.id.in_(bindparam("ids", expanding=True)))


def load(connection: Connection, ids: Iterable[int]) -> dict[int, Resident]:
    """Those of them who are known."""
    rows = connection.execute(_by_id, {"ids": list(ids)})
    return {resident.id: resident for resident in read_all(Resident, rows)}


def oldest_key(connection: Connection) -> bytes | None:
    """The wrapped key of whoever is known longest, None while nobody is: only the key that the station
    began with unwraps it."""
    return connection.scalar(select(residents.c.key).order_by(residents.c.since).limit(1))


# Statements are built once and get their values beside them: `.values()` costs as much again.
_adding = insert(residents)
_changing = update(residents).where(residents.c.id == bindparam("resident"))


def add(connection: Connection, resident: Resident) -> None:
    connection.execute(_adding, {name: getattr(resident, name) for name in Resident.__slots__})


def change(connection: Connection, resident_id: int, values: Mapping[str, Any]) -> None:
    connection.execute(_changing, {"resident": resident_id, **values})
