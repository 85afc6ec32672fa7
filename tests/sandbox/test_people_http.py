"""The people's side over HTTP: the light state, chats page by page, deeds, uploads, events."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from sandbox import Phone, Seat, Telegram
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


class Desk:
    """Asks the sandbox as the page does."""

    def __init__(self, url: str, http: ClientSession) -> None:
        self.url = f"{url}/sandbox/"
        self.http = http

    async def ask(self, method: str, path: str, **asked: Any) -> Any:
        async with self.http.request(method, self.url + path, **asked) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def post(self, path: str, **body: Any) -> Any:
        return await self.ask("POST", path, json=body)


@pytest.fixture
async def desk(url: str, http: ClientSession) -> Desk:
    return Desk(url, http)


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.add_person("王芳", language_code="zh-hans")


@pytest.fixture
def resident(wang: Phone, bot: Bot) -> Seat:
    return wang.with_(bot)


async def _until(live: Any, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The events up to the wanted one."""
    events: list[dict[str, Any]] = []
    while wanted not in events:
        events.append(json.loads((await live.receive(timeout=PATIENCE)).data))
    return events


async def test_the_desk_over_http(telegram: Telegram, bot: Bot, desk: Desk) -> None:
    async with desk.http.ws_connect(f"{desk.url}live") as live:
        wang = await desk.post("people", first_name="王芳", language_code="zh-hans")
        group = await desk.post("groups", title="Room 1 alarms", members=[wang["id"]], bot=bot.id)
        chat = await desk.post(f"people/{wang['id']}/chats/{bot.id}/writes", text="/start")
        assert [seen["text"] for seen in chat["screen"]] == ["/start"]
        room = await desk.post(
            f"people/{wang['id']}/chats/{group['id']}/writes", text="Good morning"
        )
        assert room["title"] == "Room 1 alarms"
        pressed = await desk.post(f"people/{wang['id']}/chats/{bot.id}/presses", label="Alarm")
        assert pressed == {"error": "no button 'Alarm'; there are []"}
        events = await _until(live, {"kind": "changed", "chats": [wang["id"]]})
        assert {"kind": "world"} in events

    fault = await desk.post("faults", kind="slow", seconds=2.5, method="sendMessage")
    assert await desk.get("faults") == [fault]
    assert await desk.ask("DELETE", "faults", params={"id": fault["id"]}) == []
    before = telegram.clock.now()
    assert (await desk.post("clock", move=60))["now"] >= before + 60
    assert await desk.post("inject", bot=bot.id, update="no json") == {"update_id": 3}
    assert await desk.get("log") == {"calls": [], "breaches": []}


async def test_the_state_is_light(ask: Ask, bot: Bot, desk: Desk, resident: Seat) -> None:
    await resident.writes("/start")
    for number in range(3):
        await ask("sendMessage", chat_id=resident.person.id, text=f"Answer {number}")
    await ask("sendMessage", chat_id=resident.person.id, text="x" * 900, disable_notification=True)
    (person,) = (await desk.get("state"))["people"]
    (chat,) = person["chats"]
    assert "screen" not in chat
    assert (chat["id"], chat["title"], chat["kind"], chat["forum"]) == (
        bot.id, "Maple Bridge", "private", False,
    )  # fmt: skip
    assert (chat["unread"], chat["last"]["text"]) == (4, "x" * 200)
    assert (chat["last"]["mine"], chat["last"]["sounded"]) == (False, False)


async def test_a_chat_comes_page_by_page(bot: Bot, desk: Desk, resident: Seat) -> None:
    for number in range(1, 131):
        await resident.writes(f"Line {number}")
    here = f"people/{resident.person.id}/chats/{bot.id}"

    async def page(asked: str) -> tuple[int, int, bool, bool]:
        chat = await desk.get(here + asked)
        numbers = [seen["id"] for seen in chat["screen"]]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        return numbers[0], numbers[-1], chat["more"], chat["newer"]

    assert await page("") == (81, 130, True, False)
    assert await page("?before=81&last=50") == (31, 80, True, True)
    assert await page("?before=31&last=50") == (1, 30, False, True)
    assert await page("?after=30&last=50") == (31, 80, True, True)
    assert await page("?after=0&last=200") == (1, 130, False, False)


async def test_how_far_somebody_has_read_is_kept(
    ask: Ask, bot: Bot, desk: Desk, resident: Seat
) -> None:
    await resident.writes("/start")
    for number in range(3):
        await ask("sendMessage", chat_id=resident.person.id, text=f"Answer {number}")
    here = f"people/{resident.person.id}/chats/{bot.id}"
    assert (await desk.post(f"{here}/reads", message=3))["unread"] == 1
    assert (await desk.post(f"{here}/reads", message=2))["unread"] == 1, "it never goes back"
    assert (await desk.get(here))["read"] == 3
    assert resident.unread == 1


async def test_somebody_changes_who_they_are(desk: Desk, wang: Phone) -> None:
    changed = await desk.ask(
        "PATCH", f"people/{wang.id}", json={"first_name": "Anna", "language_code": "en"}
    )
    assert (changed["first_name"], changed["language_code"]) == ("Anna", "en")
    assert wang.person.first_name == "Anna"
    gone = await desk.ask("PATCH", f"people/{wang.id}", json={"language_code": ""})
    assert "language_code" not in gone
    wrong = await desk.ask("PATCH", f"people/{wang.id}", json={"first_name": ""})
    assert wrong == {"error": "everybody has a first name"}
    wrong = await desk.ask("PATCH", f"people/{wang.id}", json={"id": 5})
    assert wrong == {"error": "nobody can change that: id"}


