"""HTML as Telegram reads it: tags become marked ranges, what is no tag is refused.

Follows the parser in Telegram's own client library (TDLib, `MessageEntity.cpp`): the same tags,
the same leniency about `&`, the same words when it refuses. Offsets of refusals are in bytes of
UTF-8, offsets of entities in UTF-16 units.
"""

import re
from dataclasses import dataclass

from sandbox.marks import DROPS, emoji_of, link, moment_of, units, unreadable
from sandbox.refusals import Json

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
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "span": "spoiler",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>"'/]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s>"']*))?""")
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    argument: str


def parse_html(text: str) -> tuple[str, list[Json]]:
    """HTML as Telegram reads it: the text, and its entities in the order of their ends."""
    if "<" not in text and "&" not in text:
        return text.translate(DROPS), []
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
            piece = piece.translate(DROPS)
            shown.append(piece)
            offset += units(piece)
    if opened:
        raise unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
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
        raise unreadable("Unclosed start tag", text, position)
    tag = match.group(1).lower()
    if tag not in _TYPES:
        raise unreadable(f'Unsupported start tag "{tag}"', text, position)
    attributes: dict[str, str] = {}
    at = match.end()
    while at < len(text) and text[at] != ">":
        attribute = _ATTRIBUTE.match(text, at)
        if attribute is None or not attribute.group(1):
            if attribute is not None and text[attribute.end() : attribute.end() + 1] == ">":
                at = attribute.end()
                break
            raise unreadable(f'Empty attribute name in the tag "{tag}"', text, at)
        value = (attribute.group(2) or "").strip("\"'")
        attributes[attribute.group(1).lower()] = parse_html(value.replace("<", "&lt;"))[0]
        at = attribute.end()
    if at >= len(text):
        raise unreadable("Unclosed start tag", text, position)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise unreadable('Tag "span" must have class "tg-spoiler"', text, position)
    opened.append(_Open(tag, offset, _argument(tag, attributes)))
    return at + 1


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "code":
        return attributes.get("class", "").removeprefix("language-")
    if tag == "tg-emoji":
        return attributes.get("emoji-id", "")
    if tag == "tg-time":
        how = attributes.get("format")
        return f"unix={attributes.get('unix', '')}" + (f"&format={how}" if how else "")
    return "expandable" if tag == "blockquote" and "expandable" in attributes else ""


def _close(text: str, position: int, opened: list[_Open], offset: int, to: list[Json]) -> int:
    if not opened:
        raise unreadable("Unexpected end tag", text, position)
    match = _END.match(text, position)
    if match is None or text[match.end() : match.end() + 1] != ">":
        raise unreadable("Unclosed end tag", text, position)
    mine, said = opened.pop(), match.group(1).lower()
    if said and said != mine.tag:
        words = f'expected "</{mine.tag}>", found "</{said}>"'
        raise unreadable("Unmatched end tag", text, position, words)
    if offset > mine.offset:
        entity = {"type": _TYPES[mine.tag], "offset": mine.offset, "length": offset - mine.offset}
        _add(mine, entity, to, opened)
    return match.end() + 1


def _add(mine: _Open, entity: Json, to: list[Json], inside: list[_Open]) -> None:
    if mine.tag == "a":
        target = link(mine.argument)
        if target is None:
            return
        entity |= target
    elif mine.tag == "tg-emoji":
        entity |= emoji_of(mine.argument)
    elif mine.tag == "tg-time":
        entity |= moment_of(f"tg://time?{mine.argument}")
    elif mine.tag == "blockquote" and mine.argument:
        entity["type"] = "expandable_blockquote"
    elif mine.tag == "code" and inside and inside[-1].tag == "pre":
        # <pre><code class="language-x"> is one block with its language.
        inside[-1].argument = mine.argument
        return
    elif mine.tag == "pre" and mine.argument:
        entity["language"] = mine.argument
    to.append(entity)
