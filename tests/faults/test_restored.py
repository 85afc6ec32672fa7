"""A backup that was restored speaks to nobody until an operator says so, and then says nothing twice; a
migration that was cut off leaves all as it was."""

from __future__ import annotations

import asyncio
import os
import shutil

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.engine import make_url

from bot import witness
from bot.plainly import plainly
from bot.precautions import OtherDatabaseError
from bot.programme import Programme
from bot.witness import Beside
from db import homes, leaders, migrations, outbox
from db.base import metadata
from db.engine import Database
from db.outbox import NOTICE, Draft
from sandbox.clock import PATIENCE
from tests.faults.operating import Operator
from tests.town import Town, verbs


@pytest.fixture
def operator(quiet_town: Town, monkeypatch: pytest.MonkeyPatch) -> Operator:
    return Operator(quiet_town, monkeypatch)


class Backup:
    """All rows of a database as they were, to be put back."""

    def __init__(self, url: str) -> None:
        self._url = url
        database = Database(url)
        with database.reading() as connection:
            self._rows = {
                table: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }
        database.close()

    def restore(self) -> None:
        database = Database(self._url)
        with database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
            for table, rows in self._rows.items():
                if rows:
                    connection.execute(table.insert(), rows)
        database.close()


def has_seen(town: Town) -> None:
    """This machine notes how far the database has come, as it does all the time."""
    database = Database(town.database_url)
    witness.bear(town.settings(), database)
    database.close()


async def closed_since_the_backup(town: Town) -> Backup:
    """An alarm is open in the backup, and was closed an hour ago."""
    await town.start()
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.has_said_all()
    await town.stop()
    backup = Backup(town.database_url)
    await town.start()
    await town.officers.presses("✋ Accept", on=card)
    await town.officers.sees("Accepted by")
    await town.officers.presses("✅ Helped", on=card)
    await town.officers.sees("Closed by Li Na: ✅ Helped")
    await town.lets_pass(3600)
    await town.has_said_all()
    has_seen(town)
    await town.stop()
    return backup


def said(town: Town) -> list[int]:
    return [len(seat.screen()) for seat in (town.resident, town.officers, town.duty, town.desk)]


async def test_f67_a_restored_backup_says_nothing_until_it_is_told_to(
    quiet_town: Town, operator: Operator
) -> None:
    town = quiet_town
    backup = await closed_since_the_backup(town)
    backup.restore()
    before = said(town)
    told = await operator.is_refused("run")
    assert "The database ends at " in told
    assert "but this machine has seen it at work until " in told
    assert "run `maplebridge trust backup`" in told
    assert said(town) == before
    told = await operator.is_refused("trust", "backup")
    assert "Alarm 1, first, " in told
    assert "trust backup --ring" in told
    assert "Alarm 1, first, " in await operator.succeeds("trust", "backup", "--ring")
    await town.start()
    await town.telegram.settled(quiet=0.3)
    assert said(town) == before  # nothing that was due an hour ago is rung out
    town.moves_clock(21)
    await town.officers.hears("🔔 Alarm 1")
    with town.database() as connection:
        assert verbs(connection).count("again") == 1
        assert verbs(connection).count("trust") == 1
    await town.officers.presses("✋ Accept")
    await town.resident.sees("Accepted by Li Na")


async def test_f67_what_waited_in_a_backup_is_not_said(
    quiet_town: Town, operator: Operator
) -> None:
    """Made while Telegram did not answer: all of it was said since."""
    town = quiet_town
    await town.start()
    await town.resident.writes("/start")
    await town.resident.hears("Which language")
    with town.telegram.faults.down():
        await town.stop()
        database = Database(town.database_url)
        with database.writing() as connection:
            twice = Draft(NOTICE, town.wang.id, "message", {"text": "twice"})
            outbox.write(connection, [twice], town.now())
        database.close()
    backup = Backup(town.database_url)
    await town.start()
    await town.has_said_all()
    await town.lets_pass(60)
    has_seen(town)
    await town.stop()
    before = said(town)
    backup.restore()
    await operator.is_refused("run")
    await operator.succeeds("trust", "backup")
    await town.start()
    await town.telegram.settled(quiet=0.3)
    assert said(town) == before


