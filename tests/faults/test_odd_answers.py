"""Something on the way answers in Telegram's place, in any shape: nothing ends by it, and it counts as no
answer at all."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot import watchdog, wire
from bot.acquaintance import _Chat
from bot.doctor import _Member
from bot.telegram import (
    LONGEST_WAIT,
    Me,
    RefusedByTelegramError,
    Telegram,
    UnansweredError,
    _result,
    read_as,
)
from bot.watching import _Webhook
from db.leases import Leased
from sandbox.clock import PATIENCE
from tests.ports import free_port
from tests.town import TOKEN, Town

ODD = (
    b'{"ok": true}',
    b'{"ok": true, "result": null}',
    b'{"ok": true, "result": "done"}',
    b'{"ok": true, "result": {"message_id": "first"}}',
    b'{"ok": true, "result": [[{"user": 1}]]}',
    b'{"ok": 1, "result": []}',
    b'{"ok": false}',
    b'{"ok": false, "error_code": "400", "description": ["no"], "parameters": 7}',
    b'{"result": {"url": ""}}',
    b"[]",
    b"[1]",
    b'"ok"',
    b"null",
    b"<html>Welcome to the hotel</html>",
    b"",
)


@asynccontextmanager
async def gateway(town: Town, answers: tuple[bytes, ...]) -> AsyncIterator[dict[str, int]]:
    """Stands between the bot and Telegram: of each method's first calls each gets one of these answers.
    Gives how often each method was asked for."""
    asked: dict[str, int] = defaultdict(int)
    telegram = town.url

    async def pass_on(request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        asked[method] += 1
        if asked[method] <= len(answers):
            return web.Response(body=answers[asked[method] - 1], status=200)
        body, kind = await request.read(), request.headers.get("Content-Type", "application/json")
        url = f"{telegram}{request.path}"
        async with session.post(url, data=body, headers={"Content-Type": kind}) as answer:
            return web.Response(body=await answer.read(), status=answer.status)

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/{path:.*}", pass_on)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    town.url = f"http://127.0.0.1:{port}"
    async with ClientSession() as session:
        try:
            yield asked
        finally:
            await town.stop()
            await runner.cleanup()


@pytest.mark.parametrize("first", range(0, len(ODD), 5))
async def test_f71_answers_of_any_shape_end_nothing_and_an_alarm_gets_through(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    town = quiet_town
    for pause in ("bot.intake.polling.PAUSE", "bot.acquaintance.PAUSE"):
        monkeypatch.setattr(pause, 0.01)
    async with gateway(town, ODD[first : first + 5]) as asked:
        await town.start()
        await town.resident.writes("/alarm")
        card = await town.officers.hears("🆘 Alarm 1", within=60)
        await town.officers.presses("✋ Accept", on=card)
        await town.resident.hears("has accepted your alarm", within=60)
        await town.until(lambda _: asked["getMyName"] and asked["getChat"])
    assert asked["sendMessage"] > 5


def row(who: int = 7) -> Leased:
    content = {"who": who}
    return Leased(1, 1, -1, "ask", None, content, None, 1, False, None, None)


def anything(dice: random.Random, depth: int = 3) -> Any:
    """Some JSON, with the names of Telegram's answers in it."""
    names = ("message_id", "user", "id", "username", "url", "status", "pending_update_count", "ok")
    plain = [None, True, False, 0, -1, 7, 2**80, 1.5, "", "x", "7", float("inf")]
    match dice.randrange(4 if depth else 1):
        case 1:
            return [anything(dice, depth - 1) for _ in range(dice.randrange(3))]
        case 2 | 3:
            some = dice.sample(names, dice.randrange(4))
            return {name: anything(dice, depth - 1) for name in some}
    return dice.choice(plain)


METHODS = ("sendMessage", "copyMessage", "copyMessages", "createForumTopic", "editMessageText")


def test_f71_any_result_is_what_was_asked_for_or_no_answer() -> None:
    dice = random.Random(71)
    read = 0
    for _ in range(20_000):
        result = anything(dice)
        for shape in (Me, _Chat, _Member, _Webhook, list[Any], dict[str, Any]):
            try:
                read_as(shape, result)
                read += 1
            except UnansweredError:
                continue
        for method in METHODS:
            try:
                number = wire.number(method, result)
            except UnansweredError:
                continue
            assert number is None or 0 < number < 2**63
        try:
            wire.check(row(), result)
        except (UnansweredError, RefusedByTelegramError):
            continue
    assert read > 1000


def test_f71_any_answer_is_a_result_a_refusal_or_none() -> None:
    dice = random.Random(72)
    names = ("ok", "result", "error_code", "description", "parameters")
    waits: list[int | None] = []
    for _ in range(20_000):
        answer = anything(dice)
        if dice.random() < 0.7:
            answer = {name: anything(dice) for name in dice.sample(names, dice.randrange(6))}
        if dice.random() < 0.3:
            parameters = {"retry_after": anything(dice), "migrate_to_chat_id": anything(dice)}
            answer = {"ok": False, "error_code": 429, "description": "", "parameters": parameters}
        try:
            _result(dice.choice((200, 400, 429, 502)), json.dumps(answer).encode())
        except RefusedByTelegramError as refusal:
            waits.append(refusal.retry_after)
        except UnansweredError:
            continue
    assert waits
    assert all(wait is None or 0 <= wait < LONGEST_WAIT for wait in waits)


@pytest.mark.parametrize("body", ODD)
def test_f71_an_odd_answer_is_no_answer(body: bytes) -> None:
    if not body.startswith(b'{"ok": true, "result"'):
        with pytest.raises(UnansweredError):
            _result(200, body)
        return
    result = _result(200, body)
    for method in ("sendMessage", "copyMessages", "createForumTopic"):
        with pytest.raises(UnansweredError):
            wire.number(method, result)
    with pytest.raises(UnansweredError):
        read_as(Me, result)


async def test_f71_a_page_in_place_of_json_is_no_answer() -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html")

    app = web.Application()
    app.router.add_post("/{path:.*}", page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with Telegram(f"http://127.0.0.1:{port}", "42:x") as telegram:
        with pytest.raises(UnansweredError):
            await telegram.ask(Me, "getMe")
    await runner.cleanup()


async def test_f71_the_watchdog_outlives_them_too(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = quiet_town
    for pause in ("AGAIN", "EVERY"):
        monkeypatch.setattr(f"bot.watchdog.{pause}", 0.05)
    async with gateway(town, ODD) as asked:
        settings = watchdog.Settings(
            _env_file=None,
            watchdog_token=SecretStr(TOKEN),
            watchdog_chat=town.desk_group.id,
            watchdog_looks_at="http://127.0.0.1:9",
            bot_api_url=town.url,
            default_locale="en",
        )
        watching = asyncio.create_task(watchdog.watch(settings))
        await town.desk.hears("The watchdog is watching", within=60)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(watching, PATIENCE)
    assert asked["getMe"] > len(ODD)


async def test_f71_after_a_page_in_place_of_json_many_updates_are_fetched_again(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time is for finding the one that is no JSON, and not for ever."""
    town = quiet_town
    monkeypatch.setattr("bot.intake.polling.PAUSE", 0.01)
    town.wang.meets(town.bot)
    for number in range(130):
        await town.stranger.writes(f"word {number}")
    async with gateway(town, (b"<html>", b"<html>")) as asked:
        await town.start()
        await town.stranger.hears("I did not understand that")
        await town.until(lambda _: not town.bot.updates.items)
    assert asked["getUpdates"] < 30
