"""The migrations make the tables that the code describes, on both engines; anything else is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from db import alerts, bookings, migrations, waits, walk_ins
from db.base import metadata
from db.engine import Database
from db.migrations import WrongSchemaError


def test_the_migrations_make_what_the_code_describes(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_an_empty_database_is_refused_with_the_mend(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.sqlite3")
    with pytest.raises(WrongSchemaError, match="run `maplebridge migrate`"):
        migrations.check(database)
    migrations.upgrade(database)
    migrations.check(database)
    migrations.upgrade(database)  # a second time changes nothing
    database.close()


def test_visits_waits_and_who_walked_in_outlive_an_update(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    with database.writing() as connection:
        command.upgrade(migrations._config(connection), "0007")
        for told in (
            "residents (id, key, language, since) VALUES (7, x'00', 'en', 0)",
            "waits (resident_id, window, errand, day, made_at) VALUES (7, 'w', 'e', '2026-12-01', 0)",
            'bookings (resident_id, "window", errand, state, start, until, made_at)'
            " VALUES (7, 'w', 'e', 'booked', 0, 1, 0)",
            "walk_ins (window, errand, at, officer_id, plate) VALUES ('w', 'e', 0, 9, 'A1234')",
        ):
            connection.execute(text(f"INSERT INTO {told}"))
    migrations.upgrade(database)
    with database.reading() as connection:
        (wait,) = waits.line(connection, "w", date(2026, 12, 1))
        assert waits.line(connection, "w", date(2026, 12, 2)) == []
        (visit,) = bookings.open_at(connection, 7, "w")
        walk_in = walk_ins.find(connection, 1)
    assert (wait.day, wait.last) == ("2026-12-01", "2026-12-01")
    assert (visit.nth, visit.state) == (1, bookings.BOOKED)
    assert walk_in is not None
    assert (walk_in.plate, walk_in.community) == ("A1234", None)
    database.close()


def test_an_alarm_that_nobody_closed_has_a_clock_after_an_update(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    with database.writing() as connection:
        command.upgrade(migrations._config(connection), "0011")
        for told in (
            "residents (id, key, language, since) VALUES (7, x'00', 'en', 0)",
            "rooms (id, code, names, position) VALUES (1, 'first', '{}', 0)",
            "alerts (resident_id, room_id, state, silent, called_as, raised_at, accepted_at, arrived_at)"
            " VALUES (7, 1, 'accepted', 0, x'00', 60000000, 70000000, 80000000)",
        ):
            connection.execute(text(f"INSERT INTO {told}"))
    migrations.upgrade(database)
    with database.reading() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert (alert.due_at, alert.confirmed_at) == (alert.raised_at, alert.arrived_at)
    assert alert.rang_anew_at is None
    database.close()


def test_what_was_said_before_an_update_says_nothing_after_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    with database.writing() as connection:
        command.upgrade(migrations._config(connection), "0016")
        for told in (
            "outbox (lane, chat_id, kind, content, state, made_at) VALUES (1, 7, 'm', 'code', 'sent', 0)",
            "outbox (lane, chat_id, kind, content, state, made_at) VALUES (1, 7, 'm', 'due', 'pending', 0)",
            "inbox (bot_id, update_id, chat_id, urgent, turn, raw, state, received_at)"
            " VALUES (1, 1, 7, 0, 0, 'code', 'done', 0), (1, 2, 7, 0, 0, 'due', 'waiting', 0)",
        ):
            connection.execute(text(f"INSERT INTO {told}"))
    migrations.upgrade(database)
    with database.reading() as connection:
        said = list(connection.scalars(text("SELECT content FROM outbox ORDER BY id")))
        heard = list(connection.scalars(text("SELECT raw FROM inbox ORDER BY id")))
    assert (said, heard) == (["{}", "due"], ["", "due"])
    database.close()


def test_alarms_with_keys_of_their_own_are_not_lost_to_an_older_version(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.sqlite3")
    with database.writing() as connection:
        command.upgrade(migrations._config(connection), "0017")
        for told in (
            "residents (id, key, language, since) VALUES (7, x'00', 'en', 0)",
            "rooms (id, code, names, position) VALUES (1, 'first', '{}', 0)",
            'alerts (resident_id, room_id, state, silent, called_as, raised_at, "key")'
            " VALUES (7, 1, 'open', 0, x'00', 0, x'00')",
        ):
            connection.execute(text(f"INSERT INTO {told}"))
        with pytest.raises(NotImplementedError, match="lose names and places"):
            command.downgrade(migrations._config(connection), "0016")
        connection.execute(text('UPDATE alerts SET "key" = NULL'))
        command.downgrade(migrations._config(connection), "0016")
    with pytest.raises(WrongSchemaError, match="run `maplebridge migrate`"):
        migrations.check(database)
    database.close()


def test_a_newer_database_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongSchemaError, match="newer version"):
        migrations.check(database)
    database.close()
