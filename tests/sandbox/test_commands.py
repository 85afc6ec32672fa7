"""A bot's commands and menu button, and who is shown which."""

from typing import Any

import pytest

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


@pytest.fixture
def wang(telegram: Telegram, bot: Bot) -> Phone:
    phone = telegram.add_person("王芳", language_code="zh-hans")
    phone.meets(bot)
    return phone


@pytest.fixture
def group(telegram: Telegram, bot: Bot, wang: Phone) -> Chat:
    return telegram.add_group("Room 1 alarms", [telegram.add_person("李警官"), wang], bot)


def commands(name: str) -> list[dict[str, str]]:
    return [{"command": name, "description": "x"}]


async def test_the_scope_asked_for_and_no_other(
    telegram: Telegram, ask: Ask, wang: Phone, group: Chat
) -> None:
    """core.telegram.org/bots/api#getmycommands, #setmycommands, #deletemycommands."""
    scopes: list[dict[str, Any]] = [
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "chat", "chat_id": group.id},
        {"type": "chat_member", "chat_id": group.id, "user_id": wang.id},
    ]
    for number, scope in enumerate(scopes):
        for code in ("", "zh"):
            asked = {"scope": scope, "language_code": code}
            await ask("setMyCommands", commands=commands(f"c{number}{code}"), **asked)
    for number, scope in enumerate(scopes):
        for code in ("", "zh"):
            asked = {"scope": scope, "language_code": code}
            assert (await ask("getMyCommands", **asked))["result"] == commands(f"c{number}{code}")
    assert (await ask("getMyCommands"))["result"] == commands("c0")
    assert (await ask("getMyCommands", language_code="mn"))["result"] == []
    as_text = {"type": "chat", "chat_id": str(group.id)}
    assert (await ask("getMyCommands", scope=as_text))["result"] == commands("c2")
    await ask("deleteMyCommands", scope=scopes[1])
    assert (await ask("getMyCommands", scope=scopes[1]))["result"] == []
    assert telegram.breaches == []


async def test_what_a_person_is_shown(
    telegram: Telegram, bot: Bot, ask: Ask, wang: Phone, group: Chat
) -> None:
    """core.telegram.org/bots/api#botcommandscope, "Determining list of commands": narrower before
    wider, in each the language before none."""
    li = telegram.people[next(iter(group.members))]
    private = wang.with_(bot).chat

    def shown() -> list[str]:
        chats = [(private, wang.person), (group, wang.person), (group, li)]
        lists = [telegram.commands_for(bot, chat, person) for chat, person in chats]
        return ["".join(command["command"] for command in found) for found in lists]

    async def put(name: str, scope: dict[str, Any], code: str = "") -> list[str]:
        asked = {"scope": scope, "language_code": code}
        assert (await ask("setMyCommands", commands=commands(name), **asked))["ok"]
        return shown()

    here = {"chat_id": group.id}
    assert shown() == ["", "", ""]
    assert await put("plain", {"type": "default"}) == ["plain"] * 3
    assert await put("zh", {"type": "default"}, "zh") == ["zh", "zh", "plain"]
    assert await put("private", {"type": "all_private_chats"}) == ["private", "zh", "plain"]
    assert await put("groups", {"type": "all_group_chats"}) == ["private", "groups", "groups"]
    lists = await put("leading", {"type": "all_chat_administrators"})
    assert lists == ["private", "groups", "leading"]
    assert await put("here", {"type": "chat", **here}) == ["private", "here", "here"]
    lists = await put("led", {"type": "chat_administrators", **here})
    assert lists == ["private", "here", "led"]
    one = {"type": "chat_member", **here, "user_id": wang.id}
    assert await put("one", one) == ["private", "one", "led"]
    assert await put("hers", {"type": "chat", "chat_id": wang.id}) == ["hers", "one", "led"]
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"commands": commands("")}, "command must be non-empty"),
        ({"commands": commands("a" * 33)}, "command length must not exceed 32"),
        ({"commands": commands("Alarm!")}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "a", "description": " "}]},
            "command description must be non-empty",
        ),
        ({"commands": commands("a") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        (
            {"commands": [], "scope": {"type": "everywhere"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [], "scope": {"type": "chat", "chat_id": -7}}, "chat not found"),
        (
            {"commands": [], "scope": {"type": "chat_administrators", "chat_id": 77}},
            "can't use specified scope in private chats",
        ),
    ],
)
async def test_what_is_refused(
    telegram: Telegram, bot: Bot, ask: Ask, parameters: dict[str, Any], words: str
) -> None:
    """core.telegram.org/bots/api#setmycommands; the words are TDLib's (BotCommand.cpp,
    BotCommandScope.cpp) and the Bot API server's."""
    telegram.add_person("王芳", id=77).meets(bot)
    answer = await ask("setMyCommands", **parameters)
    assert answer == {"ok": False, "error_code": 400, "description": BAD + words}


async def test_the_menu_button(telegram: Telegram, bot: Bot, ask: Ask, wang: Phone) -> None:
    """core.telegram.org/bots/api#menubutton: the chat's own, else the bot's default."""
    default = {"type": "default"}
    app = {"type": "web_app", "text": "Map", "web_app": {"url": "https://example.com"}}
    assert (await ask("getChatMenuButton"))["result"] == default
    assert (await ask("setChatMenuButton", menu_button={"type": "commands"}))["ok"]
    assert telegram.menu_button_for(bot, wang.person) == {"type": "commands"}
    assert (await ask("setChatMenuButton", chat_id=wang.id, menu_button=app))["ok"]
    assert (await ask("getChatMenuButton", chat_id=wang.id))["result"] == app
    assert telegram.menu_button_for(bot, wang.person) == app
    assert (await ask("setChatMenuButton", chat_id=wang.id))["ok"]
    assert telegram.menu_button_for(bot, wang.person) == {"type": "commands"}
    answer = await ask("getChatMenuButton", chat_id=99)
    assert answer["description"] == BAD + "user not found"
    assert telegram.breaches == []


async def test_rights_a_bot_asks_for(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#setmydefaultadministratorrights: suggested to who adds the bot."""
    nothing = (await ask("getMyDefaultAdministratorRights"))["result"]
    assert not any(nothing.values())
    rights = nothing | {"can_manage_topics": True, "can_pin_messages": True}
    assert (await ask("setMyDefaultAdministratorRights", rights=rights))["result"] is True
    assert (await ask("getMyDefaultAdministratorRights"))["result"] == rights
    channels = (await ask("getMyDefaultAdministratorRights", for_channels=True))["result"]
    assert channels["can_post_messages"] is False
    li = telegram.add_person("李警官")
    group = telegram.add_group("Room 1", [li])
    li.in_(group).adds(bot, administrator=True)
    member = (await ask("getChatMember", chat_id=group.id, user_id=bot.id))["result"]
    assert member["can_manage_topics"]
    assert not member["can_delete_messages"]
    assert telegram.breaches == []


async def test_going_away(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#logout (ten minutes away), #close (429 in the first ten)."""
    refused = await ask("close")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 600})
    telegram.clock.move(601)
    assert (await ask("close"))["result"] is True
    assert (await ask("logOut"))["result"] is True
    away = await ask("getMe")
    assert away == {"ok": False, "error_code": 400, "description": "Logged out"}
    telegram.clock.move(601)
    assert (await ask("getMe"))["ok"]
    assert telegram.breaches == []
