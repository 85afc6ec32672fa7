"""What will happen by itself when its time has come: polls that close, live places that end.

One task waits for the earliest; it looks again whenever the clock is moved.
"""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.refusals import Json


@dataclass(order=True, slots=True)
class Happening:
    """Something due. `what` names it for people ("poll closes"), `chat` is where."""

    at: float
    number: int
    what: str = field(compare=False)
    chat: int = field(compare=False)
    happen: Callable[[], None] = field(compare=False)

    def wire(self) -> Json:
        """For the page."""
        return {"at": self.at, "what": self.what, "chat": self.chat}


class Due:
    """All that is due, soonest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[Happening] = []
        self._count = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def late(self) -> bool:
        """Whether something's time has come that has not happened yet."""
        return bool(self._heap) and self._heap[0].at <= self._clock.now()

    def list(self) -> list[Happening]:
        """Everything due, soonest first."""
        return sorted(self._heap)

    def add(self, at: float, what: str, chat: int, happen: Callable[[], None]) -> None:
        """Let it happen at `at`, in seconds since 1970; `happen` looks whether it still should."""
        self._count += 1
        first = not self._heap or at < self._heap[0].at
        heapq.heappush(self._heap, Happening(at, self._count, what, chat, happen))
        if first or self._task is None or self._task.done():
            if self._task is not None:
                self._task.cancel()
            self._task = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while self._heap:
            await self._clock.wait(self._heap[0].at - self._clock.now())
            while self._heap and self._heap[0].at <= self._clock.now():
                heapq.heappop(self._heap).happen()

    async def stop(self) -> None:
        """Wait no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
