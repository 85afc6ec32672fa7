"""One leader at a time runs desk, sender and clock; another process takes over when it is gone.

SQLite is one machine's: a lock on a file beside it. On PostgreSQL an advisory lock, which the server
lets go of when the leader's connection dies; a leader that froze is cut off after two seconds
without a beat. Either way each leader has a higher epoch, and whoever wakes up late is fenced off.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Connection, text

from db import leaders
from db.engine import Database

CUT_OFF = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = :holder AND datname = current_database()"
)
LOCK = 0x6D61706C65  # "maple"
FROZEN = 2.0  # seconds without a beat
TRY = 0.25  # seconds between two tries to lead


class Lock(Protocol):
    """Who holds it may lead."""

    def take(self) -> bool: ...
    def let_go(self) -> None: ...


class FileLock:
    """For SQLite: the operating system lets go of it when the process ends."""

    def __init__(self, database: Database) -> None:
        assert database.file is not None  # noqa: S101 - only made for SQLite
        self._path = database.file.with_name(database.file.name + ".leader")
        self._file: int | None = None

    def take(self) -> bool:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """For PostgreSQL: held by a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._seen: tuple[int, int] | None = None
        self._since = time.monotonic()

    def take(self) -> bool:
        connection = self._database.engine.connect()
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            self._connection = connection
            return True
        self._cut_off_if_frozen(connection)
        connection.close()
        return False

    def _cut_off_if_frozen(self, connection: Connection) -> None:
        pulse = leaders.pulse(connection)
        if pulse is None:
            return
        epoch, beats, holder = pulse
        if (epoch, beats) != self._seen:
            self._seen, self._since = (epoch, beats), time.monotonic()
        elif time.monotonic() - self._since > FROZEN:
            # All its connections: one that hangs in a transaction would keep us from leading.
            connection.execute(CUT_OFF, {"holder": holder})

    def let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closed, so that the lock is free at once
            self._connection.close()
            self._connection = None


@contextmanager
def lock_of(database: Database) -> Iterator[Lock]:
    """The lock that fits the database; let go at the end."""
    lock: Lock = FileLock(database) if database.is_sqlite else AdvisoryLock(database)
    try:
        yield lock
    finally:
        lock.let_go()
