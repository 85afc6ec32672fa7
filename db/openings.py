"""What officers changed about the windows in Telegram: settings, hours of single days, errands they added.
The rest stands in the district file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, String, Table, delete, insert, select

from db import districts
from db.base import metadata

window_days = Table(
    "window_days",
    metadata,
    Column("window", String(16), primary_key=True),
    Column("day", String(10), primary_key=True),  # as 2026-12-31
    Column("hours", String(128), nullable=False),  # as in the district file
    Column("officer_id", BigInteger, nullable=False),
)
window_settings = Table(
    "window_settings",
    metadata,
    Column("window", String(16), primary_key=True),
    Column("name", String(16), primary_key=True),  # as in the district file; a weekday's hours too
    Column("told", JSON, nullable=False),
    Column("officer_id", BigInteger, nullable=False),
)
added_errands = Table(
    "added_errands",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("facts", JSON, nullable=False),  # as in the district file
    Column("officer_id", BigInteger, nullable=False),
)


def days(connection: Connection) -> dict[str, dict[str, str]]:
    """Window -> day -> hours."""
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(window_days)):
        found.setdefault(row.window, {})[row.day] = row.hours
    return found


def change_day(
    connection: Connection, window: str, day: str, hours: str | None, officer_id: int
) -> None:
    """The window's hours on that day; None: as usual. Whoever remembers the station reads it again."""
    there = window_days.c.window == window, window_days.c.day == day
    connection.execute(delete(window_days).where(*there))
    if hours is not None:
        facts = {"window": window, "day": day, "hours": hours, "officer_id": officer_id}
        connection.execute(insert(window_days).values(facts))
    districts.touch(connection)


def settings(connection: Connection) -> dict[str, dict[str, Any]]:
    """Window -> setting -> what officers made of it."""
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(select(window_settings)):
        found.setdefault(row.window, {})[row.name] = row.told
    return found


def change_setting(
    connection: Connection, window: str, name: str, told: int | str | None, officer_id: int
) -> None:
    """One of the window's settings; None: as in the district file."""
    there = window_settings.c.window == window, window_settings.c.name == name
    connection.execute(delete(window_settings).where(*there))
    if told is not None:
        facts = {"window": window, "name": name, "told": told, "officer_id": officer_id}
        connection.execute(insert(window_settings).values(facts))
    districts.touch(connection)


def errands(connection: Connection) -> list[dict[str, Any]]:
    """The errands that officers added, in the district file's words."""
    found = select(added_errands.c.facts).order_by(added_errands.c.code)
    return list(connection.scalars(found))


def add_errand(connection: Connection, facts: Mapping[str, Any], officer_id: int) -> None:
    values = {"code": facts["code"], "facts": dict(facts), "officer_id": officer_id}
    connection.execute(insert(added_errands).values(values))
    districts.touch(connection)


def drop_errand(connection: Connection, code: str) -> bool:
    """False when officers added none of that code."""
    gone = connection.execute(delete(added_errands).where(added_errands.c.code == code))
    districts.touch(connection)
    return gone.rowcount == 1
