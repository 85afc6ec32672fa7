"""An update as the desk reads it: from the raw text to who acts where. aiogram's objects begin here."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from locales import negotiate
from services.work import Here

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


class UnreadableError(Exception):
    """The update can't be read; the text says why without quoting it."""


@dataclass(frozen=True, slots=True)
class Readable:
    """An update and who acts in it."""

    update: Update
    here: Here


class NoNetwork(BaseSession):
    """Nothing at the desk may talk to Telegram: what is to be said becomes rows."""

    async def close(self) -> None:
        return

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> Any:
        raise RuntimeError(f"{type(method).__name__} called at the desk: say it through Work")

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("a download at the desk")
        yield b""


def read(raw: str, bot: Bot, language: str) -> Readable:
    """Raises UnreadableError for what is no update, or of a kind this version does not know."""
    try:
        told = json.loads(raw)
        if "\\u" in raw:
            told = _clean(told)
        update = Update.model_validate(told, context={"bot": bot})
    except (ValueError, TypeError, RecursionError) as error:
        raise UnreadableError(f"not an update: {type(error).__name__}") from None
    kind = next((kind for kind in KINDS if getattr(update, kind) is not None), None)
    if kind is None:
        names = sorted(name for name in told if name != "update_id")
        raise UnreadableError(f"an update of unknown kind: {', '.join(names)[:100]}")
    return Readable(update, _here(getattr(update, kind), language))


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


def _here(event: Message | CallbackQuery | ChatMemberUpdated, language: str) -> Here:
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
    )
