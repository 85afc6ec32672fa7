"""What Telegram tells us of a chat when a message goes there: blocked, or moved to a new id."""

from __future__ import annotations

from db import tidings
from db.tidings import Tiding
from services import groups, officers, residents
from services.work import Work


def hear(tiding: Tiding, work: Work) -> None:
    """A person blocked the bot, or a group became a supergroup."""
    if tiding.outcome == tidings.MIGRATED and tiding.successor is not None:
        groups.follow(work, tiding.chat_id, tiding.successor)
        return
    if tiding.chat_id in work.station.groups:
        groups.lose(work, tiding.chat_id)
        return
    officers.lose(work, tiding.chat_id)
    resident = work.person(tiding.chat_id)
    if resident is not None and resident.reachable:
        residents.change(work, resident, reachable=False)
