"""Telegram knocks at the bot's door: updates are posted to its webhook until it says 200.

At most `max_connections` at a time and one at a time per chat; after a failure the same update is
tried again after 2, 4, 8 ... 60 s, or after what Retry-After asks for.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

import aiohttp

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.files import Upload
from sandbox.refusals import Json
from sandbox.updates import Queue, Waiting

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_WAIT = 60


@dataclass
class Hook:
    """Where a bot wants its updates; `error` is when the last of `failures` was, and how."""

    url: str
    secret: str | None
    max_connections: int
    error: tuple[int, str] | None = None
    failures: int = 0


class Pusher:
    """Delivers the updates of one bot to one webhook."""

    def __init__(
        self,
        hook: Hook,
        queue: Queue,
        clock: Clock,
        faults: Faults,
        perform: Callable[[Json], Awaitable[object]],
    ) -> None:
        self.hook = hook
        self._queue = queue
        self._clock = clock
        self._faults = faults
        self._perform = perform
        self._busy: dict[object, asyncio.Task[None]] = {}
        self._main = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Hang up; what was not confirmed stays in the queue."""
        tasks = [self._main, *self._busy.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        limit = aiohttp.TCPConnector(limit=self.hook.max_connections)
        async with aiohttp.ClientSession(connector=limit) as session:
            while True:
                self._queue.expire()
                self._queue.arrived.clear()
                for item in list(self._queue.items):
                    # An update without a chat stands for itself.
                    line = item.id if item.chat is None else ("chat", item.chat)
                    if len(self._busy) >= self.hook.max_connections:
                        break
                    if line not in self._busy:
                        task = asyncio.create_task(self._deliver(session, item))
                        self._busy[line] = task
                        task.add_done_callback(partial(self._free, line))
                await self._queue.arrived.wait()

    def _free(self, line: object, _: object) -> None:
        del self._busy[line]
        self._queue.arrived.set()

    async def _deliver(self, session: aiohttp.ClientSession, item: Waiting) -> None:
        wait = 2.0
        while item.expires > self._clock.now():
            asked = await self._post(session, item)
            if asked is None:
                self._queue.confirm(item)
                return
            self.hook.failures += 1
            self._queue.changed()
            await self._clock.wait(min(asked or wait, LONGEST_WAIT))
            wait = min(wait * 2, LONGEST_WAIT)

    async def _post(self, session: aiohttp.ClientSession, item: Waiting) -> float | None:
        """None when the bot took it; else the seconds it asked us to wait, or 0."""
        headers = {"Content-Type": "application/json"}
        if self.hook.secret is not None:
            headers[SECRET] = self.hook.secret
        if self._faults.is_down():
            return 0
        try:
            async with session.post(self.hook.url, data=item.encoded(), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    call = await _called(answer)
                    if "method" in call:
                        await self._perform(call)
                    return None
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                after = answer.headers.get("Retry-After", "")
                return float(after) if after.isdigit() else 0
        except (aiohttp.ClientError, TimeoutError) as wrong:
            self._failed(str(wrong) or type(wrong).__name__)
            return 0

    def _failed(self, how: str) -> None:
        self.hook.error = (int(self._clock.now()), how)


async def _called(answer: aiohttp.ClientResponse) -> Json:
    """The method that a bot calls by answering, with its parameters; empty for any other answer.

    Source: Bot API, "Making requests when getting updates": JSON, a form, or parts.
    """
    try:
        if answer.content_type == "multipart/form-data":
            parts = _parts(aiohttp.MultipartReader.from_response(answer))
            return {name: value async for name, value in parts}
        body = (await answer.read()).decode()
        if answer.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(body, keep_blank_values=True))
        call = json.loads(body) if body.startswith("{") else {}
    except ValueError:
        return {}
    return call if isinstance(call, dict) else {}


async def _parts(
    reader: aiohttp.multipart.MultipartResponseWrapper,
) -> AsyncIterator[tuple[str, str]]:
    """Name and value of each part, files among them."""
    while part := await reader.next():
        if isinstance(part, aiohttp.BodyPartReader) and part.name is not None:
            data = bytes(await part.read())
            if part.filename is None:
                yield part.name, data.decode()
            else:
                mime = part.headers.get("Content-Type")
                yield part.name, Upload(data, part.filename, mime, part=part.name)
