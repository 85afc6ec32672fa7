"""Time that jumps, people who race and tap twice, and steps that no longer exist: each thing once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Connection, func, insert, select, update

from bot.calendar import DistrictTrigger
from bot.cli import settle_district
from db import alerts, audit, conversations, inbox, leaders
from db.engine import Database
from sandbox.records import Message, Press
from services.clock import Clock
from tests.rooms import UNHURRIED
from tests.town import Town


def verbs(connection: Connection) -> list[str]:
    """What the audit trail says was done, in order."""
    return list(connection.scalars(select(audit.audit.c.verb).order_by(audit.audit.c.id)))


def answers(taps: list[Message | Press]) -> list[str]:
    """What popped up for each press that was answered."""
    pressed = [tap.answer for tap in taps if isinstance(tap, Press)]
    return [str(answer.get("text", "")) for answer in pressed if answer is not None]


def write(town: Town, statement: object) -> None:
    database = Database(town.database_url)
    with database.writing() as connection:
        connection.execute(statement)  # type: ignore[call-overload]  # any statement
    database.close()


async def handled(town: Town, count: int) -> None:
    """Returns when that many updates were done."""
    done = select(func.count()).select_from(inbox.inbox).where(inbox.inbox.c.state == "done")
    await town.until(lambda connection: (connection.scalar(done) or 0) >= count)


async def test_f26_a_second_call_due_during_downtime_is_made_at_once_and_once(
    quiet_town: Town,
) -> None:
    town = quiet_town
    # Counted anew from the start, it would be longer in coming than anybody waits here.
    late = UNHURRIED.replace("again_after = 1_000_000", "again_after = 500")
    settle_district(town.settings(), town.district() + late)
    await town.start()
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    await town.stop()
    town.moves_clock(600)
    await town.start()
    await town.officers.hears("🔔 Alarm 1")
    await town.duty.hears("Alarm 1")
    await town.stop()
    await town.start()
    await town.telegram.settled(quiet=0.3)
    assert len([seen for seen in town.officers.screen() if "🔔" in seen.text]) == 1
    with town.database() as connection:
        assert verbs(connection).count("again") == 1


async def test_f27_f29_of_two_officers_one_wins_and_both_are_told(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await asyncio.gather(
        town.officers.presses("✋ Accept", on=card), town.colleague.presses("✋ Accept", on=card)
    )
    await town.officers.told("Alarm 1")
    await town.colleague.told("alarm 1")
    toasts = [str(town.officers.toast), str(town.colleague.toast)]
    assert sorted(("yours" in toast, "was first" in toast) for toast in toasts) == [
        (False, True),
        (True, False),
    ]
    with town.database() as connection:
        assert verbs(connection).count("accept") == 1


async def test_f27_an_acceptance_and_a_second_call_at_the_same_moment(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.moves_clock(19.9)
    await town.officers.presses("✋ Accept", on=card)
    town.moves_clock(0.2)
    await town.officers.told("Alarm 1 is yours")
    await town.resident.sees("Accepted by Li Na")
    await town.telegram.settled(quiet=0.3)
    with town.database() as connection:
        done = verbs(connection)
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert alert.accepted_at is not None
    assert alert.due_at == alert.accepted_at + timedelta(seconds=300)  # asked why, never called
    if "again" in done:
        assert done.index("again") < done.index("accept")  # never called after it was accepted


@pytest.mark.parametrize("hours", [1, -1])
async def test_f28_the_walls_clock_is_set_and_no_step_is_left_out_or_doubled(
    quiet_town: Town, hours: int
) -> None:
    town = quiet_town
    await town.start()
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
        await town.resident.writes("still here")
        await town.officers.sees("still here")
        with town.database() as connection:
            assert verbs(connection).count("again") == 0  # an hour on the wall is no hour
        town.moves_clock(21)
        await town.officers.hears("🔔 Alarm 1")
        await town.telegram.settled(quiet=0.3)
        with town.database() as connection:
            assert verbs(connection).count("again") == 1


async def test_f28_a_wall_set_back_before_a_restart_turns_no_clock_back(quiet_town: Town) -> None:
    town = quiet_town
    await town.start()
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    await town.stop()
    ahead = town.now() + timedelta(hours=1)
    write(town, update(leaders.leaders).values(seen_at=ahead))
    await town.start()
    await town.officers.hears("🔔 Alarm 1")
    with town.database() as connection:
        alert = alerts.find(connection, 1)
        assert alert is not None
        assert alert.rung_at is not None
        assert alert.rung_at >= ahead
        assert verbs(connection).count("again") == 1


def trigger(clock: Clock) -> CronTrigger:
    return DistrictTrigger(clock, minute=7, timezone=UTC)


@pytest.mark.parametrize("hours", [1, -1])
def test_f28_the_calendar_fires_once_an_hour_whatever_the_wall_says(hours: int) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 8, 0, tzinfo=UTC), tick=False) as wall:
        clock = Clock()
        begun = clock.now()
        hourly = trigger(clock)
        first = hourly.get_next_fire_time(None, datetime.now(UTC))
        assert first - begun == pytest.approx(timedelta(minutes=7), abs=timedelta(seconds=1))
        wall.shift(timedelta(hours=hours))
        again = hourly.get_next_fire_time(None, datetime.now(UTC))  # planned anew
        assert again - datetime.now(UTC) == pytest.approx(
            timedelta(minutes=7), abs=timedelta(seconds=1)
        )
        second = hourly.get_next_fire_time(again, datetime.now(UTC))
        assert second - again == pytest.approx(timedelta(hours=1), abs=timedelta(seconds=1))


async def test_f30_two_taps_on_alarm_are_one_alarm(town: Town) -> None:
    await town.resident.writes("/start")
    await town.resident.presses("🆘 Alarm")
    await town.resident.presses("🆘 Alarm")
    await town.officers.sees("Pressed 2 times")
    await town.resident.sees("You pressed 2 times")
    with town.database() as connection:
        assert verbs(connection).count("raise") == 1


async def test_f30_two_taps_on_accept_and_close_are_one_each(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    taps = [await town.officers.presses("✋ Accept", on=card) for _ in range(2)]
    await town.officers.told("You have accepted alarm 1 already")
    await town.officers.sees("Accepted by")
    await town.officers.presses("✅ Helped", on=card)
    await town.officers.presses("👌 Pressed by mistake", on=card)
    await town.officers.told("Alarm 1 is closed")
    await town.officers.sees("Closed by Li Na: ✅ Helped")
    await town.has_heard_all()
    await town.has_said_all()
    assert answers(taps) == ["Alarm 1 is yours.", "You have accepted alarm 1 already."]
    accepted = [seen for seen in town.resident.screen() if "has accepted your alarm" in seen.text]
    assert len(accepted) == 1
    with town.database() as connection:
        assert [verbs(connection).count(verb) for verb in ("accept", "close")] == [1, 1]


async def test_f30_two_taps_on_a_language_are_told_once(town: Town) -> None:
    town.expected.add("not modified")  # the second tap finds the picker changed already
    await town.resident.writes("/language")
    picker = await town.resident.hears("Which language")
    taps = [await town.resident.presses("中文", on=picker) for _ in range(2)]
    await town.resident.hears("中文")
    await town.telegram.settled(quiet=0.3)
    assert len(answers(taps)) == 2
    told = [seen for seen in town.resident.screen() if "从现在起" in seen.text]
    assert len(told) == 1


async def test_f30_two_taps_on_skip_skip_one_question(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("What shall the officers call you?")
    await town.resident.presses("⏭ Skip the name")
    await town.resident.writes("⏭ Skip the name")  # the second tap: the same label once more
    await town.resident.hears("A phone number")
    await town.resident.hears("That key belonged to an earlier question")
    await town.resident.writes("13800138000")
    await town.resident.hears("Where do you live?")


async def test_f30_two_taps_on_a_community_keep_it_once(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.presses("⏭ Skip the name")
    await town.resident.presses("⏭ Skip the number")
    question = await town.resident.hears("Where do you live?")
    await town.resident.presses("Wanjin", on=question)
    await town.resident.presses("Nanhu", on=question)
    await town.resident.told("This question is closed")
    thanks = await town.resident.hears("Thank you")
    assert "Wanjin" in thanks.text


@pytest.mark.parametrize("number", [2**31 + 5, 2**52 - 1])
async def test_f32_big_ids_are_stored_and_routed(quiet_town: Town, number: int) -> None:
    town = quiet_town
    town.telegram.jump_ids(town.bot, number)
    await town.start()
    far = town.telegram.add_person("Far", id=number, language_code="en")
    seat = far.with_(town.bot)
    seat.chat.last_id = 2**31 + 7
    town.alarm_group.last_id = 2**31 + 9
    await seat.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await seat.writes("so far away")
    await town.officers.sees("so far away")
    await town.officers.presses("✋ Accept")
    await seat.hears("Li Na has accepted your alarm")
    await seat.sees("Accepted by Li Na")
    with town.database() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert alert.resident_id == number


async def test_f34_a_step_that_is_gone_leads_back_and_repeats_what_was_said(town: Town) -> None:
    await town.resident.writes("/start")
    await town.resident.hears("Which language")
    _waits_for_a_colour(town, '{"place": "Main <Street> 5", "nothing": null}')
    await town.resident.writes("blue")
    told = await town.resident.hears("This conversation was renewed")
    assert "Main <Street> 5" in told.text
    assert ["🆘 Alarm", "🤫 Silent alarm"] in (town.resident.keyboard() or [])
    await town.resident.writes("blue")
    await town.resident.hears("I did not understand that")


async def test_f34_a_step_that_is_gone_does_not_keep_an_alarm(town: Town) -> None:
    _waits_for_a_colour(town, "{}")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")


def _waits_for_a_colour(town: Town, draft: str) -> None:
    """As if another version had asked."""
    place = (town.wang.id, town.wang.id)
    row = {
        "chat_id": town.wang.id,
        "person_id": town.wang.id,
        "step": "lights:colour",
        "draft": town.keys.seal_draft(place, draft),
        "changed_at": town.now(),
        "ends_at": town.now() + timedelta(hours=1),
    }
    write(town, insert(conversations.conversations).values(row))
