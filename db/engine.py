"""The one door to the database: SQLite for one machine, PostgreSQL for several, and who may write when.

There is one writer in a process: desk and sender take turns (db/turns.py), so that the desk's newest
card and the sender's failed one never meet; on SQLite the door too. On PostgreSQL the door only adds, and
the leader's beat only counts: neither waits for anybody. A server that answers nothing for four seconds is
cut off (db/deadlines.py). On SQLite every writing transaction begins
IMMEDIATE: begun as SQLAlchemy does by default, 40 of 40 people
booked 4 places without an error (docs/decisions/002).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from db.deadlines import Deadlines, cut
from db.turns import Haste, Turns

BUSY_MS = 2_000  # how long a writer waits for another process before it says so


_OURS = re.compile("syntax error|no such (column|table|function)")
# PostgreSQL's classes (appendix A): connection, transaction state (read-only: it is failing over),
# rolled back, out of resources, operator's intervention, the system.
_THE_SERVERS = ("08", "25", "40", "53", "57", "58")


class LostTransactionError(Exception):
    """The database ended our transaction by itself; nothing written in it may be believed."""


def is_trouble(error: BaseException) -> bool:
    """True when the database itself failed (full, locked, gone) rather than the code that used it."""
    if isinstance(error, OperationalError) and _OURS.search(str(error.orig)):
        return False  # SQLite's name for a mistake in a statement, which no waiting mends
    if isinstance(error, LostTransactionError | OperationalError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_THE_SERVERS)


class Database:
    """Connections and transactions of one process. `url` is SQLAlchemy's."""

    DOOR, SENDER, DESK, REST = 0, 0, 1, 2  # how urgent each is
    _reading: ClassVar[dict[str, Any]] = {"reading": True}

    def __init__(self, url: str, *, hurried: bool = True) -> None:
        """`hurried`: what takes four seconds is cut off; a change of the tables may take longer."""
        self.url = make_url(url)
        self.name = f"maple-{secrets.token_hex(8)}"  # of this process' connections, at PostgreSQL
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, self.name)
        self._deadlines = Deadlines()
        if hurried and not self.is_sqlite:
            self._deadlines.watch(self.engine)
        self._turns = Turns()
        self.haste = Haste()
        self._writer: Connection | None = None

    @property
    def file(self) -> Path | None:
        """The SQLite file, None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def writing(self, urgency: int = REST) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises.

        A connection on which the database itself failed is thrown away.
        """
        with self._turns.taken(urgency), self._transaction() as connection:
            self._writer = connection
            yield connection

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """The same for what nobody else writes: on PostgreSQL it waits for no turn."""
        with self.writing(self.DOOR) if self.is_sqlite else self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            try:
                with connection.begin():
                    yield connection
            except BaseException as error:
                if is_trouble(error):
                    connection.invalidate()
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; it waits for no writer."""
        with self.engine.connect() as connection:
            connection.execution_options(**self._reading)
            with connection.begin():
                yield connection

    def silence(self) -> float:
        """Seconds for which a server owes an answer; a file never does."""
        return self._deadlines.silence()

    def break_in(self) -> None:
        """Ends, from another thread, a transaction whose thread hangs. The process must end soon."""
        if self._writer is not None:
            hanging: Any = self._writer.connection.driver_connection
            if self.is_sqlite:
                hanging.interrupt()
                hanging.rollback()
            else:
                cut(hanging.fileno())
        self._turns = Turns()

    def close(self) -> None:
        self.engine.dispose()
        self._deadlines.close()


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    if not database or database == ":memory:":
        raise ValueError(
            "DATABASE_URL must name a file: alarms kept in memory are lost in a crash."
        )
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    Path(database).touch(mode=0o600)  # SQLite gives its -wal and -shm the same mode
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "commit", _refuse_lost)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not by guess
    # What is deleted is written over where it lay, so that the file does not keep an erased key.
    for pragma in (
        *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"),
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    kept = connection.execute("PRAGMA journal_mode").fetchone()[0]
    safe = connection.execute("PRAGMA synchronous").fetchone()[0]
    if kept != "wal" or safe != 2:
        raise RuntimeError(f"SQLite does not keep what it commits (journal {kept}, sync {safe}).")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _refuse_lost(connection: Connection) -> None:
    # A full disk inside a savepoint rolls back everything, and SQLAlchemy would go on in autocommit.
    if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3's
        raise LostTransactionError("SQLite gave up the transaction.")


def _postgresql(url: str, name: str) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        connect_args={
            "application_name": name,
            "connect_timeout": 3,
            "keepalives_idle": 2,
            "keepalives_interval": 1,
            "keepalives_count": 2,
            "options": f"-c lock_timeout={BUSY_MS} -c synchronous_commit=on",
        },
    )
