"""A conversation that runs over five seconds has its update set aside and its process ended: it must
not keep everybody else waiting. Whoever started the process starts it again."""

from __future__ import annotations

import faulthandler
import os
import threading
import time

import structlog

from db import inbox
from db.engine import Database

log = structlog.get_logger()

RUNS_OUT = 5.0  # seconds
STUCK = 10.0  # seconds until even a process that no thread of ours can reach is ended
LOOK = 0.25
EXIT_CODE = 70  # EX_SOFTWARE


class Hourglass(threading.Thread):
    """Watches the one update the desk is at."""

    def __init__(self, database: Database) -> None:
        super().__init__(name="hourglass", daemon=True)
        self._database = database
        self._running: tuple[int, float] | None = None
        self._stopping = threading.Event()

    def turn(self, row_id: int) -> None:
        """The desk begins with this update."""
        self._running = (row_id, time.monotonic())

    def clear(self) -> None:
        self._running = None

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        armed: tuple[int, float] | None = None
        while not self._stopping.wait(LOOK):
            running = self._running
            if running is None:
                if armed is not None:
                    faulthandler.cancel_dump_traceback_later()
                armed = None
                continue
            if armed != running:
                # A C-level watch: it works even when code never lets go of the interpreter.
                faulthandler.dump_traceback_later(STUCK, exit=True)
                armed = running
            if time.monotonic() - running[1] > RUNS_OUT:
                self._end(running[0])
        faulthandler.cancel_dump_traceback_later()

    def _end(self, row_id: int) -> None:
        log.error("a conversation hung; the process ends", update=row_id)
        self._database.break_in()
        with self._database.writing() as connection:
            inbox.condemn(connection, row_id)
        os._exit(EXIT_CODE)
