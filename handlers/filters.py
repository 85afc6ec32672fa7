"""How a conversation names what it waits for: a step, a word, a place, a press.

All of them are asynchronous, because aiogram sends a synchronous filter to a thread: 25 routers of
eight steps cost 24 ms an update that way, and 1 ms this way.
"""

from __future__ import annotations

import re
from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from cards.presses import Press
from db import officers
from db.talks import LONGEST_ALBUM, LONGEST_FILE, TEXT, VENUE
from locales import L, Phrase, every_label
from locales.signs import bare, has_anything_visible
from services.conversing import Question
from services.refusals import RefusedError
from services.talks import Saying
from services.work import Work


class At(Filter):
    """The person's conversation in this chat stands at one of these steps."""

    def __init__(self, *steps: Question) -> None:
        self.steps = frozenset(steps)

    async def __call__(self, event: TelegramObject, work: Work) -> bool:
        return work.step in self.steps


class Asks(Filter):
    """The message asks us for this: it is one of the commands, as /alarm, /alarm@bot or with words
    behind it, or the label of one of the keys, in any language it ever had."""

    def __init__(self, *begins: str | Phrase) -> None:
        self.commands = frozenset(begin for begin in begins if isinstance(begin, str))
        self.labels = frozenset(
            label
            for begin in begins
            if isinstance(begin, Phrase)
            for label in every_label(begin.message)
        )

    async def __call__(self, event: Message, work: Work) -> bool:
        return self.asked_by(event.text, work)

    def asked_by(self, text: str | None, work: Work) -> bool:
        if text is None:
            return False
        return bare(text) in self.labels or command(text, work) in self.commands


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

    async def __call__(self, event: Message, work: Work) -> dict[str, Any] | bool:
        words = (event.text or "").split(maxsplit=1)
        if len(words) < 2 or not words[1].startswith(self.prefix):
            return False
        if command(words[0], work) != "start":
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
    """Whatever can be passed on; a service message, a poll or a game is none of it."""

    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        saying = saying_of(event)
        return {"saying": saying} if saying is not None else False


# Passed on as they are. What is two of them for older apps is the first: an animation is a document too.
KINDS = (
    *("text", "animation", "audio", "document", "photo", "live_photo"),
    *("sticker", "video", "video_note", "voice", "contact", VENUE),
)


def saying_of(message: Message) -> Saying | None:
    """What the message says to whoever it is passed on to, None for nothing. A venue says its name and
    address; of what can't be passed on the words below it are left."""
    kind = next((kind for kind in KINDS if getattr(message, kind, None)), None)
    words = message.text or message.caption or _venue(message)
    if kind is None and not words:
        return None
    replied = message.reply_to_message
    return Saying(
        message.message_id,
        kind or TEXT,
        words,
        message.media_group_id[:LONGEST_ALBUM] if message.media_group_id else None,
        replied.message_id if replied else None,
        _file(message, kind),
        message.date,
        changed=message.edit_date is not None,
        whole=kind is not None,
    )


def _venue(message: Message) -> str:
    named = (message.venue.title, message.venue.address) if message.venue else ()
    return "\n".join(name for name in named if has_anything_visible(name))


def _file(message: Message, kind: str | None) -> str | None:
    """Which file it shows: Telegram's name for it that is the same for everybody and for ever."""
    shown = getattr(message, kind) if kind else None
    file = shown[-1] if isinstance(shown, list) else shown
    name: str = getattr(file, "file_unique_id", "")
    return name[:LONGEST_FILE] or None


class _Place(Filter):
    """A point on the earth; a venue has one too."""

    async def __call__(self, event: Message) -> dict[str, Any] | bool:
        place = event.location or (event.venue.location if event.venue else None)
        if place is None or not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
            return False
        return {"place": place}


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


def command(text: str, work: Work) -> str | None:
    """The name of the command to us that the text begins with: "alarm" for "/alarm@bot now", "case"
    for "/case_12", of which Telegram makes a link with the number in it. None for any other words,
    and for a command to another bot."""
    name, addressed = _addressed(text)
    return name if _is_us(addressed, work) else None


def is_for_another_bot(message: Message, work: Work) -> bool:
    """Whether it is a command to somebody else, as "/x@other_bot": in a group, where several bots may
    serve, that is none of our business."""
    name, addressed = _addressed(message.text or message.caption or "")
    return name is not None and not _is_us(addressed, work)


def own_name(work: Work) -> str:
    """The bot's name for links. Raises RefusedError while Telegram has not told it."""
    if not work.turn.house.own_name:
        raise RefusedError(L("Telegram does not answer me just now. Please try again in a minute."))
    return work.turn.house.own_name


_COMMAND = re.compile(r"/([^\W_]+)\w*(?:@(\w+))?")


def _addressed(text: str) -> tuple[str | None, str]:
    """The command's name and the bot's behind the @, in small letters: Telegram compares them so."""
    found = _COMMAND.match(text) if text.startswith("/") else None
    return (found[1].lower(), (found[2] or "").lower()) if found else (None, "")


def _is_us(bot: str, work: Work) -> bool:
    own = work.turn.house.own_name.lower()
    alone = work.here.private and not own  # whom else could they mean, before we know our name
    return bot in {"", own} or alone
