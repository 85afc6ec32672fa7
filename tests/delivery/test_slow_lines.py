"""An upload has the time that a slow line needs: what is cut off on its way is sent again and again."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.telegram import Telegram, UnansweredError, Upload
from tests.ports import free_port
from tests.town import TOKEN

SIZE = 200_000


async def test_an_upload_may_take_longer_than_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.ANSWER_WITHIN", 0.05)
    arrived: list[int] = []

    async def take(request: web.Request) -> web.Response:
        """Reads like a slow line."""
        size = 0
        async for piece in request.content.iter_chunked(SIZE // 8):
            size += len(piece)
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        arrived.append(size)
        return web.json_response({"ok": True, "result": {"message_id": 7}})

    app = web.Application(client_max_size=10 * SIZE)
    app.router.add_post(f"/bot{TOKEN}/sendDocument", take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    sheet = Upload("sheet.pdf", "application/pdf", b"x" * SIZE)
    async with Telegram(f"http://127.0.0.1:{port}", TOKEN) as line:
        sent = await line.call("sendDocument", {"chat_id": 1, "document": sheet})
        with pytest.raises(UnansweredError):
            await line.call("sendDocument", {"chat_id": 1, "document": "a file that is there"})
    await runner.cleanup()
    assert sent == {"message_id": 7}
    assert arrived[0] > SIZE
