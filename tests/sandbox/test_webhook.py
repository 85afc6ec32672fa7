"""Updates are posted to the bot's door with its secret, again and again until it takes them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from sandbox import Telegram
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


class Door:
    """A bot's webhook that writes down what came and answers what it is told to."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[str | None, str]] = asyncio.Queue()
        self.answers: list[web.Response] = []
        self.url = ""

    async def open(self, request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.came.put_nowait((secret, update["message"]["text"]))
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self) -> tuple[str | None, str]:
        async with asyncio.timeout(PATIENCE):
            return await self.came.get()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    app = web.Application()
    app.router.add_post("/door", door.open)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/door"
    yield door
    await runner.cleanup()


@pytest.mark.usefixtures("url")
async def test_a_failure_is_tried_again(telegram: Telegram, bot: Bot, ask: Ask, door: Door) -> None:
    door.answers = [web.Response(status=500) for _ in range(7)]
    await ask("setWebhook", url=door.url, secret_token="s3cret")
    resident = telegram.add_person("王芳").with_(bot)
    await resident.writes("first")
    await resident.writes("second")
    other = telegram.add_person("李四").with_(bot)
    assert await door.next() == ("s3cret", "first")
    for number, wait in enumerate((2, 4, 8, 16, 32, 60, 60), start=1):
        assert bot.hook is not None
        hook = bot.hook
        assert await telegram.until(lambda: hook.failures == number or None)  # noqa: B023 - awaited here
        failed = telegram.clock.now()
        telegram.clock.move(wait - 0.05)
        assert await door.next() == ("s3cret", "first")
        assert wait - 0.01 < telegram.clock.now() - failed < wait + PATIENCE
    assert await door.next() == ("s3cret", "second")  # one at a time per chat, in order
    await other.writes("third")
    assert await door.next() == ("s3cret", "third")
    await telegram.settled()
    info = (await ask("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 0
    assert "500" in info["last_error_message"]
    assert telegram.breaches == []


@pytest.mark.usefixtures("url")
async def test_one_chat_does_not_delay_another(
    telegram: Telegram, bot: Bot, ask: Ask, door: Door
) -> None:
    door.answers = [web.Response(status=503, headers={"Retry-After": "7"})]
    await ask("setWebhook", url=door.url)
    await telegram.add_person("王芳").with_(bot).writes("held up")
    assert await door.next() == (None, "held up")
    await telegram.add_person("李四").with_(bot).writes("at once")
    assert await door.next() == (None, "at once")
    telegram.clock.move(7)
    assert await door.next() == (None, "held up")


@pytest.mark.usefixtures("url")
async def test_polling_and_webhook_exclude_each_other(
    telegram: Telegram, bot: Bot, ask: Ask, door: Door
) -> None:
    await ask("setWebhook", url=door.url)
    assert (await ask("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await ask("deleteWebhook")
    await telegram.add_person("王芳").with_(bot).writes("a")
    assert len((await ask("getUpdates"))["result"]) == 1
    assert door.came.empty()


@pytest.mark.usefixtures("url")
async def test_a_door_may_answer_with_a_call(
    telegram: Telegram, bot: Bot, ask: Ask, door: Door
) -> None:
    await ask("setWebhook", url=door.url)
    resident = telegram.add_person("王芳").with_(bot)
    call = {"method": "sendMessage", "chat_id": resident.person.id, "text": "Hello"}
    door.answers = [web.json_response(call)]
    await resident.writes("/start")
    await resident.hears("Hello")
    bad_url = await ask("setWebhook", url="http://example.org/door")
    assert bad_url["description"].startswith("Bad Request: bad webhook")
