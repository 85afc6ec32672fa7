"""What one update or one job does: who acts, in which language, what they say, which cases change.

A `Work` is one update or one job in a transaction of the desk (services/turn.py), and is kept or
dropped as a whole. Nothing here waits for anything: what is to be said becomes rows, and a sender
brings them to Telegram after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import Connection

from db import audit, cards, outbox
from db.conversations import Conversation, Place
from db.outbox import ALARM, ANSWER, NOTICE, Draft
from db.residents import Resident
from db.seal import Key
from locales import render
from services.conversing import Conversing
from services.speech import (
    Buttons,
    Carried,
    Manner,
    Picture,
    Printout,
    Words,
    carried,
    content,
)
from services.turn import Here, Turn


class Work(Conversing):
    """One update or job. Services change facts through it; handlers speak and ask through it."""

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

    def say(self, words: Words, **how: Unpack[Manner]) -> None:
        """Answers in the chat where somebody just acted, and in the topic of it."""
        how.setdefault("inside", self.here.topic)
        self.send(self.here.chat_id, words, **how)

    def send(
        self,
        to: int,
        words: Words,
        *,
        lane: int = ANSWER,
        about: str | None = None,
        until: datetime | None = None,
        case: str | None = None,
        **how: Unpack[Manner],
    ) -> None:
        """A message of its own to a chat. `about` names the case that wants to hear how it went; after
        `until` it makes no sense any more; messages of one `case` take turns with those of others."""
        said = self._content(to, words, **how)
        self._drafts.append(Draft(lane, to, "message", said, about=about, until=until, case=case))

    def show(
        self,
        to: int,
        card: str,
        words: Words,
        *,
        lane: int = ANSWER,
        about: str | None = None,
        until: datetime | None = None,
        case: str | None = None,
        **how: Unpack[Manner],
    ) -> None:
        """Makes the chat's card of that name show this; the first time it is a new message."""
        said = self._content(to, words, **how)
        self._drafts.append(
            Draft(lane, to, "card", said, card=card, about=about, until=until, case=case)
        )

    def carry(
        self,
        to: int,
        card: str,
        what: Carried,
        *,
        lane: int = ANSWER,
        about: str | None = None,
        not_before: datetime | None = None,
        until: datetime | None = None,
        case: str | None = None,
        **how: Unpack[Manner],
    ) -> None:
        """Makes the chat's card of that name something that is no text: a copy, a place, a topic, a
        picture, a file."""
        said = carried(what, self.language_in(to), self.turn.house.timezone, **how)
        kind = "picture" if isinstance(what, Picture | Printout) else "card"
        self._drafts.append(Draft(lane, to, kind, said, card, about, not_before, until, case))

    def take_back(self, chat_id: int, names: Sequence[str]) -> None:
        """These cards' messages go; if they are shown again, it is as new messages, which sound."""
        old = cards.kept(self.connection, [(chat_id, name) for name in names])
        for message_id, _ in old.values():
            self._drafts.append(Draft(ALARM, chat_id, "delete", {"message_id": message_id}))
        self.forget(chat_id, names)

    def adopt(self, card: str, moved: Words | None = None) -> None:
        """The message whose button was pressed is this card of the chat from now on, whatever it
        shows now; a message that it was before says `moved`, or stays as it is."""
        here = self.here.message_id
        assert here is not None  # noqa: S101 - a press has one; told to the type checker
        if moved is not None:
            self.put_aside(self.here.chat_id, card, moved, but=here)
        cards.adopt(self.connection, self.here.chat_id, card, here)

    def put_aside(self, chat_id: int, card: str, words: Words, but: int | None = None) -> None:
        """The card's message says only this from now on, and is the card no more, unless it is `but`.
        After two days a message can be edited and not deleted (core.telegram.org/bots/api#deletemessage)."""
        old = cards.kept(self.connection, [(chat_id, card)]).get((chat_id, card))
        if old is not None and old[0] != but:
            said = self._content(chat_id, words) | {"message_id": old[0]}
            self._drafts.append(Draft(ANSWER, chat_id, "edit", said))
            self.forget(chat_id, [card])

    def forget(self, chat_id: int, names: Sequence[str]) -> None:
        """These cards of the chat are no messages any more: their next content is a new one."""
        for name in names:
            cards.forget(self.connection, chat_id, name)
        outbox.withdraw(self.connection, chat_id, names)

    def there(self, wanted: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
        """Those (chat, card) that are messages already, or will be with what was said so far."""
        said = {(one.chat_id, one.card) for one in (*self.turn.drafts, *self._drafts)}
        known = cards.kept(self.connection, wanted)
        waits = outbox.coming(self.connection, wanted)
        return {one for one in wanted if one in known or one in waits or one in said}

    def react(self, chat_id: int, message_id: int, sign: str) -> None:
        """Puts one of Telegram's reactions under somebody's message."""
        said = {"message_id": message_id, "sign": sign}
        self._drafts.append(Draft(NOTICE, chat_id, "reaction", said))

    def replace(self, words: Words, *, buttons: Buttons = ()) -> None:
        """Changes the message whose button was pressed, instead of adding another; where it is gone, there
        is a new one in its topic."""
        said = self._content(self.here.chat_id, words, buttons=buttons, inside=self.here.topic)
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

    # --- the case --------------------------------------------------------------------------

    def touch(self, noun: str, number: int, case: Any) -> None:
        """This case changed: its cards are drawn anew before the commit."""
        self.touched[noun, number] = case

    def record(self, verb: str, noun: str, **detail: object) -> None:
        """Adds to the audit trail: who did what to which case; numbers and verbs only."""
        keys = self.turn.house.keys
        audit.record(self.connection, keys, self.now, self.actor, verb, noun, **detail)
