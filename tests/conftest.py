"""What tests stand on: both databases, a small town, and nothing beyond loopback."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.databases import PostgresDatabases, SqliteFiles, in_memory, postgresql
from tests.town import Town, built
from tests.wall import Wall, read_day

settings.register_profile(
    "suite", deadline=None
)  # how long it takes says nothing on a busy machine
settings.load_profile("suite")
_walls: list[Wall] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--day", metavar="2026-12-31T23:59", help="each test begins then, by the district's clock"
    )


def pytest_configure(config: pytest.Config) -> None:
    if memory := in_memory():
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)  # for what tests start, too
    if told := config.getoption("--day"):
        try:
            day = read_day(told)
        except ValueError as error:
            raise pytest.UsageError(f"--day: {error}") from None
        if config.getoption("dist", "no") != "no":
            return  # the workers have walls of their own
        folder = tempfile.TemporaryDirectory(prefix="maple-wall-")
        config.add_cleanup(folder.cleanup)
        _walls.append(Wall(day, Path(folder.name, "ahead")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    for wall in _walls:
        wall.begin()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    with postgresql() as databases:
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        files: SqliteFiles = request.getfixturevalue("sqlite_files")
        yield files.fresh(tmp_path)
        return
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture
async def quiet_town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose programme has not been started."""
    async with built(database_url, tmp_path) as town:
        yield town


@pytest.fixture
async def town(quiet_town: Town) -> Town:
    """A town in which the bot runs."""
    await quiet_town.start()
    return quiet_town


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """Any connection that would leave this machine fails the test that makes it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise PermissionError(f"a test wants to reach {host}")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]  # for the whole run
    yield
    socket.socket.connect = real  # type: ignore[method-assign]
