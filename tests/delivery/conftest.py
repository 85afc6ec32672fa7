"""Where histories are played: databases in memory, and nothing that depends on another process or on how
fast the machine is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.databases import SqliteFiles


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
