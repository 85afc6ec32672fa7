"""Which question a message of ours in a chat asked, and of whom."""

from __future__ import annotations

from datetime import timedelta

from db import cards, conversations, leases, officers
from services.work import Work

DAY = timedelta(days=1)


def card_of(work: Work, message_id: int) -> str | None:
    """The card that this very message of the chat is, also where somebody answers faster than we write
    down which message it became."""
    chat = work.here.chat_id
    if (name := leases.new_on_its_way(work.connection, chat, message_id)) is not None:
        return name
    found = cards.called(work.connection, chat, message_id)
    return found[0] if found is not None and found[1] == message_id else None


def others_asked(work: Work, card: str) -> list[str]:
    """The names of the officers who are asked something on that card of the chat."""
    people = conversations.asked_by(work.connection, work.here.chat_id, card, work.now)
    serving = [officers.find(work.connection, person) for person in people]
    return [officer.name for officer in serving if officer is not None]


def tidy(work: Work, most: int) -> int:
    """What somebody said so far and did not finish is forgotten after a day: so many at most. Returns how
    many."""
    forgotten, asked = conversations.forget(work.connection, work.now - DAY, most)
    for chat_id, card in asked:
        cards.forget(work.connection, chat_id, card)
    return forgotten
