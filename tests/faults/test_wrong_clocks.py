"""A clock that is years off begins nothing; one that was corrected is followed slowly; nothing that was
promised is done twice, or never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from bot.settings import Settings
from db import alerts, audit, leaders, outbox
from db.engine import Database
from services import clock as clocks
from services.clock import FOLLOWED, SLOWLY, Clock
from tests.faults.operating import Operator
from tests.town import Town

YEARS = timedelta(days=3653)
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def operator(quiet_town: Town, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Of a town whose clock nobody moves by hand: it is on no sandbox."""
    operator = Operator(quiet_town, monkeypatch)
    operator.lacks = {"CLOCK_FILE"}
    settings = quiet_town.settings

    def real() -> Settings:
        return settings().model_copy(update={"clock_file": None})

    monkeypatch.setattr(quiet_town, "settings", real)
    return operator


def write(town: Town, *statements: object) -> None:
    database = Database(town.database_url)
    with database.writing() as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]  # any statement
    database.close()


async def was_at_work(town: Town, ago: timedelta) -> None:
    """The bot was last at work so long ago, by its clock then; an alarm is open."""
    await town.start()
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    await town.stop()
    write(town, update(leaders.leaders).values(seen_at=town.now() - ago))
    for seen in town.folder.rglob("*.witness"):  # of the moment at which this test runs
        seen.unlink()


@pytest.mark.parametrize(
    ("ago", "seen"), [(YEARS, "days before"), (-YEARS, "later"), (timedelta(days=-2), "later")]
)
async def test_f66_a_clock_that_is_far_off_begins_nothing_and_the_mend_is_named(
    quiet_town: Town, operator: Operator, ago: timedelta, seen: str
) -> None:
    await was_at_work(quiet_town, ago)
    said = len(quiet_town.officers.screen())
    told = await operator.is_refused("run")
    assert "The machine's clock says " in told
    assert seen in told
    assert "set it and start again" in told
    assert "`maplebridge trust clock`" in told
    assert len(quiet_town.officers.screen()) == said
    told = await operator.succeeds("trust", "clock")
    assert "The station goes by the machine's clock" in told
    await quiet_town.start()
    await quiet_town.officers.presses("✋ Accept")
    await quiet_town.resident.sees("Accepted by Li Na")
    with quiet_town.database() as connection:
        alert = alerts.find(connection, 1)
        (line,) = connection.scalars(
            select(audit.audit.c.noun).where(audit.audit.c.verb == "trust")
        )
        audit.verify(connection, quiet_town.keys)
    assert line == "clock"
    assert alert is not None
    assert alert.accepted_at is not None
    assert abs(alert.accepted_at - quiet_town.now()) < timedelta(hours=1)


@pytest.mark.parametrize("ago", [timedelta(days=16), timedelta(hours=-8), timedelta()])
async def test_f66_holidays_and_a_wrong_time_zone_keep_nobody_from_starting(
    quiet_town: Town, operator: Operator, ago: timedelta
) -> None:
    assert operator.lacks
    await was_at_work(quiet_town, ago)
    await quiet_town.start()
    await quiet_town.officers.presses("✋ Accept")
    await quiet_town.resident.sees("Accepted by Li Na")


async def test_f66_what_was_promised_by_a_clock_ten_years_ahead_is_kept_now(
    quiet_town: Town, operator: Operator
) -> None:
    """As it was found: one start with a wrong clock, and the next alarm was raised in ten years."""
    town = quiet_town
    with time_machine.travel(town.now() + YEARS, tick=True):
        await was_at_work(town, timedelta())
        with town.database() as connection:
            wrong = alerts.find(connection, 1)
    write(town, update(leaders.leaders).values(seen_at=town.now() + YEARS))
    assert wrong is not None
    assert wrong.raised_at > town.now() + YEARS / 2
    await operator.is_refused("run")
    await operator.succeeds("trust", "clock")
    with town.database() as connection:
        alert = alerts.find(connection, 1)
        waiting = connection.execute(
            select(outbox.outbox.c.made_at, outbox.outbox.c.not_before)
        ).all()
    assert alert is not None
    soon = town.now() + timedelta(minutes=5)
    moments = (alert.raised_at, alert.open_since, alert.shown_at, alert.due_at)
    assert all(moment is not None and moment < soon for moment in moments)
    assert all(moment is None or moment < soon for row in waiting for moment in row)
    vars(town)["settings"] = partial(
        Town.settings, town
    )  # from here on the sandbox's clock, which can be moved
    await town.start()
    town.moves_clock(21)
    await town.officers.hears("🔔 Alarm 1")  # twenty seconds after it was pressed, not in ten years


