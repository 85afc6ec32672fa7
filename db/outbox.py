"""What is to be said, kept until Telegram has it.

A row is pending, then leased by the sender (sending, with the leader's epoch as fence), then ended:
sent, refused, or uncertain (a campaign message cut off on its way). A card is a message kept true:
at most one pending row holds its newest content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    insert,
    literal_column,
    select,
    text,
    update,
)

from db import cards
from db.base import Moment, RowId, metadata

PENDING, SENDING, SENT, REFUSED, UNCERTAIN = "pending", "sending", "sent", "refused", "uncertain"
ALARM, ANSWER, NOTICE, CAMPAIGN = 0, 1, 2, 9
KEEP = timedelta(hours=48)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("lane", SmallInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),  # message, card, toast
    Column("card", String(64)),
    Column("content", Text, nullable=False),
    Column("about", String(64)),  # whoever wants to hear how it went: "alerts 12"
    Column("state", String(9), nullable=False, server_default=PENDING),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("repeat", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Moment),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("message_id", BigInteger),
    Column("reason", String(200)),
    sqlite_autoincrement=True,
)
# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
_is_pending = outbox.c.state == literal_column("'pending'")
_pending = text("state = 'pending'")
Index("ix_outbox_pending", outbox.c.id, sqlite_where=_pending, postgresql_where=_pending)
_sending = text("state = 'sending'")
Index("ix_outbox_sending", outbox.c.id, sqlite_where=_sending, postgresql_where=_sending)
_card = text("card IS NOT NULL AND state = 'pending'")
Index(
    "ix_outbox_card",
    outbox.c.chat_id,
    outbox.c.card,
    unique=True,
    sqlite_where=_card,
    postgresql_where=_card,
)
Index("ix_outbox_ended", outbox.c.ended_at)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is written: `content` is text, buttons, keyboard; Telegram's words come later."""

    lane: int
    chat_id: int
    kind: str
    content: dict[str, Any]
    card: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """What the sender has to know of a row to decide when it goes."""

    id: int
    lane: int
    chat_id: int
    kind: str
    not_before: datetime | None
    edit: bool  # changes a message that is there; Telegram counts those apart


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


_known = tuple(outbox.c[name] for name in ("id", "lane", "chat_id", "kind", "not_before", "card"))


def _queued(connection: Connection, rows: Iterable[Row[Any]]) -> list[Queued]:
    found = list(rows)
    there = cards.kept(connection, [(row.chat_id, row.card) for row in found if row.card])
    return [
        Queued(
            row.id,
            row.lane,
            row.chat_id,
            row.kind,
            row.not_before,
            edit=row.kind == "edit" or (row.chat_id, row.card) in there,
        )
        for row in found
    ]


def write(connection: Connection, drafts: Sequence[Draft], at: datetime) -> list[Queued]:
    """Adds messages, in order; the newest content of a card takes the place of what still waits."""
    written: dict[int, Row[Any]] = {}
    new: list[dict[str, Any]] = []
    for draft in _newest(drafts):
        content = json.dumps(draft.content)  # ASCII: no database refuses a surrogate that way
        if draft.card is not None and (row := _replace(connection, draft, content)):
            written[row.id] = row
            continue
        values = {
            name: getattr(draft, name) for name in ("lane", "chat_id", "kind", "card", "about")
        }
        new.append({**values, "content": content, "made_at": at})
    if new:
        written |= {row.id: row for row in connection.execute(_inserting, new)}
    return _queued(connection, written.values())


def _newest(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, of each card only the last."""
    last = {(draft.chat_id, draft.card): draft for draft in drafts if draft.card is not None}
    return [d for d in drafts if d.card is None or last[d.chat_id, d.card] is d]


_inserting = insert(outbox).returning(*_known, sort_by_parameter_order=True)
_replacing = (
    update(outbox)
    .where(_is_pending, outbox.c.chat_id == bindparam("to"), outbox.c.card == bindparam("named"))
    .values(
        content=bindparam("newest"),
        lane=case((outbox.c.lane < bindparam("ahead"), outbox.c.lane), else_=bindparam("ahead")),
        about=bindparam("of"),
    )
    .returning(*_known)
)


def _replace(connection: Connection, draft: Draft, content: str) -> Row[Any] | None:
    card = {"to": draft.chat_id, "named": draft.card}
    newest = {"newest": content, "ahead": draft.lane, "of": draft.about}
    return connection.execute(_replacing, card | newest).first()


def waiting(connection: Connection) -> list[Queued]:
    """All that is pending, oldest first."""
    pending = select(*_known).where(_is_pending).order_by(outbox.c.id)
    return _queued(connection, connection.execute(pending))


def recover(connection: Connection, epoch: int) -> None:
    """What an earlier leader had on its way: sent again and marked as a repeat, or, for a campaign,
    reported uncertain. Telegram knows no idempotency key, so nobody can tell whether it arrived."""
    lost = outbox.c.state == literal_column("'sending'"), outbox.c.fence < epoch
    connection.execute(
        update(outbox)
        .where(*lost, outbox.c.lane == CAMPAIGN)
        .values(state=UNCERTAIN, reason="cut off on its way")
    )
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


_leasing = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), _is_pending)
    .values(state=SENDING, fence=bindparam("epoch"), tries=outbox.c.tries + 1)
    .returning(outbox)
)


def lease(connection: Connection, row_ids: Sequence[int], epoch: int) -> list[Leased]:
    """Takes pending rows on their way under this leader's fence; a row taken before is left out."""
    taken = connection.execute(_leasing, {"ids": row_ids, "epoch": epoch}).all()
    kept = cards.kept(connection, [(row.chat_id, row.card) for row in taken if row.card])
    return [
        Leased(
            row.id,
            row.lane,
            row.chat_id,
            row.kind,
            row.card,
            json.loads(row.content),
            row.about,
            row.tries,
            row.repeat,
            *kept.get((row.chat_id, row.card), (None, None)),
        )
        for row in sorted(taken, key=lambda row: row_ids.index(row.id))
    ]


_ending = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("row"),
        outbox.c.state == SENDING,
        outbox.c.fence == bindparam("epoch"),
    )
    .values(
        state=bindparam("ended"),
        ended_at=bindparam("at"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
    )
)


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
    ended = connection.execute(_ending, {**told, "why": reason and reason[:200]})
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
) -> bool:
    """Puts a row back to be tried again; False when it is over (taken over, or newer content waits)."""
    mine = outbox.c.id == row.id, outbox.c.state == SENDING, outbox.c.fence == epoch
    if row.card is not None:
        newer = select(outbox.c.id).where(
            outbox.c.chat_id == row.chat_id, outbox.c.card == row.card, _is_pending
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
        )
    )
    return back.rowcount == 1


def follow(connection: Connection, old: int, new: int) -> list[Queued]:
    """A group became a supergroup: what waits for it goes to the new id."""
    moved = update(outbox).where(outbox.c.chat_id == old, _is_pending)
    rows = connection.execute(moved.values(chat_id=new).returning(*_known))
    return _queued(connection, rows)


def tidy(connection: Connection, now: datetime) -> int:
    """Forgets what was said two days ago, so that nobody's name stays here. Returns how many."""
    return connection.execute(delete(outbox).where(outbox.c.ended_at < now - KEEP)).rowcount
