"""A server that takes questions and answers nothing: neither TCP nor libpq notices that while somebody in
between, a proxy or the kernel of a machine that hangs, confirms the packets. So each question has a limit
of its own here, and who waits longer is cut off: their transaction fails like any with a lost connection.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.exc import DisconnectionError

ANSWERED = "answered"  # when a connection last did, among what its record knows
LIMIT = 4.0  # seconds for one question; locks are waited for two (lock_timeout)
LOOK = 0.25  # seconds between two looks
FRESH = 1.0  # seconds since a connection answered, within which nobody asks whether it lives


class Deadlines:
    """The questions of one engine that have no answer yet. A thread looks at them from the first
    connection on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[object, tuple[float, int | None]] = {}  # since when, and on which socket
        self._looking: threading.Thread | None = None
        self._over = threading.Event()

    def watch(self, engine: Engine) -> None:
        """Every question of this engine from now on."""
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._ping)
        event.listen(engine, "before_cursor_execute", lambda c, *_: self._asks(_raw(c)))
        event.listen(engine, "after_cursor_execute", lambda c, *_: self._is_answered(_raw(c)))
        event.listen(engine, "commit", lambda c: self._asks(_raw(c)))
        event.listen(engine, "rollback", self._rolls_back)
        event.listen(engine, "checkin", self._is_back)
        for over in ("checkin", "invalidate", "close"):
            event.listen(engine, over, lambda raw, *_: self._is_answered(raw))

    def close(self) -> None:
        """Nobody asks any more: the thread ends."""
        self._over.set()

    def silence(self) -> float:
        """Seconds for which the server owes the oldest of its answers."""
        with self._lock:
            oldest = min((since for since, _ in self._asked.values()), default=None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    def _connect(self, dialect: Dialect, _record: Any, where: Any, how: Any) -> Any:
        """libpq has a limit of its own for this (connect_timeout)."""
        me = threading.current_thread()
        with self._lock:
            self._asked[me] = time.monotonic(), None
            if self._looking is None:
                self._looking = threading.Thread(target=self._look, name="deadlines", daemon=True)
                self._looking.start()
        try:
            return dialect.connect(*where, **how)
        finally:
            with self._lock:
                self._asked.pop(me, None)

    def _ping(self, raw: Any, record: Any, _user: Any) -> None:
        """A connection that lay in the pool may be dead; then another one is made. One that has just been
        used is believed: the question would cost as much as a small transaction."""
        if time.monotonic() - record.info.get(ANSWERED, -FRESH) < FRESH:
            return
        self._asks(raw)
        try:
            raw.execute("SELECT 1")
            raw.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error
        finally:
            self._is_answered(raw)

    def _is_back(self, _raw: Any, record: Any) -> None:
        record.info[ANSWERED] = time.monotonic()

    def _rolls_back(self, connection: Connection) -> None:
        if not connection.invalidated:
            self._asks(_raw(connection))

    def _asks(self, raw: Any) -> None:
        with self._lock:
            self._asked[id(raw)] = time.monotonic(), raw.fileno()

    def _is_answered(self, raw: Any) -> None:
        with self._lock:
            self._asked.pop(id(raw), None)

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            with self._lock:  # no connection is closed while it waits for an answer in here
                late = time.monotonic() - LIMIT
                for key, (since, line) in list(self._asked.items()):
                    if since < late and line is not None:
                        del self._asked[key]
                        cut(line)


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def cut(line: int) -> None:
    """Whoever waits on it hears that it is closed."""
    with socket.socket(fileno=os.dup(line)) as end:
        end.shutdown(socket.SHUT_RDWR)
