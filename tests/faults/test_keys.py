"""A station has one key: with another, or with none, nothing begins, and nothing is sealed or signed."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.settings import make_key
from db import audit
from db.engine import Database
from tests.faults.operating import Operator
from tests.town import Town


@pytest.fixture
def operator(quiet_town: Town, monkeypatch: pytest.MonkeyPatch) -> Operator:
    return Operator(quiet_town, monkeypatch)


def lines(town: Town) -> int:
    """How many lines the trail has."""
    with town.database() as connection:
        return connection.scalar(select(func.count()).select_from(audit.audit)) or 0


async def knows_somebody(town: Town) -> None:
    """A resident's key was sealed."""
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.stop()


async def test_f65_a_start_with_another_key_is_refused_and_the_mend_named(
    quiet_town: Town, operator: Operator
) -> None:
    await knows_somebody(quiet_town)
    right, quiet_town.key = quiet_town.key, secrets.token_urlsafe(32)
    told = await operator.is_refused("run")
    assert "sealed with another key than MASTER_KEY: set MASTER_KEY to the old one" in told
    assert f"a backup of {operator.key_file}, in the MASTER_KEY line of an earlier .env" in told
    assert right not in told
    assert quiet_town.key not in told
    quiet_town.key = right
    await quiet_town.start()
    await quiet_town.officers.presses("✋ Accept")
    await quiet_town.resident.sees("Accepted by Li Na")


async def test_f65_before_anybody_is_known_the_trail_tells_the_key(
    quiet_town: Town, operator: Operator
) -> None:
    quiet_town.key = secrets.token_urlsafe(32)
    assert "sealed with another key" in await operator.is_refused("run")


async def test_f65_a_file_that_fits_is_named(quiet_town: Town, operator: Operator) -> None:
    operator.key_file.parent.mkdir(exist_ok=True)
    operator.key_file.write_text(quiet_town.key)
    quiet_town.key = secrets.token_urlsafe(32)
    told = await operator.is_refused("run")
    assert f"with the one in {operator.key_file}: take the MASTER_KEY line away" in told


async def test_f65_a_file_with_another_key_is_refused(quiet_town: Town, operator: Operator) -> None:
    make_key(operator.key_file)
    operator.lacks = {"MASTER_KEY"}
    told = await operator.is_refused("run")
    assert f"another key than the one in {operator.key_file}: put the old one back" in told


async def test_f65_no_key_is_made_for_a_database_in_which_something_is_sealed(
    quiet_town: Town, operator: Operator
) -> None:
    operator.lacks = {"MASTER_KEY"}
    for command in ("run", "migrate"):
        told = await operator.is_refused(command)
        assert f"MASTER_KEY is not set and {operator.key_file} is missing" in told
        assert "Put one of them back" in told
    assert not operator.key_file.exists()


async def test_f65_with_another_key_nothing_is_signed(
    quiet_town: Town, operator: Operator, tmp_path: Path
) -> None:
    await knows_somebody(quiet_town)
    quiet_town.key = secrets.token_urlsafe(32)
    before = lines(quiet_town)
    file = tmp_path / "district.toml"
    file.write_text(quiet_town.district().replace('"Wanjin"', '"Wan Jin"'), "utf-8")
    for words in (
        ("officers", "invite", "--room", "first"),
        ("officers", "bind", "--room", "first", "--for", "desk"),
        ("district", "import", str(file)),
        ("migrate",),
    ):
        assert "sealed with another key" in await operator.is_refused(*words)
    assert lines(quiet_town) == before
    doctor = await operator.types("doctor")
    assert doctor.exit_code == 1
    assert "NO  The database was sealed with another key than MASTER_KEY" in doctor.output


async def test_a_trail_that_was_changed_by_hand_is_no_wrong_key(
    quiet_town: Town, operator: Operator
) -> None:
    await knows_somebody(quiet_town)
    database = Database(quiet_town.database_url)
    with database.writing() as connection:
        connection.execute(update(audit.audit_head).values(signature="0" * 64))
    database.close()
    await quiet_town.start()
    await quiet_town.resident.writes("/alarm")
    await quiet_town.officers.sees("Pressed 2 times")
    assert "NO  The audit trail ends after line" in (await operator.types("doctor")).output


async def test_the_key_of_a_new_station_is_made_by_its_first_migration(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import precautions
    from tests.services.test_settings import load

    monkeypatch.chdir(tmp_path)
    settings = load(DATABASE_URL=database_url)
    database = Database(settings.database_url)
    for _ in range(2):  # a second time changes nothing
        precautions.begin(settings, database)
        assert len(settings.key()) == 32
    made = settings.key()
    precautions.begin(settings, database)
    assert settings.key() == made
    database.close()
