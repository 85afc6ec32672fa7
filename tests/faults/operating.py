"""An operator at the command line of a town: `maplebridge …` in a folder of its own, with the town's
settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from tests.town import Town


class Operator:
    """Types commands; `lacks` are settings of the town that are not set."""

    def __init__(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self._town = town
        self._monkeypatch = monkeypatch
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.chdir(town.folder)
        self.lacks: set[str] = set()

    async def types(self, *words: str) -> Result:
        """What comes of it."""
        for name, value in self._town.environment().items():
            if name in self.lacks:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)
        return await asyncio.to_thread(CliRunner().invoke, app, list(words))

    async def is_refused(self, *words: str) -> str:
        """It is refused as an operator can read it: one text, no traceback; gives the text."""
        told = await self.types(*words)
        assert told.exit_code == 2, (told.output, told.exception)
        assert isinstance(told.exception, SystemExit)
        assert "Traceback" not in told.output
        return told.output

    async def succeeds(self, *words: str) -> str:
        told = await self.types(*words)
        assert told.exit_code == 0, (told.output, told.exception)
        return told.output

    @property
    def key_file(self) -> Path:
        """Where the town's key lies, if not in the settings."""
        on_postgres = self._town.database_url.startswith("postgresql")
        return self._town.folder / ("var/master.key" if on_postgres else "master.key")


Operates = Callable[[Town], Operator]
