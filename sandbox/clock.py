"""The sandbox's own time: real time, and as far ahead of it as a tester has moved it."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 45.0  # real seconds, on a slow machine, in which what is waited for comes or never does


class Clock:
    """Wall time plus an offset that only grows. `file` is where the bot under test reads it; whoever is
    in `heard` is called after each move."""

    def __init__(self, file: Path | None = None) -> None:
        self.offset = 0.0
        self.heard: list[Callable[[], None]] = []
        self._file = file
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.offset

    def wire(self) -> dict[str, float]:
        """For the page."""
        return {"now": self.now(), "offset": self.offset}

    def move(self, seconds: float) -> None:
        """Go forward by `seconds`; whatever waits looks at its deadline again."""
        if seconds < 0:
            raise ValueError("the clock moves forward only")
        self.offset += seconds
        if self._file is not None:
            # By rename, so that the bot never reads half a number.
            fresh = self._file.with_name(self._file.name + ".new")
            fresh.write_text(f"{self.offset:.6f}")
            fresh.replace(self._file)
        self._moved.set()
        self._moved = asyncio.Event()
        for hear in self.heard:
            hear()

    def resume(self, offset: float) -> None:
        """Go on from where an earlier run was moved to: `offset`, or further if the file says so."""
        if self._file is not None and self._file.exists():
            offset = max(offset, float(self._file.read_text()))
        self.move(max(0.0, offset - self.offset))

    async def wait(self, seconds: float) -> None:
        """Return once `seconds` have passed on this clock; a move counts."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue
