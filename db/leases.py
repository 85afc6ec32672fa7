"""What is on its way to Telegram: rows of the outbox under the lease of one leader.

A lease carries the leader's epoch as its fence: whoever was leader before and comes late records
nothing any more, and what it had on its way is taken over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from db import cards
from db.base import Moment, read_all
from db.holds import Owed
from db.outbox import (
    CAMPAIGN,
    NO_MESSAGE,
    PENDING,
    SAID,
    SENDING,
    SENT,
    UNCERTAIN,
    Queued,
    is_pending,
    is_sending,
    its_card,
    outbox,
)


@dataclass(frozen=True, slots=True)
class Leased:
    """A row on its way, with what its card shows now."""

    id: int
    lane: int
    chat_id: int
    kind: str
    card: str | None
    content: dict[str, Any]
    about: str | None
    tries: int
    repeat: bool
    message_id: int | None
    shown: str | None
    thread: int | None = None  # the topic it is said in
    under: int | None = None  # the message it answers where there is no topic
    held: str | None = None  # what it was held by, after Telegram had refused it
    case: str | None = None

    def again(self, not_before: datetime, *, held: bool) -> Queued:
        """The same row as it waits for its next try."""
        edit = self.kind in NO_MESSAGE or self.message_id is not None
        known = (self.id, self.lane, self.chat_id, self.kind)
        return Queued(*known, not_before, edit, self.case, held)


def recover(connection: Connection, epoch: int, now: datetime) -> list[Owed]:
    """What an earlier leader had on its way: sent again and marked as a repeat, or, for a campaign,
    uncertain, which is given. Telegram knows no idempotency key, so nobody can tell whether it arrived."""
    lost = is_sending, outbox.c.fence < epoch
    places = select(outbox.c.chat_id, outbox.c.card).where(*lost, outbox.c.card.is_not(None))
    cards.doubt(connection, [(row.chat_id, row.card) for row in connection.execute(places)])
    uncertain = connection.execute(
        update(outbox)
        .where(*lost, outbox.c.lane == CAMPAIGN)
        .values(state=UNCERTAIN, reason="cut off on its way", ended_at=now, content=SAID)
        .returning(outbox.c.id, outbox.c.chat_id, outbox.c.about)
    ).all()
    # A newer content of the same card waits already: the interrupted one is out of date, but it may
    # have arrived, and then the newer one comes as a second message.
    cut_off = outbox.alias("cut_off")
    interrupted = (
        select(cut_off.c.id)
        .where(
            cut_off.c.chat_id == outbox.c.chat_id,
            cut_off.c.card == outbox.c.card,
            cut_off.c.state == SENDING,
            cut_off.c.fence < epoch,
        )
        .exists()
    )
    connection.execute(
        update(outbox).where(outbox.c.state == PENDING, interrupted).values(repeat=True)
    )
    newer = outbox.alias("newer")
    replaced = (
        select(newer.c.id)
        .where(
            newer.c.chat_id == outbox.c.chat_id,
            newer.c.card == outbox.c.card,
            newer.c.state == PENDING,
        )
        .exists()
    )
    connection.execute(delete(outbox).where(*lost, outbox.c.card.is_not(None), replaced))
    connection.execute(update(outbox).where(*lost).values(state=PENDING, repeat=True))
    return read_all(Owed, uncertain)


_makes_sense = or_(outbox.c.until.is_(None), outbox.c.until > bindparam("now", type_=Moment))
_leasing = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), is_pending, _makes_sense)
    .values(state=SENDING, fence=bindparam("epoch"), tries=outbox.c.tries + 1)
    .returning(outbox)
)


def lease(
    connection: Connection, row_ids: Sequence[int], epoch: int, now: datetime
) -> list[Leased]:
    """Takes pending rows on their way under this leader's fence; a row taken before is left out, and so
    is one that makes no sense any more."""
    taken = connection.execute(_leasing, {"ids": row_ids, "epoch": epoch, "now": now}).all()
    told = {row.id: json.loads(row.content) for row in taken}
    named = [
        (row.chat_id, name)
        for row in taken
        for name in (row.card, told[row.id].get("within"), told[row.id].get("under"))
        if name
    ]
    kept = cards.kept(connection, named)

    def leased(row: Row[Any]) -> Leased:
        said = told[row.id]
        message, shown = kept.get((row.chat_id, row.card), (None, None))
        places = [kept.get((row.chat_id, said.get(name))) for name in ("within", "under")]
        thread, under = (place and place[0] for place in places)
        known = (row.id, row.lane, row.chat_id, row.kind, row.card, said, row.about, row.tries)
        place = message, shown, thread, under
        return Leased(*known, row.repeat, *place, row.held, row.case)

    return [leased(row) for row in sorted(taken, key=lambda row: row_ids.index(row.id))]


_ending = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("row"),
        outbox.c.state == SENDING,
        outbox.c.fence == bindparam("epoch"),
    )
    .values(
        state=bindparam("ended"),
        content=SAID,
        ended_at=bindparam("at"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
    )
)
# A card that was a message already was changed: what was sent in the last minute is counted so.
_ending_an_edit = _ending.values(kind="edit")


def end(
    connection: Connection,
    row: Leased,
    epoch: int,
    at: datetime,
    state: str,
    message_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Records how it went; False when another leader took the row over meanwhile."""
    told = {"row": row.id, "epoch": epoch, "ended": state, "at": at, "message": message_id}
    edited = message_id is not None and message_id == row.message_id
    ending = _ending_an_edit if edited else _ending
    ended = connection.execute(ending, {**told, "why": reason and reason[:200]})
    return ended.rowcount == 1