async def test_somebody_new_finds_the_bots_they_met(bot: Bot, desk: Desk) -> None:
    await desk.post("people", first_name="Anna", met=[bot.id])
    (person,) = (await desk.get("state"))["people"]
    assert [chat["id"] for chat in person["chats"]] == [bot.id]
    assert person["chats"][0]["last"] is None


async def test_the_world_is_told_when_somebody_is_taken_in(
    telegram: Telegram, bot: Bot, desk: Desk, wang: Phone
) -> None:
    group = telegram.add_group("Room 1", members=[wang])
    async with desk.http.ws_connect(f"{desk.url}live") as live:
        await desk.post(f"people/{wang.id}/chats/{group.id}/adds", whom=bot.id)
        await _until(live, {"kind": "world"})
        await desk.post("clock", move=60)
        event = json.loads((await live.receive(timeout=PATIENCE)).data)
        while event["kind"] != "clock":
            event = json.loads((await live.receive(timeout=PATIENCE)).data)
        assert event["offset"] == 60


async def test_the_menu_lists_the_narrowest_commands(
    ask: Ask, bot: Bot, desk: Desk, telegram: Telegram, resident: Seat, wang: Phone
) -> None:
    group = telegram.add_group("Room 1", members=[wang], bot=bot)
    for scope, name, language in (
        ("default", "help", ""),
        ("all_private_chats", "alarm", ""),
        ("all_private_chats", "alarm_zh", "zh"),
        ("all_chat_administrators", "rota", ""),
    ):
        command = {"command": name, "description": "x"}
        await ask(
            "setMyCommands",
            commands=[command],
            scope={"type": scope},
            language_code=language,
        )

    async def listed(chat: int) -> list[str]:
        view = await desk.get(f"people/{wang.id}/chats/{chat}")
        return [command["command"] for command in view["commands"]]

    assert await listed(bot.id) == ["alarm_zh"]
    assert await listed(group.id) == ["rota"]
    wang.person.language_code = "en"
    assert await listed(bot.id) == ["alarm"]


async def test_what_is_answered_is_told_wherever_it_stands(
    bot: Bot, desk: Desk, resident: Seat
) -> None:
    first = await resident.writes("Smoke on the third floor")
    for number in range(60):
        await resident.writes(f"{number}")
    await resident.writes("It is out", reply_to=first.id)
    here = f"people/{resident.person.id}/chats/{bot.id}"
    chat = await desk.get(f"{here}?last=5")
    assert chat["replied"]["1"]["text"] == "Smoke on the third floor"
    chat = await desk.post(f"{here}/deletes", message=1)
    assert chat["replied"] == {"1": None}


async def test_wrong_deeds_say_why(bot: Bot, desk: Desk, wang: Phone, resident: Seat) -> None:
    here = f"people/{wang.id}/chats/{bot.id}"
    assert await desk.post(f"{here}/flies") == {"error": "nobody can do that: flies"}
    gone = await desk.post(f"{here}/edits", message=99, text="x")
    assert gone == {"error": "message 99 is not there any more"}
    assert "error" in await desk.post(f"people/5/chats/{bot.id}/writes", text="x")


async def test_a_topic_is_a_chat_of_its_own(desk: Desk, telegram: Telegram, bot: Bot) -> None:
    li, zhao = telegram.add_person("Li"), telegram.add_person("Zhao")
    group = telegram.add_group("Alarms", members=[li, zhao], bot=bot, forum=True)
    here = f"people/{li.id}/chats/{group.id}"
    opened = await desk.post(f"{here}/opens_topic", name="Alarm 7")
    topic = next(one["id"] for one in opened["topics"] if one["name"] == "Alarm 7")
    await desk.post(f"{here}/writes?topic={topic}", text="I am on my way")
    await desk.post(f"{here}/writes", text="Good morning")
    theirs = f"people/{zhao.id}/chats/{group.id}"
    for number, words in ((topic, "I am on my way"), (1, "Good morning")):
        view = await desk.get(f"{theirs}?topic={number}")
        assert [seen["text"] for seen in view["screen"] if not seen["service"]] == [words]
    read = await desk.post(f"{theirs}/reads?topic={topic}", message=view["screen"][-1]["id"])
    unread = {one["id"]: one["unread"] for one in read["topics"]}
    assert unread == {topic: 0, 1: 1}
    assert (await desk.get(theirs))["unread"] == 1


async def test_a_file_is_sent_in_parts_and_fetched_again(
    bot: Bot, desk: Desk, wang: Phone, resident: Seat
) -> None:
    form = FormData({"caption": "12"})
    form.add_field("file", b"Dear officer", filename="letter.txt", content_type="text/plain")
    here = f"people/{wang.id}/chats/{bot.id}"
    sent = await desk.ask("POST", f"{here}/sends_document", data=form)
    (seen,) = sent["screen"]
    assert (seen["text"], seen["media"]["kind"]) == ("12", "document")
    assert (seen["media"]["name"], seen["media"]["size"]) == ("letter.txt", 12)
    async with desk.http.get(f"{desk.url}files/{seen['media']['file_id']}") as answer:
        assert await answer.read() == b"Dear officer"
    async with desk.http.get(f"{desk.url}files/nothing") as answer:
        assert answer.status == 404
