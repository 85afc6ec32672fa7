"""Every event as it happens, over a websocket; a page that looks at phones needs nothing else."""

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Live:
    """Passes events on, and says `world` itself when who is where has changed."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """One JSON object a message, until the reader hangs up."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        events: asyncio.Queue[Json] = asyncio.Queue()
        end = self._telegram.subscribe(events.put_nowait)
        sender = asyncio.create_task(self._pass_on(events, socket))
        try:
            async for _ in socket:
                pass  # the page only listens
        finally:
            end()
            sender.cancel()
        return socket

    async def _pass_on(self, events: "asyncio.Queue[Json]", socket: web.WebSocketResponse) -> None:
        known = {chat: self._face(chat) for chat in self._telegram.groups}
        while True:
            event = await events.get()
            chats = event["chats"] if event["kind"] == "changed" else []
            await socket.send_str(json.dumps(event))
            for chat in chats:
                if chat in self._telegram.groups and known.get(chat) != self._face(chat):
                    known[chat] = self._face(chat)
                    await socket.send_str(json.dumps({"kind": "world"}))

    def _face(self, chat: int) -> object:
        """What the list of groups shows of one."""
        group = self._telegram.groups[chat]
        return dict(group.members), group.wire(), group.migrated_to
