"""The machine of the alarm's histories: what residents, officers, clock and faults may do at each step, in
whatever order Hypothesis chooses. What has to be so meanwhile: truths.py."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from cards import alerts as cards
from cards.alerts import OUTCOMES
from db.alerts import ACCEPTED, CLOSED, Alert
from tests.delivery import truths
from tests.delivery.deeds import Deeds
from tests.delivery.names import FIRST, GROUP, OFFICERS, ROOM_OF, SECOND, THIRD

residents = st.integers(0, 2)
people = st.integers(0, 5)  # Li, Zhao, He, Bai, Chen, and Wang, who is a resident
officers = st.sampled_from(OFFICERS)
which = st.integers(0, 3)
places = st.sampled_from([0, FIRST, SECOND, THIRD])
outcomes = st.sampled_from(sorted(OUTCOMES))
deeds = st.one_of(  # what is pressed on an alarm's cards, but for its number
    st.just((cards.Accept, {})),
    st.just((cards.Confirm, {})),
    st.builds(lambda one: (cards.Close, {"outcome": one}), outcomes),
    st.builds(lambda one: (cards.SetOut, {"minutes": one}), st.sampled_from([5, 20])),
    st.just((cards.Arrive, {})),
    st.just((cards.NeedHelp, {})),
    st.just((cards.Flag, {})),
    st.builds(lambda one: (cards.ToOfficer, {"officer": one}), officers),
    st.builds(lambda one: (cards.ToRoom, {"room": one}), st.integers(1, 3)),
)
forgeries = st.one_of(
    st.sampled_from(
        [
            "1|alerts.accept|0",
            "1|alerts.accept|99",
            "1|alerts.accept|-1",
            "1|alerts.accept|01",
            "1|alerts.accept|1|helped",
            "1|alerts.close|1|eaten",
            "1|alerts.close|1",
            "2|alerts.accept|1",
            "1|alerts.accept|99999999999999999999",
            "1|residents.live|nowhere",
            "1|groups.speak|xx",
        ]
    ),
    st.text(max_size=30),
)
troubles: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(st.just("refuse"), st.fixed_dictionaries({"retry_after": st.sampled_from([1, 30])})),
    st.tuples(st.just("fail"), st.fixed_dictionaries({"code": st.sampled_from([500, 502])})),
    st.tuples(st.sampled_from(["cut_before", "cut_after"]), st.just({})),
    st.tuples(st.just("slow"), st.fixed_dictionaries({"seconds": st.sampled_from([1.0, 15.0])})),
)

Deed = tuple[type[Any], dict[str, Any]]


class Histories(RuleBasedStateMachine):
    """One history of the alarm. What people do waits until `settles` or `passes`."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.district = Deeds(url)
        self.bot = self.district.bot
        self.bot.start()

    @initialize(resident=residents, silent=st.booleans(), taken=st.booleans())
    def begins(self, resident: int, silent: bool, taken: bool) -> None:
        """There is something to lose from the beginning."""
        self.district.alarm(resident, silent=silent)
        self.district.writes(resident)
        self.bot.passes(1)
        if taken:
            self.accepts(0, 0, 1, True)

    # --- people ----------------------------------------------------------------------------

    @rule(resident=residents, silent=st.booleans(), settled=st.booleans())
    def alarm(self, resident: int, silent: bool, settled: bool) -> None:
        self.district.alarm(resident, silent=silent)
        if settled:
            self.bot.settles()

    @rule(resident=residents, what=st.sampled_from(["words", "correction", "place"]), back=which)
    def says(self, resident: int, what: str, back: int) -> None:
        match what:
            case "words":
                self.district.writes(resident)
            case "correction":
                self.district.edits(resident, back)
            case "place":
                self.district.shares_place(resident)

    @rule(which=which, what=st.sampled_from(["theft", "illness", "mistap", "1", "5"]))
    def adds(self, which: int, what: str) -> None:
        """The resident presses what is below their card."""
        alarm = self._alarm(which, CLOSED if what.isdigit() else None)
        if what == "mistap":
            self.district.tells_mistap(alarm)
        elif what.isdigit():
            self.district.rates(alarm, int(what))
        else:
            self.district.tells_kind(alarm, what)

    @rule(which=which, other=st.integers(0, 5), taps=st.integers(1, 2), settled=st.booleans())
    def accepts(self, which: int, other: int, taps: int, settled: bool) -> None:
        """As they should: an officer of a room that has it, in the group, or called in private."""
        alarm = self._alarm(which)
        able = [one for one in OFFICERS if self.district.may(one, alarm, 0)]
        officer = able[other % len(able)]
        where = GROUP[ROOM_OF[officer]] if ROOM_OF[officer] in alarm.rooms and other < 4 else 0
        self.district.does(officer, alarm, where, cards.Accept(number=alarm.id), taps)
        if settled:
            self.bot.settles()

    @rule(
        which=which,
        row=st.lists(deeds, min_size=1, max_size=3),
        private=st.booleans(),
        settled=st.booleans(),
    )
    def goes_on(self, which: int, row: list[Deed], private: bool, settled: bool) -> None:
        """As they should: whoever has it, one deed after the other, in the group or in private."""
        for kind, how in row:
            alarm = self._alarm(which, CLOSED if kind is cards.Flag else ACCEPTED)
            officer = alarm.officer_id or OFFICERS[which]
            press = kind(number=alarm.id, **how)
            where = 0 if private else GROUP[alarm.room_id]
            if issubclass(kind, cards.ToOfficer | cards.ToRoom):
                self.district.hands_over(officer, alarm, where, press)
            else:
                self.district.does(officer, alarm, where, press)
            if settled:
                self.bot.settles()

    @rule(person=people, where=places, which=which, deed=deeds)
    def tries(self, person: int, where: int, which: int, deed: Deed) -> None:
        """Anybody, anywhere, what only some may do in some places."""
        alarm = self._alarm(which)
        kind, how = deed
        someone = self.district.everybody[person].id
        self.district.does(someone, alarm, where, kind(number=alarm.id, **how))

    @rule(officer=officers, where=places, which=which, card=st.booleans())
    def replies(self, officer: int, where: int, which: int, card: bool) -> None:
        """Any officer answers where they see a card or a word of the resident."""
        self.district.replies_to(officer, self._alarm(which), where, card=card)

    @rule(which=which, private=st.booleans(), card=st.booleans(), settled=st.booleans())
    def answers(self, which: int, private: bool, card: bool, settled: bool) -> None:
        """As they should: an officer of the room that has it in its group, or whoever was called."""
        alarm = self._alarm(which)
        officer = next(one for one in OFFICERS if ROOM_OF[one] == alarm.room_id)
        where = GROUP[alarm.room_id]
        if private and alarm.called:
            officer, where, card = alarm.called[0], 0, True
        self.district.replies_to(officer, alarm, where, card=card)
        if settled:
            self.bot.settles()

    @rule(resident=residents, settled=st.booleans())
    def talk(self, resident: int, settled: bool) -> None:
        """A word, and an answer to it."""
        self.district.writes(resident)
        self.bot.settles()
        alarm = self.district.live_of(resident)
        if alarm is not None:
            officer = next(one for one in OFFICERS if ROOM_OF[one] == alarm.room_id)
            self.district.replies_to(officer, alarm, GROUP[alarm.room_id], card=False)
        if settled:
            self.bot.settles()

    @rule(officer=officers, which=which, private=st.booleans(), words=st.integers(1, 4))
    def says_quickly(self, officer: int, which: int, private: bool, words: int) -> None:
        alarm = self._alarm(which)
        where = 0 if private else GROUP[alarm.room_id]
        self.district.says_quickly(officer, alarm, where, words)

    @rule(back=st.integers(0, 1))
    def corrects_an_answer(self, back: int) -> None:
        self.district.corrects(back)

    @rule(
        officer=officers,
        where=places,
        which=which,
        how=st.sampled_from(["alone", "in the topic", "to a colleague", "to the bot", "changed"]),
    )
    def talks_aside(self, officer: int, where: int, which: int, how: str) -> None:
        """Officers talk among themselves."""
        self.district.talks_aside(officer, self._alarm(which), where, how)

    @rule(officer=officers, on_duty=st.booleans())
    def turns(self, officer: int, on_duty: bool) -> None:
        self.district.turns(officer, on_duty=on_duty)

    @rule(officer=officers, noticed=st.booleans())
    def leaves_and_returns(self, officer: int, noticed: bool) -> None:
        """An import in another process takes an officer out, and the next one brings them back."""
        self.district.leaves(officer)
        if noticed:
            self.bot.settles()
        self.district.returns(officer)

    @rule(officer=officers, told=st.booleans(), back=st.booleans())
    def blocks(self, officer: int, told: bool, back: bool) -> None:
        """An officer can't be reached in private any more, or can be again."""
        if back:
            self.district.unblocks(officer)
        else:
            self.district.blocks(officer, told=told)

    @rule(which=which)
    def deletes_topic(self, which: int) -> None:
        self.district.deletes_topic(self._alarm(which))

    @rule(person=people, where=places, data=forgeries)
    def forges(self, person: int, where: int, data: str) -> None:
        self.district.presses(self.district.everybody[person].id, where, data)

    def _alarm(self, which: int, state: str | None = None) -> Alert:
        """One of the alarms there are, newest first; of those in that state if there are any."""
        every = self.district.alarms()
        known = [alarm for alarm in every if alarm.state == state] or every
        return known[-1 - which % len(known)]

    # --- the world -------------------------------------------------------------------------------

    @precondition(lambda self: self.bot.runs)
    @rule()
    def settles(self) -> None:
        self.bot.settles()

    @rule(seconds=st.sampled_from([1, 2, 3, 5, 17, 20, 41, 60, 120, 150, 301, 600, 1801]))
    def passes(self, seconds: int) -> None:
        self.bot.passes(seconds)

    @precondition(lambda self: self.bot.runs)
    @rule()
    def repeats_updates(self) -> None:
        self.bot.repeats()

    @rule(trouble=troubles)
    def goes_wrong(self, trouble: tuple[str, dict[str, Any]]) -> None:
        kind, how = trouble
        self.district.fault(kind, **how)

    @precondition(lambda self: self.bot.runs)
    @rule(points=st.sampled_from(range(30)))
    def dies_soon(self, points: int) -> None:
        self.bot.dies_in(points)

    @precondition(lambda self: self.bot.runs)
    @rule()
    def stops(self) -> None:
        self.bot.stop()

    @precondition(lambda self: not self.bot.runs)
    @rule()
    def starts(self) -> None:
        self.bot.start()

    @invariant()
    def true_so_far(self) -> None:
        truths.always(self.district)

    def teardown(self) -> None:
        try:
            self.district.comes_to_rest()
            truths.at_rest(self.district)
        finally:
            self.district.close()
