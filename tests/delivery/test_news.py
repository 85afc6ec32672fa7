"""News of messages, as the desk hears them: together, but no press waits behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import budget
from bot.desk import Desk
from db import districts, outbox, tidings
from db.tidings import DELIVERED, Tiding
from services.work import Work
from tests.town import Town

MANY = 20


class Ear:
    """Hears in jobs' place, and remembers what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[int] = []
        self.passed = 0.0  # seconds
        self.longer = budget.LONGEST * 2  # than the fifth should take
        monkeypatch.setattr("bot.desk.jobs.hear", self.hear)
        monkeypatch.setattr("bot.complaints.HEARINGS", 3 * (timedelta(),))
        monkeypatch.setattr("bot.budget.time.perf_counter", lambda: self.passed)

    def hear(self, tiding: Tiding, work: Work) -> None:
        number = int(tiding.about.split()[1])
        work.record("hear", f"tests {number}")
        self.heard.append(number)
        match number:
            case 3:
                raise ValueError("a failure of ours")
            case 5:
                self.passed += self.longer
            case 8:
                facts = districts.load(work.connection)
                assert facts is not None
                districts.save(work.connection, facts.facts)


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    return Ear(monkeypatch)


@pytest.fixture
def listening(quiet_town: Town, lone_desk: Desk, ear: Ear) -> Desk:
    """A desk with news before it."""
    with lone_desk._database.writing() as connection:
        for number in range(1, MANY + 1):
            tidings.tell(connection, f"tests {number}", 7, DELIVERED, quiet_town.now())
    return lone_desk


def test_what_fits_is_heard_together_and_each_only_once(listening: Desk, ear: Ear) -> None:
    assert listening._by_itself()
    assert ear.heard == [1, 2, 3, 4, 5]  # the fifth took long
    assert listening._by_itself()
    assert ear.heard[5:] == [3, 6, 7, 8]  # the third had failed, and the eighth changed the rooms
    assert listening._station is not None
    before = listening._station.revision
    assert listening._by_itself()
    assert ear.heard[9:] == [3, *range(9, MANY + 1)]
    assert listening._station.revision == before + 1


def test_an_alarm_in_a_hurry_ends_what_is_being_heard(listening: Desk, ear: Ear) -> None:
    ear.longer = budget.SECONDS * 2
    with listening._database.haste.lasting():
        assert listening._by_itself()
    assert ear.heard == [1, 2, 3, 4, 5]


def test_news_that_can_t_be_heard_is_tried_again_and_then_set_aside_and_told(
    quiet_town: Town, listening: Desk, ear: Ear
) -> None:
    while listening._by_itself():
        pass
    assert ear.heard.count(3) == 4
    with quiet_town.database() as connection:
        said = list(connection.scalars(select(outbox.outbox.c.content)))
        assert tidings.waiting(connection, quiet_town.now()) == []
    assert len([words for words in said if "News of tests 3 was set aside" in words]) == 1
