"""What the work of one transaction shares: who acts, what was looked up once, what will be written.

A `Turn` is one database transaction of the desk; each update or job in it is a `Work` of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from db import conversations, officers, outbox, residents
from db.conversations import Conversation, Place
from db.outbox import Draft, Queued
from db.residents import Resident
from db.seal import Keyring
from services import lifetimes
from services.rooms import Station


@dataclass(slots=True)
class House:
    """What all work of one process shares. Telegram tells our own name when the process begins to lead:
    until then it is empty."""

    keys: Keyring
    timezone: tzinfo
    language: str
    bot_id: int  # our own account
    per_minute: int = 20  # messages that Telegram lets us send to one group
    own_name: str = ""  # of our account, without the @


@dataclass(frozen=True, slots=True)
class Here:
    """Who acts, and in which chat. `private`: alone with the bot."""

    chat_id: int
    person_id: int
    private: bool
    called: str  # as Telegram shows them
    tongue: str  # the language their Telegram speaks, as one of ours
    query: str | None = None  # the press to be answered
    message_id: int | None = None  # the message whose button was pressed
    forum: bool = False  # it was said that the group makes topics
    topic: int | None = None  # in which this happened; None for the group's General and all else
    behind: int | None = None  # the chat as which somebody writes, so that nobody knows who it is
    times: int = 1  # that the same was pressed in a row
    said_at: datetime | None = None  # when they wrote it; Telegram does not say it of a press


@dataclass
class Turn:
    """One transaction: its connection, what was looked up for all of it, what will be written."""

    connection: Connection
    house: House
    station: Station
    now: datetime
    places: dict[Place, Conversation | None] = field(default_factory=dict)
    moves: dict[Place, Conversation | None] = field(default_factory=dict)
    people: dict[int, Resident | None] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    unreached: set[int] = field(default_factory=set)  # officers who can't be written to
    again: list[Queued] = field(default_factory=list)  # what waited goes on, or elsewhere

    def look_up(self, chats: Iterable[int]) -> None:
        """Reads at once what the updates of these chats will ask for. In a private chat the person
        has the chat's number; what happens in a group is looked up when it is asked for."""
        alone = [chat for chat in chats if chat > 0]
        self.unreached = {one.user_id for one in officers.unreached(self.connection)}
        known = residents.load(self.connection, alone)
        under_way = conversations.load(self.connection, [(chat, chat) for chat in alone])
        for chat in alone:
            self.people[chat] = known.get(chat)
            self.places[chat, chat] = under_way.get((chat, chat))

    def place(self, place: Place) -> Conversation | None:
        """Where the conversation in a place stands now."""
        if place in self.moves:
            return self.moves[place]
        if place not in self.places:
            self.places[place] = conversations.load(self.connection, [place]).get(place)
        return self.places[place]

    def person(self, person_id: int) -> Resident | None:
        if person_id not in self.people:
            self.people.update(
                {person_id: residents.load(self.connection, [person_id]).get(person_id)}
            )
        return self.people[person_id]

    def write(self) -> list[Queued]:
        """Writes what the kept work left: steps and messages. Gives what the sender should know."""
        conversations.save(self.connection, self.places, self.moves, self.now)
        drafts = [lifetimes.ending(draft, self.now) for draft in self.drafts]
        return self.again + outbox.write(self.connection, drafts, self.now)
