"""What nobody may change unnoticed or read by the way: the audit trail, and people in logs and health
pages."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, delete, text, update

from db import audit
from db.audit import BrokenTrailError
from db.engine import Database
from sandbox.clock import PATIENCE
from tests.ports import free_port
from tests.town import TOKEN, Town

TAMPERED = {
    "an edited verb": update(audit.audit).where(audit.audit.c.id == 2).values(verb="helped"),
    "an edited actor": update(audit.audit).where(audit.audit.c.id == 3).values(actor=1),
    "an edited detail": update(audit.audit).where(audit.audit.c.id == 2).values(detail="{}"),
    "a removed line": delete(audit.audit).where(audit.audit.c.id == 2),
    "a cut end": delete(audit.audit).where(audit.audit.c.id == 4),
    "a cut beginning": delete(audit.audit).where(audit.audit.c.id == 1),
    "a shorter head": update(audit.audit_head).values(lines=3),
    "no head": delete(audit.audit_head),
    "a head signed by somebody else": update(audit.audit_head).values(signature="0" * 64),
}


@pytest.fixture
async def trail(town: Town) -> Town:
    """A town with an audit trail of four lines."""
    await town.resident.writes("/alarm")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await town.officers.sees("Closed by")
    await town.stop()
    with town.database() as connection:
        assert audit.verify(connection, town.keys) == 4
    return town


async def test_f47_no_tampered_trail_verifies(trail: Town) -> None:
    for what, deed in TAMPERED.items():
        assert _noticed(trail, deed), what


async def test_f47_neither_do_lines_that_changed_places(trail: Town) -> None:
    lines = audit.audit

    def swap(connection: Connection) -> None:
        for was, now in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(lines).where(lines.c.id == was).values(id=now))

    assert _noticed(trail, swap)


def _noticed(town: Town, deed: Any) -> bool:
    """Whether the trail fails to verify after that; nothing of it stays."""
    database = Database(town.database_url)
    try:
        with database.engine.connect() as connection, connection.begin() as transaction:
            if callable(deed):
                deed(connection)
            else:
                assert connection.execute(deed).rowcount == 1
            try:
                audit.verify(connection, town.keys)
            except BrokenTrailError:
                return True
            finally:
                transaction.rollback()
    finally:
        database.close()
    return False


CANARIES = {
    "name": "Canarina Quillfeather",
    "first": "Zwitscherling",
    "phone": "13987654321",
    "words": "a-canary-in-the-stairwell",
    "latitude": "40.771177",
    "longitude": "111.663399",
    "token": TOKEN.partition(":")[2],
}


async def test_f46_no_log_and_no_health_page_names_anybody(
    quiet_town: Town, tmp_path: Path
) -> None:
    town = quiet_town
    port = free_port()
    town.options["listen"] = f"127.0.0.1:{port}"
    town.wang.person.first_name = CANARIES["first"]
    log = tmp_path / "log"
    health: list[str] = []

    async def looks() -> None:
        url = f"http://127.0.0.1:{port}/healthz"
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            health.append(await page.text())

    with log.open("wb") as out:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            env=os.environ | town.environment(),
            stdout=out,
            stderr=out,
        )
        try:
            await _through_everything(town, looks)
            bot.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(bot.wait(), PATIENCE) == 0
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()
    told = log.read_text() + "".join(health)
    assert "was set aside" in told
    assert "does not answer" in told
    assert "a conversation failed" in told
    for what, canary in CANARIES.items():
        assert canary not in told, what


async def _through_everything(town: Town, looks: Any) -> None:
    """Normal use, and what goes wrong with it."""
    wang = town.resident
    await wang.writes("/about")
    await wang.presses("✅ I agree", within=60)  # a cold start
    await wang.hears("call you")
    await wang.writes(CANARIES["name"])
    await wang.hears("phone number")
    await wang.writes(CANARIES["phone"])
    await wang.presses("⏭ Skip")
    await wang.hears("Thank you")
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    place = float(CANARIES["latitude"]), float(CANARIES["longitude"])
    await wang.presses("📍 Share where I am", place=place)
    await wang.writes(CANARIES["words"])
    await town.officers.sees(CANARIES["words"])
    await looks()
    with town.telegram.faults.fail(method="editMessageText"):
        await wang.writes(CANARIES["words"] + " again")
        await _rests(town)
        await looks()
    fault = town.telegram.faults.refuse(400, method="sendMessage", count=1, chat=town.wang.id)
    await wang.writes("/help")
    await town.telegram.until(lambda: True if fault not in town.telegram.faults.active else None, 5)
    broken = {"message": {"text": CANARIES["words"], "from": CANARIES["name"]}}
    town.telegram.inject(town.bot, broken)
    town.telegram.inject(town.bot, {"surprise": {"text": CANARIES["phone"]}})
    await town.desk.hears("was set aside")
    await _fails_in_a_conversation(town)
    await looks()


async def _rests(town: Town) -> None:
    await town.until(
        lambda c: c.execute(
            text("SELECT 1 FROM outbox WHERE state = 'pending' AND not_before IS NOT NULL")
        ).first()
    )


async def _fails_in_a_conversation(town: Town) -> None:
    """A draft that is no draft any more: the conversation fails over a person's own words."""
    database = Database(town.database_url)
    told = json.dumps({"name": [CANARIES["name"]], "phone": {CANARIES["phone"]: 1}})
    draft = town.keys.seal_draft((town.chen.id, town.chen.id), told)
    await town.stranger.writes("/about")
    await town.stranger.presses("✅ I agree")
    await town.stranger.hears("call you")
    await town.stranger.presses("⏭ Skip the name")
    await town.stranger.hears("phone number")
    with database.writing() as connection:
        connection.execute(
            text("UPDATE conversations SET draft = :draft WHERE person_id = :person"),
            {"draft": draft, "person": town.chen.id},
        )
    database.close()
    await town.stranger.writes(CANARIES["phone"])
    await town.stranger.hears("something went wrong")
