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


def _photo(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.person.id, "message_id": stage.photo}


def _place(stage: Stage) -> dict[str, Any]:
    return {"chat_id": stage.person.id, "message_id": stage.place}


def _from_group(stage: Stage) -> dict[str, Any]:
    """The person's message in the group, on its way to the private chat."""
    group = {"from_chat_id": stage.group.id, "message_id": stage.group_heard}
    return {"chat_id": stage.person.id, **group}


def _carries(kind: str, *, captioned: bool = True) -> Example:
    """A file that the bot has sent before, sent again."""

    def example(stage: Stage) -> dict[str, Any]:
        caption = {"caption": "The <b>stairs</b>", "parse_mode": "HTML"} if captioned else {}
        return {"chat_id": stage.person.id, kind: stage.file_ids[kind], **caption}

    return example


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
    "copyMessage": lambda stage: {
        "chat_id": stage.group.id,
        "from_chat_id": stage.person.id,
        "message_id": stage.photo,
        "caption": "The <b>stairs</b>",
        "parse_mode": "HTML",
    },
    "forwardMessages": lambda stage: {
        "chat_id": stage.group.id,
        "from_chat_id": stage.person.id,
        "message_ids": [stage.heard, stage.said],
    },
    "copyMessages": lambda stage: {
        "chat_id": stage.group.id,
        "from_chat_id": stage.person.id,
        "message_ids": [stage.heard, stage.said],
    },
    "sendPhoto": _carries("photo"),
    "sendVideo": _carries("video"),
    "sendAnimation": _carries("animation"),
    "sendAudio": _carries("audio"),
    "sendVoice": _carries("voice"),
    "sendVideoNote": _carries("video_note", captioned=False),
    "sendSticker": _carries("sticker", captioned=False),
    "sendDocument": _carries("document"),
    "sendMediaGroup": lambda stage: {
        "chat_id": stage.person.id,
        "media": [
            {"type": "photo", "media": stage.file_ids["photo"], "caption": "Before"},
            {"type": "video", "media": stage.file_ids["video"]},
        ],
    },
    "getFile": lambda stage: {"file_id": stage.file_ids["voice"]},
    "getUserProfilePhotos": lambda stage: {"user_id": stage.person.id, "offset": 0, "limit": 1},
    "sendVenue": lambda stage: {
        "chat_id": stage.person.id,
        "latitude": 40.78,
        "longitude": 111.66,
        "title": "The police room",
        "address": "1 Maple Street",
    },
    "sendContact": lambda stage: {
        "chat_id": stage.person.id,
        "phone_number": "+8613800000000",
        "first_name": "Li",
        "vcard": "BEGIN:VCARD",
    },
    "sendDice": lambda stage: {"chat_id": stage.person.id, "emoji": "🎯"},
    "sendPoll": lambda stage: {
        "chat_id": stage.person.id,
        "question": "Which number do you call first?",
        "options": [{"text": "110"}, {"text": "119"}],
        "type": "quiz",
        "correct_option_ids": [0],
        "explanation": "<b>110</b> is the police",
        "explanation_parse_mode": "HTML",
        "open_period": 60,
    },
    "stopPoll": lambda stage: {"chat_id": stage.person.id, "message_id": stage.poll},
    "sendMessageDraft": lambda stage: {
        "chat_id": stage.person.id,
        "draft_id": 1,
        "text": "Officer Li",
    },
    "editMessageCaption": lambda stage: {**_photo(stage), "caption": "The stairs, later"},
    "editMessageMedia": lambda stage: {
        **_photo(stage),
        "media": {"type": "photo", "media": stage.file_ids["photo"]},
    },
    "editMessageLiveLocation": lambda stage: {
        **_place(stage),
        "latitude": 40.79,
        "longitude": 111.67,
        "heading": 90,
    },
    "stopMessageLiveLocation": _place,
    "deleteMessages": lambda stage: {
        "chat_id": stage.person.id,
        "message_ids": [stage.said, stage.photo],
    },
    "deleteMessageReaction": lambda stage: {
        "chat_id": stage.group.id,
        "message_id": stage.group_heard,
        "user_id": stage.person.id,
    },
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
