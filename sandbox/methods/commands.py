"""A bot's commands, for each scope and language, and its menu button."""

import re

from sandbox.membership import is_inside
from sandbox.menus import NO_BUTTON, key
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World

_BROAD = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_NARROW = ("chat", "chat_administrators", "chat_member")


async def set_my_commands(world: World, bot: Bot, p: Json) -> bool:
    where = _key(world, bot, p)
    commands = [_command(command) for command in p.get("commands", [])]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    bot.commands[where] = commands
    return True


async def get_my_commands(world: World, bot: Bot, p: Json) -> list[Json]:
    return bot.commands.get(_key(world, bot, p), [])


async def delete_my_commands(world: World, bot: Bot, p: Json) -> bool:
    bot.commands.pop(_key(world, bot, p), None)
    return True


async def set_chat_menu_button(world: World, bot: Bot, p: Json) -> bool:
    bot.menu_buttons[_whose(world, p)] = p.get("menu_button", NO_BUTTON)
    return True


async def get_chat_menu_button(world: World, bot: Bot, p: Json) -> Json:
    return bot.menu_buttons.get(_whose(world, p), NO_BUTTON)


def _whose(world: World, p: Json) -> int | None:
    person = p.get("chat_id")
    if person is None:
        return None
    if person <= 0:
        raise bad("invalid chat_id specified")
    if person not in world.people:
        raise bad("user not found")
    return int(person)


def _key(world: World, bot: Bot, p: Json) -> tuple[str, str]:
    """Under what commands of the scope and language asked for are kept; refused if there is none."""
    language = p.get("language_code", "")
    scope = _scope(world, bot, p.get("scope") or {"type": "default"})
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    return key(scope, language)


def _scope(world: World, bot: Bot, scope: Json) -> Json:
    kind = scope.get("type")
    if kind in _BROAD:
        return {"type": kind}
    if kind not in _NARROW:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    number = scope.get("chat_id", "")
    if number == "":
        raise bad("can't parse BotCommandScope: Empty chat_id specified")
    text = isinstance(number, str) and number.removeprefix("-").isdigit()
    chat = world.chat(bot, int(number) if text else number)
    world.inside(bot, chat)
    meant: Json = {"type": kind, "chat_id": chat.id}
    if chat.person is not None and kind != "chat":
        raise bad("can't use specified scope in private chats")
    if kind == "chat_member":
        if scope.get("user_id", 0) <= 0:
            raise bad("can't parse BotCommandScope: Invalid user_id specified")
        if not is_inside(chat, scope["user_id"]):
            raise bad("PARTICIPANT_ID_INVALID")
        meant["user_id"] = scope["user_id"]
    return meant


def _command(command: Json) -> Json:
    name, description = (str(command.get(field, "")) for field in ("command", "description"))
    name, description = name.strip().removeprefix("/"), description.strip()
    if not name:
        raise bad("command must be non-empty")
    if len(name) > 32:
        raise bad("command length must not exceed 32")
    if not description:
        raise bad("command description must be non-empty")
    if len(description) > 256:
        raise bad("command description length must not exceed 256")
    if not re.fullmatch("[a-z0-9_]+", name):
        raise bad("BOT_COMMAND_INVALID")
    return {**command, "command": name, "description": description}


METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
