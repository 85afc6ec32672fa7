"""What all ways of marking a text have in common: how it is counted, cleaned, linked and refused."""

import re

from sandbox.links import kept, query_of, user_of
from sandbox.refusals import Json, Refused, bad

SURROGATE = re.compile("[\ud800-\udfff]")

# Control characters show as blanks; line separators and direction overrides are taken out.
_CLEAN = dict.fromkeys([*range(1, 9), 11, 12, *range(14, 32)], " ")
_GONE = dict.fromkeys([13, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
DROPS = str.maketrans({**_CLEAN, **_GONE})


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def unreadable(what: str, text: str = "", position: int = -1, more: str = "") -> Refused:
    """Telegram's refusal of a marked text, with where it stopped reading."""
    if position >= 0:
        what += f" at byte offset {len(text[:position].encode())}"
    return bad(f"can't parse entities: {what}" + (f", {more}" if more else ""))


def link(url: str) -> Json | None:
    """How a text with a link is marked: as a link or as somebody's name; None for no link."""
    user = user_of(url)
    if user is not None:
        return {"type": "text_mention", "user": {"id": user}}
    shown = kept(url)
    return None if shown is None else {"type": "text_link", "url": shown}


def emoji_of(number: str) -> Json:
    """How a custom emoji is marked."""
    if not number.isdigit() or not int(number):
        raise unreadable("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": number}


def moment_of(url: str) -> Json:
    """How a moment is marked that everybody sees in their own time."""
    query = query_of(url, "time") or {}
    if not query.get("unix", "").isdigit() or not int(query["unix"]):
        raise unreadable("Invalid tg://emoji or tg://time URL specified")
    told: Json = {"type": "date_time", "unix_time": int(query["unix"])}
    return told | ({"date_time_format": query["format"]} if query.get("format") else {})
