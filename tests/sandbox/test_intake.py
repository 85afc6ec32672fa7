"""How a bot gets its updates, as Telegram's documentation tells it: by asking, and by webhook."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, web

from sandbox import Phone, Seat, Telegram
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def resident(telegram: Telegram, bot: Bot) -> Seat:
    return telegram.add_person("王芳").with_(bot)


async def texts(ask: Ask, **how: Any) -> list[str]:
    """The texts of the updates that getUpdates gives."""
    return [item.body["message"]["text"] for item in (await ask("getUpdates", **how))["result"]]


async def test_only_a_higher_offset_confirms(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getupdates, offset: "An update is considered confirmed as soon as
    getUpdates is called with an offset higher than its update_id"."""
    for text in "ab":
        await resident.writes(text)
    assert await texts(ask, offset=1) == ["a", "b"]
    assert await texts(ask, offset=1) == ["a", "b"]
    assert await texts(ask, offset=2) == ["b"]
    assert await texts(ask) == ["b"]


async def test_a_negative_offset_forgets_what_is_before(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getupdates, offset: "All previous updates will be forgotten"."""
    for text in "abcd":
        await resident.writes(text)
    assert await texts(ask, offset=-2) == ["c", "d"]
    assert await texts(ask) == ["c", "d"]
    assert await texts(ask, offset=-9) == ["c", "d"]


async def test_a_hundred_at_a_time(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getupdates, limit: 1 to 100, 100 when it is left out."""
    for number in range(120):
        await resident.writes(f"{number}")
    for limit, count in ((None, 100), (0, 1), (7, 7), (500, 100)):
        how = {} if limit is None else {"limit": limit}
        assert len(await texts(ask, **how)) == count


async def test_a_long_poll_waits_for_what_comes(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getupdates, timeout: "Defaults to 0, i.e. usual short polling"."""
    assert await texts(ask) == []
    waiting = asyncio.create_task(texts(ask, timeout=50))
    await asyncio.sleep(0)
    assert not waiting.done()
    await resident.writes("a")
    assert await asyncio.wait_for(waiting, PATIENCE) == ["a"]
    assert await texts(ask, offset=2, timeout=1) == []


async def test_the_kinds_that_were_asked_for_are_remembered(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getupdates, allowed_updates: "If not specified, the previous setting
    will be used"; it "doesn't affect updates created before the call"; an empty list is the default."""
    await resident.writes("before")
    await ask("getUpdates", allowed_updates=["edited_message"])
    message = await resident.writes("unheard")
    await resident.edits(message, "edited")
    kinds = [set(item.body) for item in (await ask("getUpdates"))["result"]]
    assert kinds == [{"update_id", "message"}, {"update_id", "edited_message"}]
    assert (await ask("getWebhookInfo"))["result"]["allowed_updates"] == ["edited_message"]
    await ask("getUpdates", offset=-1, allowed_updates=[])
    await resident.writes("heard again")
    assert await texts(ask, offset=3) == ["heard again"]


async def test_a_webhook_ends_the_request_that_waits(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#setwebhook, note 1: no getUpdates while a webhook is set up; the
    words are those of Client.cpp, abort_long_poll."""
    waiting = asyncio.create_task(ask("getUpdates", timeout=50))
    await asyncio.sleep(0)
    await ask("setWebhook", url="https://maple.example/door")
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    assert (await ask("getUpdates"))["error_code"] == 409


class Door:
    """A webhook that keeps its updates waiting until it is opened."""

    def __init__(self) -> None:
        self.url = ""
        self.came: asyncio.Queue[web.Request] = asyncio.Queue()
        self.open = asyncio.Event()
        self.answer: dict[str, Any] = {}

    async def take(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.came.put_nowait(request)
        await self.open.wait()
        return web.Response(**{"status": 204, **self.answer})

    async def next(self) -> web.Request:
        async with asyncio.timeout(PATIENCE):
            return await self.came.get()


@pytest.fixture
async def door(url: str) -> AsyncIterator[Door]:
    door = Door()
    app = web.Application()
    app.router.add_post("/door", door.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/door"
    yield door
    door.open.set()
    await runner.cleanup()


async def test_as_many_at_once_as_were_allowed(
    telegram: Telegram, bot: Bot, ask: Ask, door: Door
) -> None:
    """core.telegram.org/bots/api#setwebhook, max_connections: how many simultaneous connections."""
    await ask("setWebhook", url=door.url, max_connections=2)
    crowd: list[Phone] = [telegram.add_person(f"{number}") for number in range(3)]
    for person in crowd:
        await person.with_(bot).writes("a")
    await door.next()
    await door.next()
    assert door.came.empty()
    door.open.set()
    await door.next()
    await telegram.settled()


async def test_what_a_webhook_is_sent(
    telegram: Telegram, ask: Ask, door: Door, resident: Seat
) -> None:
    """core.telegram.org/bots/api#setwebhook: an HTTPS POST with a JSON-serialised Update; the secret
    in a header of 1 to 256 characters of A-Z, a-z, 0-9, _ and -; any 2xx is success."""
    for secret in ("with space", "x" * 257):
        answer = await ask("setWebhook", url=door.url, secret_token=secret)
        assert answer["error_code"] == 400
    await ask("setWebhook", url=door.url, secret_token="A-z_9")
    await resident.writes("a")
    request = await door.next()
    assert request.method == "POST"
    assert request.content_type == "application/json"
    assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "A-z_9"
    assert (await request.json())["message"]["text"] == "a"
    door.open.set()
    await telegram.settled()


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_pending_updates_can_be_dropped(
    ask: Ask, door: Door, resident: Seat, method: str
) -> None:
    """core.telegram.org/bots/api#setwebhook and #deletewebhook, drop_pending_updates."""
    await resident.writes("before")
    assert (await ask("getWebhookInfo"))["result"]["pending_update_count"] == 1
    how = {"url": door.url} if method == "setWebhook" else {}
    await ask(method, drop_pending_updates=True, **how)
    assert (await ask("getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_what_is_told_of_a_webhook(
    telegram: Telegram, bot: Bot, ask: Ask, door: Door, resident: Seat
) -> None:
    """core.telegram.org/bots/api#webhookinfo: url is empty without a webhook; the last error is told
    with its time, and stays after a success."""
    none = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    assert (await ask("getWebhookInfo"))["result"] == none
    kinds = ["message", "poll"]
    await ask("setWebhook", url=door.url, max_connections=7, allowed_updates=kinds)
    door.answer = {"status": 502, "reason": "Bad Gateway"}
    door.open.set()
    await resident.writes("a")
    await door.next()
    assert bot.hook is not None
    hook = bot.hook
    assert await telegram.until(lambda: hook.error)
    told = (await ask("getWebhookInfo"))["result"]
    assert told == {
        "url": door.url,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 7,
        "allowed_updates": kinds,
        "last_error_date": told["last_error_date"],
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
    }
    assert abs(told["last_error_date"] - telegram.clock.now()) < 60
    assert telegram.breaches == []


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart"])
async def test_a_call_in_the_answer_in_any_form(
    telegram: Telegram, ask: Ask, door: Door, resident: Seat, form: str
) -> None:
    """core.telegram.org/bots/api#making-requests-when-getting-updates: JSON, a form or parts; "It's
    not possible to know that such a request was successful"."""
    keys = '{"keyboard": [[{"text": "报警"}]]}'
    call = {"method": "sendMessage", "chat_id": f"{resident.person.id}", "text": "你好 & hello"}
    door.answer = {"status": 200, **written({**call, "reply_markup": keys}, form)}
    door.open.set()
    await ask("setWebhook", url=door.url)
    await resident.writes("/start")
    await resident.hears("你好 & hello")
    assert resident.keyboard() == [["报警"]]
    assert telegram.breaches == []


def written(call: dict[str, str], form: str) -> dict[str, Any]:
    """The answer of a webhook that carries a call."""
    if form == "json":
        return {"text": json.dumps(call), "content_type": "application/json"}
    body = FormData(call, default_to_multipart=form == "multipart")()
    return {"body": body, "headers": {"Content-Type": body.content_type}}


async def test_how_long_to_wait_stands_in_the_head_too(
    telegram: Telegram, bot: Bot, url: str, http: ClientSession
) -> None:
    """core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; the header as in
    telegram-bot-api's HttpConnection::send_response."""
    telegram.faults.refuse(429, retry_after=7)
    async with http.get(f"{url}/bot{bot.token}/getMe") as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "7"
        assert (await answer.json())["parameters"] == {"retry_after": 7}


async def test_a_press_tells_who_where_and_what(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#callbackquery: from, message, chat_instance and data."""
    keys = {"inline_keyboard": [[{"text": "Accept", "callback_data": "accept:7"}]]}
    await resident.writes("/start")
    sent = await ask("sendMessage", chat_id=resident.person.id, text="An alarm", reply_markup=keys)
    await resident.presses("Accept")
    query = (await ask("getUpdates", offset=2))["result"][0].body["callback_query"]
    assert query["from"]["id"] == resident.person.id
    assert query["message"] == sent["result"]
    assert query["data"] == "accept:7"
    assert isinstance(query["chat_instance"], str)


async def test_an_answer_without_words_shows_nothing(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#answercallbackquery, text: "If not specified, nothing will be shown
    to the user"; with show_alert it is an alert."""
    keys = {"inline_keyboard": [[{"text": "Accept", "callback_data": "a"}]]}
    await resident.writes("/start")
    await ask("sendMessage", chat_id=resident.person.id, text="An alarm", reply_markup=keys)
    for how, shown in (({}, ""), ({"text": "Yours", "show_alert": True}, "Yours")):
        press: Any = await resident.presses("Accept")
        assert resident.toast is None
        assert (await ask("answerCallbackQuery", callback_query_id=press.id, **how))["ok"]
        assert resident.toast == shown
        assert press.answer["alert"] == bool(shown)
