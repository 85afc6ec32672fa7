"""The kill campaign in short: two hundred kills under load, through both doors and on both engines. `make
faults KILLS=10000` is the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import Campaign
from tests.faults.nursery import Nursery
from tests.town import built

KILLS = 50  # of each door on each engine


@pytest.mark.parametrize("door", ["polling", "webhook"])
async def test_f01_killed_again_and_again_under_load_it_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path, nursery: Nursery, door: str
) -> None:
    async with built(database_url, tmp_path, limits=False) as town:
        tally = await Campaign(town, nursery, door, seed=KILLS).run(KILLS)
    assert (tally.kills, tally.wrong) == (KILLS, [])
    assert tally.updates > KILLS  # there was work in its hands
