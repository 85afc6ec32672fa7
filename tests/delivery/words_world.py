"""What is said in the histories of words: two residents, two officers and a duty lead, in a group with
topics and one without. Everything that anybody says has words of its own, so that it can be found again
wherever it came to; what has to become of it is written down when it is said."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cards import alerts as cards
from cards.officers import AskOut, TakeOut
from cards.presses import Press
from cards.residents import Agree
from db import conversations, officers
from db.alerts import CLOSED, Alert
from db.engine import Database
from db.officers import DUTY_LEAD, OFFICER
from sandbox.people import Seat
from sandbox.records import Message
from services.residents import NOTICE
from tests.delivery.deeds import Deeds
from tests.delivery.district import words
from tests.delivery.names import FIRST, HE, LI, NAMES, ROOM_OF, SECOND, ZHAO

STAFF = (LI, ZHAO, HE)  # He serves the second room and leads
GROUPS = {0: 0, 1: FIRST, 2: SECOND}
ASKED = "📝 What shall stand in the file of alarm "
SURELY_OPEN = timedelta(minutes=5)  # a note's question waits at least that long
SURELY_OVER = timedelta(hours=2)  # and no question of any kind longer


@dataclass(slots=True)
class Question:
    """A note was asked of an officer; `asked` is the message that says so."""

    officer: int
    alarm: int
    chat: int
    asked: Message
    at: datetime
    stands: bool = True  # not answered, cancelled, or followed by another


@dataclass(slots=True)
class Notes:
    """What stands in the files: `sure` by alarm, and what `may` stand there for lack of a rule to the
    minute of how long a question waits."""

    sure: dict[int, str] = field(default_factory=dict)
    may: dict[int, set[str]] = field(default_factory=dict)


class Words(Deeds):
    """The district with one more rule: what is said is settled before anything else is said, so that it is
    known whom it was for."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.to_officers: dict[str, int] = {}  # words of a resident: their alarm
        self.to_resident: dict[str, int] = {}  # an officer's answer: the alarm
        self.to_nobody: set[str] = set()
        self.notes = Notes()
        self.questions_asked: list[Question] = []
        self._staff(HE, DUTY_LEAD)
        self._staff(ZHAO, OFFICER)

    def _staff(self, officer: int, role: str) -> None:
        """They serve, on duty; whoever was taken out comes back so."""
        with Database.writing(self.bot.database) as connection:
            place = {"name": NAMES[officer], "room_id": ROOM_OF[officer]}
            officers.save(connection, officer, {**place, "role": role, "on_duty": True})

    def token(self, what: str) -> str:
        return f"{what} {next(self.numbers)}."

    # --- residents -------------------------------------------------------------------------

    def says(self, resident: int) -> None:
        """Words: of an open alarm for the officers, of none for nobody."""
        self.bot.settles()
        live = self.live_of(resident)
        text = self.token("words")
        seat = self.seats[resident]
        message = self.bot.does(seat.writes(text))
        self.bot.settles()
        if self.alarm_presses[seat.person.id]:
            self.words[seat.person.id][message.id] = text
        if live is not None:
            self.to_officers[text] = live.id
        else:
            self.to_nobody.add(text)

    def asks(self, resident: int, text: str) -> None:
        """A command or a key of the menu, in the middle of whatever there is."""
        self.bot.does(self.seats[resident].writes(text))
        self.bot.settles()

    def agrees(self, resident: int) -> None:
        """To what is kept about them: a question follows."""
        self.presses(self.seats[resident].person.id, 0, Agree(version=NOTICE).pack())
        self.bot.settles()

    # --- officers --------------------------------------------------------------------------

    def seat(self, officer: int, where: int, alarm: int | None = None) -> Seat | None:
        """An officer's place in a group, in the alarm's topic if there is one; None where they are not."""
        phone = self.phone(officer)
        if not where:
            return phone.with_(self.maple)
        if phone.id not in self.telegram.groups[where].members:
            return None
        topics = self.topics(alarm) if alarm is not None and where == FIRST else []
        return phone.in_(self.telegram.groups[where], topic=topics[-1].id if topics else None)

    def presses_once(
        self, officer: int, where: int, press: Press, on: Message | None = None
    ) -> None:
        self.presses(officer, where, press.pack(), on=on)
        self.bot.settles()

    def asks_for_note(self, officer: int, where: int, alarm: Alert) -> None:
        """📝 below a closed alarm: a question stands there, of that officer."""
        chat = where or officer
        before = {one.id for one in self.screen(chat)}
        self.presses_once(officer, where, cards.Note(number=alarm.id))
        asked = [one for one in self.screen(chat) if one.id not in before]
        asked = [one for one in asked if words(one).startswith(f"{ASKED}{alarm.id}?")]
        if not asked:
            return
        self._ends_questions(officer, chat)
        now = self.clock.now()
        self.questions_asked.append(Question(officer, alarm.id, chat, asked[-1], now))

    def answers_note(self, question: Question) -> None:
        """By a reply to the question itself."""
        seat = self.seat(question.officer, self._where(question))
        text = self.token("note")
        if seat is None or question.asked.id not in question.asked.chat.messages:
            return
        self.bot.does(seat.writes(text, reply_to=question.asked))
        self.bot.settles()
        age = self.clock.now() - question.at
        if not question.stands or not self.serves(question.officer) or age >= SURELY_OVER:
            self.to_nobody.add(text)
        elif age <= SURELY_OPEN:
            self.notes.sure[question.alarm] = text
            self.notes.may[question.alarm] = set()
            question.stands = False
        else:
            self.notes.may.setdefault(question.alarm, set()).add(text)

    def _where(self, question: Question) -> int:
        return question.chat if question.chat < 0 else 0

    def _ends_questions(self, officer: int, chat: int) -> None:
        for question in self.questions_asked:
            if (question.officer, question.chat) == (officer, chat):
                question.stands = False

    def cancels(self, officer: int, where: int) -> None:
        """/cancel, wherever something was asked."""
        seat = self.seat(officer, where)
        if seat is not None:
            self.bot.does(seat.writes("/cancel"))
            self.bot.settles()
            self._ends_questions(officer, where or officer)

    def commands(self, officer: int, where: int, text: str, alarm: Alert | None) -> None:
        """A command, in the alarm's topic if there is one."""
        seat = self.seat(officer, where, alarm.id if alarm else None)
        if seat is not None:
            with suppress(PermissionError):
                self.bot.does(seat.writes(text))
            self.bot.settles()

    def answers(self, officer: int, where: int, alarm: Alert, *, card: bool) -> None:
        """An answer below the alarm's card, or below the resident's newest words."""
        chat = where or officer
        message = self._about(alarm, chat, card=card)
        seat = self.seat(officer, where, alarm.id)
        if message is None or seat is None:
            return
        text = self.token("answer")
        right = alarm.state != CLOSED and self.serves(officer) and self.may(officer, alarm, where)
        with suppress(PermissionError):
            self.bot.does(seat.writes(text, reply_to=message))
            self.bot.settles()
            if right:
                self.to_resident[text] = alarm.id
            else:
                self.to_nobody.add(text)

    def chats_aside(self, officer: int, where: int, alarm: Alert | None) -> None:
        """Words among officers, in the alarm's topic if there is one; in private, words to the bot."""
        seat = self.seat(officer, where, alarm.id if alarm else None)
        if seat is None:
            return
        text = self.token("aside")
        with suppress(PermissionError):
            self.bot.does(seat.writes(text))
            self.bot.settles()
            self.to_nobody.add(text)

    def takes_out(self, officer: int) -> None:
        """The lead takes an officer out; in the end somebody has to be there who can act."""
        self.presses_once(HE, 0, AskOut(number=officer))
        self.presses_once(HE, 0, TakeOut(number=officer))

    def comes_back(self, officer: int) -> None:
        if not self.serves(officer):
            self._staff(officer, OFFICER)

    # --- what is known ---------------------------------------------------------------------

    def waiting(self) -> list[Any]:
        """Each question that waits: since when, and until when."""
        with self.bot.database.reading() as connection:
            return list(connection.execute(select(conversations.conversations)))

    def shown_to_officers(self) -> list[Message]:
        """All that the bot says in officers' groups and private chats."""
        return [one for chat in (FIRST, SECOND, *STAFF) for one in self.screen(chat)]

    def alarm_in(self, message: Message) -> int | None:
        """The alarm to which a message of the bot's among officers belongs: by its topic, or by the card that
        it answers, directly or over other answers."""
        topic = message.chat.topics.get(message.thread or 0)
        if topic is not None and (title := re.match(r"🆘 (\d+) ·", topic.name)):
            return int(title[1])
        above: Message | None = message
        while above is not None:
            if head := re.match(r"(?:🆘|🔔) Alarm (\d+) ·", words(above)):
                return int(head[1])
            above = above.reply_to
        return None
