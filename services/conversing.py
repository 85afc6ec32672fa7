"""Where the conversation of who acts stands: what they were asked, until when, and what they said so far.

This is the part of a Work (services/work.py) that asks. In private the next thing said is the answer. In
a group only a reply to the very question is, so there the question is a message known by name, which
opens the reply on the phone of whom it mentions.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, Unpack

from pydantic import BaseModel
from sqlalchemy import Connection

from db import alerts, conversations
from db.conversations import Conversation, Place
from locales import L, Phrase
from services.refusals import RefusedError
from services.speech import Keyboard, Manner, Thread, Words
from services.turn import Here, Turn

SIGN = "✍️"  # what a question in a group begins with
ALARM_FIRST = L(
    "🆘 While your alarm is open, all you write or send goes to the officers. Please do this when it is "
    "closed."
)
KEPT = timedelta(days=1)  # the longest that a draft stays

Form = TypeVar("Form", bound=BaseModel)


class Question(StrEnum):
    """What a conversation waits for. A subclass names its steps as "noun:step", for how long each of them
    waits, and what begins it again (a key, a command), which is told to who comes too late:

    class Step(Question, lasts=timedelta(minutes=30), again="/errands"):
        NAME = "errands:name"
    """

    lasts: ClassVar[timedelta]
    again: ClassVar[Words]

    def __init_subclass__(cls, *, lasts: timedelta, again: Words) -> None:
        if not timedelta() < lasts <= KEPT:
            raise TypeError(
                f"{cls.__qualname__} waits for {lasts}; a draft stays for a day at most"
            )
        cls.lasts = lasts
        cls.again = again


class Conversing(ABC):
    """Somebody who acts in a chat, and may be asked something there."""

    turn: Turn
    now: datetime
    _moves: dict[Place, Conversation | None]
    _may_ask: bool | None = None

    @property
    @abstractmethod
    def connection(self) -> Connection: ...

    @property
    @abstractmethod
    def here(self) -> Here: ...

    @abstractmethod
    def send(self, to: int, words: Words, **how: Unpack[Manner]) -> None: ...

    @abstractmethod
    def show(
        self,
        to: int,
        card: str,
        words: Words,
        *,
        until: datetime | None = None,
        **how: Unpack[Manner],
    ) -> None: ...

    @abstractmethod
    def take_back(self, chat_id: int, names: Sequence[str]) -> None: ...

    @abstractmethod
    def forget(self, chat_id: int, names: Sequence[str]) -> None: ...

    # --- where it stands -------------------------------------------------------------------

    @property
    def _place(self) -> Place:
        return (self.here.chat_id, self.here.person_id)

    @property
    def conversation(self) -> Conversation | None:
        """What this person was asked in this chat and has not answered, in time or too late."""
        if self._place in self._moves:
            return self._moves[self._place]
        return self.turn.place(self._place)

    @property
    def step(self) -> str | None:
        """What their conversation waits for now."""
        conversation = self.conversation
        return None if conversation is None or self.is_over else conversation.step

    @property
    def is_over(self) -> bool:
        """They were asked something, and nobody waits for the answer any more."""
        conversation = self.conversation
        return conversation is not None and conversation.ends_at <= self.now

    def so_far(self) -> dict[str, Any]:
        """What was said so far in this conversation, by field. Raises BrokenSealError when somebody
        changed it in the database."""
        conversation = self.conversation
        if conversation is None or conversation.draft is None:
            return {}
        told = self.turn.house.keys.open_draft(self._place, conversation.draft)
        return dict(json.loads(told))

    def draft(self, form: type[Form]) -> Form:
        """What was said so far in this conversation, as its form."""
        return form.model_validate(self.so_far())

    @property
    def may_ask(self) -> bool:
        """Whether words of theirs here can be an answer. While their alarm is open, all they say in
        private is for the officers."""
        if self._may_ask is None:  # nobody is asked in the update that raises an alarm
            here = self.here
            alarmed = here.private and alerts.living(self.connection, [here.person_id])
            self._may_ask = not alarmed
        return self._may_ask

    # --- asking ----------------------------------------------------------------------------

    def ask(
        self,
        step: Question,
        draft: BaseModel | None,
        words: Words,
        *,
        keyboard: Keyboard | None = None,
        silent: bool = False,
        thread: Thread | None = None,
    ) -> None:
        """Asks who acts, and waits for the answer; `draft` is what they said so far.

        `keyboard` is for a private chat, `thread` says where in a group it is asked, if not
        where they act. Raises RefusedError in private while their alarm is open.
        """
        if self.here.private:
            self._wait(step, draft)
            self.send(self.here.chat_id, words, keyboard=keyboard, silent=silent)
        else:
            self._wait(step, draft, question=self._named)
            self._call(words, thread)

    def ask_on(self, card: str, step: Question, draft: BaseModel | None) -> None:
        """The same where the chat's card of that name shows the question, with buttons beside the words
        that can be written. A message with buttons opens no reply, so in a group another one does."""
        if self.here.private:
            self._wait(step, draft, card=card)
        else:
            self._wait(step, draft, question=self._named, card=card)
            self._call(L("Write the answer, or press a button above."), None)

    def move(
        self, step: Question, draft: BaseModel | None = None, *, card: str | None = None
    ) -> None:
        """On to another step, or another draft, without a new question: what asks stays, unless it is
        another `card` now."""
        kept = self.conversation
        if kept is None:
            self._wait(step, draft, card=card)
        else:
            self._wait(step, draft, kept.question, card or kept.card, so_far=kept.draft)

    def leave(self) -> None:
        """Ends the conversation, if one is under way, without a word."""
        kept = self.conversation
        if kept is not None:
            self._moves[self._place] = None
            self._over(kept)

    def leave_all(self) -> None:
        """Ends this person's conversations in every chat: nothing of a draft stays."""
        for place in conversations.of_person(self.connection, self.here.person_id):
            kept = self.turn.place(place)
            self._moves[place] = None
            if kept is not None and kept.question is not None:
                self.forget(place[0], [kept.question])
        self.leave()

    @property
    def _named(self) -> str:
        """A card that no earlier question was: its message is a new one."""
        return f"question {self.here.person_id} {int(self.now.timestamp() * 1000)}"

    def _wait(
        self,
        step: Question,
        draft: BaseModel | None,
        question: str | None = None,
        card: str | None = None,
        so_far: bytes | None = None,
    ) -> None:
        if not self.may_ask:
            raise RefusedError(ALARM_FIRST)
        kept = self.conversation
        if kept is not None and kept.question != question:
            self._over(kept)
        if draft is not None:
            so_far = self.turn.house.keys.seal_draft(self._place, draft.model_dump_json())
        ends_at = self.now + step.lasts
        self._moves[self._place] = Conversation(str(step), so_far, ends_at, question, card)

    def _over(self, kept: Conversation) -> None:
        """What asked this asks no more. A call beside a card says nothing by itself, so it goes."""
        if kept.question is not None and kept.card is not None:
            self.take_back(self.here.chat_id, [kept.question])
        elif kept.question is not None:
            self.forget(self.here.chat_id, [kept.question])

    def _call(self, words: Words, thread: Thread | None) -> None:
        """Asks in a group, of one person. Words about them are a link to them, so that the reply opens
        on their phone only (core.telegram.org/bots/api#forcereply)."""
        kept = self.conversation
        assert kept is not None and kept.question is not None  # noqa: S101, PT018 - just said
        asked = _asked(self.here, words)
        inside = self.here.topic if thread is None else None
        how: Manner = {"asks": True, "thread": thread, "inside": inside}
        self.show(self.here.chat_id, kept.question, asked, until=kept.ends_at, **how)


def _asked(here: Here, words: Words) -> Phrase:
    return L(
        '{sign} <a href="tg://user?id={person}">{who}</a>: {question}\n'
        "↩️ Please answer as a reply to this message.",
        sign=SIGN,
        person=here.person_id,
        who=here.called or str(here.person_id),
        question=words,
    )
