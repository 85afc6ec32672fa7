"""What a text looks like on a phone: marked up or with ready marks, it becomes text and ranges.

HTML is read in `html_text.py`, both kinds of Markdown in `markdown.py`. Here is what comes after
that: blanks at the ends go, and what Telegram finds by itself is marked.
"""

import re
from dataclasses import dataclass

from sandbox.html_text import parse_html
from sandbox.markdown import parse_legacy, parse_markdown
from sandbox.marks import DROPS, SURROGATE, units
from sandbox.refusals import Json, bad

__all__ = ["Text", "check", "clean", "parse", "trim", "units"]

_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>]*[^\s<>.,;:!?)\"'])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[a-zA-Z]{2,})"
    r"|(?<![\w/@])(?P<mention>@[a-zA-Z]\w{3,31}\b)"
    r"|(?<![\w/@<>])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z]\w{3,31})?)(?![\w/<>])"
    r"|(?<![\w#])(?P<hashtag>#\w*[^\W\d]\w*)",
    re.ASCII,
)
_LITERAL = {"code", "pre", "text_link"}
# What a bot may mark itself; all else Telegram finds or leaves.
_READY = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "code", "pre",
    "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """What is shown, and how."""

    text: str
    entities: list[Json]


def check(text: str) -> None:
    """Refuse what is no text: NUL and lone surrogates."""
    if "\0" in text or SURROGATE.search(text):
        raise bad("strings must be encoded in UTF-8")


def clean(text: str) -> str:
    """The text as a phone can show it, without blanks at its ends."""
    return text.translate(DROPS).strip()


def parse(text: str, mode: str | None = None, marked: list[Json] | None = None) -> Text:
    """Read a text a bot sent in `mode` (HTML, MarkdownV2, Markdown) or with ready `marked` entities."""
    check(text)
    match (mode or "none").lower():
        case "none" | "":
            # Ready entities count in the text as it was sent, so nothing may be taken out of it.
            if marked:
                return trim(text, [entity for entity in marked if entity["type"] in _READY])
            return trim(text.translate(DROPS), [])
        case "html":
            return trim(*parse_html(text))
        case "markdownv2":
            return trim(*parse_markdown(text))
        case "markdown":
            return trim(*parse_legacy(text))
    raise bad("unsupported parse_mode")


def trim(text: str, entities: list[Json]) -> Text:
    """Cut the blanks at both ends, move the entities along and add those Telegram finds itself."""
    shown = text.strip()
    skipped = units(text[: len(text) - len(text.lstrip())])
    end = units(shown)
    kept: list[Json] = []
    for entity in entities:
        first = max(entity["offset"] - skipped, 0)
        last = min(entity["offset"] + entity["length"] - skipped, end)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    if any(mark in shown for mark in "/@#"):
        kept += found(shown, kept)
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Text(shown, kept)


def found(text: str, marked: list[Json]) -> list[Json]:
    """Commands, mentions, links, addresses and hashtags outside of code and links."""
    literal = [
        range(entity["offset"], entity["offset"] + entity["length"])
        for entity in marked
        if entity["type"] in _LITERAL
    ]
    result: list[Json] = []
    for match in _FOUND.finditer(text):
        offset = units(text[: match.start()])
        if not any(offset in taken for taken in literal):
            kind = str(match.lastgroup)
            result.append({"type": kind, "offset": offset, "length": units(match.group())})
    return result
