"""What came in from Telegram, kept before Telegram is told that it arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.base import Moment, RowId, forget, metadata, read_all

WAITING, DONE, PARKED = "waiting", "done", "parked"
KEEP_DONE = timedelta(hours=48)
KEEP_PARKED = timedelta(days=30)  # Telegram may start its ids anew after an idle week
CONDEMNED = 100  # tries
TURN = 8  # waiting updates of one chat that share a turn, so that a flood steps aside
AHEAD = 4  # turns that an urgent chat is ahead of others; who goes on and on uses them up

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),  # 0: of no chat, or none that could be read
    Column("urgent", Boolean, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("raw", Text, nullable=False),  # empty when it is done: it may hold a name, or a code
    Column("state", String(8), nullable=False, server_default=WAITING),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("received_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("reason", String(200)),
    UniqueConstraint("bot_id", "update_id"),
    sqlite_autoincrement=True,
)
# Spelt out, not bound: SQLite uses a partial index only for a condition that says the same.
_waits = inbox.c.state == literal_column("'waiting'")
_waiting = text("state = 'waiting'")
Index(
    "ix_inbox_waiting",
    inbox.c.turn,
    inbox.c.id,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
# All that filing asks about a chat stands in it: ten thousand waiting presses are counted in a blink.
Index(
    "ix_inbox_chat",
    inbox.c.chat_id,
    inbox.c.turn,
    inbox.c.urgent,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index("ix_inbox_ended", inbox.c.ended_at)
_is_parked = inbox.c.state == literal_column("'parked'")
_parked = text("state = 'parked'")
Index("ix_inbox_parked", inbox.c.ended_at, sqlite_where=_parked, postgresql_where=_parked)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as the door reads it: only what is needed to file it."""

    update_id: int
    chat_id: int
    urgent: bool
    raw: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits for the desk."""

    id: int
    update_id: int
    chat_id: int
    urgent: bool
    raw: str
    tries: int
    received_at: datetime


_taken = select(*(inbox.c[name] for name in Waiting.__slots__))


def file(connection: Connection, bot_id: int, arrivals: Sequence[Arrival], at: datetime) -> None:
    """Keeps the updates; one that was kept before changes nothing.

    A waiting chat in which something urgent arrives becomes urgent as a whole, so that its order holds.
    """
    chats = {arrival.chat_id for arrival in arrivals}
    ahead = _ahead(connection, chats)
    urgent = {arrival.chat_id for arrival in arrivals if arrival.urgent}
    overtaking = [chat for chat in urgent if chat in ahead and not ahead[chat][2]]
    if overtaking:
        connection.execute(
            update(inbox)
            .where(_waits, inbox.c.chat_id.in_(overtaking))
            .values(urgent=True, turn=inbox.c.turn - AHEAD)
        )
        for chat in overtaking:
            waiting, turn, _ = ahead[chat]
            ahead[chat] = waiting, turn - AHEAD, True
    urgent |= {chat for chat, (_, _, rushed) in ahead.items() if rushed}
    counts: dict[int, int] = defaultdict(int)
    rows = []
    for arrival in arrivals:
        waiting, turn, _ = ahead.get(arrival.chat_id, (0, -AHEAD, False))
        place = waiting + counts[arrival.chat_id]
        counts[arrival.chat_id] += 1
        head_start = AHEAD if arrival.chat_id in urgent else 0
        rows.append(
            {
                "bot_id": bot_id,
                "update_id": arrival.update_id,
                "chat_id": arrival.chat_id,
                "urgent": arrival.chat_id in urgent,
                "turn": max(place // TURN - head_start, turn),
                "raw": arrival.raw,
                "received_at": at,
            }
        )
    connection.execute(_insert_new(connection), rows)


_standing = (
    select(
        inbox.c.chat_id,
        func.count(),
        func.max(inbox.c.turn),
        func.max(inbox.c.urgent.cast(Integer)),
    )
    .where(_waits, inbox.c.chat_id.in_(bindparam("chats", expanding=True)))
    .group_by(inbox.c.chat_id)
)


def _ahead(connection: Connection, chats: Iterable[int]) -> dict[int, tuple[int, int, bool]]:
    found = connection.execute(_standing, {"chats": list(chats)})
    return {chat: (count, turn, bool(rushed)) for chat, count, turn, rushed in found}


def _insert_new(connection: Connection) -> sqlite.Insert | postgresql.Insert:
    return INSERT_NEW[connection.dialect.name]


INSERT_NEW: dict[str, sqlite.Insert | postgresql.Insert] = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing(),
}


_next = (
    _taken.where(_waits, inbox.c.id > bindparam("after"))
    .order_by(inbox.c.turn, inbox.c.id)
    .limit(bindparam("most"))
)


def take(connection: Connection, most: int, after: int = 0) -> list[Waiting]:
    """The next updates for the desk, of those filed after that one: urgent chats first, in order within a
    chat. Of who presses without an end the first count as urgent; what is behind them waits like anything
    else."""
    rows = connection.execute(_next, {"most": most, "after": after})
    return _in_chat_order(read_all(Waiting, rows))


def _in_chat_order(rows: list[Waiting]) -> list[Waiting]:
    # A webhook may bring two updates of one chat the wrong way round: each chat keeps its places
    # in the batch, filled by update_id.
    places: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.chat_id].append(place)
    ordered = list(rows)
    for chat_places in places.values():
        if len(chat_places) > 1:
            own = sorted((rows[place] for place in chat_places), key=lambda row: row.update_id)
            for place, row in zip(chat_places, own, strict=True):
                ordered[place] = row
    return ordered


def left_over(connection: Connection) -> list[tuple[int, int, int]]:
    """(id, chat, tries) of all that waits, oldest first: what an earlier run did not finish."""
    found = connection.execute(
        select(inbox.c.id, inbox.c.chat_id, inbox.c.tries)
        .where(_waits)
        .order_by(inbox.c.turn, inbox.c.id)
    )
    return [(row.id, row.chat_id, row.tries) for row in found]


def count(connection: Connection) -> int:
    """How many updates wait."""
    waiting = select(func.count()).select_from(inbox).where(_waits)
    return connection.scalars(waiting).one()


def some(connection: Connection, row_ids: Sequence[int]) -> list[Waiting]:
    """Those of them that still wait, in order within a chat."""
    rows = connection.execute(_taken.where(inbox.c.id.in_(row_ids), _waits).order_by(inbox.c.id))
    return _in_chat_order(read_all(Waiting, rows))


def claim(connection: Connection, row_ids: Sequence[int]) -> None:
    """Counts a try before it is made."""
    tried = update(inbox).where(inbox.c.id.in_(row_ids), _waits)
    connection.execute(tried.values(tries=inbox.c.tries + 1))


def condemn(connection: Connection, row_id: int) -> None:
    """This update hung: it is not tried again, but set aside at the next start."""
    connection.execute(update(inbox).where(inbox.c.id == row_id).values(tries=CONDEMNED))


_finishing = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=DONE, ended_at=bindparam("at"), raw="")
)


def finish(connection: Connection, row_ids: Sequence[int], at: datetime) -> None:
    """These updates are done, and what they said is not kept a second time."""
    connection.execute(_finishing, {"ids": row_ids, "at": at})


def park(connection: Connection, row_id: int, at: datetime, reason: str) -> bool:
    """Sets aside an update that can't be handled; False if it no longer waits."""
    parked = connection.execute(
        update(inbox)
        .where(inbox.c.id == row_id, _waits)
        .values(state=PARKED, ended_at=at, reason=reason[:200])
    )
    return parked.rowcount == 1


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was set aside in some time: how many, and the first of them."""

    count: int
    first: int
    reason: str


def set_aside(connection: Connection, since: datetime) -> SetAside:
    """What was set aside since then. Raises LookupError if nothing was."""
    counted = connection.execute(_set_aside, {"since": since}).one()
    first = connection.execute(_first_aside, {"since": since}).first()
    if first is None:
        raise LookupError("nothing was set aside")
    return SetAside(counted.many, first.id, first.reason)


_aside = _is_parked, inbox.c.ended_at >= bindparam("since")
_set_aside = select(func.count().label("many")).where(*_aside)
_first_aside = (
    select(inbox.c.id, inbox.c.reason)
    .where(*_aside)
    .order_by(inbox.c.ended_at, inbox.c.id)
    .limit(1)
)


def tidy(connection: Connection, now: datetime, most: int) -> int:
    """Forgets what was done 48 hours ago, so many at most. Returns how many."""
    done = inbox.c.state == DONE, inbox.c.ended_at < now - KEEP_DONE
    return forget(connection, inbox, done, most)


def tidy_parked(connection: Connection, now: datetime, most: int) -> int:
    """The same of what was parked 30 days ago."""
    return forget(connection, inbox, (_is_parked, inbox.c.ended_at < now - KEEP_PARKED), most)
