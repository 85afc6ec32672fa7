"""Markdown as Telegram reads it: MarkdownV2, and the older Markdown that bots still send.

Source: Bot API, "MarkdownV2 style" and "Markdown style"; behaves as TDLib's parsers do, with the
same words when it refuses. Offsets of refusals are in bytes of UTF-8.
"""

from dataclasses import dataclass, field

from sandbox.links import query_of
from sandbox.marks import DROPS, emoji_of, link, moment_of, units, unreadable
from sandbox.refusals import Json, Refused

_RESERVED = "_*[]()~`>#+-=|{}.!\n"
_LITERAL = ("Code", "Pre", "PreCode")
# A mark, what TDLib calls the range it opens, and what the Bot API does. Longer marks come first.
_MARKS = (
    ("__", "Underline", "underline"),
    ("_", "Italic", "italic"),
    ("*", "Bold", "bold"),
    ("~", "Strikethrough", "strikethrough"),
    ("||", "Spoiler", "spoiler"),
    ("```", "Pre", "pre"),
    ("`", "Code", "code"),
    ("![", "CustomEmoji", "custom_emoji"),
    ("[", "TextUrl", "text_link"),
)
_ENDS = {name: mark for mark, name, _ in _MARKS} | {
    "CustomEmoji": "]",
    "TextUrl": "]",
    "PreCode": "```",
}
_TYPES = {name: kind for _, name, kind in _MARKS} | {"PreCode": "pre"}


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    position: int
    begun: int  # how much was shown before it
    language: str = ""


@dataclass(slots=True)
class _Reader:
    """One text being read."""

    text: str
    at: int = 0
    offset: int = 0
    shown: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    quoting: bool = False
    line_begins: bool = True

    def show(self, mark: str) -> None:
        self.shown.append(mark)
        self.offset += units(mark)
        if mark != "\r":
            self.line_begins = mark == "\n"

    def mark(self, opened: _Open, what: Json) -> None:
        if self.offset > opened.offset:
            length = self.offset - opened.offset
            self.entities.append({**what, "offset": opened.offset, "length": length})

    def unended(self) -> Refused:
        last = self.opened[-1]
        return unreadable(f"Can't find end of {last.name} entity", self.text, last.position)


def parse_markdown(text: str) -> tuple[str, list[Json]]:
    """MarkdownV2: the text, and its entities."""
    reader = _Reader(text)
    while reader.at < len(text):
        mark, following = text[reader.at], text[reader.at + 1 : reader.at + 2]
        if mark == "\\" and following and following <= "~":
            reader.show(following)
            reader.at += 2
        elif mark not in ("`" if _literal(reader) else _RESERVED):
            reader.show(mark)
            reader.at += 1
        elif reader.quoting and mark == "\n" and following != ">":
            _end_quote(reader)
        elif reader.opened and _ends(reader):
            _close(reader)
        else:
            _begin(reader)
    if reader.quoting:
        _end_quote(reader)
    if reader.opened:
        raise reader.unended()
    entities = sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    # Taken out last, or refusals and entities would not count alike.
    return _cleaned("".join(reader.shown), entities)


def _literal(reader: _Reader) -> bool:
    return bool(reader.opened) and reader.opened[-1].name in _LITERAL


def _ends(reader: _Reader) -> bool:
    name = reader.opened[-1].name
    if name not in _ENDS or not reader.text.startswith(_ENDS[name], reader.at):
        return False
    return name != "Italic" or not reader.text.startswith("__", reader.at)


def _begin(reader: _Reader) -> None:
    text, at = reader.text, reader.at
    if text[at] == "\n":
        reader.show("\n")
        reader.at += 1
        return
    if text[at] == ">" and reader.line_begins:
        if not reader.quoting:
            reader.opened.append(_Open("BlockQuote", reader.offset, at, len(reader.shown)))
        reader.quoting = True
        reader.at += 1
        return
    for mark, name, _ in _MARKS:
        if text.startswith(mark, at):
            opened = _Open(name, reader.offset, at, len(reader.shown))
            reader.opened.append(opened)
            reader.at += len(mark)
            if mark == "```":
                reader.at, opened.language = _language(text, reader.at)
                opened.name = "PreCode" if opened.language else "Pre"
            return
    raise unreadable(
        f"Character '{text[at]}' is reserved and must be escaped with the preceding '\\'"
    )


