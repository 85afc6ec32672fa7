"""Residents' own words where officers read them: literally, and all of them. What an alarm's card has
no room for stands on pages of its own below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from db import alerts
from db import cards as messages
from db.alerts import Alert, Words
from db.outbox import NOTICE
from locales import L, Local, Phrase
from services.work import Work

ON_THE_CARD = 3  # the newest messages
SHORT = 500  # characters of a message that the card shows
MOST = 100  # messages on the pages; whoever writes more is told so to the officers
PAGE = 3600  # UTF-16 units; Telegram takes 4,096 of a message
PIECE = 1000  # characters of a longer message that stand together

# Where Telegram would find a mention, a command, a hashtag, an address or a link by itself: a
# word joiner behind the sign shows nothing and ends the match (td/telegram/MessageEntity.cpp).
_LIVE = re.compile(r"([@#/$.])(?=[^\s.])")


def literally(text: str | None) -> str:
    """Nothing in it can be clicked, calls anybody, or leads anywhere."""
    return _LIVE.sub("\\1\u2060", text or "")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def joined(lines: Sequence[Phrase | str]) -> Phrase:
    """Lines one below the other, each in the reader's language."""
    frame = "\n".join(f"{{line{index}}}" for index in range(len(lines)))
    return Phrase(frame, None, {f"line{index}": line for index, line in enumerate(lines)})


def needs_pages(newest: Sequence[Words]) -> bool:
    """Whether the card has no room for all that was written; `newest` is one more than it shows."""
    return len(newest) > ON_THE_CARD or any(len(one.text) > SHORT for one in newest)


def draw(work: Work, alert: Alert, chats: Sequence[int]) -> None:
    """Shows the pages in these chats: those that are not there yet, and those that may have
    changed, which are the last two and any with an edited message."""
    if not needs_pages(alerts.said(work.connection, alert.id, ON_THE_CARD + 1)):
        return
    drawn = list(pages(alert, alerts.said_first(work.connection, alert.id, MOST + 1)))
    names = [f"alerts {alert.id} said {number}" for number in range(1, len(drawn) + 1)]
    there = messages.kept(work.connection, [(chat, name) for chat in chats for name in names])
    for chat in chats:
        for name, (page, edited) in zip(names, drawn, strict=True):
            if edited or name in names[-2:] or (chat, name) not in there:
                work.show(chat, name, page, lane=NOTICE, silent=True)


def pages(alert: Alert, said: Sequence[Words]) -> Iterator[tuple[Phrase, bool]]:
    """Each page, and whether a message on it was edited."""
    lines: list[Phrase | str] = []
    number, size, edited = 1, 0, False
    for one, line, length in _lines(said):
        if lines and size + length > PAGE:
            yield _page(alert, number, lines), edited
            lines, number, size, edited = [], number + 1, 0, False
        lines.append(line)
        size += length
        edited |= one.edited
    yield _page(alert, number, lines), edited


def _lines(said: Sequence[Words]) -> Iterator[tuple[Words, Phrase | str, int]]:
    for one in said[:MOST]:
        for start in range(0, len(one.text), PIECE):
            piece = literally(one.text[start : start + PIECE])
            length = len(piece.encode("utf-16-le", "replace")) // 2 + 10
            if start:
                yield one, piece, length
            else:
                yield one, L("<i>{time}</i> {words}", time=Local(one.said_at), words=piece), length
    if len(said) > MOST:
        more = L("… and more, of which the card shows the newest")
        yield said[MOST], more, 100


def _page(alert: Alert, number: int, lines: list[Phrase | str]) -> Phrase:
    head = L(
        "📝 <b>Alarm {number}</b>, all that was written ({page})", number=alert.id, page=number
    )
    return joined([head, *lines])
