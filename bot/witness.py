"""How far this machine has seen the database come, in a file beside it (with PostgreSQL in KEEP_IN): a
database that is not as far any more is a backup that was restored (docs/decisions/024)."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from bot.settings import Settings
from db import leaders
from db.engine import Database
from db.homes import home
from db.leaders import Reign

# A replica of PostgreSQL that took over may lack the last moments; SQLite keeps what it says it keeps.
LAG = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Witness:
    """What was last seen."""

    epoch: int
    seen_at: datetime

    def is_ahead_of(self, reign: Reign | None, lag: timedelta) -> bool:
        """Whether the database has lost what was seen. One with a higher epoch has not: an operator has
        vouched for it, or another machine led it on."""
        if reign is None:
            return True
        return reign.epoch <= self.epoch and reign.seen_at < self.seen_at - lag


_READER = TypeAdapter(Witness)


class Beside:
    """The witness of one database on this machine."""

    def __init__(self, settings: Settings, connection: Connection) -> None:
        self._sqlite = settings.sqlite_file
        self.home = home(connection, self._sqlite)
        name = self._sqlite.name if self._sqlite else self.home
        self.file = settings.folder / f"{name}.witness"

    @property
    def lag(self) -> timedelta:
        return timedelta() if self._sqlite else LAG

    def read(self) -> Witness | None:
        """None where nothing was seen yet, or nothing that can be read."""
        try:
            return _READER.validate_json(self.file.read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, witness: Witness) -> None:
        """Whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(f"{self.file}.{os.getpid()}-{threading.get_ident()}")
        fresh.write_bytes(_READER.dump_json(witness))
        fresh.replace(self.file)


def bear(settings: Settings, database: Database) -> None:
    """Writes down what the database has kept so far, never what it only meant to keep, and in the
    database where it is at work."""
    with database.reading() as connection:
        beside, reign = Beside(settings, connection), leaders.reign(connection)
    if reign is None:
        return
    if reign.home is None:
        with database.writing() as connection:
            leaders.settle(connection, beside.home)
    beside.write(Witness(reign.epoch, reign.seen_at))
