"""Who is called for an alarm, and who is not: an officer who can't be reached does not count, what could
not be read calls like an alarm, and who takes no alarms reads of none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from bot.cli import settle_district
from db import officers as staff
from services import alerts as alarms
from tests.faults.test_pressed_again import first, passes
from tests.faults.test_somebody_acts import rooms, zhao
from tests.faults.test_trouble import Tripping
from tests.rooms import Rooms
from tests.town import Town, verbs

__all__ = ["rooms"]


# --- 53: who is called can't be reached ----------------------------------------------------


@pytest.mark.parametrize("told", [True, False])  # by Telegram, when it happens
async def test_f53_whoever_comes_next_is_called_at_once_and_the_duty_lead_told_once(
    town: Town, told: bool
) -> None:
    town.expected |= {"bot was blocked", "bot was kicked", "bot is not a member"}
    zhao(town).person.met.add(town.bot.id)
    if told:
        town.duty.blocks()
        await town.lead.hears("I can't reach Li Na (First Room) in private")
    else:
        town.li.person.blocked.add(town.bot.id)
    town.officers.kicks(town.bot)
    await town.resident.writes("/alarm")
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded  # off duty, and the next there is
    await town.lead.sees("I can't reach Li Na (First Room) in private")
    await passes(town, 61)
    await passes(town, 1)
    await town.resident.hears("The officers are called again")  # nobody who was not called before
    await passes(town, 120)
    await town.lead.hears("🆘 Alarm 1")
    await town.resident.hears("Whoever leads the shift is called too")
    await town.has_said_all()
    assert sum("I can't reach Li Na" in seen.text for seen in town.lead.screen()) == 1
    with town.database() as connection:
        assert town.li.id not in (first(connection).called or [])
    town.duty.unblocks()
    await town.duty.writes("/open")
    await town.until(lambda connection: not staff.unreached(connection))


async def test_f53_an_officer_known_to_be_out_of_reach_is_passed_over(town: Town) -> None:
    zhao(town).person.met.add(town.bot.id)
    town.duty.blocks()
    await town.lead.hears("I can't reach Li Na")
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await passes(town, 21)
    assert (await zhao(town).hears("🆘 Alarm 1")).sounded
    await town.has_said_all()
    said = [call for call in town.telegram.log if call.method == "sendMessage"]
    assert town.li.id not in {call.parameters["chat_id"] for call in said}


async def test_f53_nobody_is_told_of_a_call_that_did_not_happen(town: Town) -> None:
    town.expected |= {"blocked", "kicked", "not a member", "can't initiate conversation"}
    town.duty.blocks()
    town.lead.blocks()
    town.officers.kicks(town.bot)
    await town.resident.writes("/alarm")
    await town.until(lambda c: len(staff.unreached(c)) == 3)
    await passes(town, 61)
    told = await town.resident.hears("I can't reach any officer")
    assert told.text.startswith("In danger? Call 110")
    assert not [seen for seen in town.resident.screen() if "calling more" in seen.text]


# --- what may be an alarm and could not be read ---------------------------------------------


async def _unreadable(town: Rooms, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    tripping: Any = Tripping(alarms.raise_alert, town.wang.id)
    monkeypatch.setattr(alarms, "raise_alert", tripping)
    for _ in range(times):
        tripping.tries = 0
        await town.resident.writes("/alarm at the lake")
        await town.resident.hears("Sorry, something went wrong")


async def test_f06_what_may_be_an_alarm_calls_rung_by_rung_until_an_officer_takes_it(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = rooms
    await _unreadable(town, monkeypatch, times=3)
    raw = await town.officers.hears("This may be an alarm")
    assert raw.sounded
    assert "/alarm at the lake" in raw.text
    await town.officers.sees("3 messages of theirs")  # folded
    await town.duty.hears("This may be an alarm")
    await town.has_said_all()
    cards = [seen for seen in town.officers.screen() if "This may be an alarm" in seen.text]
    assert len(cards) == 1
    await passes(town, 21)
    assert (await town.officers.hears("This may be an alarm")).sounded
    await passes(town, 40)
    assert (await town.others.hears("This may be an alarm")).sounded
    await passes(town, 120)
    assert (await town.lead.hears("This may be an alarm")).sounded
    await town.has_said_all()
    await town.others.presses("✋ I look after it")
    await town.officers.sees("He Ming looks after it")
    await town.has_said_all()
    with town.database() as connection:
        known = verbs(connection)
        assert connection.scalar(text("SELECT due_at FROM unread")) is None
    assert known.count("duty_lead") == 1


async def test_f06_who_is_first_looks_after_it_and_nobody_else_may(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = rooms
    await _unreadable(town, monkeypatch, times=1)
    await town.officers.hears("This may be an alarm")
    await town.officers.presses("✋ I look after it")
    await town.officers.told("Everybody sees")
    await town.officers.sees("Li Na looks after it")
    await _unreadable(town, monkeypatch, times=1)  # something new, which calls again
    assert (await town.officers.hears("This may be an alarm")).sounded
    with town.database() as connection:
        assert connection.scalar(text("SELECT count(*) FROM unread")) == 2


# --- who lists alarms ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["clerk", "mediator", "volunteer_lead"])
async def test_who_takes_no_alarms_lists_none(rooms: Rooms, role: str) -> None:
    town = rooms
    changed = town.district().replace('name = "Zhao Gang"', f'name = "Zhao Gang", role = "{role}"')
    settle_district(town.settings(), changed)
    await town.resident.writes("/alarm")
    await town.officers.hears("🆘 Alarm 1")
    await zhao(town).writes("/open")
    await zhao(town).hears("Alarms are for officers and duty leads; you are")
    await town.duty.writes("/open")
    assert "Wang Fang" in (await town.duty.hears("Open alarms: 1")).text


async def test_a_silent_alarm_says_so_wherever_officers_read_of_it(rooms: Rooms) -> None:
    town = rooms
    await town.resident.writes("🤫 Silent alarm")
    card = await town.officers.hears("🆘 Alarm 1")
    await town.resident.presses("👊 Violence")
    await town.resident.writes("he kicks the door")
    await town.has_heard_all()
    await town.has_said_all()
    await passes(town, 21)
    ring = await town.officers.hears("🔔 Alarm 1")
    mine = await town.duty.hears("🆘 Alarm 1")
    for seen in (card, ring, mine):
        assert seen.text.splitlines()[1] == "🤫 Silent: do not call, make no sound"
    assert "📌 👊 Violence" in ring.text
    assert "💬 he kicks the door" in ring.text
    await town.duty.writes("/open")
    assert "🤫 Wang Fang" in (await town.duty.hears("Open alarms: 1")).text
