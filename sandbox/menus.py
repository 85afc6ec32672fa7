"""Which commands and which menu button a person is shown.

Follows the Bot API, "Determining list of commands" (BotCommandScope): the narrowest scope that has
commands counts, in each of them the person's language before none.
"""

import json

from sandbox.membership import leads
from sandbox.records import Bot, Chat, Person
from sandbox.refusals import Json

NO_BUTTON: Json = {"type": "default"}


def key(scope: Json, language: str = "") -> tuple[str, str]:
    """Under what a bot's commands of that scope and language are kept."""
    return json.dumps(scope, sort_keys=True), language


def commands_for(bot: Bot, chat: Chat, person: Person) -> list[Json]:
    """The commands of a bot that this person is shown in that chat."""
    language = (person.language_code or "").partition("-")[0]
    for scope in _scopes(chat, person):
        for spoken in {language: None, "": None}:
            if commands := bot.commands.get(key(scope, spoken)):
                return commands
    return []


def menu_button_for(bot: Bot, person: Person) -> Json:
    """The button beside the text field: the person's own, else the bot's for all, else `default`."""
    for whose in (person.id, None):
        button = bot.menu_buttons.get(whose, NO_BUTTON)
        if button["type"] != "default":
            return button
    return NO_BUTTON


def _scopes(chat: Chat, person: Person) -> list[Json]:
    here = {"type": "chat", "chat_id": chat.id}
    if chat.person is not None:
        return [here, {"type": "all_private_chats"}, {"type": "default"}]
    scopes: list[Json] = [{"type": "chat_member", "chat_id": chat.id, "user_id": person.id}]
    if leads(chat, person.id):
        scopes += [{"type": "chat_administrators", "chat_id": chat.id}, here]
        scopes.append({"type": "all_chat_administrators"})
    else:
        scopes.append(here)
    return [*scopes, {"type": "all_group_chats"}, {"type": "default"}]
