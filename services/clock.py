"""The one clock of the process: it never runs backwards, and in the sandbox it can be moved forward.

Wall time is read once and then counted on with the machine's own clock, which goes on while the machine
sleeps, so that a wall clock set an hour either way skips and doubles nothing. A wall that was corrected is
followed slowly: each second is a tenth longer or shorter until both say the same.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

SLOWLY = 0.1  # of each second, by which a wall that was corrected is followed
NEAR = 1.0  # seconds between wall and district that nobody minds
FOLLOWED = timedelta(days=1)  # further off, one of the two is wrong: people have to say which
WOKE = 1.0  # seconds of sleep that are noticed
_COUNTING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def ticks() -> float:
    """Seconds that only ever grow, with those in which the machine slept."""
    return time.clock_gettime(_COUNTING)


def awake() -> float:
    """The same without those in which it slept."""
    return time.monotonic()


class Clock:
    """`file` holds an offset in seconds that the sandbox may raise; only ever forward."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._start = _wall() - timedelta(seconds=ticks())
        self._offset = 0.0
        # Since which tick a wall that was corrected is followed so fast, and how far it was until then.
        self._following = (0.0, 0.0, 0.0)
        self._slept = ticks() - awake()
        self._is_moved()

    def not_before(self, moment: datetime | None) -> None:
        """Goes on from where the district's clock was last seen, if the wall is behind that."""
        if moment is not None and moment > self.now():
            self._start += moment - self.now()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._start + timedelta(seconds=self.seconds() + self._followed())

    def seconds(self) -> float:
        """Seconds that only ever grow, moved with the clock: for pacing and waiting."""
        return ticks() + self._offset

    def off(self) -> timedelta:
        """How far the wall is ahead of the district's clock."""
        return _wall() + timedelta(seconds=self._offset) - self.now()

    def look(self) -> bool:
        """Reads the offset and the wall; True when the clock was moved forward, or the machine slept."""
        self._follow()
        slept = ticks() - awake()
        woke = slept - self._slept > WOKE
        if woke:
            self._slept = slept
        return self._is_moved() or woke

    def _is_moved(self) -> bool:
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

    def _followed(self) -> float:
        since, before, pace = self._following
        return before + pace * (ticks() - since)

    def _follow(self) -> None:
        """Goes faster or slower when the wall says so. That is set only where it changes: what another
        thread reads meanwhile fits on both sides."""
        off, (_, _, pace) = self.off(), self._following
        seconds = off.total_seconds()
        arrived = seconds * pace <= 0
        wanted = SLOWLY if seconds > 0 else -SLOWLY
        if abs(off) > FOLLOWED or (arrived and abs(seconds) <= NEAR):
            wanted = 0.0
        if wanted != pace:
            self._following = (ticks(), self._followed(), wanted)


def _wall() -> datetime:
    return datetime.now(UTC)
