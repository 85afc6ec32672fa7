"""Handlers that raise, and a database that is locked or gone: nothing is lost or half done, and nobody
is told what isn't so."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from aiogram.types import Message
from sqlalchemy import select
from sqlalchemy.engine import make_url

from db import alerts, inbox
from sandbox.people import Seat
from services import alerts as alarms
from services import residents
from services.work import Work
from tests.databases import PostgresDatabases
from tests.faults.test_intake import by_webhook, states
from tests.ports import free_port
from tests.town import SECRET, Town, built


async def health(town: Town, status: int, within: float = 10) -> dict[str, str]:
    """Waits until the health page answers so; gives the troubles it names."""
    url = f"http://{town.options['listen']}/healthz"
    async with asyncio.timeout(within), aiohttp.ClientSession() as session:
        while True:
            async with session.get(url) as answer:
                told = await answer.json()
                if answer.status == status:
                    return dict(told["troubles"])
            await asyncio.sleep(0.02)


def listening(town: Town) -> None:
    """Gives the town's bot a health page whose address is known."""
    town.options["listen"] = f"127.0.0.1:{free_port()}"


def pending(town: Town) -> list[int]:
    """The updates Telegram still holds, because the bot has not confirmed them."""
    return [item.id for item in town.bot.updates.items]


def answers(seat: Seat) -> list[str]:
    """What somebody was told so far."""
    return [seen.text for seen in seat.screen() if not seen.mine]


def presses(town: Town) -> list[int]:
    """How often each alarm that is in the database was pressed."""
    with town.database() as connection:
        return list(connection.scalars(select(alerts.alerts.c.presses)))


# --- a handler that raises -----------------------------------------------------------------


class Tripping:
    """A service that does its work and then raises, three times for one person; a fourth try would
    succeed."""

    def __init__(self, real: Any, person: int) -> None:
        self._real = real
        self._person = person
        self.tries = 0

    def __call__(self, work: Work, **how: Any) -> Any:
        done = self._real(work, **how)
        if work.here.person_id == self._person and self.tries < 3:
            self.tries += 1
            raise RuntimeError("a mistake of ours")
        return done


async def test_f06_an_alarm_that_a_mistake_keeps_from_being_handled_is_shown_raw(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tripping = Tripping(alarms.raise_alert, town.wang.id)
    monkeypatch.setattr(alarms, "raise_alert", tripping)
    await town.resident.writes("/alarm at the lake")
    await town.stranger.writes("/alarm")
    raw = await town.officers.hears("This may be an alarm")
    assert "/alarm at the lake" in raw.text
    await town.resident.hears("Sorry, something went wrong")
    await town.desk.hears("was set aside: RuntimeError")
    await town.stranger.hears("is recorded")
    assert tripping.tries == 3
    await town.until(lambda _: states(town) == [inbox.PARKED, inbox.DONE])
    assert presses(town) == [1]  # what the three tries wrote is gone
    await town.resident.writes("/alarm")
    await town.resident.hears("is recorded")
    assert presses(town) == [1, 1]


async def test_f06_words_that_a_mistake_keeps_from_being_handled_are_apologized_for(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tripping = Tripping(residents.meet, town.wang.id)
    monkeypatch.setattr(residents, "meet", tripping)
    await town.resident.writes("/start")
    await town.resident.hears("Sorry, something went wrong")
    await town.desk.hears("was set aside: RuntimeError")
    assert tripping.tries == 3
    await town.resident.writes("/start")
    await town.resident.hears("community police room")
    assert states(town) == [inbox.PARKED, inbox.DONE]
    assert not answers(town.officers)


async def _sleeps(_kind: str, _event: object, _work: Work) -> None:
    await asyncio.sleep(0)


async def _calls_telegram(_kind: str, event: Message, _work: Work) -> None:
    await event.answer("past the outbox")


@pytest.mark.parametrize("conversation", [_sleeps, _calls_telegram])
async def test_f06_a_conversation_that_waits_is_set_aside(
    town: Town, monkeypatch: pytest.MonkeyPatch, conversation: object
) -> None:
    monkeypatch.setattr("handlers.converse", conversation)
    await town.resident.writes("/start")
    await town.resident.hears("Sorry, something went wrong")
    await town.desk.hears("was set aside: RuntimeError")


# --- a database that is locked or gone -----------------------------------------------------


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another program holds what the bot wants to write."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(place.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()
    else:
        plain = place.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as holder:
            holder.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
            yield


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked database is reported after a fifth of a second."""
    monkeypatch.setattr("db.engine.BUSY_MS", 200)


@pytest.mark.usefixtures("_impatient")
async def test_f09_polling_confirms_nothing_while_the_database_is_locked(quiet_town: Town) -> None:
    town = quiet_town
    listening(town)
    await town.start()
    await health(town, 200)
    with locked(town.database_url):
        await town.resident.writes("/alarm")
        await town.stranger.writes("/alarm")
        while "door" not in await health(town, 503):
            pass
        assert len(pending(town)) == 2
        assert not answers(town.resident)
    await town.resident.hears("is recorded")
    await town.stranger.hears("is recorded")
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert pending(town) == []
    assert states(town) == [inbox.DONE] * 2
    assert presses(town) == [1, 1]


@pytest.mark.usefixtures("_impatient")
async def test_f09_a_webhook_is_told_to_come_again_while_the_database_is_locked(
    quiet_town: Town,
) -> None:
    town = quiet_town
    url = by_webhook(town)
    await town.start()
    await health(town, 200)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    with locked(town.database_url):
        await town.resident.writes("/alarm")
        body = town.bot.updates.items[0].encoded()
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, data=body) as answer,
        ):
            assert answer.status == 503
            assert int(answer.headers["Retry-After"]) > 0
        assert "door" in await health(town, 503)
        # Telegram's own try was refused too, so it keeps the update.
        assert await town.telegram.until(
            lambda: (town.bot.hook.failures or None) if town.bot.hook else None, 5
        )
        assert len(pending(town)) == 1
    town.moves_clock(6)
    await town.resident.hears("is recorded")
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert states(town) == [inbox.DONE]
    assert presses(town) == [1]


@pytest.fixture
async def postgres_town(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> AsyncIterator[Town]:
    """A quiet town on PostgreSQL."""
    async with built(postgres_databases.fresh(), tmp_path) as town:
        yield town


@contextmanager
def gone(url: str) -> Iterator[None]:
    """The server cuts every connection to that database and takes no new one."""
    place = make_url(url)
    server = place.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        switch = f"ALTER DATABASE {place.database} WITH ALLOW_CONNECTIONS "
        connection.execute((switch + "false").encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [place.database],
        )
        try:
            yield
        finally:
            connection.execute((switch + "true").encode())


async def test_f09_a_server_that_cuts_all_connections_loses_nothing(postgres_town: Town) -> None:
    town = postgres_town
    listening(town)
    await town.start()
    await health(town, 200)
    with gone(town.database_url):
        await town.resident.writes("/alarm")
        while "door" not in await health(town, 503):
            pass
        assert len(pending(town)) == 1
    await town.resident.hears("is recorded", within=10)
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert states(town) == [inbox.DONE]
    assert presses(town) == [1]
