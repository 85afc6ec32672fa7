"""The police rooms, the communities and villages each looks after, and its groups in Telegram."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from db.base import RowId, metadata, read_all

rooms = Table(
    "rooms",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("names", JSON, nullable=False),
    Column("position", Integer, nullable=False),  # below zero: closed
    sqlite_autoincrement=True,
)

communities = Table(
    "communities",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("names", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("room_id", ForeignKey("rooms.id"), nullable=False),
    Column("alarms", Boolean, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("language", String(16), nullable=False),
    Column("forum", Boolean, nullable=False, server_default="0"),  # a topic for each alarm
    Column("lost", Boolean, nullable=False, server_default="0"),  # we may not write there
)


@dataclass(frozen=True, slots=True)
class Room:
    id: int
    code: str
    names: Mapping[str, str]
    position: int


@dataclass(frozen=True, slots=True)
class Community:
    code: str
    names: Mapping[str, str]
    kind: str
    room_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Group:
    """A chat of a room's officers: for alarms, for the desk's work, or for both."""

    chat_id: int
    room_id: int
    alarms: bool
    desk: bool
    language: str
    forum: bool = False
    lost: bool = False


def load(connection: Connection) -> tuple[list[Room], list[Community], list[Group]]:
    return (
        read_all(
            Room,
            connection.execute(
                select(rooms).where(rooms.c.position >= 0).order_by(rooms.c.position)
            ),
        ),
        read_all(
            Community, connection.execute(select(communities).order_by(communities.c.position))
        ),
        read_all(Group, connection.execute(select(groups).order_by(groups.c.chat_id))),
    )


def close_rooms(connection: Connection) -> None:
    """No room is open until it is saved again; a closed one stays for the cases it had."""
    connection.execute(update(rooms).values(position=-1))


def save_room(connection: Connection, code: str, names: Mapping[str, str], position: int) -> int:
    """Adds or changes the room of that code; gives its id."""
    values = {"names": dict(names), "position": position}
    known = update(rooms).where(rooms.c.code == code).values(values).returning(rooms.c.id)
    found = connection.execute(known).scalar()
    if found is None:
        added = insert(rooms).values(code=code, **values).returning(rooms.c.id)
        found = connection.execute(added).scalar_one()
    return int(found)


def replace_communities(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(delete(communities))
    connection.execute(insert(communities), rows)


def save_group(connection: Connection, group: Group) -> None:
    """Adds the group, or changes which room it serves and for what."""
    served = ("chat_id", "room_id", "alarms", "desk", "language")  # the rest Telegram shows
    values = {field: getattr(group, field) for field in served}
    known = update(groups).where(groups.c.chat_id == group.chat_id).values(values)
    if connection.execute(known).rowcount == 0:
        connection.execute(insert(groups).values(values))


def drop_groups(connection: Connection, chat_ids: Collection[int]) -> None:
    """These groups belong to no room any more."""
    connection.execute(delete(groups).where(groups.c.chat_id.in_(chat_ids)))


def lost_groups(connection: Connection) -> set[int]:
    """The groups in which we may not write, as far as we know."""
    return set(connection.scalars(select(groups.c.chat_id).where(groups.c.lost)))


def learn(connection: Connection, chat_id: int, **facts: bool) -> None:
    """What Telegram showed of the group: `forum`, it makes topics; `lost`, we may not write there."""
    connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(facts))


def speak(connection: Connection, chat_id: int, language: str) -> None:
    """The group is spoken to in that language from now on."""
    connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(language=language))


def migrate(connection: Connection, old: int, new: int) -> bool:
    """The group became a supergroup with a new id; False when it is not one of ours."""
    moved = update(groups).where(groups.c.chat_id == old).values(chat_id=new)
    return connection.execute(moved).rowcount == 1
