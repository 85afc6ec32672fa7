"""Rights that nobody has: of an officer who left, by a link or a code that is no good, in a stranger's
group."""

from __future__ import annotations

import json

from sqlalchemy import select

from db import audit, officers, rooms
from db.audit import audit as trail
from tests.faults.test_attacks import answered, facts, pressed
from tests.town import Town


def refusals(town: Town) -> list[tuple[int, str, str | None]]:
    """Who tried what, as the audit trail has it."""
    with town.database() as connection:
        assert audit.verify(connection, town.keys)
        lines = select(trail.c.actor, trail.c.noun, trail.c.detail).order_by(trail.c.id)
        rows = connection.execute(lines.where(trail.c.verb == "refused"))
        return [(row.actor, row.noun, json.loads(row.detail)["press"]) for row in rows]


async def test_f38_an_officer_who_left_is_refused_and_the_try_is_on_record(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.takes_out("Li Na")
    for seat, data in ((town.alarm_group, "accept|1"), (None, "close|1|helped")):
        press = pressed(town, town.li, seat, f"1|alerts.{data}")
        assert await answered(town, [press]) == ["Only officers of this room can do that."]
    who = town.li.id, f"officers {town.li.id}"
    assert refusals(town) == [(*who, "1|alerts.accept|1"), (*who, "1|alerts.close|1|helped")]
    assert (await town.officers.sees("Alarm 1")).text == card.text
    await town.duty.writes("/invite")
    await town.duty.hears("Only a duty lead can do that.")
    assert refusals(town)[2:] == [(*who, None)]
    town.alarm_group.members[town.chen.id] = "member"  # a stranger's try is no line of the trail
    stranger = pressed(town, town.chen, town.alarm_group, "1|alerts.accept|1")
    assert await answered(town, [stranger]) == ["Only officers of this room can do that."]
    assert len(refusals(town)) == 3


async def test_f38_no_invitation_brings_back_who_was_taken_out(town: Town) -> None:
    mine = await town.invited()  # meant for Li, who keeps it
    await town.duty.starts(await town.invited("Duty lead"))
    await town.duty.hears("Li Na, you serve now: Duty lead")
    friends = await town.invited(by=town.duty)  # given by Li while a duty lead
    await town.takes_out("Li Na")
    for seat, payload in ((town.duty, mine), (town.stranger, friends)):
        await seat.starts(payload)
        await seat.hears("This link does not work (any more).")
    with town.database() as connection:
        assert officers.find(connection, town.li.id) is None
        assert officers.find(connection, town.chen.id) is None


async def test_f39_a_tampered_used_or_late_link_gives_no_rights(town: Town) -> None:
    sun = town.telegram.add_person("Sun", language_code="en").with_(town.bot)
    used, late, good = [await town.invited() for _ in range(3)]
    await sun.starts(used)
    await sun.hears("Which name")
    await sun.writes("Sun Hai")
    await sun.hears("you serve now")
    before = facts(town)
    wrong = [
        used,
        "join_",
        "join_x",
        good[:-1],
        good + "A",
        "join_" + good[5:].swapcase(),
        "join_" + "A" * 59,
    ]
    bind = await town.code()
    for payload in (*wrong, f"join_{bind}"):
        await town.stranger.starts(payload)
        await town.stranger.hears(
            "This link does not work (any more). Please ask your duty lead for a new one."
        )
    await town.lets_pass(24 * 3600 - 100)
    await town.stranger.starts(late)
    await town.stranger.hears("Which name")
    await town.lets_pass(200)
    await town.stranger.writes("Chen Yong")  # the day is over before they say who they are
    await town.stranger.hears("This link does not work (any more).")
    await town.stranger.starts(good)
    await town.stranger.hears("This link does not work (any more).")
    assert facts(town)["officers"] == before["officers"]
    assert facts(town)["groups"] == before["groups"]
    tries = [noun for _, noun, _ in refusals(town)]
    assert tries == [f"invitations {number}" for number in (1, 2, 3)]


async def test_f40_a_strangers_group_learns_nothing_and_is_left(town: Town) -> None:
    strangers = town.telegram.add_group("Strangers", [town.chen, town.li])
    owner, member = town.chen.in_(strangers), town.li.in_(strangers)
    owner.adds(town.bot)
    await owner.hears("within 10 minutes")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    for words in ("/officers", "/invite", "/duty", "/language", "/alarm", "/start", "hello"):
        await owner.writes(words)
        await member.writes(words)
    good, spent = await town.code(), await town.code()
    other = town.telegram.add_group("Other", [town.zhao], town.bot)
    await town.zhao.in_(other).writes(f"/bind {spent}")
    await town.zhao.in_(other).hears("This group belongs to First Room now")
    town.moves_clock(61)  # a group hears twenty messages a minute
    link = (await town.invited()).removeprefix("join_")
    for word in (good[:-1], good.swapcase(), spent, link, "x"):
        await owner.writes(f"/bind {word}")
        await owner.hears("This code does not work (any more).")
    await member.writes(f"/bind {good}")  # an officer, but no administrator here
    await owner.hears("Only an administrator of this group can bind it.")
    town.moves_clock(601)
    await owner.hears("so I leave")
    await town.is_left(strangers)
    said = " ".join(seen.text for seen in owner.screen())
    assert not any(name in said for name in ("Wang", "Li Na", "Zhao", "Ma Lin", "Alarm 1", "Nanhu"))
    with town.database() as connection:
        assert strangers.id not in {group.chat_id for group in rooms.load(connection)[2]}


async def test_f40_a_code_is_good_for_a_day(town: Town) -> None:
    word = await town.code()
    await town.lets_pass(24 * 3600 + 1)
    group = town.telegram.add_group("Late", [town.chen], town.bot)
    await town.chen.in_(group).writes(f"/bind {word}")
    await town.chen.in_(group).hears("This code does not work (any more).")
