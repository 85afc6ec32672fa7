"""What will happen by itself is told before it happens, as people will notice it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import jobs
from db import alerts
from jobs.sweeps import Coming
from services.rooms import read_station
from services.schedules import next_deed, rung_after
from tests.town import Town


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


async def test_an_alarm_is_called_again_unless_somebody_accepts_it(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    raised = await town.until(lambda connection: alerts.find(connection, 1))
    (coming,) = await town.until(jobs.coming)
    assert coming == Coming("alerts.again", 1, raised.raised_at + seconds(20))
    await town.officers.presses("✋ Accept")
    await town.officers.told("is yours")
    (coming,) = await town.until(jobs.coming)
    accepted = await town.until(lambda connection: alerts.find(connection, 1))
    assert coming == Coming("alerts.ask", 1, accepted.accepted_at + seconds(300))


async def test_each_step_has_its_time_and_only_calls_to_all_rooms_come_again(town: Town) -> None:
    await town.resident.writes("/alarm")
    alert = await town.until(lambda connection: alerts.find(connection, 1))
    station = await town.until(read_station)
    start = alert.open_since
    fresh = replace(alert, shown_at=None, called=None)
    assert next_deed(fresh, station.waits) == ("call", start + seconds(3))
    shown = replace(alert, shown_at=start)
    steps = [next_deed(replace(shown, rung=rung), station.waits) for rung in range(6)]
    assert steps == [
        ("again", start + seconds(20)),
        ("next_room", start + seconds(60)),
        ("duty_lead", start + seconds(180)),
        ("all_rooms", start + seconds(360)),
        ("all_rooms", start + seconds(540)),
        ("all_rooms", start + seconds(720)),
    ]
    an_hour_later = start + seconds(3600)
    assert rung_after(shown, station.waits, an_hour_later) == 1  # each of the first comes
    late = rung_after(replace(shown, rung=3), station.waits, an_hour_later)
    waits = next_deed(replace(shown, rung=late), station.waits)
    assert waits is not None
    assert waits[1] > an_hour_later  # of those missed one is enough
