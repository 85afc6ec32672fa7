"""An update as the desk reads it: from the raw text to who acts where. aiogram's objects begin here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, User

from bot.intake.door import ALARM_WORDS
from locales import negotiate
from services.turn import Here

Event = Message | CallbackQuery | ChatMemberUpdated

KINDS: dict[str, type[Event]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": ChatMemberUpdated,
}
"""What updates we ask Telegram for, by their field in Update (core.telegram.org/bots/api#update)."""


class UnreadableError(Exception):
    """The update can't be read; the text says why without quoting it."""


@dataclass(frozen=True, slots=True)
class Readable:
    """What happened, of which of KINDS, and who acts in it."""

    kind: str
    event: Event
    here: Here


def read(raw: str, language: str) -> Readable:
    """Raises UnreadableError for what is no update, or of a kind this version does not know."""
    try:
        told = json.loads(raw)
        if "\\u" in raw:
            told = _clean(told)
        kind = next((kind for kind in KINDS if kind in told), None)
        if kind is None:
            names = sorted(str(name) for name in told if name != "update_id")
            raise UnreadableError(f"an update of unknown kind: {', '.join(names)[:100]}")
        event = KINDS[kind].model_validate(told[kind])
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableError(f"not an update: {type(error).__name__}") from None
    return Readable(kind, event, _here(event, language))


def pressed(raw: str) -> str | None:
    """The label of an alarm key, if that is what somebody pressed in their chat with us, and only that:
    ten of these in a row say the same as one of them ten times."""
    try:
        message = json.loads(raw)["message"]
        text = message["text"].strip()
        alone = message["chat"]["id"] == message["from"]["id"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # whatever it is, it is judged by `read`
    return str(text) if alone and text in ALARM_WORDS else None


def _clean(told: Any) -> Any:
    """NUL and lone surrogates, which no database and no Telegram takes, become U+FFFD."""
    match told:
        case str():
            text = told.replace("\0", "\ufffd")
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_clean(one) for one in told]
        case dict():
            return {name: _clean(one) for name, one in told.items()}
    return told


def _here(event: Event, language: str) -> Here:
    message = event.message if isinstance(event, CallbackQuery) else None
    chat: Chat | None = message.chat if message else getattr(event, "chat", None)
    user: User | None = event.from_user
    sender = getattr(event, "sender_chat", None)  # an administrator who writes as the group
    person = user.id if user else sender.id if sender else 0
    return Here(
        chat_id=chat.id if chat else person,
        person_id=person,
        private=chat is not None and chat.type == "private" and chat.id == person,
        called=user.full_name if user else "",
        tongue=negotiate(user.language_code if user else None, language),
        query=event.id if isinstance(event, CallbackQuery) else None,
        message_id=message.message_id if message else None,
        forum=bool(chat and chat.is_forum),
        said_at=event.date if isinstance(event, Message) else None,
    )
