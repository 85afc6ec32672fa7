"""Residents, officers, clock and faults in random order over the alarm in three rooms: whatever happens,
no alarm is lost, it has one owner at most, each call comes once and none while somebody has it, nobody
changes it who may not, no word is passed on that was no answer, nothing sounds of a silent one, every
card shows the truth in the end, and a fault costs one message more at most.

EXAMPLES is the number of histories (25; with more than 40, a crash strikes at every point); SEED and SHRINK:
playing.py.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from functools import partial

import pytest

from cards import alerts as cards
from cards.presses import Press
from db.alerts import CLOSED
from tests.databases import PostgresDatabases
from tests.delivery import truths
from tests.delivery.deeds import Deeds
from tests.delivery.histories import Histories
from tests.delivery.names import FIRST, OFFICERS
from tests.delivery.playing import play

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
STEPS = 30
STRIDE = 7 if EXAMPLES <= 40 else 1  # points from one crash to the next
pytestmark = pytest.mark.usefixtures("alone")


def test_every_history_ends_well(quick_file: Callable[[], str]) -> None:
    play(lambda: Histories(quick_file()), EXAMPLES, STEPS)


def test_every_history_ends_well_on_postgresql(postgres_databases: PostgresDatabases) -> None:
    play(lambda: Histories(postgres_databases.fresh()), max(1, EXAMPLES // 10), STEPS)


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