def _language(text: str, at: int) -> tuple[int, str]:
    """A block's language stands on the line of its mark; the first line break is not shown."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] != "`":
        end += 1
    language = ""
    if at != end < len(text) and text[end] != "`":
        language, at = text[at:end], end
    if text[at : at + 2] in ("\r\n", "\n\r"):
        return at + 2, language
    return at + (text[at : at + 1] in ("\n", "\r") and at < len(text)), language


def _close(reader: _Reader) -> None:
    opened = reader.opened[-1]
    reader.at += len(_ENDS[opened.name])
    what: Json | None = {"type": _TYPES[opened.name]}
    if opened.name == "PreCode":
        what = {"type": "pre", "language": opened.language}
    elif opened.name == "TextUrl":
        if reader.text.startswith("(", reader.at):
            what = link(_url(reader))
        else:
            what = link("".join(reader.shown[opened.begun :]))
    elif opened.name == "CustomEmoji":
        if not reader.text.startswith("(", reader.at):
            raise unreadable("The entity must contain a tg://emoji or tg://time URL")
        url = _url(reader)
        emoji = query_of(url, "emoji")
        what = moment_of(url) if emoji is None else emoji_of(emoji.get("id", ""))
    reader.opened.pop()
    if what is not None:
        reader.mark(opened, what)


def _url(reader: _Reader) -> str:
    """What stands in the brackets; a backslash takes the meaning from what follows it."""
    text, at, url = reader.text, reader.at + 1, ""
    begin = at
    while at < len(text) and text[at] != ")":
        if text[at] == "\\" and text[at + 1 : at + 2] <= "~" and at + 1 < len(text):
            at += 1
        url += text[at]
        at += 1
    if at >= len(text):
        raise unreadable("Can't find end of a URL", text, begin)
    reader.at = at + 1
    return url


def _end_quote(reader: _Reader) -> None:
    """A block quote ends with its last line; one that ends in || can be folded."""
    kind, last = "blockquote", reader.opened[-1]
    if last.name == "Spoiler" and reader.at - last.position == 2:
        reader.opened.pop()
        kind = "expandable_blockquote"
    if not reader.opened or reader.opened[-1].name != "BlockQuote":
        raise reader.unended() if reader.opened else unreadable("Can't find end of BlockQuote")
    opened = reader.opened.pop()
    reader.quoting = False
    if reader.at < len(reader.text):
        reader.show("\n")
        reader.at += 1
    reader.mark(opened, {"type": kind})


def parse_legacy(text: str) -> tuple[str, list[Json]]:
    """The older Markdown: no marks within marks, and only _ * ` [ can be escaped."""
    reader = _Reader(text)
    while reader.at < len(text):
        mark = text[reader.at]
        if mark == "\\" and text[reader.at + 1 : reader.at + 2] in ("_", "*", "`", "["):
            reader.show(text[reader.at + 1])
            reader.at += 2
        elif mark in "_*`[":
            _legacy_mark(reader)
        else:
            reader.show(mark)
            reader.at += 1
    return _cleaned("".join(reader.shown), reader.entities)


def _legacy_mark(reader: _Reader) -> None:
    text, begin = reader.text, reader.at
    name = {"_": "Italic", "*": "Bold", "`": "Code", "[": "TextUrl"}[text[begin]]
    opened = _Open(name, reader.offset, begin, len(reader.shown))
    what: Json | None = {"type": _TYPES[name]}
    end_mark, at = _ENDS[name], begin + 1
    if text.startswith("```", begin):
        at, language = _language(text, begin + 3)
        what = {"type": "pre"} | ({"language": language} if language else {})
        end_mark = "```"
    end = text.find(end_mark, at)
    if end < 0:
        raise unreadable("Can't find end of the entity starting", text, begin)
    reader.show(text[at:end])
    reader.at = end + len(end_mark)
    if name == "TextUrl":
        url = text[at:end]
        if text.startswith("(", reader.at):
            closing = text.find(")", reader.at)
            url = text[reader.at + 1 : closing if closing >= 0 else len(text)]
            reader.at = closing + 1 if closing >= 0 else len(text)
        what = link(url)
    if what is not None:
        reader.mark(opened, what)


def _cleaned(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without what no phone shows; the entities move along."""
    if text.translate(DROPS) == text:
        return text, entities
    places: dict[int, int] = {}
    old = new = 0
    for mark in text:
        places[old] = new
        old, new = old + units(mark), new + units(mark.translate(DROPS))
    places[old] = new
    moved = []
    for entity in entities:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        moved.append({**entity, "offset": places[first], "length": places[last] - places[first]})
    return text.translate(DROPS), moved
