"""Time that stands still until somebody moves it, and an event loop that lives by it.

Minutes pass in milliseconds, and every history can be played again.
"""

from __future__ import annotations

import asyncio
import selectors
from datetime import UTC, datetime
from typing import Any

import sandbox.clock
from services.clock import Clock

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
BREATH = 0.005  # seconds: the sender lets a message that is on its way wait this long


class StillClock(Clock):
    """The bot's clock; `at` are the seconds since START."""

    def __init__(self) -> None:
        super().__init__()
        self._start = START
        self.at = 0.0

    def seconds(self) -> float:
        return self.at


class TelegramsClock(sandbox.clock.Clock):
    """The same time on Telegram's side."""

    def __init__(self, still: StillClock) -> None:
        super().__init__()
        self._still = still

    def now(self) -> float:
        return self._still.now().timestamp()

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class StillLoop(asyncio.SelectorEventLoop):
    """An event loop by the still clock: it runs what is ready and never waits."""

    def __init__(self, clock: StillClock) -> None:
        self._clock = clock
        self.idle: float | None = None  # seconds until something would be ready
        super().__init__(_Impatient(self))

    def time(self) -> float:
        return self._clock.at

    def spin(self) -> None:
        """All that can be done at this moment, and in the next breath."""
        self.run_forever()
        while self.idle is not None and self.idle <= BREATH:
            self._clock.at += self.idle
            self.run_forever()


class _Impatient(selectors.DefaultSelector):
    """Instead of waiting, it stops the loop and says how long it would have waited."""

    def __init__(self, loop: StillLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready and timeout != 0:
            self._loop.idle = timeout
            self._loop.stop()
        return ready
