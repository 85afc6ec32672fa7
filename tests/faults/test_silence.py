"""A database that falls silent or takes no writing: said within seconds, nothing is lost, and all goes on by
itself when it is back."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from sandbox.clock import PATIENCE
from tests.databases import PostgresDatabases
from tests.faults.test_intake import alarm_update, by_webhook
from tests.faults.test_trouble import health, listening, presses
from tests.town import SECRET, Town, built

TOLD_WITHIN = 5.0  # seconds


class Between:
    """Somebody between the bot and its server, who confirms every packet and may pass none of them on."""

    def __init__(self) -> None:
        self._speaks = threading.Event()
        self._speaks.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []

    def falls_silent(self) -> None:
        self._speaks.clear()

    def speaks(self) -> None:
        self._speaks.set()

    def leads_to(self, server: URL) -> str:
        """The address that leads there through here."""
        path = f"{server.query['host']}/.s.PGSQL.5432"
        threading.Thread(target=self._meet, args=(path,), daemon=True).start()
        through = server.set(host="127.0.0.1", port=self._door.getsockname()[1], query={})
        return through.render_as_string(hide_password=False)

    def leaves(self) -> None:
        self._door.close()
        self.speaks()
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _meet(self, path: str) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:  # it has left
                return
            there = socket.socket(socket.AF_UNIX)
            there.connect(path)
            self._lines += here, there
            for ends in ((here, there), (there, here)):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, reader: socket.socket, writer: socket.socket) -> None:
        with suppress(OSError):
            while said := reader.recv(65536):
                self._speaks.wait()
                writer.sendall(said)
            writer.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def between() -> Iterator[Between]:
    between = Between()
    yield between
    between.leaves()


@pytest.fixture
async def far_town(
    postgres_databases: PostgresDatabases, between: Between, tmp_path: Path
) -> AsyncIterator[Town]:
    """A town whose bot reaches its database through somebody."""
    near = postgres_databases.fresh()
    async with built(near, tmp_path) as town:
        town.options["database_url"] = between.leads_to(make_url(near))
        yield town
        between.speaks()


async def test_f63_a_database_that_falls_silent_is_told_within_seconds_and_goes_on(
    far_town: Town, between: Between
) -> None:
    town = far_town
    url = by_webhook(town)
    town.wang.meets(town.bot)
    await town.start()
    await health(town, 200)
    between.falls_silent()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post() -> int:
            async with session.post(url, data=alarm_update(town, 7)) as answer:
                return answer.status

        async with asyncio.timeout(TOLD_WITHIN):
            assert await post() == 503
        await health(town, 503, within=TOLD_WITHIN)
        between.speaks()
        async with asyncio.timeout(PATIENCE):
            while await post() == 503:  # as Telegram does
                pass
    await health(town, 200, within=20)
    await town.officers.hears("Alarm 1")
    await town.has_said_all()
    assert presses(town) == [1]


async def test_f64_a_server_that_takes_no_writing_ends_no_process_and_loses_nothing(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    """As while it fails over."""
    url = make_url(postgres_databases.fresh())
    async with built(url.render_as_string(hide_password=False), tmp_path) as town:
        listening(town)
        await town.start()
        await health(town, 200)
        _only_read(url, "on")
        await town.resident.writes("/alarm")
        await health(town, 503)
        _only_read(url, "off")
        await town.resident.hears("is recorded", within=20)
        await health(town, 200, within=20)
        await town.has_said_all()
        assert presses(town) == [1]


def _only_read(url: URL, how: str) -> None:
    server = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        only = f"ALTER DATABASE {url.database} SET default_transaction_read_only = {how}"
        connection.execute(only.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [url.database],
        )
