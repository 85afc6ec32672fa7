"""Keyboards and buttons that a bot puts under its messages, checked as Telegram checks them.

Source: Bot API, InlineKeyboardMarkup to ForceReply; refusals as in telegram-bot-api's
get_reply_markup and TDLib's ReplyMarkup. Telegram's numbers are nowhere documented: 100 inline
buttons, 8 in a row, 300 reply buttons, 12 in a row, 10 kB of JSON in all (tginfo, "Limits").
"""

import json
from collections.abc import Mapping

from sandbox.links import checked, user_of
from sandbox.records import Chat, Message, Person
from sandbox.refusals import Json, bad

_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
    "disabled",
)
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "request_managed_bot": "managed bots can be requested in private chats only",
}
_LARGEST = 10_000  # bytes of JSON


def read(markup: object, *, private: bool) -> Json | None:
    """The reply_markup of a message, or None; `private` says what kind of chat it is for."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if markup.get("keyboard"):
        rows = [
            [_reply(button, private) for button in row[:12]]
            for row in _rows(markup["keyboard"], 'field "keyboard" must be an Array of Arrays')
        ]
        return _sized({**markup, "keyboard": [row for row in rows if row]}, rows, 300)
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _inline_rows(markup)]
        if any(len(row) > 8 for row in rows):
            raise bad("reply markup is too long")
        return _sized({"inline_keyboard": rows}, rows, 100) if any(rows) else None
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def read_inline(markup: object) -> Json | None:
    """The reply_markup of an edit, which can only be buttons below the message."""
    kept = read(markup, private=True)
    if kept is not None and "inline_keyboard" not in kept:
        raise bad("inline keyboard expected")
    return kept


def lay(chat: Chat, markup: Json, message: Message, people: Mapping[int, Person]) -> None:
    """Open the message's reply keyboard on the phones, or take it away."""
    whose = [chat.person.id] if chat.person is not None else list(chat.members)
    for person in whose:
        if person not in people or not is_for(people[person], message, markup):
            continue
        if "keyboard" in markup:
            chat.keyboards[person] = markup
        elif markup.get("remove_keyboard"):
            chat.keyboards.pop(person, None)


def is_for(person: Person, message: Message, markup: Json) -> bool:
    """Whether a message's keyboard or forced reply is shown to that person: a `selective` one only to
    whoever the message mentions or answers (Bot API, ReplyKeyboardMarkup and ForceReply)."""
    if not markup.get("selective") or message.chat.person is not None:
        return True
    if message.reply_to is not None and message.reply_to.author is person:
        return True
    text = str(message.content.get("text") or message.content.get("caption") or "")
    entities = message.content.get("entities") or message.content.get("caption_entities") or ()
    return any(_means(person, entity, text) for entity in entities)


def _means(person: Person, entity: Json, text: str) -> bool:
    if entity["type"] == "text_mention":
        return bool(entity["user"]["id"] == person.id)
    if entity["type"] != "mention" or person.username is None:
        return False
    units = text.encode("utf-16-le")  # offsets count those
    start, length = 2 * entity["offset"], 2 * entity["length"]
    named = units[start : start + length].decode("utf-16-le")
    return named.lower() == f"@{person.username.lower()}"


def _sized(markup: Json, rows: list[list[Json]], most: int) -> Json | None:
    if not any(rows):
        return None
    if sum(map(len, rows)) > most or (
        len(rows) > 8 and len(json.dumps(markup, ensure_ascii=False).encode()) > _LARGEST
    ):
        raise bad("reply markup is too long")
    return markup


def _inline_rows(markup: Json) -> list[list[object]]:
    words = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    return _rows(markup["inline_keyboard"], words)


def _rows(rows: object, words: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(words)
    return rows


def _inline(button: object) -> Json:
    what = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad(f"{what}: InlineKeyboardButton must be an Object")
    _has_text(button, what)
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None or (action in ("url", "callback_data") and not button[action]):
        raise bad(f"{what}: Text buttons are unallowed in the inline keyboard")
    match action:
        case "url":
            if user_of(button["url"]) is None:
                link = _link(button["url"], "inline keyboard button")
                return {**button, "url": link}
        case "callback_data":
            if len(str(button["callback_data"]).encode()) > 64:
                raise bad("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
                raise bad("BUTTON_COPY_TEXT_INVALID")
        case "login_url" | "web_app":
            name = {"login_url": "login", "web_app": "Web App"}[action]
            _link(str(button[action].get("url")), f"inline keyboard button {name}", https=True)
    return button


def _link(url: str, what: str, *, https: bool = False) -> str:
    try:
        return checked(url, https=https)
    except ValueError as wrong:
        raise bad(f"{what} URL '{url}' is invalid: {wrong}") from None


def _reply(button: object, private: bool) -> Json:
    what = "can't parse keyboard button"
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad(f"{what}: KeyboardButton must be a String or an Object")
    _has_text(button, what)
    for name, words in _PRIVATE_ONLY.items():
        if not private and button.get(name) is not None and button[name] is not False:
            raise bad(words)
    return button


def _has_text(button: Json, what: str) -> None:
    if "text" not in button:
        raise bad(f'{what}: Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad(f'{what}: Field "text" must be of type String')
