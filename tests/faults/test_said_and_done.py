"""What was said, and an update that is done, say nothing any more: no code, nobody's name (m5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from db import holds, inbox, leaders, leases, outbox
from db.base import metadata
from db.engine import Database
from db.outbox import ANSWER, CAMPAIGN, EXPIRED, REFUSED, SENT, UNCERTAIN, Draft
from tests.town import Town

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def everything(connection: Connection) -> str:
    """All that stands in the database."""
    tables = metadata.sorted_tables
    return repr([tuple(row) for table in tables for row in connection.execute(select(table))])


async def test_m5_no_code_lies_anywhere_after_it_was_said(town: Town) -> None:
    link = await town.invited()
    code = await town.code()
    await town.has_said_all()
    with town.database() as connection:
        kept = everything(connection)
    assert code not in kept
    assert link.removeprefix("join_") not in kept
    await town.stranger.starts(link)
    await town.stranger.hears("Which name")
    group = town.telegram.add_group("New group", [town.chen])
    town.chen.in_(group).adds(town.bot, start=f"bind_{code}")
    await town.chen.in_(group).hears("This group belongs to First Room now")
    await town.has_said_all()
    await town.has_heard_all()
    with town.database() as connection:
        kept = everything(connection)
    assert code not in kept
    assert link.removeprefix("join_") not in kept


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def said(connection: Connection) -> dict[str, str]:
    """State -> content of what is in the outbox."""
    found = connection.execute(select(outbox.outbox.c.state, outbox.outbox.c.content))
    return {row.state: row.content for row in found}


@pytest.mark.parametrize("state", [SENT, REFUSED, UNCERTAIN, EXPIRED])
def test_m5_however_a_message_ended_it_says_nothing(database: Database, state: str) -> None:
    with database.writing() as connection:
        lane = CAMPAIGN if state == UNCERTAIN else ANSWER
        draft = Draft(lane, 7, "message", {"text": "/bind a-code"})
        (row,) = outbox.write(connection, [draft], NOW)
        first = leaders.take_over(connection, NOW, "one")
        assert "a-code" in said(connection)[outbox.PENDING]
        if state == EXPIRED:
            holds.expire(connection, [row.id], NOW)
        else:
            (leased,) = leases.lease(connection, [row.id], first, NOW)
            assert leased.content == {"text": "/bind a-code"}
            if state == UNCERTAIN:
                leases.recover(connection, first + 1, NOW)
            else:
                leases.end(connection, leased, first, NOW, state, 1)
        assert said(connection) == {state: "{}"}


def test_m5_an_update_that_is_done_says_nothing_and_one_set_aside_is_kept(
    database: Database,
) -> None:
    with database.writing() as connection:
        some = [inbox.Arrival(number, 7, False, f"words {number}") for number in (1, 2, 3)]
        inbox.file(connection, 1, some, NOW)
        inbox.finish(connection, [1], NOW)
        inbox.park(connection, 2, NOW, "unreadable")
        kept = select(inbox.inbox.c.raw).order_by(inbox.inbox.c.id)
        assert list(connection.scalars(kept)) == ["", "words 2", "words 3"]
