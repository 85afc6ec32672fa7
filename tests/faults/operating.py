"""An operator at the command line of a town: `maplebridge …` in a folder of its own, with the town's
settings."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from bot import parent
from bot.cli import app
from bot.parent import Life, Pulse
from bot.settings import Settings
from tests.town import Town


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command wrote, and how it ended."""

    exit_code: int
    output: str


def without_a_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` lives in this process, which must not be forked: how a refused start ends its parent is
    tested in tests/faults/test_parent.py."""

    def lives_here(live: Life) -> int:
        live(Pulse(os.open(os.devnull, os.O_WRONLY)))
        return 0

    monkeypatch.setattr(parent, "keep", lives_here)


class Operator:
    """Types commands; `lacks` are settings of the town that are not set."""

    def __init__(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self._town = town
        self._monkeypatch = monkeypatch
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.chdir(town.folder)
        without_a_parent(monkeypatch)
        # Not typer's own runner: it takes standard error away, which a bot beside it needs.
        self._lines: list[str] = []
        monkeypatch.setattr(typer, "echo", self._hear)
        self.lacks: set[str] = set()

    def _hear(self, line: object, *, err: bool = False) -> None:
        self._lines.append(str(line))

    async def types(self, *words: str) -> Answer:
        """What comes of it; raises what the command did not expect."""
        for name, value in self._town.environment().items():
            if name in self.lacks:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)
        self._lines.clear()
        code = await asyncio.to_thread(app, list(words), standalone_mode=False)
        return Answer(code or 0, "\n".join(self._lines))

    async def is_refused(self, *words: str) -> str:
        """It is refused as an operator can read it: one text, no traceback; gives the text."""
        told = await self.types(*words)
        assert told.exit_code == 2, told
        return told.output

    async def succeeds(self, *words: str) -> str:
        told = await self.types(*words)
        assert told.exit_code == 0, told
        return told.output

    @property
    def key_file(self) -> Path:
        """Where the town's key lies, if not in the settings."""
        on_postgres = self._town.database_url.startswith("postgresql")
        return self._town.folder / ("var/master.key" if on_postgres else "master.key")
