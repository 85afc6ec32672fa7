"""A conversation that hangs or kills its process is set aside, and everybody else is served."""

from __future__ import annotations

import pytest

from bot.answers import DEATHS
from db import inbox
from db.alerts import Alert
from services import escalations
from services.work import Work
from tests.faults.nursery import Nursery
from tests.faults.points import Arm
from tests.faults.test_intake import states
from tests.town import Town


@pytest.mark.parametrize(("deed", "lives"), [("kill", DEATHS + 1), ("hang", 1)])
async def test_f49_what_kills_or_hangs_is_set_aside_and_others_are_served(
    quiet_town: Town, nursery: Nursery, deed: str, lives: int
) -> None:
    town = quiet_town
    town.expected.add("terminated by other getUpdates")
    arm = Arm("conversation", deed, times=20, word="/alarm deadly")
    await town.resident.writes("/alarm deadly")
    for _ in range(lives):
        child = await nursery.bear(town, arm)
        assert await child.ended() in (-9, 70)
    await town.stranger.writes("🆘 Alarm")
    await nursery.bear(town, arm)
    await town.stranger.hears("is recorded")
    await town.officers.hears("This may be an alarm")
    await town.resident.hears("Sorry")
    await town.until(lambda _: sorted(states(town)) == [inbox.DONE, inbox.PARKED])


@pytest.mark.parametrize("point", ["what is due", "news", "the calendar"])
async def test_f62_what_hangs_rests_alone_is_told_and_all_else_goes_on(
    quiet_town: Town, nursery: Nursery, point: str
) -> None:
    town = quiet_town
    # What was on its way when the process ended may be said once more.
    town.expected |= {
        "terminated by other getUpdates",
        "message is not modified",
        "query is too old",
    }
    arm = Arm(point, "hang")
    child = await nursery.bear(town, arm)
    await town.resident.writes("/alarm")
    if point == "what is due":
        await town.officers.hears("Alarm 1")
        town.moves_clock(25)  # it is called again
    assert await child.ended() == 70
    await nursery.bear(town, *([] if point == "news" else [arm]))  # which is heard no more
    await town.desk.hears("hung and rests until")
    await town.officers.sees("Alarm 1")
    await town.stranger.writes("🆘 Alarm")
    await town.stranger.hears("is recorded")


@pytest.mark.parametrize("failing", ["escalations.when_due 1", "housekeeping.tidy"])
async def test_f62_what_fails_is_told_and_all_else_goes_on(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    town = quiet_town
    real = escalations._act

    def act(work: Work, alert: Alert) -> None:
        if alert.id == 1:
            raise LookupError("a mistake of ours")
        real(work, alert)

    def tidy(*_: object) -> int:
        raise LookupError("a mistake of ours")

    if failing == "housekeeping.tidy":
        monkeypatch.setattr(inbox, "tidy", tidy)
    else:
        monkeypatch.setattr(escalations, "_act", act)
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.stranger.writes("/alarm")
    await town.officers.hears("Alarm 2")
    town.moves_clock(25)
    await town.officers.hears("🔔 Alarm 2")
    await town.desk.hears(f"{failing} failed")


async def test_f49_what_was_only_under_way_when_the_power_failed_is_done(
    quiet_town: Town, nursery: Nursery
) -> None:
    town = quiet_town
    town.expected.add("terminated by other getUpdates")
    await town.resident.writes("/alarm unlucky")
    for _ in range(DEATHS):
        child = await nursery.bear(town, Arm("conversation", "kill", word="/alarm unlucky"))
        assert await child.ended() == -9
    await nursery.bear(town)
    await town.resident.hears("is recorded")
    await town.officers.hears("Alarm 1")
    await town.until(lambda _: states(town) == [inbox.DONE])
