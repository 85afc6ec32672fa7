"""Leases and fences: what is on its way belongs to one leader."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.books import Books, Fate, Outcome
from db import leaders, leases, outbox
from db.engine import Database
from db.leaders import DeposedError
from db.outbox import ALARM, CAMPAIGN, Draft

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def lead(database: Database) -> int:
    with database.writing() as connection:
        return leaders.take_over(connection, NOW, "test")


def written(database: Database, lane: int) -> int:
    draft = Draft(lane, 7, "message", {"text": "x"})
    with database.writing() as connection:
        return outbox.write(connection, [draft], NOW)[0].id


def test_f31_a_row_is_leased_once_and_the_late_finisher_is_fenced_off(database_url: str) -> None:
    database = Database(database_url)
    first = lead(database)
    row = written(database, ALARM)
    early = Books(database, first)
    leased = early.turn([], [row], NOW).leased
    assert len(leased) == 1
    assert early.turn([], [row], NOW).leased == []
    late = Books(database, lead(database))
    assert [queued.id for queued in late.open()] == [row]
    again = late.turn([], [row], NOW).leased
    assert again[0].repeat
    with pytest.raises(DeposedError):
        early.turn([Outcome(leased[0], Fate.ARRIVED, 1)], [], NOW)
    with database.writing() as connection:  # even if it did not ask who leads
        assert not leases.end(connection, leased[0], first, NOW, outbox.SENT, 1)
    late.turn([Outcome(again[0], Fate.ARRIVED, 2)], [], NOW)
    assert late.missed() == []
    database.close()


def test_a_campaign_message_cut_off_on_its_way_is_not_repeated(database_url: str) -> None:
    database = Database(database_url)
    row = written(database, CAMPAIGN)
    Books(database, lead(database)).turn([], [row], NOW)
    assert Books(database, lead(database)).open() == []
    database.close()