async def test_the_clock_is_not_set_under_a_bot_that_is_at_work(
    quiet_town: Town, operator: Operator
) -> None:
    await quiet_town.start()
    assert "stop it first" in await operator.is_refused("trust", "clock")


async def test_f66_a_clock_moved_by_hand_may_be_moved_as_far_as_people_like(
    quiet_town: Town,
) -> None:
    await quiet_town.start()
    await quiet_town.stop()
    quiet_town.moves_clock(YEARS.total_seconds())
    await quiet_town.start()
    await quiet_town.resident.writes("/alarm")
    await quiet_town.officers.hears("Alarm 1")


# --- a clock that was corrected ------------------------------------------------------------


@dataclass
class Time:
    """The machine's: what its wall says, and what it counts."""

    wall: time_machine.Traveller
    counted: float = 1000.0
    awake: float = 1000.0

    def clock(self) -> Clock:
        """The programme's, begun now."""
        return Clock()

    def passes(self, seconds: float, *, asleep: bool = False) -> None:
        self.wall.shift(seconds)
        self.counted += seconds
        self.awake += 0 if asleep else seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    with time_machine.travel(START, tick=False) as wall:
        time = Time(wall)
        monkeypatch.setattr(clocks, "ticks", lambda: time.counted)
        monkeypatch.setattr(clocks, "awake", lambda: time.awake)
        yield time


@pytest.mark.parametrize("seconds", [-3600, -90, 90, 3600])
def test_f66_a_corrected_clock_is_followed_slowly_and_never_backwards(
    machine: Time, seconds: int
) -> None:
    clock = machine.clock()
    machine.wall.shift(seconds)
    clock.look()
    assert clock.now() == START  # nothing is left out at a stroke, and nothing repeated
    before = clock.now()
    for _ in range(round(abs(seconds) / SLOWLY)):
        machine.passes(1)
        clock.look()
        went = (clock.now() - before).total_seconds()
        assert 1 - SLOWLY - 1e-6 <= went <= 1 + SLOWLY + 1e-6
        before = clock.now()
    machine.passes(60)
    clock.look()
    assert abs(clock.off()) <= timedelta(seconds=7)


def test_f66_a_clock_that_is_years_off_is_not_followed(machine: Time) -> None:
    clock = machine.clock()
    machine.wall.shift(YEARS)
    clock.look()
    machine.passes(3600)
    clock.look()
    assert clock.now() == START + timedelta(hours=1)
    assert clock.off() > FOLLOWED


def test_f66_the_hours_that_a_machine_slept_have_passed(machine: Time) -> None:
    clock = machine.clock()
    assert not clock.look()
    machine.passes(7200, asleep=True)
    assert clock.look()  # what fell due meanwhile is due now
    assert not clock.look()
    assert clock.now() == START + timedelta(hours=2)


def test_f66_a_start_behind_what_was_seen_goes_on_from_there_and_comes_back(machine: Time) -> None:
    clock = machine.clock()
    clock.not_before(START + timedelta(minutes=10))
    clock.look()
    assert clock.now() == START + timedelta(minutes=10)
    for _ in range(6001):
        machine.passes(1)
        clock.look()
    assert abs(clock.off()) <= timedelta(seconds=1)


def test_f66_what_moves_the_sandbox_forward_is_not_run_after(machine: Time, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file)
    file.write_text(str(YEARS.total_seconds()))
    assert clock.look()
    assert clock.off() == timedelta()
    machine.passes(60)
    clock.look()
    assert clock.now() == START + YEARS + timedelta(minutes=1)
