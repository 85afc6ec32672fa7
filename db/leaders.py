"""Who runs the desk, the sender and the clock: one leader at a time, each with a higher epoch.

The epoch is the fence: whoever was leader before and wakes up late writes nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, String, Table, func, insert, select, update

from db.base import Moment, RowId, metadata, read

leaders = Table(
    "leaders",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", String(32), nullable=False),  # its connections' name, to end them if it froze
    Column("seen_at", Moment, nullable=False),  # the district's clock at the last sign of life
    Column("beats", BigInteger, nullable=False, server_default="0"),
    Column("own_name", String(64)),  # of our account, as Telegram told it last
    Column("home", String(64)),  # where the database is at work; another one is a copy of it
)


AHEAD = 1000  # epochs: more leaders than a backup lacks


class DeposedError(Exception):
    """Another leader has taken over; nothing may be written any more."""


def take_over(connection: Connection, at: datetime, holder: str) -> int:
    """Begins a new epoch and gives its number."""
    known = connection.execute(select(leaders.c.epoch).with_for_update()).scalar()
    if known is None:
        connection.execute(insert(leaders).values(id=1, epoch=1, holder=holder, seen_at=at))
        return 1
    connection.execute(update(leaders).values(epoch=known + 1, holder=holder, seen_at=at))
    return int(known) + 1


# Holds off who would take over, and not the beat, which changes no key (PostgreSQL, "Row-Level Locks").
_held = select(leaders.c.epoch).with_for_update(read=True, key_share=True)


def confirm(connection: Connection, epoch: int) -> None:
    """Raises DeposedError unless `epoch` still leads; holds others off until the transaction ends."""
    now = connection.execute(_held).scalar()
    if now != epoch:
        raise DeposedError


def beat(connection: Connection, epoch: int, at: datetime) -> None:
    """A sign of life; raises DeposedError when another leads."""
    alive = update(leaders).where(leaders.c.epoch == epoch)
    beaten = connection.execute(alive.values(seen_at=at, beats=leaders.c.beats + 1))
    if beaten.rowcount == 0:
        raise DeposedError


def last_seen(connection: Connection) -> datetime | None:
    """The district's clock when it was last known to run."""
    return connection.execute(select(func.max(leaders.c.seen_at))).scalar()


def own_name(connection: Connection) -> str:
    """Our account's name as Telegram told it last; empty until it ever did."""
    return connection.execute(select(leaders.c.own_name)).scalar() or ""


def remember_name(connection: Connection, name: str) -> None:
    connection.execute(update(leaders).values(own_name=name))


@dataclass(frozen=True, slots=True)
class Reign:
    """How far the database has come: its leaders' number, the district's clock, and where that was."""

    epoch: int
    seen_at: datetime
    home: str | None


def reign(connection: Connection) -> Reign | None:
    """None while nobody has ever led."""
    row = connection.execute(select(*(leaders.c[name] for name in Reign.__slots__))).first()
    return read(Reign, row) if row else None


def settle(connection: Connection, home: str) -> None:
    """The database is at work there from now on."""
    connection.execute(update(leaders).values(home=home))


def vouch(connection: Connection, at: datetime, home: str) -> None:
    """An operator says that this database is the one and that it is this moment: its epochs are ahead of
    all that any machine has seen of it."""
    ahead = leaders.c.epoch + AHEAD
    connection.execute(update(leaders).values(epoch=ahead, seen_at=at, home=home))


def pulse(connection: Connection) -> tuple[int, int, str] | None:
    """(epoch, beats, holder) as a standby reads it; unchanged for two seconds means frozen."""
    row = connection.execute(select(leaders)).first()
    return (row.epoch, row.beats, row.holder) if row else None
