"""A disk that is full or read-only: nothing is confirmed that is not kept, nothing is half done, and all
is done once when there is room again."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

from bot.leftover import SLICE
from bot.pacing import Limits
from db import alerts, inbox
from db.engine import Database, LostTransactionError
from db.inbox import inbox as updates
from db.outbox import outbox
from sandbox.limits import Limits as TelegramsLimits
from services import alerts as alarms
from services.clock import Clock
from services.work import Work
from tests.databases import SqliteFiles
from tests.faults.test_intake import states
from tests.faults.test_trouble import answers, health, listening, pending, presses
from tests.town import Town, built

LONG = "火" * 4000  # 24 kB as it is filed: more than the free pages of a fresh file hold
NO_LIMITS = TelegramsLimits(per_second=0, per_chat=0, per_group_minute=0)


@pytest.fixture
async def sqlite_town(sqlite_files: SqliteFiles, tmp_path: Path) -> AsyncIterator[Town]:
    """A quiet town on SQLite, with room in its chats for forty alarms at once."""
    async with built(sqlite_files.fresh(tmp_path), tmp_path, limits=NO_LIMITS) as town:
        town.limits = Limits(per_second=1000, burst=1000, per_minute=1000)
        listening(town)
        yield town


class Disk:
    """The disk under the SQLite files of this process. It fails as SQLite says it does, because
    each connection is told so when it is taken from its pool."""

    def __init__(self) -> None:
        self._state = "query_only=OFF"
        self.full_after: list[int] = []  # alarms begun before each failure
        self.begun = 0

    def breaks(self, state: str) -> None:
        """From now on; `state` is a pragma."""
        self._state = state

    def works(self) -> None:
        self._state = "query_only=OFF"

    def tell(self, connection: Any, _record: object, _proxy: object) -> None:
        for pragma in ("query_only=OFF", "max_page_count=1073741823", self._state):
            connection.execute(f"PRAGMA {pragma}")

    def note(self, failure: ExceptionContext) -> None:
        if "full" in str(failure.original_exception):
            self.full_after.append(self.begun)


FULL, READ_ONLY = "max_page_count=1", "query_only=ON"  # 1: no page more than there are


@pytest.fixture
def disk() -> Iterator[Disk]:
    """For tests on SQLite."""
    disk = Disk()
    event.listen(Pool, "checkout", disk.tell)
    event.listen(Engine, "handle_error", disk.note)
    yield disk
    event.remove(Pool, "checkout", disk.tell)
    event.remove(Engine, "handle_error", disk.note)


@pytest.mark.parametrize("state", [FULL, READ_ONLY])
async def test_f10_a_disk_that_takes_nothing_confirms_nothing_at_the_door(
    sqlite_town: Town, disk: Disk, state: str
) -> None:
    town = sqlite_town
    await town.start()
    await health(town, 200)
    disk.breaks(state)
    await town.resident.writes("/alarm " + LONG)
    while "door" not in await health(town, 503):
        pass
    assert len(pending(town)) == 1
    assert states(town) == []
    assert not answers(town.resident)
    disk.works()
    await town.resident.hears("is recorded")
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert states(town) == [inbox.DONE]
    assert presses(town) == [1]


def facts(connection: Connection) -> set[int]:
    """How many updates are done, alarms raised, and alarms' messages written: one number if whole."""
    done = select(func.count()).where(updates.c.state == inbox.DONE)
    raised = select(func.count()).select_from(alerts.alerts)
    about = outbox.c.case.startswith("alerts ")  # a message that was sent says nothing any more
    told = select(func.count(outbox.c.chat_id.distinct())).where(about, outbox.c.chat_id > 0)
    cards = select(func.count(outbox.c.case.distinct())).where(about, outbox.c.chat_id < 0)
    return {connection.scalar(one) or 0 for one in (done, raised, told, cards)}


@pytest.mark.parametrize(("fills_at", "in_the_middle"), [(SLICE // 2, True), (SLICE, False)])
async def test_f10_a_disk_that_fills_within_what_was_left_over_leaves_nothing_half_done(
    sqlite_town: Town,
    tmp_path: Path,
    disk: Disk,
    monkeypatch: pytest.MonkeyPatch,
    fills_at: int,
    in_the_middle: bool,
) -> None:
    """A slice of it, whose messages are written at its end."""
    town = sqlite_town
    crowd = [town.telegram.add_person(f"R{number}", language_code="en") for number in range(40)]
    for phone in crowd:
        await phone.with_(town.bot).writes("/alarm")
    town.stopped_when_it_had_filed()
    with closing(sqlite3.connect(tmp_path / "maple.sqlite3")) as file:
        file.execute("VACUUM")  # no page is free any more
    raise_alert = alarms.raise_alert

    def counted(work: Work, **how: Any) -> alerts.Alert:
        disk.begun += 1
        if disk.begun == fills_at:
            disk.breaks(FULL)
            work.connection.exec_driver_sql(f"PRAGMA {FULL}")
            if in_the_middle:
                work.connection.exec_driver_sql("CREATE TABLE wants_a_page (of)")
        return raise_alert(work, **how)

    monkeypatch.setattr(alarms, "raise_alert", counted)
    await town.start()
    while "desk" not in await health(town, 503):
        pass
    assert (0 < disk.full_after[0] < SLICE) is in_the_middle
    with town.database() as connection:
        assert facts(connection) == {0}
    assert not any(answers(phone.with_(town.bot)) for phone in crowd)
    disk.works()
    for phone in crowd:
        await phone.with_(town.bot).hears("is recorded")
    await health(town, 200)
    await town.telegram.settled(quiet=0.3)
    assert presses(town) == [1] * len(crowd)
    assert states(town) == [inbox.DONE] * len(crowd)


def test_f10_a_transaction_that_a_full_disk_has_ended_is_not_believed(
    sqlite_files: SqliteFiles, tmp_path: Path, disk: Disk
) -> None:
    database = Database(sqlite_files.fresh(tmp_path))
    disk.breaks(FULL)
    huge = inbox.Arrival(1, 1, False, LONG * 30)

    def goes_on_after_the_failure() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("SAVEPOINT work")
            with suppress(OperationalError):
                inbox.file(connection, 1, [huge], Clock(None).now())

    with pytest.raises(LostTransactionError):
        goes_on_after_the_failure()
    database.close()
