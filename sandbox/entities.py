"""What a text looks like on a phone: HTML becomes plain text and marked ranges.

Follows the parser in Telegram's own client library (TDLib, `MessageEntity.cpp`): the same tags,
the same leniency about `&`, the same words when it refuses. Offsets of refusals are in bytes of
UTF-8, offsets of entities in UTF-16 units.
"""

import re
from dataclasses import dataclass

from sandbox.refusals import Json, Refused, bad

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>"'/]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s>"']*))?""")
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*")

# Control characters show as blanks; line separators and direction overrides are taken out.
_CLEAN = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32)], " ")
_GONE = dict.fromkeys([13, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
_DROPS = str.maketrans({**_CLEAN, **_GONE})

_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>]*[^\s<>.,;:!?)\"'])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[a-zA-Z]{2,})"
    r"|(?<![\w/@])(?P<mention>@[a-zA-Z]\w{3,31}\b)"
    r"|(?<![\w/@<>])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z]\w{3,31})?)(?![\w/<>])"
    r"|(?<![\w#])(?P<hashtag>#\w*[^\W\d]\w*)",
    re.ASCII,
)
_LITERAL = {"code", "pre", "text_link"}


@dataclass(frozen=True, slots=True)
class Text:
    """What is shown, and how."""

    text: str
    entities: list[Json]


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    argument: str


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def check(text: str) -> None:
    """Refuse what is no text: NUL and lone surrogates."""
    if "\0" in text or _SURROGATE.search(text):
        raise bad("strings must be encoded in UTF-8")


def clean(text: str) -> str:
    """The text as a phone can show it, without blanks at its ends."""
    return text.translate(_DROPS).strip()


def parse(text: str, mode: str | None = None, marked: list[Json] | None = None) -> Text:
    """Read a text a bot sent in `mode` (HTML or none) or with ready `marked` entities."""
    check(text)
    if mode and mode.upper() != "HTML":
        raise bad("unsupported parse_mode")
    if mode:
        return trim(*parse_html(text))
    # Ready entities count in the text as it was sent, so nothing may be taken out of it.
    return trim(text, marked) if marked else trim(text.translate(_DROPS), [])


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


def parse_html(text: str) -> tuple[str, list[Json]]:
    """HTML as Telegram reads it: the text, and its entities in the order of their ends."""
    if "<" not in text and "&" not in text:
        return text.translate(_DROPS), []
    shown: list[str] = []
    offset = 0
    position = 0
    opened: list[_Open] = []
    entities: list[Json] = []
    while position < len(text):
        mark = text[position]
        if mark == "<" and text.startswith("</", position):
            position = _close(text, position, opened, offset, entities)
        elif mark == "<":
            position = _begin(text, position, opened, offset)
        else:
            piece, position = _plain(text, position)
            piece = piece.translate(_DROPS)
            shown.append(piece)
            offset += units(piece)
    if opened:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return "".join(shown), entities


def _plain(text: str, position: int) -> tuple[str, int]:
    if text[position] == "&":
        return _reference(text, position)
    ends = [end for mark in "<&" if (end := text.find(mark, position)) >= 0]
    end = min(ends, default=len(text))
    return text[position:end], end


def _reference(text: str, position: int) -> tuple[str, int]:
    """A character reference; what is none stays as it was written."""
    match = _REFERENCE.match(text, position)
    if match is None:
        return "&", position + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        mark = _NAMED.get(name)
    else:
        digits = match.group().rstrip(";")
        code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
        usable = 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 and len(digits) < 10
        mark = chr(code) if usable else None
    return ("&", position + 1) if mark is None else (mark, match.end())


def _begin(text: str, position: int, opened: list[_Open], offset: int) -> int:
    match = _START.match(text, position)
    if match is None or match.end() == len(text):
        raise _unreadable("Unclosed start tag", text, position)
    tag = match.group(1).lower()
    if tag not in _TYPES:
        raise _unreadable(f'Unsupported start tag "{tag}"', text, position)
    attributes: dict[str, str] = {}
    at = match.end()
    while at < len(text) and text[at] != ">":
        attribute = _ATTRIBUTE.match(text, at)
        if attribute is None or not attribute.group(1):
            if attribute is not None and text[attribute.end() : attribute.end() + 1] == ">":
                at = attribute.end()
                break
            raise _unreadable(f'Empty attribute name in the tag "{tag}"', text, at)
        value = (attribute.group(2) or "").strip("\"'")
        attributes[attribute.group(1).lower()] = parse_html(value.replace("<", "&lt;"))[0]
        at = attribute.end()
    if at >= len(text):
        raise _unreadable("Unclosed start tag", text, position)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _unreadable('Tag "span" must have class "tg-spoiler"', text, position)
    opened.append(_Open(tag, offset, _argument(tag, attributes)))
    return at + 1


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "code":
        return attributes.get("class", "").removeprefix("language-")
    return "expandable" if tag == "blockquote" and "expandable" in attributes else ""


def _close(text: str, position: int, opened: list[_Open], offset: int, to: list[Json]) -> int:
    if not opened:
        raise _unreadable("Unexpected end tag", text, position)
    match = _END.match(text, position)
    if match is None or text[match.end() : match.end() + 1] != ">":
        raise _unreadable("Unclosed end tag", text, position)
    mine, said = opened.pop(), match.group(1).lower()
    if said and said != mine.tag:
        words = f'expected "</{mine.tag}>", found "</{said}>"'
        raise _unreadable("Unmatched end tag", text, position, words)
    if offset > mine.offset:
        entity = {"type": _TYPES[mine.tag], "offset": mine.offset, "length": offset - mine.offset}
        _add(mine, entity, to, opened)
    return match.end() + 1


def _add(mine: _Open, entity: Json, to: list[Json], inside: list[_Open]) -> None:
    if mine.tag == "a":
        if not mine.argument:
            return
        entity["url"] = mine.argument
    elif mine.tag == "blockquote" and mine.argument:
        entity["type"] = "expandable_blockquote"
    elif mine.tag == "code" and inside and inside[-1].tag == "pre":
        # <pre><code class="language-x"> is one block with its language.
        inside[-1].argument = mine.argument
        return
    elif mine.tag == "pre" and mine.argument:
        entity["language"] = mine.argument
    to.append(entity)


def _unreadable(what: str, text: str = "", position: int = -1, more: str = "") -> Refused:
    if position >= 0:
        what += f" at byte offset {len(text[:position].encode())}"
    return bad(f"can't parse entities: {what}" + (f", {more}" if more else ""))
