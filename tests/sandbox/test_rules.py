"""The rule book catches what no bot may ask and what no Telegram would say."""

from typing import Any

import pytest

from sandbox import Telegram
from sandbox.rules import rule_book
from tests.sandbox.conftest import Ask

USER = {"id": 7, "is_bot": False, "first_name": "王芳"}
CHAT = {"id": 7, "type": "private", "first_name": "王芳"}
MESSAGE = {"message_id": 1, "date": 1_800_000_000, "chat": CHAT, "from": USER, "text": "a"}


@pytest.mark.parametrize(
    ("method", "parameters", "breach"),
    [
        ("sendMessage", {"chat_id": 7}, "sendMessage.text: missing"),
        ("sendMessage", {"chat_id": 7, "text": "a", "silent": True}, "sendMessage.silent: unknown"),
        ("sendMessage", {"chat_id": 7.5, "text": "a"}, "sendMessage.chat_id: float is no Integer"),
        ("sendMessage", {"chat_id": 7, "text": "a" * 4097}, "4097 characters, not 1..4096"),
        ("sendMessage", {"chat_id": 7, "text": "🔥" * 2049}, "4098 characters"),
        ("sendMessage", {"chat_id": 7, "text": "a", "parse_mode": "BBCode"}, "is none of HTML"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "a", "reply_markup": {"inline_keyboard": [[{"txt": "b"}]]}},
            "text: missing",
        ),
        ("getUpdates", {"limit": 101}, "101 is outside 1..100"),
        ("sendLocation", {"chat_id": 7, "latitude": 1, "longitude": 1, "live_period": 5}, "5 is"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "201 characters"),
    ],
)
def test_wrong_requests(method: str, parameters: dict[str, Any], breach: str) -> None:
    assert breach in " | ".join(rule_book().judge_request(method, parameters))


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", {"chat_id": 7, "text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"}),
        ("sendLocation", {"chat_id": 7, "latitude": 1, "longitude": 1, "live_period": 2**31 - 1}),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 7}}),
        ("sendMessage", {"chat_id": "@room", "text": "a", "reply_markup": {"force_reply": True}}),
    ],
)
def test_right_requests(method: str, parameters: dict[str, Any]) -> None:
    assert rule_book().judge_request(method, parameters) == []


@pytest.mark.parametrize(
    ("kind", "value", "breach"),
    [
        ("Message", MESSAGE, None),
        ("Update", {"update_id": 1, "message": MESSAGE}, None),
        ("Array of Message", [MESSAGE], None),
        ("Message", MESSAGE | {"chat": 7}, "Message.chat: int is no Chat"),
        ("Message", MESSAGE | {"colour": 1}, "Message.colour: unknown field"),
        ("Message", MESSAGE | {"entities": [{"type": "bold"}]}, "entities[0].offset: missing"),
        ("Message", MESSAGE | {"chat": CHAT | {"type": "club"}}, "'club' is none of private"),
        ("Update", {"message": MESSAGE}, "Update.update_id: missing"),
        ("ChatMember", {"status": "kicked", "user": USER}, "until_date: missing"),
        ("Array of Message", [MESSAGE, 1], "Array of Message[1]: int is no Message"),
    ],
)
def test_objects(kind: str, value: object, breach: str | None) -> None:
    breaches = rule_book().judge(kind, value)
    assert breach in " | ".join(breaches) if breach else breaches == []


async def test_breaches_are_kept_with_the_call(telegram: Telegram, ask: Ask) -> None:
    await ask("setMyName", name="Maple Bridge", colour="red")
    assert telegram.breaches == ["setMyName.colour: unknown field"]
    assert telegram.log[-1].breaches == telegram.breaches
    assert (await ask("getUpdates", limit=[1]))["description"] == (
        'Bad Request: parameter "limit" must be Integer'
    )


async def test_what_this_sandbox_says_of_a_bot_has_no_breach(telegram: Telegram, ask: Ask) -> None:
    owner = telegram.add_person("李警官")
    group = telegram.add_group("Room 1", [owner], next(iter(telegram.bots.values())))
    for language in ({}, {"language_code": "zh"}):
        for name in ("Name", "Description", "ShortDescription"):
            assert (await ask(f"getMy{name}", **language))["ok"]
        command = {"command": "alarm", "description": "报警"}
        scope = {"scope": {"type": "all_private_chats"}, **language}
        await ask("setMyCommands", commands=[command], **scope)
        assert (await ask("getMyCommands", **scope))["result"] == [command]
        await ask("deleteMyCommands", **scope)
        assert (await ask("getMyCommands", **scope))["result"] == []
    for user in (owner.id, 1000):
        assert (await ask("getChatMember", chat_id=group.id, user_id=user))["ok"]
    assert len((await ask("getChatAdministrators", chat_id=group.id))["result"]) == 2
    for method in ("getMe", "getWebhookInfo", "setChatMenuButton"):
        assert (await ask(method))["ok"]
    for chat in (group.id, owner.id):
        assert (await ask("getChat", chat_id=chat))["ok"]
    assert (await ask("sendChatAction", chat_id=group.id, action="typing"))["ok"]
    sent = (await ask("sendLocation", chat_id=group.id, latitude=1.5, longitude=2))["result"]
    here = {"chat_id": group.id, "from_chat_id": group.id, "message_id": sent["message_id"]}
    assert (await ask("forwardMessage", **here))["result"]["forward_origin"]["type"] == "user"
    assert (await ask("copyMessage", **here))["result"] == {"message_id": 3}
    fire = [{"type": "emoji", "emoji": "🔥"}]
    assert (await ask("setMessageReaction", chat_id=group.id, message_id=1, reaction=fire))["ok"]
    assert (await ask("deleteMessage", chat_id=group.id, message_id=1))["ok"]
    assert (await ask("leaveChat", chat_id=group.id))["ok"]
    assert (telegram.breaches, telegram.refused) == ([], [])
