"""Days on which Telegram is not well, as a bot meets them over HTTP."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from sandbox import Seat, Telegram
from sandbox.records import Bot


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


class Client:
    """A bot that only sends."""

    def __init__(self, http: ClientSession, address: str, chat: int) -> None:
        self.http = http
        self.address = address
        self.chat = chat

    async def sends(self, text: str, method: str = "sendMessage") -> tuple[int, dict[str, Any]]:
        asked = {"chat_id": self.chat, "text": text}
        async with self.http.post(f"{self.address}/{method}", json=asked) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def client(http: ClientSession, url: str, bot: Bot, resident: Seat) -> Client:
    return Client(http, f"{url}/bot{bot.token}", resident.person.id)


def texts(seat: Seat) -> list[str]:
    return [seen.text for seen in seat.screen() if not seen.mine]


async def test_refused_and_failing(telegram: Telegram, client: Client, resident: Seat) -> None:
    fault = telegram.faults.refuse(429, retry_after=30, method="sendmessage", count=1)
    assert await client.sends("a") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 30",
            "parameters": {"retry_after": 30},
        },
    )
    assert fault not in telegram.faults.active
    with telegram.faults.fail(502, chat=resident.person.id):
        assert (await client.sends("b"))[0] == 502
    assert (await client.sends("c"))[0] == 200
    assert texts(resident) == ["c"]
    assert telegram.refused == []  # the bot did nothing wrong


async def test_cut_lines(telegram: Telegram, client: Client, resident: Seat) -> None:
    telegram.faults.cut_before(1)
    with pytest.raises(ClientConnectionError):
        await client.sends("before")
    telegram.faults.cut_after(1)
    with pytest.raises(ClientConnectionError):
        await client.sends("after")
    assert texts(resident) == ["after"]


async def test_slow(telegram: Telegram, client: Client, resident: Seat) -> None:
    telegram.faults.slow(3600, count=1)
    sending = asyncio.create_task(client.sends("at last"))
    assert await telegram.until(lambda: telegram.log or None, within=0.2) is None
    assert texts(resident) == []
    telegram.clock.move(3600)
    assert (await sending)[0] == 200
    assert texts(resident) == ["at last"]


async def test_down_and_up(telegram: Telegram, client: Client, resident: Seat) -> None:
    fault = telegram.faults.down()
    with pytest.raises(ClientConnectionError):
        await client.sends("a")
    fault.off()
    await telegram.goes_down()
    with pytest.raises(ClientConnectionError):
        await client.sends("b")
    await telegram.comes_up()
    assert (await client.sends("c"))[0] == 200
    assert texts(resident) == ["c"]


@pytest.mark.parametrize("form", ["json", "data", "params", "multipart"])
async def test_every_form_of_request(client: Client, resident: Seat, form: str) -> None:
    keyboard = '{"keyboard": [[{"text": "Alarm"}]]}'
    asked = {"chat_id": str(client.chat), "text": "报警 & more", "reply_markup": keyboard}
    how: dict[str, Any] = {form: asked | {"disable_notification": "true"}}
    if form == "multipart":
        from aiohttp import MultipartWriter

        parts = MultipartWriter("form-data")
        for name, value in asked.items():
            parts.append(value).set_content_disposition("form-data", name=name)
        how = {"data": parts}
    async with client.http.post(f"{client.address}/sendmessage", **how) as answer:
        assert (await answer.json())["ok"]
    assert texts(resident) == ["报警 & more"]
    assert resident.keyboard() == [["Alarm"]]
    assert resident.screen()[-1].sounded == (form == "multipart")


async def test_what_is_no_request(client: Client, http: ClientSession, url: str) -> None:
    async with http.post(f"{client.address}/getMe", data=b"{", headers=JSON) as answer:
        assert answer.status == 400
    async with http.post(f"{url}/botnonsense/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")
    async with http.post(f"{url}/bot1:WRONG/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")


JSON = {"Content-Type": "application/json"}


async def test_each_change_of_the_faults_is_told_with_how_often_they_struck(
    telegram: Telegram, client: Client
) -> None:
    told: list[dict[str, Any]] = []
    telegram.subscribe(lambda event: told.append(event) if event["kind"] == "faults" else None)
    with telegram.faults.fail(502, count=2):
        await client.sends("a")
        await client.sends("b")
        await client.sends("c")
    assert [event["struck"] for event in told] == [{}, {"fail": 1}, {"fail": 2}]
    assert [len(event["active"]) for event in told] == [1, 1, 0]


async def test_a_poll_that_waits_as_telegram_goes_down_gets_nothing(
    telegram: Telegram, http: ClientSession, url: str, bot: Bot, resident: Seat
) -> None:
    asked = {"offset": 2, "timeout": 20}
    poll = asyncio.create_task(
        http.post(f"{url}/bot{bot.token}/getUpdates", json=asked).__aenter__()
    )
    await telegram.until(lambda: None if bot.updates.items else True, 5)
    with telegram.faults.down():
        await resident.writes("Smoke")
        with pytest.raises(ClientConnectionError):
            await poll
    async with http.post(f"{url}/bot{bot.token}/getUpdates", json=asked) as answer:
        (update,) = (await answer.json())["result"]
    assert update["message"]["text"] == "Smoke"


async def test_what_disorder_held_arrives_when_it_is_switched_off(
    telegram: Telegram, bot: Bot, resident: Seat
) -> None:
    fault = telegram.faults.on("disorder", times=3)
    await resident.writes("one")
    await resident.writes("two")
    assert len(bot.updates.items) == 1  # the /start before it
    fault.off()
    words = [
        item.body["message"]["text"] for item in bot.updates.items if isinstance(item.body, dict)
    ]
    assert words == ["/start", "two", "one"]


async def test_a_move_of_the_clock_is_told(telegram: Telegram) -> None:
    told: list[dict[str, Any]] = []
    telegram.subscribe(told.append)
    telegram.clock.move(60)
    (event,) = told
    assert (event["kind"], event["offset"]) == ("clock", 60)
    assert event["now"] == pytest.approx(telegram.clock.now(), abs=5)
