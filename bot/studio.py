"""Where pictures and printouts are drawn: in a process of their own, one at a time, which ends with its
drawing. So the bot starts as fast and stays as small as without them, and one that hangs holds up nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from db.leases import Leased

log = structlog.get_logger()

WITHIN = 60.0  # seconds; it takes two, and more while alarms need the machine
EASEL = ("-m", "bot.pictures")
PRESS = ("-m", "bot.printouts")
PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-"


class NotDrawnError(Exception):
    """There is no picture; the text says why, without a word of what was to be drawn."""


class Studio:
    """Draws for the sender."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._last = b"", b""  # the same for every desk group, and for another try

    async def drawn(self, row: Leased) -> Leased:
        """A picture's row with its photo, a printout's with its document; as it was where it can't be
        drawn: then its words go."""
        if row.kind != "picture":
            return row
        try:
            if "printout" in row.content:
                drawn = {"document": await self.print(row.content["printout"])}
            else:
                drawn = {"photo": await self.draw(row.content["picture"])}
        except NotDrawnError as error:
            log.error("a picture was not drawn", row=row.id, reason=str(error))
            return row
        return replace(row, content=row.content | drawn)

    async def draw(self, picture: dict[str, Any]) -> bytes:
        """The picture (as bot/pictures.py reads it) as PNG. Raises NotDrawnError."""
        return await self._made(EASEL, picture, PNG)

    async def print(self, printout: dict[str, Any]) -> bytes:
        """The printout (as bot/printouts.py reads it) as PDF. Raises NotDrawnError."""
        return await self._made(PRESS, printout, PDF)

    async def _made(self, tool: Sequence[str], facts: dict[str, Any], begins: bytes) -> bytes:
        wanted = json.dumps(facts).encode()
        async with self._one_at_a_time:
            if self._last[0] != wanted:
                self._last = wanted, await _drawn(tool, wanted, begins)
            return self._last[1]


async def _drawn(tool: Sequence[str], wanted: bytes, begins: bytes) -> bytes:
    try:
        # In a session of its own: Ctrl-C is for the bot, which sends what it has begun.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *tool,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise NotDrawnError(type(error).__name__) from None
    try:
        async with asyncio.timeout(WITHIN):
            drawn, complaint = await process.communicate(wanted)
    except TimeoutError:
        raise NotDrawnError(f"not within {WITHIN:.0f} seconds") from None
    finally:
        await _ended(process)
    if process.returncode != 0 or not drawn.startswith(begins):
        # The last line of a traceback begins with the error's name; what follows may quote a text.
        last = complaint.decode(errors="replace").rstrip().rpartition("\n")[2]
        raise NotDrawnError(f"status {process.returncode}, {last.partition(':')[0][:80]}")
    return drawn


async def _ended(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
