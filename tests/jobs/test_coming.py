"""What will happen by itself is told before it happens, as people will notice it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import jobs
from db import alerts
from jobs.sweeps import Coming
from services.alerts import next_deed
from services.rooms import read_station
from tests.town import Town

AGAIN, CALL = timedelta(seconds=20), timedelta(seconds=3)


async def test_an_alarm_is_called_again_unless_somebody_accepts_it(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    raised = await town.until(lambda connection: alerts.find(connection, 1))
    (coming,) = await town.until(jobs.coming)
    assert coming == Coming("alerts.again", 1, raised.raised_at + AGAIN)
    await town.officers.presses("✋ Accept")
    await town.until(lambda connection: not jobs.coming(connection))


async def test_an_alarm_that_officers_were_not_shown_calls_them_in_private_first(
    town: Town,
) -> None:
    await town.resident.writes("/alarm")
    alert = await town.until(lambda connection: alerts.find(connection, 1))
    station = await town.until(read_station)
    due = alert.raised_at + CALL
    waits = replace(alert, due_at=due, shown_at=None, called=None)
    assert next_deed(waits, station) == ("call", due)
    again = alert.raised_at + AGAIN
    assert next_deed(replace(waits, shown_at=due), station) == ("again", again)
    assert next_deed(replace(waits, called=[1]), station) == ("again", again)
    later = again + timedelta(seconds=30)  # it was tried, and failed
    assert next_deed(replace(waits, due_at=later), station) == ("again", later)
