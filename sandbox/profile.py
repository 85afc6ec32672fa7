"""What a bot says of itself and asks about chats: names, commands, members."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.records import Bot, Chat, member
from sandbox.refusals import Json, bad
from sandbox.world import World

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_me(world: World, bot: Bot, p: Json) -> Json:
    return bot.user | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_chat(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    return chat.wire() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


async def get_chat_member(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    user = p.get("user_id", 0)
    known = user in world.people or user in world.bots
    if not known or (chat.person and user not in (chat.id, bot.id)):
        raise bad("user not found")
    return _member(world, chat, user)


async def get_chat_administrators(world: World, bot: Bot, p: Json) -> list[Json]:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    world.open_to(bot, chat)
    leading = ("creator", "administrator")
    return [_member(world, chat, user) for user, is_ in chat.members.items() if is_ in leading]


async def leave_chat(world: World, bot: Bot, p: Json) -> bool:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("chat member status can't be changed in private chats")
    world.open_to(bot, chat)
    chat.members[bot.id] = "left"
    world.changed(chat)
    return True


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


def _member(world: World, chat: Chat, user: int) -> Json:
    status = "member" if chat.person else chat.members.get(user, "left")
    return member(world.people.get(user) or world.bots[user], status)


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


METHODS: dict[str, Callable[[World, Bot, Json], Awaitable[Any]]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
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
