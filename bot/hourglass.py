"""A deed that runs over five seconds is set aside and its process ended: it must not keep everybody else
waiting. Whoever started the process starts it again."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection

from db.engine import Database
from services.clock import Clock

log = structlog.get_logger()

LOOK = 0.25  # seconds
RUNS_OUT = 20  # looks at the same deed: five seconds in which we ran too, and not a machine that stood still
STUCK = 20.0  # seconds until even a process that no thread of ours can reach is ended
EXIT_CODE = 70  # EX_SOFTWARE


@dataclass(frozen=True, slots=True)
class Suspect:
    """What the desk is at: `name` for the log, and how it is set aside at that moment, should it hang."""

    name: str
    set_aside: Callable[[Connection, datetime], None]


class Hourglass(threading.Thread):
    """Watches the one deed the desk is at."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(name="hourglass", daemon=True)
        self._database = database
        self._clock = clock
        self._running: Suspect | None = None
        self._stopping = threading.Event()

    def turn(self, suspect: Suspect) -> None:
        """The desk begins with this."""
        self._running = suspect

    def clear(self) -> None:
        self._running = None

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        armed: Suspect | None = None
        looks = 0
        while not self._stopping.wait(LOOK):
            running = self._running
            if running is None:
                if armed is not None:
                    faulthandler.cancel_dump_traceback_later()
                armed = None
                continue
            looks += 1
            if armed is not running:
                looks = 0
                # A C-level watch: it works even when code never lets go of the interpreter.
                own = sys.__stderr__ or sys.stderr  # whatever stands in its place for a while
                faulthandler.dump_traceback_later(STUCK, exit=True, file=own)
                armed = running
            if looks >= RUNS_OUT:
                self._end(running)
        faulthandler.cancel_dump_traceback_later()

    def _end(self, suspect: Suspect) -> None:
        log.error("a deed hung; the process ends", deed=suspect.name)
        self._database.break_in()
        try:
            with self._database.writing() as connection:
                suspect.set_aside(connection, self._clock.now())
        finally:  # whatever became of it: who hangs holds up everybody
            os._exit(EXIT_CODE)
