"""Several bots, one district: one leads, and another takes over when it dies or freezes."""

from __future__ import annotations

import time

from tests.faults.nursery import Child, Nursery
from tests.town import Town

TAKEN_OVER_WITHIN = 15.0  # seconds beside other work; `make bench-restart` has the figure


async def _standing_by(town: Town, nursery: Nursery) -> tuple[Child, Child]:
    town.expected.add("terminated by other getUpdates")
    leader = await nursery.bear(town)
    await leader.leads()
    other = await nursery.bear(town)
    await town.resident.writes("/start")
    return leader, other


async def test_f31_another_takes_over_when_the_leader_is_killed(
    quiet_town: Town, nursery: Nursery
) -> None:
    town = quiet_town
    leader, other = await _standing_by(town, nursery)
    await town.resident.hears("community police room")
    assert not other.leading_at.done()
    killed = time.monotonic()
    leader.kill()
    await town.resident.writes("/alarm")
    assert await other.leads() - killed < TAKEN_OVER_WITHIN
    await town.officers.hears("Alarm 1", within=TAKEN_OVER_WITHIN)
