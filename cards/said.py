"""People's own words on cards: literally, so that nothing in them is alive, and no longer than fits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from locales import Phrase, Value

ON_THE_CARD = 3  # the newest messages
SHORT = 500  # characters of a message that the card shows

# Where Telegram would find a mention, a command, a hashtag, an address or a link by itself: a
# word joiner behind the sign shows nothing and ends the match (td/telegram/MessageEntity.cpp).
_LIVE = re.compile(r"([@#/$.])(?=[^\s.])")


def literally(text: str | None) -> str:
    """Nothing in it can be clicked, calls anybody, or leads anywhere."""
    return _LIVE.sub("\\1\u2060", text or "")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def joined(lines: Sequence[Value], between: str = "\n") -> Phrase:
    """Lines one below the other, or with something else between them, each in the reader's language."""
    frame = between.join(f"{{line{index}}}" for index in range(len(lines)))
    return Phrase(frame, None, {f"line{index}": line for index, line in enumerate(lines)})
