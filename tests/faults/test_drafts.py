"""What somebody said and did not finish: under seal, for a day, and gone with them (f70)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select, text

from db import conversations, migrations
from db.engine import Database
from db.seal import BrokenSealError, Keyring
from services.conversing import Question
from tests.served import plan
from tests.town import DESK, Town, built
from tests.waiting import QUESTIONS, now, table, waits

NAME, PHONE = "Aunt Wang of Nanhu", "13911112222"


async def half_told(town: Town) -> None:
    """Wang told name and phone number, and is asked where she lives."""
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.writes(NAME)
    await town.resident.hears("A phone number")
    await town.resident.writes(PHONE)
    await town.resident.hears("Where do you live?")


def rows(town: Town) -> str:
    """All that stands in the table of conversations."""
    with town.database() as connection:
        return repr([tuple(row) for row in connection.execute(select(table))])


async def test_f70_neither_name_nor_phone_lies_in_a_draft(town: Town) -> None:
    await half_told(town)
    assert str(town.wang.id) in rows(town)
    assert not [word for word in (NAME, "Aunt", PHONE, "1391111") if word in rows(town)]
    await town.resident.presses("Nanhu")
    await town.resident.hears("With an alarm, the officers see")
    assert rows(town) == "[]"


async def test_f70_a_draft_opens_only_where_it_was_said(town: Town) -> None:
    await half_told(town)
    with town.database() as connection:
        (draft,) = connection.scalars(select(table.c.draft))
    here = (town.wang.id, town.wang.id)
    assert NAME in town.keys.open_draft(here, draft)
    for place in ((town.chen.id, town.chen.id), (town.alarm_group.id, town.wang.id)):
        with pytest.raises(BrokenSealError):
            town.keys.open_draft(place, draft)
    with pytest.raises(BrokenSealError):
        Keyring(bytes(32)).open_draft(here, draft)


async def test_f70_a_draft_is_forgotten_after_a_day(quiet_town: Town) -> None:
    await quiet_town.start()
    await half_told(quiet_town)
    await quiet_town.lets_pass(23 * 3600)
    assert rows(quiet_town) != "[]"
    await quiet_town.lets_pass(2 * 3600)
    await quiet_town.until(lambda connection: connection.execute(select(table)).first() is None)
    await quiet_town.resident.writes("at home")
    await quiet_town.resident.hears("I did not understand that")


@pytest.mark.parametrize("how", ["↩️ Withdraw my consent", "🗑 Delete"])
async def test_f70_whoever_is_erased_is_asked_nothing_any_more(town: Town, how: str) -> None:
    await half_told(town)
    await town.resident.writes("/privacy")
    is_asked_elsewhere(town, town.wang.id, QUESTIONS[0])
    await town.resident.presses(how)
    if how.startswith("🗑"):
        await town.resident.presses("🗑 Yes, delete")
    await town.until(lambda connection: waits(connection, town.wang.id) == [])


def is_asked_elsewhere(town: Town, person: int, step: Question) -> None:
    """As if that person had been asked something in a group too."""
    row = {"chat_id": DESK, "person_id": person, "step": str(step), "draft": None}
    row |= {"changed_at": now(town), "ends_at": now(town) + step.lasts}
    database = Database(town.database_url)
    with database.writing() as connection:
        connection.execute(insert(table).values(row | {"question": f"question {person} 1"}))
    database.close()


def test_f70_old_drafts_go_in_slices_along_an_index(database_url: str) -> None:
    database = Database(database_url)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    with database.writing() as connection:
        connection.execute(
            insert(table),
            [
                {
                    "chat_id": number,
                    "person_id": number,
                    "step": "residents:name",
                    "changed_at": since + timedelta(minutes=number),
                    "ends_at": since,
                    "question": f"question {number} 1" if number == 2 else None,
                }
                for number in range(1, 3001)
            ],
        )
        before = since + timedelta(minutes=1001)
        assert conversations.forget(connection, before, 400) == (400, [(2, "question 2 1")])
        assert _oldest(connection) == 401
        assert conversations.forget(connection, before, 1000) == (600, [])
        assert _oldest(connection) == 1001
        assert conversations.forget(connection, before, 1000) == (0, [])
    database.close()
    oldest = select(table.c.chat_id).where(table.c.changed_at < since).order_by(table.c.changed_at)
    assert "ix_conversations_changed" in plan(database_url, oldest.limit(5), {})


def _oldest(connection: Connection) -> int:
    first = select(table.c.chat_id).order_by(table.c.changed_at).limit(1)
    return int(connection.scalar(first) or 0)


async def test_f70_what_was_begun_before_the_update_ends_politely(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite3"
    database = Database(url)
    with database.writing() as connection:
        command.upgrade(migrations._config(connection), "0011")
        row = {"who": 7000000001, "step": "residents:phone", "draft": json.dumps({"name": NAME})}
        row["at"] = int(datetime.now(UTC).timestamp() * 1_000_000)
        connection.execute(
            text(
                "INSERT INTO conversations (chat_id, person_id, step, draft, changed_at)"
                " VALUES (:who, :who, :step, :draft, :at)"
            ),
            row,
        )
    migrations.upgrade(database)
    database.close()
    async with built(url, tmp_path) as town:
        assert town.wang.id == 7000000001
        assert NAME not in rows(town)
        await town.start()
        await town.resident.writes(PHONE)
        await town.resident.hears("This question has ended, so what you wrote was not kept.")
        await town.resident.writes("/about")
        await town.resident.hears("Please read how your data is kept")


def test_f70_no_question_waits_longer_than_its_draft_is_kept() -> None:
    with pytest.raises(TypeError, match="a day at most"):

        class Step(Question, lasts=timedelta(days=2), again="/lights"):
            PLACE = "lights:place"
