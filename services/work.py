"""What one update or one job does: who acts, in which language, what they say, which cases change.

A `Turn` is one database transaction of the desk and what its updates share; a `Work` is one update
or one job in it, and is kept or dropped as a whole. Nothing here waits for anything: what is to be
said becomes rows, and a sender brings them to Telegram after the commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection

from db import audit, conversations, outbox, residents
from db.conversations import Conversation, Place
from db.outbox import ALARM, ANSWER, Draft, Queued
from db.residents import Resident
from db.seal import Key, Keyring
from locales import render
from services.rooms import Station
from services.speech import Buttons, Keyboard, Words, content

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class House:
    """What all work of one process shares."""

    keys: Keyring
    timezone: tzinfo
    language: str


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

    def look_up(self, chats: Iterable[int]) -> None:
        """Reads at once what the updates of these chats will ask for. In a private chat the person
        has the chat's number; what happens in a group is looked up when it is asked for."""
        alone = [chat for chat in chats if chat > 0]
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
        return outbox.write(self.connection, self.drafts, self.now)


class Work:
    """One update or job. Services change facts through it; handlers speak through it."""

    def __init__(self, turn: Turn, here: Here | None = None) -> None:
        self.turn = turn
        self.station = turn.station
        self.now = turn.now
        self._here = here
        self._unanswered = here.query if here else None
        self._drafts: list[Draft] = []
        self._moves: dict[Place, Conversation | None] = {}
        self._people: dict[int, Resident] = {}
        self._savepoint = False
        self.touched: dict[tuple[str, int], Any] = {}

    # --- the transaction -------------------------------------------------------------------

    @property
    def connection(self) -> Connection:
        """The database. The first use sets a savepoint, so that this work can be dropped alone."""
        if not self._savepoint:
            # Said to the driver: SQLAlchemy's own nested transaction costs five times as much.
            self.turn.connection.exec_driver_sql("SAVEPOINT work")
            self._savepoint = True
        return self.turn.connection

    def keep(self) -> None:
        """The work is done: what it did stays in the turn."""
        if self._unanswered is not None:
            self.answer()
        if self._savepoint:
            self.turn.connection.exec_driver_sql("RELEASE SAVEPOINT work")
        self.turn.drafts += self._drafts
        self.turn.moves |= self._moves
        self.turn.people |= self._people

    def drop(self) -> None:
        """The work failed: nothing of it stays."""
        if self._savepoint:
            self.turn.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
            self.turn.connection.exec_driver_sql("RELEASE SAVEPOINT work")

    # --- who and where ---------------------------------------------------------------------

    @property
    def here(self) -> Here:
        if self._here is None:
            raise LookupError("A job acts for nobody.")
        return self._here

    @property
    def actor(self) -> int | None:
        """Who acts; nobody when a job or the command line does."""
        return self._here.person_id if self._here else None

    def person(self, person_id: int) -> Resident | None:
        """The resident of that Telegram id, if they ever wrote to us."""
        return self._people.get(person_id) or self.turn.person(person_id)

    def know(self, resident: Resident) -> None:
        """Remembers a resident as this work left them."""
        self._people[resident.id] = resident

    def key_of(self, resident: Resident) -> Key:
        return self.turn.house.keys.unwrap(resident.key)

    def language_in(self, chat_id: int) -> str:
        """The language spoken in a chat: a group's own, a person's own, else the district's."""
        if group := self.station.groups.get(chat_id):
            return group.language
        if resident := self.person(chat_id):
            return resident.language
        if self._here is not None and self._here.chat_id == chat_id:
            return self._here.tongue
        return self.turn.house.language

    # --- speaking --------------------------------------------------------------------------

    def say(
        self,
        words: Words,
        *,
        buttons: Buttons = (),
        keyboard: Keyboard | None = None,
        silent: bool = False,
    ) -> None:
        """Answers in the chat where somebody just acted."""
        self.send(self.here.chat_id, words, buttons=buttons, keyboard=keyboard, silent=silent)

    def send(
        self,
        to: int,
        words: Words,
        *,
        lane: int = ANSWER,
        buttons: Buttons = (),
        keyboard: Keyboard | None = None,
        silent: bool = False,
        about: str | None = None,
    ) -> None:
        """A message of its own to a chat. `about` names the case that wants to hear how it went."""
        said = self._content(to, words, buttons=buttons, keyboard=keyboard, silent=silent)
        self._drafts.append(Draft(lane, to, "message", said, about=about))

    def show(
        self,
        to: int,
        card: str,
        words: Words,
        *,
        lane: int = ANSWER,
        buttons: Buttons = (),
        silent: bool = False,
        about: str | None = None,
    ) -> None:
        """Makes the chat's card of that name show this; the first time it is a new message."""
        said = self._content(to, words, buttons=buttons, silent=silent)
        self._drafts.append(Draft(lane, to, "card", said, card=card, about=about))

    def replace(self, words: Words, *, buttons: Buttons = ()) -> None:
        """Changes the message whose button was pressed, instead of adding another."""
        said = self._content(self.here.chat_id, words, buttons=buttons)
        said["message_id"] = self.here.message_id
        self._drafts.append(Draft(ANSWER, self.here.chat_id, "edit", said))

    def ask_who_leads(self, chat_id: int, person_id: int, about: str) -> None:
        """Asks Telegram whether somebody is an administrator of a group. `about` hears of it as of
        a message: delivered when they are, refused when they are not."""
        self._drafts.append(Draft(ANSWER, chat_id, "ask", {"who": person_id}, about=about))

    def leave_chat(self, chat_id: int) -> None:
        """Leaves a group, after what was said there before."""
        self._drafts.append(Draft(ANSWER, chat_id, "leave", {}))

    def answer(self, words: Words | None = None, *, popup: bool = False) -> None:
        """Answers the press of a button; a press nobody answers is answered with nothing."""
        if self._unanswered is None:
            return
        language, timezone = self.language_in(self.here.chat_id), self.turn.house.timezone
        told = render(words, language, timezone=timezone, html=False) if words else ""
        toast = {"query": self._unanswered, "popup": popup, "text": told}
        self._drafts.append(Draft(ALARM, self.here.chat_id, "toast", toast))
        self._unanswered = None

    def _content(self, to: int, words: Words, **how: Any) -> dict[str, Any]:
        return content(words, self.language_in(to), self.turn.house.timezone, **how)

    # --- the conversation ------------------------------------------------------------------

    @property
    def _place(self) -> Place:
        return (self.here.chat_id, self.here.person_id)

    @property
    def conversation(self) -> Conversation | None:
        """Where this person's conversation in this chat stands."""
        if self._place in self._moves:
            return self._moves[self._place]
        return self.turn.place(self._place)

    @property
    def step(self) -> str | None:
        conversation = self.conversation
        return conversation.step if conversation else None

    def so_far(self) -> dict[str, Any]:
        """What was said so far in this conversation, by field."""
        conversation = self.conversation
        return conversation.draft if conversation else {}

    def draft(self, form: type[Form]) -> Form:
        """What was said so far in this conversation, as its form."""
        return form.model_validate(self.so_far())

    def move(self, step: StrEnum, draft: BaseModel | None = None) -> None:
        """On to the next step; a draft given takes the place of what was said so far."""
        told = draft.model_dump(mode="json") if draft else self.so_far()
        self._moves[self._place] = Conversation(str(step), told)

    def leave(self) -> None:
        """Ends the conversation without a word."""
        self._moves[self._place] = None

    # --- the case --------------------------------------------------------------------------

    def touch(self, noun: str, number: int, case: Any) -> None:
        """This case changed: its cards are drawn anew before the commit."""
        self.touched[noun, number] = case

    def record(self, verb: str, noun: str, **detail: object) -> None:
        """Adds to the audit trail: who did what to which case; numbers and verbs only."""
        keys = self.turn.house.keys
        audit.record(self.connection, keys, self.now, self.actor, verb, noun, **detail)