def arrive(
    connection: Connection, arrived: Sequence[tuple[int, int | None]], epoch: int, at: datetime
) -> None:
    """Records that these rows arrived, with their message's id: rows that are no cards and that
    nobody wants to hear of, so that it does not matter if another leader took one over."""
    connection.execute(
        _ending,
        [
            {"row": row, "epoch": epoch, "ended": SENT, "at": at, "message": message, "why": None}
            for row, message in arrived
        ],
    )


def give_back(
    connection: Connection,
    row: Leased,
    epoch: int,
    *,
    not_before: datetime,
    repeat: bool,
    reason: str,
    held: str | None = None,
) -> bool:
    """Puts a row back to be tried again; False when it is over (taken over, or newer content waits).
    `repeat`: it may have arrived. `held`: what holds it from now on, as Telegram refused it; its tries are
    counted from then."""
    mine = outbox.c.id == row.id, outbox.c.state == SENDING, outbox.c.fence == epoch
    if row.card is not None:
        if repeat:
            cards.doubt(connection, [(row.chat_id, row.card)])
        newer = select(outbox.c.id).where(
            outbox.c.chat_id == row.chat_id, outbox.c.card == row.card, is_pending
        )
        if (follower := connection.scalar(newer)) is not None:
            gone = connection.execute(delete(outbox).where(*mine))
            if repeat and gone.rowcount:
                marked = update(outbox).where(outbox.c.id == follower)
                connection.execute(marked.values(repeat=True))
            return False
    back = connection.execute(
        update(outbox)
        .where(*mine)
        .values(
            state=PENDING,
            not_before=not_before,
            repeat=outbox.c.repeat | repeat,
            reason=reason[:200],
            held=held or row.held,
            tries=1 if held not in (None, row.held) else row.tries,
        )
    )
    return back.rowcount == 1


def new_on_its_way(connection: Connection, chat_id: int, message_id: int) -> str | None:
    """The card that this message of ours is, if its id is not noted yet: a chat gets one new message at a
    time, so one that is younger than all we know of is the one on its way. None when that is not so."""
    going = connection.execute(_new_on_its_way, {"chat": chat_id}).all()
    if len(going) != 1 or going[0].kind != "card":
        return None
    noted = connection.scalar(_newest_noted, {"chat": chat_id}) or 0
    return going[0].card if message_id > noted else None


_in_chat = outbox.c.chat_id == bindparam("chat")
_new_on_its_way = (
    select(outbox.c.kind, outbox.c.card)
    .outerjoin(cards.cards, its_card)
    .where(is_sending, _in_chat, outbox.c.kind.in_(("card", "message", "picture")))
    .where(cards.cards.c.message_id.is_(None))
)
_newest_noted = select(func.max(outbox.c.message_id)).where(
    _in_chat, outbox.c.message_id.is_not(None)
)
