"""The door's own promises: what waits together is kept together, and an alarm is in a hurry."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.intake.door import Door
from db import inbox
from db.engine import Database
from locales import every_label
from services.speech import ALARM
from tests.databases import SqliteFiles
from tests.delivery.still import StillClock

CRY = sorted(every_label(ALARM.message))[0]


@pytest.fixture
def database(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite_files.fresh(tmp_path))
    yield database
    database.close()


def said(number: int, words: str = "hello") -> dict[str, object]:
    """A text of person `number`."""
    return {"update_id": number, "message": {"chat": {"id": number}, "text": words}}


async def at_the_door(door: Door, *updates: dict[str, object]) -> list[asyncio.Task[None]]:
    """The updates came, one after the other, and each waits to be kept."""
    tasks = []
    for update in updates:
        tasks.append(asyncio.create_task(door.file([update])))
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_the_door_waits_for_its_turn_shares_its_commit(
    database: Database,
) -> None:
    rung: list[int] = []
    door = Door(database, StillClock(), 1, lambda: rung.append(len(commits)))
    with database.writing():
        waiting = await at_the_door(door, *(said(number) for number in range(1, 6)))
        commits: list[object] = []
        event.listen(database.engine, "commit", commits.append)
    await asyncio.gather(*waiting)
    assert rung == [2]  # ours that held it up, and one for all five
    with database.reading() as connection:
        assert list(connection.scalars(select(inbox.inbox.c.update_id))) == [1, 2, 3, 4, 5]
    door.close()


async def test_an_alarm_at_the_door_is_in_a_hurry_until_the_desk_takes_it(
    database: Database,
) -> None:
    door = Door(database, StillClock(), 1, lambda: None)
    with database.writing():
        first = await at_the_door(door, said(1))
        assert not database.haste
        second = await at_the_door(door, said(2, CRY))
        assert database.haste
        database.haste.taken()  # what was filed before: this one was not yet
        assert database.haste
    await asyncio.gather(*first, *second)
    assert database.haste
    database.haste.taken()
    assert not database.haste
    door.close()


async def test_words_in_an_open_alarm_are_in_a_hurry_once_they_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.alerts.living", lambda _connection, chats: chats & {7})
    door = Door(database, StillClock(), 1, lambda: None)
    await door.file([said(1)])
    assert not database.haste
    await door.file([said(7)])
    assert database.haste
    door.close()


async def test_everybody_who_waits_hears_that_nothing_could_be_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(database, StillClock(), 1, lambda: None)

    def fails() -> None:
        raise OperationalError("BEGIN", None, Exception("disk I/O error"))

    with monkeypatch.context() as broken:
        broken.setattr(database, "beside", fails)
        waiting = await at_the_door(door, said(1), said(2, CRY), said(3))
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in outcomes] == 3 * [OperationalError]
    assert not database.haste
    await door.file([said(2, CRY)])
    with database.reading() as connection:
        assert 2 in list(connection.scalars(select(inbox.inbox.c.update_id)))
    door.close()
