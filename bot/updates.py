"""An update as the desk reads it: from the raw text to who acts where. aiogram's objects begin here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, User
from pydantic import ValidationError

from bot.intake.door import ALARM_WORDS
from bot.mending import mended
from locales import negotiate
from locales.signs import bare
from services.turn import Here

Event = Message | CallbackQuery | ChatMemberUpdated

KINDS: dict[str, type[Event]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": ChatMemberUpdated,
}
"""What updates we ask Telegram for, by their field in Update (core.telegram.org/bots/api#update)."""

_HUGE = re.compile(r"\d{19}")  # digits that may be more than a database holds, or only words


class UnreadableError(Exception):
    """The update can't be read; the text says why without quoting it."""


@dataclass(frozen=True, slots=True)
class Readable:
    """What happened, of which of KINDS, and who acts in it."""

    kind: str
    event: Event
    here: Here


def read(raw: str, language: str, received: datetime) -> Readable:
    """What is needed of the update, which came in at `received`; a corner of it that is unknown, missing or
    broken is set aside alone. Raises UnreadableError for what is no update, of a kind this version does
    not know, or has no chat and no person."""
    try:
        update = _parsed(raw)
        kind = next((kind for kind in KINDS if isinstance(update.get(kind), dict)), None)
        if kind is None:
            names = sorted(str(name) for name in update if name != "update_id")
            raise UnreadableError(f"an update of unknown kind: {', '.join(names)[:100]}")
        event = _event(KINDS[kind], update[kind], update.get("update_id"), received)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise UnreadableError(f"not an update: {type(error).__name__}") from None
    return Readable(kind, event, _here(event, language))


def _parsed(raw: str) -> dict[str, Any]:
    update = json.loads(raw, parse_int=_bounded if _HUGE.search(raw) else None)
    return _clean(update) if "\\u" in raw else update  # type: ignore[no-any-return]  # judged by `read`


def _bounded(digits: str) -> int | None:
    """The number, None if no database holds it."""
    number = int(digits) if len(digits) <= 20 else 2**63
    return number if -(2**63) <= number < 2**63 else None


def _event(kind: type[Event], told: dict[str, Any], number: Any, received: datetime) -> Event:
    try:
        return kind.model_validate(told)
    except ValidationError:
        return mended(kind, told, number if isinstance(number, int) else 0, received)


def pressed(raw: str) -> str | None:
    """The label of an alarm key, if that is what somebody pressed in their chat with us, and only that:
    ten of these in a row say the same as one of them ten times."""
    try:
        message = json.loads(raw)["message"]
        label = bare(message["text"])
        alone = message["chat"]["id"] == message["from"]["id"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # whatever it is, it is judged by `read`
    return label if alone and label in ALARM_WORDS else None


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
    pressed_on = event.message if isinstance(event, CallbackQuery) else None
    message = pressed_on if isinstance(event, CallbackQuery) else event
    chat: Chat | None = message.chat if message else None
    user: User | None = event.from_user
    sender = event.sender_chat if isinstance(event, Message) else None
    who = user or sender or (chat if chat and chat.type == "private" else None)
    person = who.id if who else 0
    here = Here(
        chat_id=chat.id if chat else person,
        person_id=person,
        private=chat is not None and chat.type == "private" and chat.id == person,
        called=user.full_name if user else "",
        tongue=negotiate(user.language_code if user else None, language),
        query=event.id if isinstance(event, CallbackQuery) else None,
        message_id=pressed_on.message_id if pressed_on else None,
        forum=bool(chat and chat.is_forum),
        topic=_topic(message),
        behind=sender.id if sender else None,
        said_at=event.date if isinstance(event, Message) else None,
    )
    if not (here.chat_id and _fits(here.chat_id) and _fits(here.person_id)):
        raise UnreadableError("an update of nobody")
    return here


def _fits(number: int) -> bool:
    """Whether a database holds it."""
    return -(2**63) <= number < 2**63


def _topic(message: object) -> int | None:
    """The topic of a group in which that message is; None for its General, and for a mere thread of answers
    (core.telegram.org/bots/api#message, is_topic_message)."""
    if not isinstance(message, Message) or message.chat.type == "private":
        return None
    return message.message_thread_id if message.is_topic_message else None
