"""What a bot says of itself: its name, descriptions, commands and menu button."""

import json
from collections.abc import Awaitable, Callable

from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World


async def get_me(world: World, bot: Bot, p: Json) -> Json:
    return bot.user | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(world: World, bot: Bot, p: Json) -> bool:
    commands = p.get("commands", [])
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_scope(p)] = commands
    return True


async def get_my_commands(world: World, bot: Bot, p: Json) -> list[Json]:
    return bot.commands.get(_scope(p), [])


async def delete_my_commands(world: World, bot: Bot, p: Json) -> bool:
    bot.commands.pop(_scope(p), None)
    return True


async def set_chat_menu_button(world: World, bot: Bot, p: Json) -> bool:
    bot.menu_buttons[p.get("chat_id")] = p.get("menu_button", {"type": "default"})
    return True


def _scope(p: Json) -> tuple[str, str]:
    scope = p.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), p.get("language_code", "")


def _setter(name: str) -> Callable[[World, Bot, Json], Awaitable[bool]]:
    async def set_text(world: World, bot: Bot, p: Json) -> bool:
        bot.texts[name, p.get("language_code", "")] = p.get(name, "")
        return True

    return set_text


def _getter(name: str) -> Callable[[World, Bot, Json], Awaitable[Json]]:
    async def get_text(world: World, bot: Bot, p: Json) -> Json:
        default = bot.texts.get((name, ""), bot.name if name == "name" else "")
        return {name: bot.texts.get((name, p.get("language_code", "")), "") or default}

    return get_text


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
}
