"""The outbox as its lanes drain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db import lanes, leases, outbox
from db.engine import Database
from db.lanes import Lane
from db.outbox import ANSWER, CAMPAIGN, REFUSED, SENT, Draft

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EPOCH = 1


def _drafts(lane: int, count: int) -> list[Draft]:
    return [Draft(lane, 7, "message", {"text": str(number)}) for number in range(count)]


def test_each_lane_tells_what_waits_and_how_it_went_in_the_last_minute(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        rows = outbox.write(connection, _drafts(ANSWER, 5), NOON)
        outbox.write(connection, _drafts(CAMPAIGN, 2), NOON + timedelta(seconds=10))
        leased = leases.lease(connection, [row.id for row in rows[:4]], EPOCH, NOON)
        minute = NOON + timedelta(seconds=60)
        leases.end(connection, leased[0], EPOCH, NOON, SENT)
        leases.end(connection, leased[1], EPOCH, minute, SENT)
        leases.end(connection, leased[2], EPOCH, minute, REFUSED)
    with database.reading() as connection:
        found = lanes.drains(connection, NOON + timedelta(seconds=90))
    database.close()
    assert found == [
        Lane("alarm", waiting=0, sending=0, sent=0, refused=0, oldest=None),
        Lane("answer", waiting=1, sending=1, sent=1, refused=1, oldest=90),
        Lane("notice", waiting=0, sending=0, sent=0, refused=0, oldest=None),
        Lane("campaign", waiting=2, sending=0, sent=0, refused=0, oldest=80),
    ]
