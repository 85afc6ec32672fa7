"""The commands that the menu on somebody's phone lists in a chat.

Source: Bot API, BotCommandScope, "Determining list of commands".
"""

import json

from sandbox.people import Seat
from sandbox.records import Bot
from sandbox.refusals import Json


def commands(seat: Seat) -> list[Json]:
    """Of every bot that is here, the most particular list it has set: `{"command", "description"}`."""
    chat, bots = seat.chat, seat.telegram.bots
    here = [seat.bot] if seat.bot else [bots[user] for user in chat.members if user in bots]
    return [command for bot in here for command in _first(bot, seat)]


def _first(bot: Bot, seat: Seat) -> list[Json]:
    language = (seat.person.language_code or "")[:2]
    for scope in _scopes(seat):
        for spoken in (language, ""):
            if found := bot.commands.get((json.dumps(scope, sort_keys=True), spoken)):
                return found
    return []


def _scopes(seat: Seat) -> list[Json]:
    """The scopes that take in this person here, the narrowest first."""
    chat, user = {"chat_id": seat.chat.id}, {"user_id": seat.person.id}
    if seat.bot is not None:
        return [{"type": "chat"} | chat, {"type": "all_private_chats"}, {"type": "default"}]
    leads = seat.chat.members[seat.person.id] in ("creator", "administrator")
    scopes = [
        {"type": "chat_member"} | chat | user,
        {"type": "chat_administrators"} | chat,
        {"type": "chat"} | chat,
        {"type": "all_chat_administrators"},
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
    return scopes if leads else [one for one in scopes if "administrators" not in str(one["type"])]
