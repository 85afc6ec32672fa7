"""A Telegram made only to be hit: answers every method at once, and pushes updates by webhook.

It knows nothing of chats and judges nothing (the sandbox does); it is fast enough to measure bots.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

_CHAT = re.compile(rb'name="chat_id"[^\n]*\r?\n(?:[^\n]+\r?\n)*\r?\n(-?\d+)')
ME = {"id": 4200000001, "is_bot": True, "first_name": "Maple", "username": "maple_bench_bot"}


class Anvil:
    """Counts what arrives: `messages[chat]`, and calls `on_message(chat, body)` for each."""

    def __init__(self) -> None:
        self.messages: dict[int, int] = defaultdict(int)
        self.on_message: Callable[[int, bytes], None] = lambda _chat, _body: None
        self.hooked = asyncio.Event()
        self._number = 0
        self._waiting: dict[int, tuple[int, asyncio.Future[None]]] = {}

    async def start(self) -> str:
        """The base url for bots."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._server.close()

    def forget(self) -> None:
        """Counts from nothing again."""
        self.messages.clear()
        self.hooked.clear()

    async def arrived(self, chat: int, count: int) -> None:
        """Returns when `count` messages have come for the chat."""
        if self.messages[chat] < count:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting[chat] = (count, waiting)
            # Not wait_for: in Python 3.11 it may swallow a cancellation that meets the message.
            async with asyncio.timeout(60):
                await waiting

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path, body = await _read(reader)
                result = self._answer(path.rpartition("/")[2], body)
                answer = json.dumps({"ok": True, "result": result}).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + str(len(answer)).encode()
                    + b"\r\n\r\n"
                    + answer
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, method: str, body: bytes) -> Any:
        if method in {"sendMessage", "editMessageText"}:
            chat = _chat(body)
            self._number += 1
            if method == "sendMessage":
                self.messages[chat] += 1
                self.on_message(chat, body)
                count, waiting = self._waiting.get(chat, (0, None))
                if waiting is not None and self.messages[chat] >= count:
                    del self._waiting[chat]
                    if not waiting.cancelled():  # whoever waited may have been stopped meanwhile
                        waiting.set_result(None)
            kind = "private" if chat > 0 else "supergroup"
            return {
                "message_id": self._number,
                "date": int(time.time()),
                "chat": {"id": chat, "type": kind, "title": "x", "first_name": "x"},
                "from": ME,
                "text": "x",
            }
        if method == "setWebhook":
            self.hooked.set()
        if method == "getWebhookInfo":
            return {"url": "", "pending_update_count": 0}
        if method == "getChat":
            return {"id": _chat(body), "type": "supergroup"}
        if method == "getMe":
            return ME
        return [] if method == "getMyCommands" else {} if method.startswith("getMy") else True


class Pusher:
    """Webhook connections to a bot, one update at a time on each."""

    def __init__(self, port: int, path: str, secret: str) -> None:
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def push(self, update: dict[str, Any]) -> None:
        """Returns when the bot has said 200."""
        reader, writer = (
            self._free.pop()
            if self._free
            else await asyncio.open_connection("127.0.0.1", self._port)
        )
        body = json.dumps(update).encode()
        writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        status, _ = await _read(reader, answer=True)
        if status != "200":
            raise RuntimeError(f"the bot answered {status}")
        self._free.append((reader, writer))

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()


async def _read(reader: asyncio.StreamReader, *, answer: bool = False) -> tuple[str, bytes]:
    """One request's path (or one answer's status) and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    length, chunked = 0, False
    for line in lines:
        name, _, value = line.partition(b":")
        lower = name.lower()
        if lower == b"content-length":
            length = int(value)
        elif lower == b"transfer-encoding" and b"chunked" in value.lower():
            chunked = True
    body = await _chunks(reader) if chunked else await reader.readexactly(length)
    return first.split(b" ")[1].decode(), body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


def _chat(body: bytes) -> int:
    if body.startswith(b"{"):
        return int(json.loads(body)["chat_id"])
    if found := _CHAT.search(body):
        return int(found[1])
    return int(parse_qs(body.decode())["chat_id"][0])
