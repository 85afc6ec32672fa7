"""One valid call of each method: what a bot would ask on a `Stage`."""

from collections.abc import Callable
from typing import Any

from tests.sandbox.conformance.stage import Stage

Example = Callable[[Stage], dict[str, Any]]

_COMMANDS = [{"command": "alarm", "description": "Call the officers"}]
_BUTTON = {"inline_keyboard": [[{"text": "Done", "callback_data": "done"}]]}


def _nothing(_: Stage) -> dict[str, Any]:
    return {}


def _mine(stage: Stage) -> dict[str, Any]:
    """The bot's own message in the private chat."""
    return {"chat_id": stage.person.id, "message_id": stage.said}


def _from_group(stage: Stage) -> dict[str, Any]:
    """The person's message in the group, on its way to the private chat."""
    group = {"from_chat_id": stage.group.id, "message_id": stage.group_heard}
    return {"chat_id": stage.person.id, **group}


EXAMPLES: dict[str, Example] = {
    "getUpdates": lambda _: {"offset": 0, "limit": 10, "allowed_updates": ["message"]},
    "setWebhook": lambda _: {
        "url": "http://127.0.0.1:9/door",
        "max_connections": 10,
        "secret_token": "s3cret",
        "allowed_updates": ["message"],
    },
    "deleteWebhook": lambda _: {"drop_pending_updates": True},
    "getWebhookInfo": _nothing,
    "getMe": _nothing,
    "sendMessage": lambda stage: {
        "chat_id": stage.person.id,
        "text": "Officer <b>Li</b> is on the way",
        "parse_mode": "HTML",
        "disable_notification": True,
        "reply_parameters": {"message_id": stage.heard},
        "reply_markup": _BUTTON,
    },
    "forwardMessage": _from_group,
    "copyMessage": _from_group,
    "editMessageText": lambda stage: {**_mine(stage), "text": "Accepted"},
    "editMessageReplyMarkup": lambda stage: {**_mine(stage), "reply_markup": _BUTTON},
    "deleteMessage": _mine,
    "sendLocation": lambda stage: {
        "chat_id": stage.person.id,
        "latitude": 40.78,
        "longitude": 111.66,
        "live_period": 900,
    },
    "setMessageReaction": lambda stage: {
        "chat_id": stage.person.id,
        "message_id": stage.heard,
        "reaction": [{"type": "emoji", "emoji": "🔥"}],
    },
    "sendChatAction": lambda stage: {"chat_id": stage.person.id, "action": "typing"},
    "answerCallbackQuery": lambda stage: {"callback_query_id": stage.pressed, "text": "Yours"},
    "getChat": lambda stage: {"chat_id": stage.group.id},
    "getChatMember": lambda stage: {"chat_id": stage.group.id, "user_id": stage.person.id},
    "getChatAdministrators": lambda stage: {"chat_id": stage.group.id},
    "leaveChat": lambda stage: {"chat_id": stage.group.id},
    "setMyCommands": lambda _: {"commands": _COMMANDS, "scope": {"type": "all_private_chats"}},
    "getMyCommands": lambda _: {"scope": {"type": "all_private_chats"}},
    "deleteMyCommands": lambda _: {"scope": {"type": "all_private_chats"}},
    "setChatMenuButton": lambda stage: {
        "chat_id": stage.person.id,
        "menu_button": {"type": "commands"},
    },
    "setMyName": lambda _: {"name": "Maple Bridge", "language_code": "en"},
    "getMyName": lambda _: {"language_code": "en"},
    "setMyDescription": lambda _: {"description": "Your police room"},
    "getMyDescription": _nothing,
    "setMyShortDescription": lambda _: {"short_description": "Your police room"},
    "getMyShortDescription": _nothing,
}
