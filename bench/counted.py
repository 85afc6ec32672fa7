"""The bot with its commits counted and timed. Run as `python -m bench.counted run` it is the bot itself, and
keeps the count in the file that COMMITS names, in memory that it shares with the bench; what only reads is
not counted.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.default import DefaultDialect

from bot.cli import app
from db.engine import Database

FORM = struct.Struct("=QQ")


@dataclass(frozen=True, slots=True)
class Commits:
    """How many there were, and the nanoseconds from asking for them to their end."""

    count: int
    took: int

    def __sub__(self, before: Commits) -> Commits:
        return Commits(self.count - before.count, self.took - before.took)

    def each_ms(self) -> float:
        """Milliseconds of one."""
        return self.took / max(1, self.count) / 1_000_000


def read(file: Path) -> Commits:
    """The count as it stands; none before the bot has begun."""
    kept = file.read_bytes() if file.exists() else b""
    return Commits(*FORM.unpack(kept)) if kept else Commits(0, 0)


def count_into(file: Path) -> None:
    """Counts whatever this process and its children commit from now on."""
    file.write_bytes(bytes(FORM.size))
    with file.open("r+b") as opened:
        kept = mmap.mmap(opened.fileno(), FORM.size)
    mine, lock = threading.local(), threading.Lock()
    transaction = Database._transaction
    commit: Callable[[DefaultDialect, Any], None] = DefaultDialect.do_commit

    @contextmanager
    def writes(self: Database) -> Iterator[Connection]:
        mine.writes = True
        try:
            with transaction(self) as connection:
                yield connection
        finally:
            mine.writes = False

    def commits(self: DefaultDialect, connection: Any) -> None:
        if not getattr(mine, "writes", False):
            commit(self, connection)
            return
        began = time.perf_counter_ns()
        commit(self, connection)
        took = time.perf_counter_ns() - began
        with lock:
            count, before = FORM.unpack(kept[:])
            kept[:] = FORM.pack(count + 1, before + took)

    Database._transaction = writes  # type: ignore[method-assign]  # only in this process
    DefaultDialect.do_commit = commits  # type: ignore[method-assign]


if __name__ == "__main__":
    count_into(Path(os.environ["COMMITS"]))
    app()
