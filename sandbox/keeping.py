"""What a sandbox keeps over a restart: its whole world in one file, written while it goes on.

Records are written field by field, whatever fields they have, so a new field or a new kind of record
comes along by itself. Records that several others hold stay one: they are named by numbers. The file
is SQLite's, so each save is whole or not there, also when the process is killed; and it holds no code.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox import live
from sandbox.graph import Reader, Writer
from sandbox.methods.polls import close_by_clock
from sandbox.polls import Poll
from sandbox.records import Bot, Chat, Message

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

VERSION = 1
REST = 1.0  # seconds between two saves, at least
SHARE = 0.1  # of the time may be spent on saving
# Machinery, and what a tester looks at within one run. All else that a Telegram has is its world.
LEFT_OUT = {
    *("clock", "limits", "keep", "faults", "listeners", "breaches", "refused", "log", "due"),
    *("_waiting", "_book", "_judges", "_logs", "_handling", "_hanging", "_post", "_server"),
    "_pushers",
}
# What was given out shortly before the process was killed may not be in the file; the bot knows these
# ids, and must not meet them again for something else.
GAP = 1000

_STRANGE = (LookupError, TypeError, ValueError, AttributeError, ImportError)  # not of this version
_MADE = """
CREATE TABLE records (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE bytes (name TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE world (fields TEXT NOT NULL, "offset" REAL NOT NULL, ended INTEGER NOT NULL);
"""


class UnreadableError(Exception):
    """A file that is no world of this version; the text names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} was made by another version.")


class Keeper:
    """Writes a Telegram's world into `file`, of each save only what has changed."""

    def __init__(self, telegram: "Telegram", file: Path) -> None:
        self._telegram = telegram
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")  # a killed process has kept what it committed
        self._file.execute("PRAGMA synchronous=NORMAL")
        if _version(self._file) == 0:
            self._file.executescript(f"BEGIN; {_MADE} PRAGMA user_version={VERSION}; COMMIT;")
        self._writer = Writer()
        self._written: dict[int, tuple[str, str]] = {
            row[0]: row[1:]
            for row in self._file.execute("SELECT number, kind, fields FROM records")
        }
        self._names: set[str] = {row[0] for row in self._file.execute("SELECT name FROM bytes")}

    async def run(self) -> None:
        """Save after every change, a second or so later at most; a move of the clock at once."""
        while True:
            moved = asyncio.Event()
            listening = [
                asyncio.create_task(wait) for wait in (moved.wait(), self._telegram.next_change())
            ]
            self._telegram.clock.heard.append(moved.set)
            try:
                await asyncio.sleep(0)  # both listen before the save: no change falls between
                began = time.monotonic()
                self.save()
                rest = max(REST, (time.monotonic() - began) / SHARE)
                await asyncio.wait(listening[:1], timeout=rest)
                await asyncio.wait(listening, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._telegram.clock.heard.remove(moved.set)
                for task in listening:
                    task.cancel()

    def save(self, *, ended: bool = False) -> None:
        """Write what has changed since the last save; `ended` tells that nothing comes after it."""
        telegram = self._telegram
        world = {name: value for name, value in vars(telegram).items() if name not in LEFT_OUT}
        told = self._writer.write(world)
        changed = [
            (number, *record)
            for number, record in told.records.items()
            if self._written.get(number) != record
        ]
        fresh = [(name, told.blobs[name]) for name in told.blobs.keys() - self._names]
        with self._transaction() as file:
            file.executemany("REPLACE INTO records VALUES (?, ?, ?)", changed)
            file.executemany(
                "DELETE FROM records WHERE number = ?",
                _each(self._written.keys() - told.records.keys()),
            )
            file.executemany("INSERT INTO bytes VALUES (?, ?)", fresh)
            file.executemany(
                "DELETE FROM bytes WHERE name = ?", _each(self._names - told.blobs.keys())
            )
            file.execute("DELETE FROM world")
            file.execute(
                "INSERT INTO world VALUES (?, ?, ?)", (told.value, telegram.clock.offset, ended)
            )
        self._written, self._names = told.records, set(told.blobs)

    def close(self) -> None:
        """The last save, and the end of it."""
        self.save(ended=True)
        self._file.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield self._file
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")


def restore(telegram: "Telegram", file: Path) -> None:
    """Make the world of this new Telegram what the file says. Raises UnreadableError."""
    try:
        kept, records, blobs, offset, ended = _read(file)
        reader = Reader(records, blobs, telegram.clock, telegram.changed)
        world = reader.read(json.loads(kept))
        if world.keys() - (vars(telegram).keys() - LEFT_OUT):
            raise UnreadableError(file)
    except (*_STRANGE, sqlite3.DatabaseError) as wrong:
        raise UnreadableError(file) from wrong
    for name, value in world.items():
        setattr(telegram, name, value)
    telegram.clock.resume(offset)
    if not ended:
        _leave_gaps(telegram, reader.made)
    _fall_due(telegram, reader.made)
    for bot in telegram.bots.values():
        if bot.hook is not None:
            telegram.hook_changed(bot)


def _read(file: Path) -> tuple[str, dict[int, tuple[str, str]], dict[str, bytes], float, bool]:
    with sqlite3.connect(file) as connection:
        if _version(connection) != VERSION:
            raise UnreadableError(file)
        records = {
            number: (kind, fields)
            for number, kind, fields in connection.execute("SELECT * FROM records")
        }
        blobs: dict[str, bytes] = dict(connection.execute("SELECT * FROM bytes").fetchall())
        row = connection.execute("SELECT * FROM world").fetchone()
    connection.close()
    if row is None:
        raise UnreadableError(file)
    return row[0], records, blobs, row[1], bool(row[2])


def _each(values: Iterable[object]) -> list[tuple[object]]:
    return [(value,) for value in values]


def _version(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA user_version").fetchone()[0])


def _fall_due(telegram: "Telegram", made: list[Any]) -> None:
    """What ends by the clock does so again."""
    for record in made:
        if isinstance(record, Message):
            live.end_by_clock(telegram, record)
        elif isinstance(record, Poll):
            close_by_clock(telegram, record, record.messages[0].chat.id)


def _leave_gaps(telegram: "Telegram", made: list[Any]) -> None:
    """Count everything that is counted on from a little further."""
    for name, value in vars(telegram).items():
        if name not in LEFT_OUT and type(value) is int:
            setattr(telegram, name, value + GAP)
    for record in made:
        if isinstance(record, Chat):
            record.last_id += GAP
        elif isinstance(record, Bot):
            record.updates.next_id += GAP
