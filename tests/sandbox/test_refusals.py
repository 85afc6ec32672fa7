"""Telegram's no, in its own words."""

from typing import Any

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳", id=2**52 - 1).with_(bot)
    await seat.writes("/start")
    return seat


def inline(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Accept", "callback_data": data}]]}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "报" * 4097}, "Bad Request: message is too long"),
        ({"text": "a\0b"}, "Bad Request: strings must be encoded in UTF-8"),
        ({"text": "a\ud83d"}, "Bad Request: strings must be encoded in UTF-8"),
        ({"text": "a", "reply_markup": inline("x" * 65)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": inline("报" * 22)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "chat_id": 99}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": -99}, "Bad Request: chat not found"),
        (
            {"text": "a", "reply_parameters": {"message_id": 77}},
            "Bad Request: message to be replied not found",
        ),
    ],
)
async def test_a_message(ask: Ask, resident: Seat, parameters: dict[str, Any], words: str) -> None:
    answer = await ask("sendMessage", **{"chat_id": resident.person.id, **parameters})
    assert answer == {"ok": False, "error_code": 400, "description": words}


async def test_who_may_be_spoken_to(telegram: Telegram, bot: Bot, ask: Ask, resident: Seat) -> None:
    stranger = telegram.add_person("李四")
    answer = await ask("sendMessage", chat_id=stranger.id, text="a")
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"
    resident.blocks()
    answer = await ask("sendMessage", chat_id=resident.person.id, text="a")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    assert answer["error_code"] == 403
    resident.unblocks()
    assert (await ask("sendMessage", chat_id=resident.person.id, text="a"))["ok"]
    owner = telegram.add_person("李警官")
    group = telegram.add_group("Room 1", [owner], bot)
    owner.in_(group).kicks(bot)
    answer = await ask("sendMessage", chat_id=group.id, text="a")
    assert answer["description"] == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_group_that_moved(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    group = telegram.add_group("Room 1", [telegram.add_person("李警官")], bot, basic=True)
    fresh = telegram.upgrade(group)
    answer = await ask("sendMessage", chat_id=group.id, text="a")
    assert answer["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": fresh.id}
    assert (await ask("sendMessage", chat_id=fresh.id, text="a"))["ok"]
    told = [item.body for item in bot.updates.items if isinstance(item.body, dict)]
    assert [u["message"].get("migrate_to_chat_id") for u in told] == [fresh.id, None]


async def test_an_edit(ask: Ask, resident: Seat) -> None:
    chat = resident.person.id
    card = (await ask("sendMessage", chat_id=chat, text="a", reply_markup=inline("1")))["result"]
    keyboard = {"keyboard": [[{"text": "Alarm"}]]}
    fixed = (await ask("sendMessage", chat_id=chat, text="a", reply_markup=keyboard))["result"]

    async def edit(message: int, **changes: Any) -> str:
        return str(
            (await ask("editMessageText", chat_id=chat, message_id=message, **changes)).get(
                "description"
            )
        )

    assert await edit(card["message_id"], text="a", reply_markup=inline("1")) == SAME
    assert await edit(999, text="b") == "Bad Request: message to edit not found"
    assert await edit(fixed["message_id"], text="b") == "Bad Request: message can't be edited"
    assert await edit(1, text="b") == "Bad Request: message can't be edited"  # somebody else's
    assert await edit(card["message_id"], text="b") == "None"
    seen = await resident.sees("b")
    assert (seen.edited, seen.buttons) == (True, [])


async def test_a_press_lives_for_150_seconds(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    await ask("sendMessage", chat_id=resident.person.id, text="a", reply_markup=inline("1"))
    await ask("getUpdates", offset=-1)
    for seconds, words in ((149, None), (151, TOO_OLD)):
        await resident.presses("Accept")
        query = (await ask("getUpdates"))["result"][-1].body["callback_query"]
        telegram.clock.move(seconds)
        answer = await ask("answerCallbackQuery", callback_query_id=query["id"], text="Yours")
        assert answer.get("description") == words
    pending = (await ask("getUpdates"))["result"]
    assert not [item for item in pending if "callback_query" in item.body]
    assert (await ask("answerCallbackQuery", callback_query_id="1"))["description"] == TOO_OLD


async def test_tokens_and_methods(telegram: Telegram, bot: Bot) -> None:
    assert await telegram.call("1:WRONG", "getMe", {}) == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert (await telegram.call(bot.token, "GETME", {}))["result"]["id"] == bot.id
    for absent in ("sendGame", "noSuchMethod"):
        assert await telegram.call(bot.token, absent, {}) == {
            "ok": False,
            "error_code": 404,
            "description": "Not Found: method not found",
        }
    assert [call.method for call in telegram.refused] == ["sendGame"]


async def test_a_reply_keyboard_that_asks_for_a_place_is_private(
    telegram: Telegram, bot: Bot, ask: Ask
) -> None:
    group = telegram.add_group("Room 1", [], bot)
    markup = {"keyboard": [[{"text": "Here", "request_location": True}]]}
    answer = await ask("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
    assert answer["description"] == ("Bad Request: location can be requested in private chats only")
