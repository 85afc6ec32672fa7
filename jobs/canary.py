"""The canary: a message among the operators that is kept true, so that everybody sees the bot is awake
and the watchdog has proof that messages go out."""

from __future__ import annotations

from db.outbox import NOTICE
from locales import L, Local
from services.work import Work

CARD = "canary"


def sing(work: Work, chat_id: int) -> None:
    """All the way of any message: desk, transaction, outbox, sender, Telegram."""
    told = L("🐤 Maple Bridge is awake · {time}", time=Local(work.now))
    work.show(chat_id, CARD, told, lane=NOTICE, silent=True)
