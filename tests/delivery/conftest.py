"""Where histories are played: databases in memory, and nothing that depends on another process or on how
fast the machine is; and a desk whose rounds a test makes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.answers import Answers
from bot.cli import settle_district
from bot.deeds import Deeds
from bot.desk import Desk
from bot.health import Troubles
from bot.hourglass import Hourglass
from db import leaders
from db.engine import Database
from db.seal import Keyring
from services.clock import Clock
from services.turn import House
from tests.databases import SqliteFiles
from tests.town import Town


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process writes here, so the sender need not look for what it wrote; and nothing may
    depend on how fast this machine is, or a history could not be played again."""
    monkeypatch.setattr("bot.sender.LOOK_ROUND", 1e7)
    monkeypatch.setattr("bot.budget.SECONDS", 1e7)


@pytest.fixture
def quick_file(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes fresh databases, in memory where the system has a folder for that."""
    with TemporaryDirectory(dir=tmp_path) as folder:
        yield lambda: sqlite_files.fresh(Path(folder))


@pytest.fixture
def lone_desk(quiet_town: Town) -> Iterator[Desk]:
    """The desk of the town's district, a leader that was never started as a thread."""
    settings = quiet_town.settings()
    settle_district(settings, quiet_town.district())
    database = Database(quiet_town.database_url)
    with database.writing() as connection:
        epoch = leaders.take_over(connection, quiet_town.now(), database.name)
    house = House(Keyring(settings.key()), UTC, "en", settings.bot_id)
    clock = Clock(settings.clock_file)
    desk = Desk(database, house, clock, epoch, Troubles(), lambda _: None, look_round=1)
    hourglass = Hourglass(database, clock)
    desk._answers, desk._deeds = Answers(hourglass), Deeds(hourglass)
    yield desk
    database.close()
