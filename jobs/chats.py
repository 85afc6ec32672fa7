"""What Telegram tells us of a chat when a message goes there: that it takes none, or takes them again, or
has moved to a new id."""

from __future__ import annotations

from db import tidings
from db.tidings import Tiding
from services import groups, reach
from services.work import Work


def hear(tiding: Tiding, work: Work) -> None:
    """A person blocked the bot or is back, a group may not be written in or may again, or became a
    supergroup."""
    chat = tiding.chat_id
    ours = chat in work.station.groups
    match tiding.outcome:
        case tidings.MIGRATED if tiding.successor is not None:
            groups.follow(work, chat, tiding.successor)
        case tidings.TAKES if ours:
            groups.find(work, chat)
        case tidings.TAKES:
            reach.find(work, chat)
        case _ if ours:
            groups.lose(work, chat)
        case _:
            reach.lose(work, chat)
