"""The one clock of the process: it never runs backwards, and in the sandbox it can be moved forward.

Wall time is read once and then counted on with the monotonic clock, so that a wall clock set an hour
either way skips and doubles nothing.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """`file` holds an offset in seconds that the sandbox may raise; only ever forward."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._start = datetime.now(UTC) - timedelta(seconds=time.monotonic())
        self._offset = 0.0
        self.look()

    def not_before(self, moment: datetime | None) -> None:
        """Goes on from where the district's clock was last seen, if the wall is behind that."""
        if moment is not None and moment > self.now():
            self._start += moment - self.now()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._start + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """Seconds that only ever grow, moved with the clock: for pacing and waiting."""
        return time.monotonic() + self._offset

    def look(self) -> bool:
        """Reads the offset; True when the clock was moved forward."""
        if self._file is None:
            return False
        try:
            offset = float(self._file.read_text())
        except (FileNotFoundError, ValueError):  # nobody has moved it yet
            return False
        if offset <= self._offset:
            return False
        self._offset = offset
        return True
