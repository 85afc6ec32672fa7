"""What a bot says of itself: its name, its descriptions, the rights it wants; and how it goes away."""

import math
from collections.abc import Awaitable, Callable

from sandbox.entities import units
from sandbox.membership import NO_RIGHTS
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad, too_many
from sandbox.world import World

AWAY = 600  # seconds: Bot API, logOut and close


async def get_me(world: World, bot: Bot, p: Json) -> Json:
    return bot.user | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_default_administrator_rights(world: World, bot: Bot, p: Json) -> bool:
    bot.default_rights[bool(p.get("for_channels"))] = NO_RIGHTS | p.get("rights", {})
    return True


async def get_my_default_administrator_rights(world: World, bot: Bot, p: Json) -> Json:
    rights = bot.default_rights.get(bool(p.get("for_channels")), NO_RIGHTS)
    only = {"can_post_messages", "can_edit_messages", "can_manage_direct_messages"}
    if p.get("for_channels"):
        never = {"can_pin_messages", "can_manage_topics", "can_manage_tags"}
        rights = dict.fromkeys(only, False) | rights
    else:
        never = only
    return {name: value for name, value in rights.items() if name not in never}


async def log_out(world: World, bot: Bot, p: Json) -> bool:
    bot.logged_out = world.clock.now()
    return True


async def close(world: World, bot: Bot, p: Json) -> bool:
    left = bot.started + AWAY - world.clock.now()
    if left > 0:
        raise too_many(math.ceil(left))
    bot.started = world.clock.now()
    return True


def _setter(name: str, most: int) -> Callable[[World, Bot, Json], Awaitable[bool]]:
    async def set_text(world: World, bot: Bot, p: Json) -> bool:
        if units(p.get(name, "")) > most:
            # Telegram's own words for this are written nowhere.
            raise bad(f"{name.replace('_', ' ')} is too long")
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
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
    "logOut": log_out,
    "close": close,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
}
