"""Residents, officers, clock and faults in random order over the alarm in three rooms: whatever happens,
no alarm is lost, it has one owner at most, each call comes once and none while somebody has it, nobody
changes it who may not, no word is passed on that was no answer, nothing sounds of a silent one, every
card shows the truth in the end, and a fault costs one message more at most.

EXAMPLES is the number of histories (40; with more, a crash strikes at every point), SEED chooses others
than the usual ones; a history that fails is printed as the calls that lead there, shortened unless
SHRINK is 0.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from cards import alerts as cards
from cards.presses import Press
from db.alerts import CLOSED
from tests.databases import PostgresDatabases, SqliteFiles
from tests.delivery import truths
from tests.delivery.deeds import Deeds
from tests.delivery.histories import Histories
from tests.delivery.names import FIRST, OFFICERS

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
SEED = os.environ.get("SEED")
SHRINK = os.environ.get("SHRINK") != "0"
STEPS = 30
STRIDE = 7 if EXAMPLES <= 40 else 1  # points from one crash to the next
MEMORY = Path("/dev/shm")  # noqa: S108 - nothing here has to outlive a power cut


def play(fresh: Callable[[], str], histories: int) -> None:
    def machine() -> Histories:
        return Histories(fresh())

    how = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        derandomize=SEED is None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
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
    """One alarm from the press until it is closed, with a crash at every STRIDE-th point. Points
    come in pairs, before and after something, so both kinds have their turn."""
    for points in itertools.count(step=STRIDE):
        district = Deeds(quick_file())
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


def _one_alarm(district: Deeds) -> None:
    deeds = (
        partial(district.alarm, 0, silent=True),
        partial(district.writes, 0),
        partial(_pressed, district, cards.Accept(number=1)),
        partial(_answered, district),
        partial(_pressed, district, cards.SetOut(number=1, minutes=5)),
        partial(_pressed, district, cards.Close(number=1, outcome="helped")),
    )
    for deed in deeds:
        deed()
        for _ in range(2):  # once more if it died
            if not district.bot.runs:
                district.bot.start()
            district.bot.passes(1)


def _pressed(district: Deeds, press: Press) -> None:
    alarm = district.alarm_of(1)
    assert alarm is not None
    district.does(OFFICERS[0], alarm, FIRST, press)


def _answered(district: Deeds) -> None:
    alarm = district.alarm_of(1)
    assert alarm is not None
    district.replies_to(OFFICERS[0], alarm, FIRST, card=False)
