"""The audit trail and its head are removed together: it is noticed, an operator is told the mend, and nobody
who presses the alarm waits for that (f74)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner

from bot.cli import app, settle_district
from db import audit
from db.audit import BrokenTrailError
from db.engine import Database
from tests.town import Town


@pytest.fixture
async def robbed(town: Town) -> Town:
    """A town that has served, and whose trail somebody removed while nobody ran."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.stop()
    database = Database(town.database_url)
    with database.writing() as connection:
        for table in (audit.audit, audit.audit_head):
            connection.execute(delete(table))
    database.close()
    return town


def complaint(town: Town) -> str:
    with town.database() as connection, pytest.raises(BrokenTrailError) as broken:
        audit.verify(connection, town.keys)
    return str(broken.value)


async def test_f74_what_is_done_afterwards_is_no_new_beginning(robbed: Town) -> None:
    assert "The audit trail was removed" in complaint(robbed)
    await robbed.start()
    await robbed.officers.presses("✋ Accept")
    await robbed.officers.sees("Li Na")
    await robbed.resident.hears("Li Na")
    assert "was removed with its head" in complaint(robbed)


async def test_f74_another_import_is_none_either(robbed: Town) -> None:
    told = robbed.district().replace("Nanhu", "South Lake")
    assert settle_district(robbed.settings(), told) == []
    assert "was removed with its head" in complaint(robbed)


async def test_f74_the_doctor_says_so_with_the_mend(
    robbed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in robbed.environment().items():
        monkeypatch.setenv(name, value)
    found = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
    assert found.exit_code == 1
    assert "NO  The audit trail was removed" in found.output
    assert "keep a copy of it as it is" in found.output
