"""Rows of the outbox that wait for their chat, that moved with it, and whose time is over.

A chat that takes nothing holds what is said to it: it is tried rarely, all of it is kept in order, and
goes on as soon as the chat takes messages again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, literal, or_, select, update

from db.base import Moment, read_all
from db.outbox import (
    BY_CHAT,
    CAMPAIGN,
    EXPIRED,
    PENDING,
    SAID,
    SENDING,
    SENT,
    Queued,
    is_pending,
    outbox,
    waiting,
)

LONGEST = timedelta(days=30)  # that a chat may take nothing until what it held is given up
SAYS = ("message", "card", "picture")  # what says something new, or keeps it true


@dataclass(frozen=True, slots=True)
class Owed:
    """A row that somebody may want to hear of."""

    id: int
    chat_id: int
    about: str | None


_owed = outbox.c.id, outbox.c.chat_id, outbox.c.about


def hold(connection: Connection, chat_id: int, again: datetime, now: datetime) -> list[Owed]:
    """The chat takes nothing: what waits for it is not tried before `again`, and what would never end does
    after LONGEST, so that nobody's name lies here for ever. Gives what was not held before: that is news."""
    waits = is_pending, outbox.c.chat_id == chat_id, outbox.c.kind.in_(SAYS)
    of_ours = *waits, outbox.c.lane != CAMPAIGN
    fresh = select(*_owed).where(*of_ours, outbox.c.held.is_distinct_from(BY_CHAT))
    held = read_all(Owed, connection.execute(fresh.order_by(outbox.c.id)))
    end = func.coalesce(outbox.c.until, literal(now + LONGEST, Moment))
    connection.execute(
        update(outbox).where(*of_ours).values(held=BY_CHAT, not_before=again, until=end)
    )
    return held


def release(connection: Connection, chats: Collection[int]) -> list[Queued]:
    """These chats take messages again: what they held goes on. Gives it for the sender."""
    held = is_pending, outbox.c.chat_id.in_(chats), outbox.c.held == BY_CHAT
    freed = update(outbox).where(*held).values(held=None, not_before=None)
    if not connection.execute(freed).rowcount:
        return []
    return waiting(connection, chats)


def holding(connection: Connection) -> set[int]:
    """The chats that take nothing, as far as something waits for them."""
    held = select(outbox.c.chat_id).where(is_pending, outbox.c.held == BY_CHAT)
    return set(connection.scalars(held))


def held(connection: Connection, cards: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of these (chat, card) that wait for a chat that takes nothing."""
    found = select(outbox.c.chat_id, outbox.c.card).where(
        is_pending,
        outbox.c.held == BY_CHAT,
        outbox.c.chat_id.in_([chat for chat, _ in cards]),
        outbox.c.card.in_([name for _, name in cards]),
    )
    return {(row.chat_id, row.card) for row in connection.execute(found)} & set(cards)


# --- until when ----------------------------------------------------------------------------

_ends = is_pending, outbox.c.until.is_not(None)
soonest_end = select(func.min(outbox.c.until)).where(*_ends)


def overdue(connection: Connection, now: datetime, most: int) -> list[Owed]:
    """Rows that wait and make no sense any more, those first that have been so longest."""
    over = select(*_owed).where(*_ends, outbox.c.until <= now).order_by(outbox.c.until)
    return read_all(Owed, connection.execute(over.limit(most)))


def expire(connection: Connection, row_ids: Collection[int], now: datetime) -> None:
    """These rows have ended: they are not said any more."""
    over = update(outbox).where(is_pending, outbox.c.id.in_(row_ids))
    connection.execute(over.values(state=EXPIRED, ended_at=now, content=SAID))


def prolong(connection: Connection, row_id: int, until: datetime) -> None:
    """The row's end is looked at again later."""
    connection.execute(update(outbox).where(outbox.c.id == row_id).values(until=until))


# --- a chat with a new id ------------------------------------------------------------------


def _newer(old: int, new: int) -> ColumnElement[bool]:
    """A newer content of the row's card went to the chat's new id, or goes to either."""
    newer = outbox.alias("newer")
    same = newer.c.card == outbox.c.card, newer.c.id > outbox.c.id
    goes = and_(newer.c.chat_id == old, newer.c.state.in_([PENDING, SENDING]))
    went = and_(newer.c.chat_id == new, newer.c.state.in_([PENDING, SENDING, SENT]))
    return select(newer.c.id).where(*same, or_(goes, went)).exists()


def follow(connection: Connection, old: int, new: int) -> list[Queued]:
    """A group became a supergroup: what waits for it goes to the new id, but no content of a card comes
    behind a newer one. Gives it for the sender."""
    _move(connection, (is_pending, outbox.c.chat_id == old), old, new)
    return waiting(connection, [new])


def move(connection: Connection, row_id: int, epoch: int, old: int, new: int) -> list[Queued]:
    """The same for a row on its way, which the old id refused."""
    mine = outbox.c.id == row_id, outbox.c.state == SENDING, outbox.c.fence == epoch
    _move(connection, mine, old, new)
    return waiting(connection, [new])


def _move(
    connection: Connection, rows: tuple[ColumnElement[bool], ...], old: int, new: int
) -> None:
    connection.execute(delete(outbox).where(*rows, outbox.c.card.is_not(None), _newer(old, new)))
    going = outbox.alias("going")
    moves = select(going.c.id).where(
        going.c.card == outbox.c.card, going.c.chat_id == old, going.c.id > outbox.c.id
    )
    # What waits at the new id for a card of which a newer content comes there now.
    moved = select(outbox.c.card).where(*rows, outbox.c.card.is_not(None)).correlate(None)
    older = is_pending, outbox.c.chat_id == new, outbox.c.card.in_(moved), moves.exists()
    connection.execute(delete(outbox).where(*older))
    values = {"chat_id": new, "state": PENDING, "not_before": None, "held": None}
    connection.execute(update(outbox).where(*rows).values(values))
