"""Residents, officers, clock and faults in random order over the alarm: whatever happens, no alarm is
lost, nobody changes one who may not, every card shows the truth in the end, and a fault costs one
message more at most.

EXAMPLES is the number of histories (60), SEED chooses others than the usual ones; a history that
fails is printed as the calls that lead there, shortened.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cards.alerts import OUTCOMES
from db.alerts import CLOSED, Alert
from tests.databases import PostgresDatabases, SqliteFiles
from tests.delivery import truths
from tests.delivery.district import FIRST, OFFICERS, ROOM_OF, SECOND, District

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
SEED = os.environ.get("SEED")
STEPS = 30
MEMORY = Path("/dev/shm")  # noqa: S108 - nothing here has to outlive a power cut

residents = st.integers(0, 2)
people = st.integers(0, 4)  # Li, Zhao, He, Chen, and Wang, who is a resident
which = st.integers(0, 3)
places = st.sampled_from([0, FIRST, SECOND])
outcomes = st.sampled_from(sorted(OUTCOMES))
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


class Histories(RuleBasedStateMachine):
    """One history of the alarm. What people do waits until `settles` or `passes`."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.district = District(url)
        self.bot = self.district.bot
        self.bot.start()

    @initialize(resident=residents, silent=st.booleans())
    def begins(self, resident: int, silent: bool) -> None:
        """There is something to lose from the beginning."""
        self.district.alarm(resident, silent=silent)
        self.bot.settles()

    # --- people ----------------------------------------------------------------------------

    @rule(resident=residents, silent=st.booleans(), settled=st.booleans())
    def alarm(self, resident: int, silent: bool, settled: bool) -> None:
        self.district.alarm(resident, silent=silent)
        if settled:
            self.bot.settles()

    @rule(resident=residents, what=st.sampled_from(["words", "correction", "place"]))
    def says(self, resident: int, what: str) -> None:
        match what:
            case "words":
                self.district.writes(resident)
            case "correction":
                self.district.edits(resident)
            case "place":
                self.district.shares_place(resident)

    @rule(which=which, first=st.booleans(), taps=st.integers(1, 2), settled=st.booleans())
    def accepts(self, which: int, first: bool, taps: int, settled: bool) -> None:
        """As they should: an officer of its room, below its card."""
        alarm, room = self._alarm(which)
        officers = [officer for officer in OFFICERS if ROOM_OF[officer] == room]
        self.district.accepts(officers[0 if first else -1], alarm.id, room, taps)
        if settled:
            self.bot.settles()

    @rule(which=which, outcome=outcomes, private=st.booleans())
    def closes(self, which: int, outcome: str, private: bool) -> None:
        """As they should: whoever accepted it, in the group or in private."""
        alarm, room = self._alarm(which)
        officer = alarm.officer_id or OFFICERS[0]
        self.district.closes(officer, alarm.id, 0 if private else room, outcome)

    @rule(person=people, where=places, which=which, outcome=st.none() | outcomes)
    def tries(self, person: int, where: int, which: int, outcome: str | None) -> None:
        """Anybody, anywhere, what only some may do in some places."""
        alarm, _ = self._alarm(which)
        someone = self.district.everybody[person].id
        if outcome is None:
            self.district.accepts(someone, alarm.id, where)
        else:
            self.district.closes(someone, alarm.id, where, outcome)

    @rule(person=people, where=places, data=forgeries)
    def forges(self, person: int, where: int, data: str) -> None:
        self.district.presses(self.district.everybody[person].id, where, data)

    def _alarm(self, which: int) -> tuple[Alert, int]:
        """One of the alarms there are, newest first, and the group of its room."""
        known = self.district.alarms()
        alarm = known[-1 - which % len(known)]
        return alarm, self.district.group_of(alarm)

    # --- the world -------------------------------------------------------------------------------

    @precondition(lambda self: self.bot.runs)
    @rule()
    def settles(self) -> None:
        self.bot.settles()

    @rule(seconds=st.sampled_from([1, 2, 3, 5, 17, 20, 60, 150, 600, 3600]))
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


def play(fresh: Callable[[], str], histories: int) -> None:
    def machine() -> Histories:
        return Histories(fresh())

    how = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        derandomize=SEED is None,
        database=None,
        deadline=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    if SEED is not None:
        machine = seed(int(SEED))(machine)
    run_state_machine_as_test(machine, settings=how, _min_steps=20)  # type: ignore[arg-type]  # takes any factory


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process writes here, so the sender need not look for what it wrote; and nothing may
    depend on how fast this machine is, or a history could not be played again."""
    monkeypatch.setattr("bot.sender.LOOK_ROUND", 1e7)
    monkeypatch.setattr("bot.desk.SECONDS", 1e7)


@pytest.fixture
def quick_file(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes fresh databases, in memory where the system has a folder for that."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as folder:
        yield lambda: sqlite_files.fresh(Path(folder))


def test_every_history_ends_well(quick_file: Callable[[], str]) -> None:
    play(quick_file, EXAMPLES)


def test_every_history_ends_well_on_postgresql(postgres_databases: PostgresDatabases) -> None:
    play(postgres_databases.fresh, max(1, EXAMPLES // 10))


def test_a_crash_at_any_point_loses_nothing(quick_file: Callable[[], str]) -> None:
    """One alarm from the press until it is closed, with a crash at every third point. Points come in
    pairs, before and after something, so both kinds have their turn."""
    for points in itertools.count(step=3):
        district = District(quick_file())
        district.bot.start()
        district.bot.dies_in(points)
        _one_alarm(district)
        crashes = district.bot.crashes
        district.comes_to_rest()
        truths.at_rest(district)
        assert [alarm.state for alarm in district.alarms()] == [CLOSED]
        district.close()
        if crashes == 0:  # it has come through before its time
            break
    assert points > 50


def _one_alarm(district: District) -> None:
    deeds = (
        partial(district.alarm, 0, silent=True),
        partial(district.writes, 0),
        partial(district.accepts, OFFICERS[0], 1, FIRST),
        partial(district.closes, OFFICERS[0], 1, FIRST, "helped"),
    )
    for deed in deeds:
        deed()
        for _ in range(2):  # once more if it died
            if not district.bot.runs:
                district.bot.start()
            district.bot.passes(1)
