"""What can be said to somebody: words, buttons under them, a keyboard. No network, no Telegram."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import tzinfo
from functools import partial
from typing import Any, Literal, TypedDict

from locales import L, Phrase, render

Words = Phrase | str  # a str is said as it is, in no language


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `press` comes back when it is pressed, at most 64 bytes."""

    label: Words
    press: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard below the chat; pressing it writes its label, or gives what it wants."""

    label: Words
    wants: Literal["place", "contact"] | None = None


Buttons = Sequence[Sequence[Button]]
Keyboard = Sequence[Sequence[Key]]


@dataclass(frozen=True, slots=True)
class Thread:
    """Where in a group something is said: in the topic that is the card of that name, or, where
    there is none, as an answer to the message that is the card `under`."""

    topic: str | None
    under: str


@dataclass(frozen=True, slots=True)
class Copied:
    """Somebody's message, or the pieces of their album, as it is, under nobody's name. A caption
    given takes the place of theirs."""

    chat_id: int
    message_ids: Sequence[int]
    caption: Words | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map (WGS-84) that may be moved later."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A group's topic, open or closed."""

    title: Words
    closed: bool


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that has a name and an address, for the map (WGS-84)."""

    latitude: float
    longitude: float
    title: Words
    address: Words


@dataclass(frozen=True, slots=True)
class File:
    """A file that is made of facts on the way out (bot/files.py): "ticket" or "event". The words stand
    below it; those among the facts are said in the reader's language."""

    kind: Literal["ticket", "event"]
    words: Words
    facts: Mapping[str, Words | int]


@dataclass(frozen=True, slots=True)
class Note:
    """A line in a picture, with a title or without."""

    words: Words
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Large numbers side by side, each with its label."""

    figures: Sequence[tuple[Words, Words]]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each label and number; the one at `marked` is what the picture is about."""

    title: Words
    bars: Sequence[tuple[Words, int]]
    marked: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Lines of: name, how many of, how many, the same in words, a note."""

    title: Words
    shares: Sequence[tuple[Words, int, int, Words, Words]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a name and numbers below the columns' headings."""

    head: Sequence[Words]
    rows: Sequence[Sequence[Words]]


@dataclass(frozen=True, slots=True)
class Columns:
    """A column for each label: a bar whose three parts, full, hatched and empty, `legend` names, and below
    it what each of the `rows` says of it."""

    title: Words
    columns: Sequence[tuple[Words, int, int, int]]
    legend: Sequence[Words]
    rows: Sequence[tuple[Words, Sequence[Words]]]


Part = Note | Figures | Bars | Shares | Table | Columns


@dataclass(frozen=True, slots=True)
class Picture:
    """Numbers to be drawn on the way out (bot/studio.py). `words` say the same facts, for who can't
    see it, and go alone when it can't be drawn."""

    words: Words
    title: Words
    under: Words
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Printout:
    """A day's visits on paper, drawn on the way out (bot/studio.py) as a PDF of that `name`. `rows` have
    a time, a number, an errand and its papers below the names of six columns, `head`; empty ones for who
    comes `without` follow. `caption` stands below the file; `words` say the same facts and go alone when
    it can't be drawn."""

    words: Words
    caption: Words
    name: str
    title: Words
    under: Words
    head: Sequence[Words]
    rows: Sequence[tuple[Words, Words, Words, Sequence[Words]]]
    without: Words


class Manner(TypedDict, total=False):
    """How something is said: with which buttons or keyboard, without a sound, where in a group, in
    answer to which message of the chat, inside which of its topics by Telegram's number, asking for a
    reply (of whom it mentions, in a group)."""

    buttons: Buttons
    keyboard: Keyboard | None
    silent: bool
    thread: Thread | None
    answers: int | None
    inside: int | None
    asks: bool


Carried = Copied | Spot | Topic | Venue | File | Picture | Printout

ALARM = L("🆘 Alarm")
SILENT_ALARM = L("🤫 Silent alarm")
# First on every keyboard there is: nobody in need has to look for it.
_ALARM_KEYS = (Key(ALARM), Key(SILENT_ALARM))


def content(
    words: Words,
    language: str,
    timezone: tzinfo,
    *,
    buttons: Buttons = (),
    keyboard: Keyboard | None = None,
    **how: Any,
) -> dict[str, Any]:
    """The message as it waits in the outbox, in the reader's language."""
    said: dict[str, Any] = {"text": render(words, language, timezone=timezone)}
    plain = partial(render, language=language, timezone=timezone, html=False)
    if keyboard is not None:
        rows = (_ALARM_KEYS, *keyboard)
        said["keyboard"] = [[[plain(key.label), key.wants] for key in row] for row in rows]
    return said | _labelled(buttons, plain) | manner(**how)


def _labelled(buttons: Buttons, plain: Callable[[Words], str]) -> dict[str, Any]:
    rows = [[[plain(key.label), key.press] for key in row] for row in buttons]
    return {"buttons": rows} if rows else {}


def manner(
    *,
    silent: bool = False,
    thread: Thread | None = None,
    answers: int | None = None,
    inside: int | None = None,
    asks: bool = False,
) -> dict[str, Any]:
    """How something is said: without a sound, where in a group, in answer to which message, asking for a
    reply."""
    how: dict[str, Any] = {"silent": True} if silent else {}
    how |= {"asks": True} if asks else {}
    if thread is not None:
        how |= {"within": thread.topic, "under": thread.under}
    told = {"answers": answers, "inside": inside}
    return how | {name: number for name, number in told.items() if number is not None}


def carried(
    what: Carried, language: str, timezone: tzinfo, *, buttons: Buttons = (), **how: Any
) -> dict[str, Any]:
    """What is no text of ours, as it waits in the outbox; buttons are for a picture."""
    plain = partial(render, language=language, timezone=timezone, html=False)
    match what:
        case Copied():
            said: dict[str, Any] = {"from": what.chat_id, "copy": list(what.message_ids)}
            if what.caption is not None:
                said["caption"] = render(what.caption, language, timezone=timezone)
        case Spot():
            said = {"spot": [what.latitude, what.longitude]}
        case Topic():
            said = {"topic": plain(what.title), "closed": what.closed}
        case Venue():
            named = plain(what.title), plain(what.address)
            said = {"venue": [what.latitude, what.longitude, *named]}
        case File():
            facts = {
                name: fact if isinstance(fact, int) else plain(fact)
                for name, fact in what.facts.items()
            }
            said = {"text": render(what.words, language, timezone=timezone)}
            said["file"] = {"kind": what.kind} | facts
        case Picture():
            said = {"text": render(what.words, language, timezone=timezone)}
            said["picture"] = {
                "title": plain(what.title),
                "under": plain(what.under),
                "parts": [_told(part, plain) for part in what.parts],
            }
        case Printout():
            said = {
                "text": render(what.words, language, timezone=timezone),
                "caption": render(what.caption, language, timezone=timezone),
            }
            facts = _told(what, plain)
            said["printout"] = {name: facts[name] for name in facts if name not in said}
    return said | _labelled(buttons, plain) | manner(**how)


def _told(part: Part | Printout, plain: Callable[[Words], str]) -> dict[str, Any]:
    """What is to be drawn under its kind's name, its words in the reader's language."""

    def told(value: Any) -> Any:
        if isinstance(value, Phrase | str):
            return plain(value)
        return value if isinstance(value, int) else [told(inner) for inner in value]

    facts = {field.name: told(getattr(part, field.name)) for field in fields(part)}
    return {"kind": type(part).__name__.lower()} | facts
