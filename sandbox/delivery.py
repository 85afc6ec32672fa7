"""Updates on their way to a bot's queue: at once, or late, twice and out of order when it is so
wanted."""

import asyncio

from sandbox.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.refusals import Json
from sandbox.updates import Queue, Waiting


class Post:
    """Carries updates to queues, with the faults that are on."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        faults.ended = self.release
        self._held: dict[Fault, list[tuple[Queue, Waiting]]] = {}
        self._late: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Whether a late update is still on its way."""
        return bool(self._late)

    def deliver(self, queue: Queue, kind: str, update: Json, chat: int | None) -> None:
        """Queue one update."""
        if not self._faults.active:
            queue.put([queue.number(kind, update, chat)])
        elif late := self._faults.next("late", kind, chat):
            task = asyncio.create_task(self._wait(queue, kind, update, chat, late.seconds))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        elif again := self._faults.next("duplicate", kind, chat):
            queue.put([queue.number(kind, update, chat)] * again.times)
        elif disorder := self._faults.next("disorder", kind, chat):
            held = self._held.setdefault(disorder, [])
            held.append((queue, queue.number(kind, update, chat)))
            if len(held) == disorder.times:
                self.release(disorder)
        else:
            queue.put([queue.number(kind, update, chat)])

    def release(self, fault: Fault) -> None:
        """Deliver what a fault holds, newest first; also when it is switched off, as Telegram loses
        nothing."""
        held = self._held.pop(fault, [])
        for queue in dict.fromkeys(queue for queue, _ in held):
            queue.put([item for its, item in reversed(held) if its is queue])

    async def stop(self) -> None:
        """Deliver nothing any more."""
        tasks = list(self._late)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(
        self, queue: Queue, kind: str, update: Json, chat: int | None, seconds: float
    ) -> None:
        # It gets its id when it arrives, as Telegram numbers what it has, not what happened.
        await self._clock.wait(seconds)
        queue.put([queue.number(kind, update, chat)])
