"""What was left over, what is due and what is over, thousands of each: a press for help waits for none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.leftover import SLICE as TOGETHER
from bot.leftover import LeftOver
from db import bookings, inbox, outbox, tidings, waits
from db.engine import Database
from jobs import housekeeping
from tests.jobs.test_due import plans
from tests.town import Town

LEFT = 300
OVER = housekeeping.SLICE * 3


async def test_f61_a_fresh_alarm_goes_between_what_was_left_over(quiet_town: Town) -> None:
    town = quiet_town
    crowd = [town.telegram.add_person(f"P{number}") for number in range(LEFT)]
    for one in crowd:
        await one.with_(town.bot).writes("/help")
    town.stopped_when_it_had_filed()
    await town.start()
    await town.stranger.writes("/alarm")
    await town.officers.hears("Alarm 1")
    with town.database() as look:
        assert inbox.count(look) > TOGETHER  # the rest of them still waits
    await town.until(lambda look: inbox.count(look) == 0)


async def test_f61_in_a_chat_what_was_said_before_the_start_comes_first(quiet_town: Town) -> None:
    town = quiet_town
    for _ in range(TOGETHER * 4):
        await town.stranger.writes("/help")
    await town.resident.writes("/alarm")
    await town.resident.writes("he is at the door")
    town.stopped_when_it_had_filed()
    await town.resident.writes("now he is inside")
    await town.start()
    await town.officers.sees("💬 he is at the door\n💬 now he is inside")


def test_f61_what_was_tried_goes_alone_and_its_chat_last() -> None:
    fresh = [(row, 7, 0) for row in range(1, TOGETHER + 3)]
    left = LeftOver([(90, 8, 1), (91, 8, 0), *fresh, (92, 9, 0)])
    assert left.newest == 92
    assert left.next() == list(range(1, TOGETHER + 1))
    assert left.next({9}) == [92]
    assert not left.holds(9)
    assert left.next() == [TOGETHER + 1, TOGETHER + 2]
    assert left.next() == [90]
    assert left.holds(8)
    assert left.newest == 92
    assert left.next() == [91]
    assert left.next() == []
    assert left.newest == 0


KINDS: dict[str, Callable[[Connection, datetime, int], int]] = {
    "ix_inbox_ended": inbox.tidy,
    "ix_inbox_parked": inbox.tidy_parked,
    "ix_outbox_ended": outbox.tidy,
    "ix_tidings_aside": tidings.tidy,
    "ix_bookings_framed": bookings.forget_frames,
    "ix_waits_last": lambda connection, now, most: waits.tidy(connection, now.date(), now, most),
}


@pytest.mark.parametrize("index", KINDS)
def test_f59_a_slice_of_what_is_over_is_found_along_an_index(database_url: str, index: str) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    (plan,) = plans(database_url, lambda connection: KINDS[index](connection, now, 200))
    assert index in plan


async def test_f59_what_is_over_is_forgotten_in_slices_and_help_is_pressed_between(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = quiet_town
    long_ago = town.now() - timedelta(days=60)
    update = {"bot_id": 1, "chat_id": 1, "urgent": False, "turn": 0, "raw": "{}"}
    update |= {"state": inbox.DONE, "received_at": long_ago, "ended_at": long_ago}
    database = Database(town.database_url)
    with database.writing() as connection:
        rows = [update | {"update_id": -number} for number in range(1, OVER + 1)]
        connection.execute(insert(inbox.inbox), rows)
    database.close()
    slices: list[int] = []

    def tidy(connection: Connection, now: datetime, most: int) -> int:
        slices.append(real(connection, now, most))
        return slices[-1]

    real = inbox.tidy
    monkeypatch.setattr(inbox, "tidy", tidy)
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.until(lambda _: 0 in slices)
    assert slices[:4] == [housekeeping.SLICE] * 3 + [0]