async def test_f67_whoever_waited_while_the_database_was_restored_leads_nothing(
    quiet_town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    town = quiet_town
    backup = await closed_since_the_backup(town)
    standby = Programme(town.settings(), town.limits)
    backup.restore()
    before = said(town)
    with pytest.raises(ExceptionGroup) as ended:
        await asyncio.wait_for(standby.run(), PATIENCE)
    assert ended.group_contains(OtherDatabaseError, depth=1)
    with pytest.raises(BaseException, match="2"), plainly():  # as the command line shows it
        raise ended.value
    assert "maplebridge trust backup" in capfd.readouterr().err
    assert said(town) == before
    town.looks_away()


async def test_f67_a_copy_elsewhere_is_asked_what_it_is(
    quiet_town: Town, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a new machine nothing has been seen: the database itself says where it was at work."""
    town = quiet_town
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    has_seen(town)
    await town.stop()
    for seen in town.folder.rglob("*.witness"):
        seen.unlink()
    if (file := make_url(town.database_url).database) and town.database_url.startswith("sqlite"):
        town.looks_away()
        shutil.copy(file, f"{file}.copy")
        os.replace(f"{file}.copy", file)  # noqa: PTH105 - onto what is there
    else:
        monkeypatch.setattr(homes, "_NUMBER", text("SELECT 4711"))  # as a dump that was read back
    told = await operator.is_refused("run")
    assert "The database was last at work at another place" in told
    assert "`maplebridge trust move`" in told
    assert "`maplebridge trust backup`" in told
    await operator.succeeds("trust", "move")
    await town.start()
    await town.officers.presses("✋ Accept")
    await town.resident.sees("Accepted by Li Na")


async def test_f67_no_start_of_the_usual_kind_is_asked(quiet_town: Town) -> None:
    town = quiet_town
    for _ in range(3):
        await town.start()
        has_seen(town)
        await town.stop()
        has_seen(town)
    with town.database() as connection:
        reign = leaders.reign(connection)
        seen = Beside(town.settings(), connection).read()
    assert reign is not None
    assert seen is not None
    assert (reign.epoch, seen.epoch) == (3, 3)
    assert seen.seen_at <= reign.seen_at  # what is noted was kept before


async def test_f67_what_the_database_did_not_keep_is_not_noted(quiet_town: Town) -> None:
    """A full disk: the clock goes on and the database does not, so the next start is no restored backup."""
    town = quiet_town
    await town.start()
    await town.stop()
    town.moves_clock(3600)
    has_seen(town)
    await town.start()


async def test_another_database_at_the_same_place_is_named(
    quiet_town: Town, operator: Operator
) -> None:
    town = quiet_town
    empty = Backup(town.database_url)
    await town.start()
    has_seen(town)
    await town.stop()
    empty.restore()
    told = await operator.is_refused("run")
    assert "The bot was never at work with this database" in told
    (seen,) = town.folder.rglob("*.witness")
    assert str(seen) in told
    seen.unlink()
    await town.start()


# --- migrations ----------------------------------------------------------------------------


def test_f33_a_migration_that_is_cut_off_leaves_all_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last step and the commit the process dies: no step is half there."""
    database = Database(database_url)
    with database.writing() as connection:
        command.downgrade(migrations._config(connection), "0010")
    shape = _shape(database)
    upgrade = command.upgrade

    def die(config: Config, to: str) -> None:
        upgrade(config, to)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", die)
        with pytest.raises(KeyboardInterrupt):
            migrations.upgrade(database)
    assert _shape(database) == shape
    with pytest.raises(migrations.WrongSchemaError, match=r"at 0010: run `maplebridge migrate`"):
        migrations.check(database)
    migrations.upgrade(database)
    migrations.check(database)
    database.close()


def _shape(database: Database) -> dict[str, list[str]]:
    with database.reading() as connection:
        return _shape_of(connection)


def _shape_of(connection: Connection) -> dict[str, list[str]]:
    found = inspect(connection)
    return {
        name: sorted(column["name"] for column in found.get_columns(name))
        for name in found.get_table_names()
    }
