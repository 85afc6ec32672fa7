"""The webhook door: an update is committed before Telegram hears 200. Without the secret nothing is
stored; while the database is in trouble Telegram keeps the update and comes again."""

from __future__ import annotations

import asyncio
import hmac
import json

from aiohttp import web

from bot.health import Troubles
from bot.intake.door import Door

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LATER = {"Retry-After": "5"}
WITHIN = 4.0  # seconds until Telegram shall rather come again


class Webhook:
    """A handler for aiohttp."""

    def __init__(self, door: Door, secret: str, troubles: Troubles) -> None:
        self._door = door
        self._secret = secret.encode()
        self._troubles = troubles
        self._closed = False
        self.came = 0  # updates that were kept

    def close(self) -> None:
        """The programme stops: Telegram keeps what comes now, and comes again."""
        self._closed = True

    async def take(self, request: web.Request) -> web.Response:
        """401 without the secret, 503 while nothing can be kept, 200 when the update is committed."""
        shown = request.headers.get(SECRET, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=401)
        if self._closed:
            return web.Response(status=503, headers=LATER)
        body = await request.read()
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = body.decode("utf-8", "replace")  # filed raw; the desk sets it aside
        try:
            async with asyncio.timeout(WITHIN):
                await self._door.file([update])
        except Exception as error:  # whatever it is, this update is not confirmed
            self._troubles.tell("door", f"updates can't be kept: {type(error).__name__}")
            return web.Response(status=503, headers=LATER)
        self._troubles.over("door")
        self.came += 1
        return web.Response()
