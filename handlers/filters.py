"""How a conversation names what it waits for: a step, a word, a place, a press.

All of them are asynchronous, because aiogram sends a synchronous filter to a thread: 25 routers of
eight steps cost 24 ms an update that way, and 1 ms this way.
"""

from __future__ import annotations

from typing import Any

from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from cards.presses import Press
from db import officers
from locales import Phrase, every_label
from services.conversing import Question
from services.talks import Saying
from services.work import Work


class At(Filter):
    """The person's conversation in this chat stands at one of these steps."""

    def __init__(self, *steps: Question) -> None:
        self.steps = frozenset(steps)

    async def __call__(self, event: TelegramObject, work: Work) -> bool:
        return work.step in self.steps


class Asks(Filter):
    """The message asks for this: it is one of the commands, as /alarm, /alarm@bot or with words
    behind it, or the label of one of the keys, in any language it ever had."""

    def __init__(self, *begins: str | Phrase) -> None:
        self.commands = frozenset(begin for begin in begins if isinstance(begin, str))
        self.labels = frozenset(
            label
            for begin in begins
            if isinstance(begin, Phrase)
            for label in every_label(begin.message)
        )

    async def __call__(self, event: Message) -> bool:
        return self.asked_by(event.text)

    def asked_by(self, text: str | None) -> bool:
        return text is not None and (label(text) in self.labels or command(text) in self.commands)


class Pressed(Filter):
    """A button with this kind of press; the handler gets it as `press`."""

    def __init__(self, kind: type[Press]) -> None:
        self.kind = kind

    async def __call__(self, event: CallbackQuery) -> dict[str, Any] | bool:
        press = self.kind.unpack(event.data)
        return {"press": press} if press is not None else False


class Opened(Filter):
    """Somebody opened a link with a payload that begins so (t.me/<bot>?start=<payload>, in a group
    ?startgroup=<payload>); the handler gets the rest of it as `payload`. Anybody can write any payload:
    it says a wish, and gives no right."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        words = (event.text or "").split(maxsplit=1)
        if len(words) < 2 or command(words[0]) != "start" or not words[1].startswith(self.prefix):
            return False
        return {"payload": words[1].removeprefix(self.prefix)}


class _Serves(Filter):
    async def __call__(self, event: TelegramObject, work: Work) -> bool:
        return officers.find(work.connection, work.here.person_id) is not None


class _Private(Filter):
    async def __call__(self, event: TelegramObject, work: Work) -> bool:
        return work.here.private


class _Text(Filter):
    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        return {"words": event.text} if event.text else False


class _Anything(Filter):
    """Whatever can be passed on as it is; a service message, a poll or a game is none of it."""

    KINDS = frozenset(
        {"text", "photo", "video", "voice", "audio", "document"}
        | {"animation", "video_note", "sticker", "contact", "venue"}
    )

    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        kind = ContentType(event.content_type).value
        if kind not in self.KINDS:
            return False
        replied = event.reply_to_message
        return {
            "saying": Saying(
                event.message_id,
                kind,
                event.text or event.caption or "",
                event.media_group_id,
                replied.message_id if replied else None,
            )
        }


class _Place(Filter):
    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        return {"place": event.location} if event.location else False


class _Contact(Filter):
    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        return {"contact": event.contact} if event.contact else False


PRIVATE = _Private()
SERVES = _Serves()  # who acts is an officer


class Said:
    """What a message says: `words` for the handler, or all of it as its `saying`."""

    text = _Text()
    anything = _Anything()


class Shared:
    """What a message shares: `place` or `contact` for the handler."""

    place = _Place()
    contact = _Contact()


def label(text: str) -> str:
    """What is compared when it is asked whether a text is a key's label."""
    return text.strip()


def command(text: str) -> str | None:
    """The name of the command that the text begins with: "alarm" for "/alarm@bot now", "case" for
    "/case_12", of which Telegram makes a link with the number in it."""
    if not text.startswith("/"):
        return None
    word = text.split(maxsplit=1)[0]
    return word[1:].partition("@")[0].partition("_")[0].lower() or None
