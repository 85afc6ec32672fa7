"""Residents and officers say things to each other in random order, in the middle of everything: open
alarms, notes that are asked for, commands, keys, topics, hand-overs, officers who leave. Whatever happens, no
word reaches the wrong case, no word is lost, no alarm is without somebody who can act and without a clock,
and no question outlives its time.

WORDS is the number of histories; SEED and SHRINK: playing.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from cards import alerts as cards
from cards.keyboards import ABOUT_ME, BOOK, HELP, LANGUAGE, PRIVACY
from db.alerts import ACCEPTED, CLOSED, Alert
from tests.databases import PostgresDatabases
from tests.delivery import words_truths
from tests.delivery.names import FIRST, GROUP, LI, ROOM_OF, SECOND, ZHAO
from tests.delivery.playing import play
from tests.delivery.words_world import STAFF, Words
from tests.spoken import spoken

HISTORIES = int(os.environ.get("WORDS", "8"))
STEPS = 40
pytestmark = pytest.mark.usefixtures("alone")

residents = st.integers(0, 1)
staff = st.sampled_from(STAFF)
places = st.sampled_from([0, FIRST, SECOND])
which = st.integers(0, 3)
ASKS = st.sampled_from(
    [
        *("/help", "/about", "/book", "/mycases", "/privacy", "/language", "/cancel", "/start"),
        *("/start c_001", "/mybookings", "/nothing"),
        *(spoken(key, "en") for key in (ABOUT_ME, BOOK, HELP, LANGUAGE, PRIVACY)),
    ]
)
COMMANDS = st.sampled_from(
    ["/open", "/duty on", "/duty", "/case 1", "/case_2", "/help", "/today", "/language", "/windows"]
)


class WordHistories(RuleBasedStateMachine):
    """One history. Each thing that is said is settled before the next."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.world = Words(url)
        self.bot = self.world.bot
        self.bot.start()

    @initialize(taken=st.booleans())
    def begins(self, taken: bool) -> None:
        for resident in (0, 1):
            self.world.alarm(resident, silent=False)
        self.bot.passes(2)
        if taken:
            self.deed(0, "accept", LI, FIRST)
            self.deed(0, "close", LI, FIRST)

    # --- residents -------------------------------------------------------------------------

    @rule(resident=residents, silent=st.booleans())
    def alarm(self, resident: int, silent: bool) -> None:
        self.world.alarm(resident, silent=silent)
        self.bot.settles()

    @rule(resident=residents, times=st.integers(1, 3))
    def says(self, resident: int, times: int) -> None:
        for _ in range(times):
            self.world.says(resident)

    @rule(resident=residents, text=ASKS, more=st.booleans())
    def asks(self, resident: int, text: str, more: bool) -> None:
        self.world.asks(resident, text)
        if more:
            self.world.says(resident)

    @rule(resident=residents)
    def begins_about_me(self, resident: int) -> None:
        self.world.asks(resident, spoken(ABOUT_ME, "en"))
        self.world.agrees(resident)
        self.world.says(resident)

    # --- officers --------------------------------------------------------------------------

    @rule(
        which=which,
        deed=st.sampled_from(["accept", "set_out", "arrive", "close", "help"]),
        officer=staff,
        where=places,
    )
    def deed(self, which: int, deed: str, officer: int, where: int) -> None:
        alarm = self._alarm(which)
        officer = alarm.officer_id or officer  # mostly whoever may
        press = {
            "accept": cards.Accept(number=alarm.id),
            "set_out": cards.SetOut(number=alarm.id, minutes=5),
            "arrive": cards.Arrive(number=alarm.id),
            "close": cards.Close(number=alarm.id, outcome="helped"),
            "help": cards.NeedHelp(number=alarm.id),
        }[deed]
        self.world.presses_once(officer, where, press)

    @rule(which=which, colleague=staff, room=st.integers(0, 2))
    def hands_over(self, which: int, colleague: int, room: int) -> None:
        alarm = self._alarm(which, ACCEPTED)
        owner = alarm.officer_id or LI
        where = GROUP[alarm.room_id]
        press = (
            cards.ToRoom(number=alarm.id, room=room)
            if room
            else cards.ToOfficer(number=alarm.id, officer=colleague)
        )
        self.world.presses_once(owner, where, press)

    @rule(which=which, officer=staff, where=places)
    def asks_for_note(self, which: int, officer: int, where: int) -> None:
        self.world.asks_for_note(officer, where, self._alarm(which, CLOSED))

    @rule(which=which, aside=st.booleans())
    def answers_note(self, which: int, aside: bool) -> None:
        asked = self.world.questions_asked
        if asked:
            question = asked[-1 - which % len(asked)]
            if aside:  # what is said beside it is no answer
                self.world.chats_aside(
                    question.officer, question.chat if question.chat < 0 else FIRST, None
                )
            self.world.answers_note(question)

    @rule(officer=staff, where=places)
    def cancels(self, officer: int, where: int) -> None:
        self.world.cancels(officer, where)

    @rule(officer=staff, where=places, text=COMMANDS, which=which)
    def commands(self, officer: int, where: int, text: str, which: int) -> None:
        self.world.commands(officer, where, text, self._alarm(which))

    @rule(officer=staff, where=places, which=which, card=st.booleans())
    def replies(self, officer: int, where: int, which: int, card: bool) -> None:
        self.world.answers(officer, where, self._alarm(which), card=card)

    @rule(which=which, card=st.booleans())
    def answers(self, which: int, card: bool) -> None:
        """As they should: an officer of the room, in its group."""
        alarm = self._alarm(which)
        able = [one for one in STAFF if ROOM_OF[one] == alarm.room_id]
        for officer in able[:1]:
            self.world.answers(officer, GROUP[alarm.room_id], alarm, card=card)

    @rule(officer=staff, where=st.sampled_from([FIRST, SECOND]), which=which)
    def chats_aside(self, officer: int, where: int, which: int) -> None:
        self.world.chats_aside(officer, where, self._alarm(which))

    @rule(officer=st.sampled_from([LI, ZHAO]))
    def leaves(self, officer: int) -> None:
        if self.world.serves(LI) and self.world.serves(ZHAO):
            self.world.takes_out(officer)

    @rule(officer=st.sampled_from([LI, ZHAO]))
    def comes_back(self, officer: int) -> None:
        self.world.comes_back(officer)

    # --- time ------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 5, 20, 61, 181, 301, 1200, 7200]))
    def passes(self, seconds: int) -> None:
        self.bot.passes(seconds)

    def _alarm(self, which: int, state: str | None = None) -> Alert:
        every = self.world.alarms()
        known = [alarm for alarm in every if alarm.state == state] or every
        return known[-1 - which % len(known)]

    # --- what has to be so -----------------------------------------------------------------

    @invariant()
    def true_so_far(self) -> None:
        words_truths.always(self.world)

    def teardown(self) -> None:
        try:
            self.world.comes_to_rest()
            words_truths.at_rest(self.world)
        finally:
            self.world.close()


def test_every_word_reaches_its_case(quick_file: Callable[[], str]) -> None:
    play(lambda: WordHistories(quick_file()), HISTORIES, STEPS)


def test_every_word_reaches_its_case_on_postgresql(postgres_databases: PostgresDatabases) -> None:
    play(lambda: WordHistories(postgres_databases.fresh()), max(1, HISTORIES // 10), STEPS)
