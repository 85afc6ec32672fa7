"""The sender's own promises that no district is needed for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.books import Books, Opening, Page
from bot.fates import Fate, Outcome
from bot.health import Troubles
from bot.pacing import Limits
from bot.proof import Proof
from bot.sender import Sender
from bot.telegram import RefusedByTelegramError, Telegram
from db.engine import Database
from db.leases import Leased
from db.outbox import ALARM, BY_CHAT, Queued
from sandbox.clock import PATIENCE
from services.clock import Clock


class SlowBooks:
    """Records how a message went only when it is allowed to."""

    def __init__(self, kind: str = "message", content: dict[str, Any] | None = None) -> None:
        self._said = kind, content or {"text": "x"}
        self.asked = asyncio.Event()
        self.allowed = threading.Event()
        self.recorded: list[Outcome] = []
        self.turns: list[int] = []  # how many outcomes each recorded
        self._loop = asyncio.get_running_loop()

    def open(self, _: datetime) -> Opening:
        return Opening(waiting=[], said=[])

    def missed(self) -> list[Queued]:
        return []

    def turn(
        self, outcomes: Sequence[Outcome], wanted: Sequence[int], now: datetime, *, rings: bool
    ) -> Page:
        self.turns.append(len(outcomes))
        if outcomes:
            self._loop.call_soon_threadsafe(self.asked.set)
            assert self.allowed.wait(PATIENCE)
        self.recorded += outcomes
        leased = [
            Leased(row, ALARM, 7, self._said[0], None, self._said[1], None, 1, False, None, None)
            for row in wanted
        ]
        return Page(leased, [], news=False)


class HoldingBooks(SlowBooks):
    """Rows turn out to be held, after they had been taken from their line."""

    def turn(
        self, outcomes: Sequence[Outcome], wanted: Sequence[int], now: datetime, *, rings: bool
    ) -> Page:
        page = super().turn(outcomes, wanted, now, rings=rings)
        return replace(page, leased=[replace(row, held=BY_CHAT) for row in page.leased])


class Willing:
    """A Telegram that takes everything."""

    async def call(self, _method: str, _parameters: dict[str, Any]) -> dict[str, int]:
        return {"message_id": 1}


class Unwilling:
    """A Telegram that refuses the first call with these words."""

    def __init__(self, words: str) -> None:
        self._words = words
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, parameters: dict[str, Any]) -> dict[str, int]:
        self.calls.append((method, parameters))
        if len(self.calls) == 1:
            raise RefusedByTelegramError(400, f"Bad Request: {self._words}", {})
        return {"message_id": 1}


def of(books: SlowBooks, telegram: object, per_second: float = 30) -> Sender:
    """A sender between these books and that Telegram."""
    clock = Clock()
    proof = Proof(cast(Database, None), clock, Path(), asyncio.Event())
    line = cast(Telegram, telegram)
    return Sender(
        cast(Books, books), line, clock, Limits(per_second), Troubles(), proof, lambda: None
    )


@asynccontextmanager
async def runs(sender: Sender) -> AsyncIterator[None]:
    """It is at work while the block is."""
    running = asyncio.create_task(sender.run())
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def said(books: SlowBooks, telegram: object, kind: str = "message") -> None:
    """Row 1 goes out, and is recorded."""
    sender = of(books, telegram)
    books.allowed.set()
    async with runs(sender):
        sender.offer([Queued(1, ALARM, 7, kind, None, edit=False)])
        await asyncio.wait_for(sender.emptied(), PATIENCE)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("reaction", {"message_id": 5, "sign": "👍"}, "message to react not found"),
        ("reaction", {"message_id": 5, "sign": "👍"}, "MESSAGE_ID_INVALID"),
        ("delete", {"message_id": 5}, "message to delete not found"),
        ("delete", {"message_id": 5}, "MESSAGE_ID_INVALID"),
        ("toast", {"query": "1", "text": "Taken", "popup": False}, "query is too old and ..."),
    ],
)
async def test_a_deed_whose_message_is_gone_is_over_at_once(
    kind: str, content: dict[str, Any], words: str
) -> None:
    books, telegram = SlowBooks(kind, content), Unwilling(words)
    await said(books, telegram, kind)
    (outcome,) = books.recorded
    assert (outcome.fate, words in outcome.reason) == (Fate.REFUSED, True)
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("MESSAGE_TOO_LONG", "message is too long", "Message is too long"),
        *("can't parse entities: ...", "Can't parse entities in message text"),
        *("MEDIA_CAPTION_TOO_LONG", "caption is too long"),
    ],
)
async def test_what_telegram_can_not_take_as_markup_goes_as_plain_text(words: str) -> None:
    books, telegram = SlowBooks(content={"text": "<b>x</b>"}), Unwilling(words)
    await said(books, telegram)
    assert [outcome.fate for outcome in books.recorded] == [Fate.ARRIVED]
    assert telegram.calls[1][1]["text"] == "x"
    assert "parse_mode" not in telegram.calls[1][1]


async def test_a_line_is_freed_as_it_was_taken() -> None:
    books = HoldingBooks()
    books.allowed.set()
    sender = of(books, Willing())
    async with runs(sender):
        sender.offer([Queued(number, ALARM, 7, "message", None, edit=False) for number in (1, 2)])
        await asyncio.wait_for(sender.emptied(), PATIENCE)
        assert [outcome.row.id for outcome in books.recorded] == [1, 2]


async def test_nothing_is_left_only_when_what_went_out_is_recorded() -> None:
    books = SlowBooks()
    sender = of(books, Willing())
    async with runs(sender):
        sender.offer([Queued(1, ALARM, 7, "message", None, edit=False)])
        await books.asked.wait()
        emptied = asyncio.create_task(sender.emptied())
        for _ in range(10):  # whatever it does at once, it has done
            await asyncio.sleep(0)
        assert not emptied.done()
        books.allowed.set()
        await asyncio.wait_for(emptied, PATIENCE)
        assert [outcome.row.id for outcome in books.recorded] == [1]


class Slow:
    """A Telegram that answers its second call only when it is allowed to."""

    def __init__(self) -> None:
        self._calls = 0
        self.allowed = asyncio.Event()
        self.answered = asyncio.Event()

    async def call(self, _method: str, _parameters: dict[str, Any]) -> dict[str, int]:
        self._calls += 1
        if self._calls == 2:
            await self.allowed.wait()
        self.answered.set()
        return {"message_id": 1}


@asynccontextmanager
async def half_arrived(books: SlowBooks, telegram: Slow) -> AsyncIterator[Sender]:
    """One of two messages has arrived, the other is on its way."""
    books.allowed.set()
    sender = of(books, telegram, 1e6)
    async with runs(sender):
        sender.offer([Queued(chat, ALARM, chat, "message", None, edit=False) for chat in (7, 8)])
        await telegram.answered.wait()
        yield sender


async def test_what_has_arrived_waits_a_moment_for_others_to_share_their_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.sender.LINGER", 3600.0)
    books, telegram = SlowBooks(), Slow()
    async with half_arrived(books, telegram) as sender:
        for _ in range(10):  # whatever it does at once, it has done
            await asyncio.sleep(0)
        assert not books.asked.is_set()
        telegram.allowed.set()  # nothing more is on its way then
        await asyncio.wait_for(sender.emptied(), PATIENCE)
        assert books.turns == [0, 2]


async def test_what_has_arrived_waits_no_longer_than_a_moment() -> None:
    books = SlowBooks()
    async with half_arrived(books, Slow()):
        await asyncio.wait_for(books.asked.wait(), PATIENCE)
        assert [outcome.row.id for outcome in books.recorded] == [7]


async def test_what_has_arrived_goes_with_what_wants_to_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.sender.LINGER", 3600.0)
    books = SlowBooks()
    async with half_arrived(books, Slow()) as sender:
        sender.offer([Queued(9, ALARM, 9, "message", None, edit=False)])
        await asyncio.wait_for(books.asked.wait(), PATIENCE)
        assert books.turns[:2] == [0, 1]
