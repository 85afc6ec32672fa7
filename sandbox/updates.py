"""What has happened and a bot has not confirmed yet: the queue behind getUpdates.

Ids count up; asking from an offset confirms everything before it. A button's press lives for
150 s, everything else for 24 h. Only one may ask at a time: a second asker ends the first.
"""

import asyncio
import json
import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.clock import Clock
from sandbox.refusals import Json, conflict

CALLBACK_LIFE = 150
LIFE = 24 * 3600
UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(eq=False, slots=True)
class Waiting:
    """One update in the queue; `body` is bytes where a test injected something unreadable."""

    id: int
    body: Json | bytes
    chat: int | None
    expires: float

    def encoded(self) -> bytes:
        """As it goes over the wire."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode(errors="surrogatepass")


class Queue:
    """The unconfirmed updates of one bot."""

    def __init__(self, clock: Clock, changed: Callable[[], None], first_id: int = 1) -> None:
        self.items: deque[Waiting] = deque()
        self.next_id = first_id
        self.allowed: frozenset[str] = frozenset()
        self.pushed = False
        self.expired: set[int] = set()  # what grew too old before the bot took it
        self.arrived = asyncio.Event()
        self._clock = clock
        self.changed = changed
        self._first_expiry = math.inf
        self._asking: asyncio.Future[str] | None = None  # gives what ended the request

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in UNLESS_ASKED

    def number(self, kind: str, body: Json | bytes, chat: int | None) -> Waiting:
        """Give an update its id."""
        life = CALLBACK_LIFE if kind == "callback_query" else LIFE
        if isinstance(body, dict):
            body = {"update_id": self.next_id, **body}
        item = Waiting(self.next_id, body, chat, self._clock.now() + life)
        self._first_expiry = min(self._first_expiry, item.expires)
        self.next_id += 1
        return item

    def put(self, items: Iterable[Waiting]) -> None:
        """Queue updates in the order given."""
        self.items.extend(items)
        self.arrived.set()
        self.changed()

    def confirm(self, item: Waiting) -> None:
        """Take one out: the webhook has it."""
        if item in self.items:
            self.items.remove(item)
        self.changed()

    def drop(self) -> None:
        """Forget everything that is pending."""
        self.items.clear()
        self.changed()

    def look_at_expiry(self) -> None:
        """Note when the first of the items grows too old."""
        self._first_expiry = min((item.expires for item in self.items), default=math.inf)

    def expire(self) -> None:
        """Forget what is too old to be delivered."""
        now = self._clock.now()
        if now < self._first_expiry:
            return
        self.expired |= {item.id for item in self.items if item.expires <= now}
        self.items = deque(item for item in self.items if item.expires > now)
        self.look_at_expiry()
        self.changed()

    def forget_before(self, offset: int) -> None:
        """Confirm what is before `offset`; a negative one keeps only that many."""
        if offset < 0:
            while len(self.items) > -offset:
                self.items.popleft()
        elif offset <= self.next_id:  # else it is of an age before the ids were restarted
            while self.items and self.items[0].id < offset:
                self.items.popleft()
        self.changed()

    def end_poll(self, why: str) -> None:
        """End the request that is waiting: another one is there, or a webhook."""
        if self._asking is not None and not self._asking.done():
            self._asking.set_result(why)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Waiting]:  # noqa: ASYNC109 - Telegram's own parameter
        """What getUpdates answers: up to `limit` updates, waiting `timeout` real seconds."""
        if self.pushed:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.end_poll(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        mine = self._asking = asyncio.get_running_loop().create_future()
        self.forget_before(offset)
        until = asyncio.get_running_loop().time() + timeout
        try:
            while True:
                self.expire()
                left = until - asyncio.get_running_loop().time()
                if self.items or left <= 0:
                    return list(self.items)[:limit]
                self.arrived.clear()
                await _first(self.arrived, mine, left)
                if mine.done():
                    raise conflict(mine.result())
        finally:
            if self._asking is mine:
                self._asking = None


async def _first(arrived: asyncio.Event, ended: asyncio.Future[Any], seconds: float) -> None:
    """Until something arrived, somebody else asks, or `seconds` are over."""
    arrival: asyncio.Future[Any] = asyncio.ensure_future(arrived.wait())
    try:
        await asyncio.wait({arrival, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        arrival.cancel()
