"""Who serves: joining by a one-time link, duty, the roles, and who is taken out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.cli import settle_district
from db import invitations, officers
from db.audit import audit
from sandbox.people import Seat
from tests.town import Town


async def joined(town: Town, seat: Seat, name: str, role: str = "Officer") -> None:
    """Somebody has joined by a link."""
    await seat.starts(await town.invited(role))
    await seat.hears("Which name shall residents read?")
    await seat.writes(name)
    await seat.hears("you serve now")


def verbs(town: Town, noun: str) -> list[str]:
    """What the audit trail has of it."""
    with town.database() as connection:
        lines = select(audit.c.verb).where(audit.c.noun == noun).order_by(audit.c.id)
        return list(connection.scalars(lines))


async def test_an_invited_officer_says_their_name_and_takes_an_alarm(town: Town) -> None:
    payload = await town.invited()
    await town.stranger.starts(payload)
    await town.stranger.hears("Welcome to the police room. Which name shall residents read?")
    assert town.stranger.keyboard() == [["🆘 Alarm", "🤫 Silent alarm"]]
    await town.stranger.writes("Chen  Yong")
    await town.stranger.hears("Chen Yong, you serve now: Officer, First Room. 🟢 On duty")
    town.alarm_group.members[town.chen.id] = "member"
    await town.resident.writes("/alarm")
    mine = town.chen.in_(town.alarm_group)
    await mine.presses("✋ Accept", on=await mine.hears("Alarm 1"))
    await mine.told("Alarm 1 is yours")
    await town.resident.hears("Chen Yong has accepted your alarm")
    assert verbs(town, "invitations 1") == ["invite"]
    assert verbs(town, f"officers {town.chen.id}") == ["join"]
    with town.database() as connection:
        kept = connection.execute(select(invitations.invitations)).one()
    assert payload.removeprefix("join_") not in str(kept)


async def test_the_name_can_be_left_for_later_and_is_asked_with_care(town: Town) -> None:
    payload = await town.invited()
    await town.stranger.starts(payload)
    await town.stranger.hears("Which name")
    await town.stranger.writes("x" * 61)
    await town.stranger.hears("60 characters at most")
    await town.stranger.shares_place(40.7, 111.6)
    await town.stranger.hears("Please write the name, or stop with /cancel.")
    await town.stranger.writes("/cancel")
    await town.stranger.hears("Stopped; nothing was changed.")
    assert not verbs(town, f"officers {town.chen.id}")
    await town.stranger.starts(payload)  # a link is spent by joining, not by looking
    await town.stranger.hears("Which name")
    await town.stranger.writes("Chen Yong")
    await town.stranger.hears("you serve now")


async def test_an_officer_who_opens_a_link_changes_room_and_role(town: Town) -> None:
    await town.duty.starts(await town.invited("Mediator"))
    await town.duty.hears("Li Na, you serve now: Mediator, First Room. 🟢 On duty")
    await town.resident.writes("/alarm")
    await town.officers.presses("✋ Accept", on=await town.officers.hears("Alarm 1"))
    await town.officers.told("Alarms are for officers and duty leads; you are: Mediator.")
    settle_district(town.settings(), town.district().replace('"Wanjin"', '"Wan Jin"'))
    await town.officers.presses("✋ Accept")
    await town.officers.told("you are: Mediator.")  # an import of something else changes nothing


@pytest.mark.parametrize("role", ["Mediator", "Clerk", "Volunteer lead"])
async def test_only_officers_and_duty_leads_take_alarms(town: Town, role: str) -> None:
    await joined(town, town.stranger, "Chen Yong", role)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.alarm_group.members[town.chen.id] = "member"
    seat = town.chen.in_(town.alarm_group)
    await seat.presses("✋ Accept", on=await seat.hears("Alarm 1"))
    await seat.told(f"Alarms are for officers and duty leads; you are: {role}.")
    await seat.writes("/duty off")  # but each has a duty of their own
    await seat.hears("Chen Yong: ⚪ Off duty")


async def test_a_duty_lead_acts_for_any_room(town: Town) -> None:
    second = town.telegram.add_group("Second Room", [town.chen], town.bot)
    second.members[town.ma.id] = "member"
    told = town.district().replace('["001", "011"]', '["001"]') + (
        '[[rooms]]\ncode = "second"\nname = { zh_Hans = "第二", en = "Second Room" }\n'
        f'communities = ["011"]\nalarm_group = {second.id}\nlanguage = "en"\n'
        f'officers = [{{ id = {town.chen.id}, name = "Chen Yong" }}]\n'
    )
    settle_district(town.settings(), told)
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("What shall the officers call you?")
    await town.resident.presses("⏭ Skip the name")
    await town.resident.presses("⏭ Skip the number")
    await town.resident.presses("Wanjin", on=await town.resident.hears("Where do you live?"))
    await town.resident.hears("Thank you.")
    await town.resident.writes("/alarm")
    lead = town.ma.in_(second)
    await lead.presses("✋ Accept", on=await lead.hears("Alarm 1"))
    await lead.told("Alarm 1 is yours")
    await town.resident.hears("Ma Lin has accepted")


@pytest.mark.parametrize("command", ["/invite", "/officers", "/bind"])
async def test_only_a_duty_lead_invites_lists_and_binds_and_only_in_private(
    town: Town, command: str
) -> None:
    await town.stranger.writes(command)
    await town.stranger.hears("Only a duty lead can do that.")
    await town.duty.writes(command)
    await town.duty.hears("Only a duty lead can do that.")
    if command != "/bind":  # in a group that means another thing
        town.alarm_group.members[town.ma.id] = "member"
        seat = town.ma.in_(town.alarm_group)
        await seat.writes(command)
        await seat.hears("Please ask me that in our private chat.")


async def test_duty_is_said_in_words_or_with_buttons(town: Town) -> None:
    await town.duty.writes("/duty off")
    await town.duty.hears("Li Na: ⚪ Off duty")
    await town.duty.writes("/duty")
    question = await town.duty.hears("You are: ⚪ Off duty. Change it?")
    await town.duty.presses("🟢 On duty", on=question)
    await town.duty.sees("Li Na: 🟢 On duty")
    await town.colleague.writes("/duty")
    await town.colleague.presses(
        "🟢 On duty", on=await town.colleague.hears("You are: ⚪ Off duty. Change it?")
    )
    await town.colleague.hears("Zhao Gang: 🟢 On duty")
    assert verbs(town, f"officers {town.li.id}") == ["duty", "duty"]
    with town.database() as connection:
        assert [one.on_duty for one in officers.serving(connection)[:2]] == [True, True]


async def test_duty_is_nobody_elses_affair(town: Town) -> None:
    await town.stranger.writes("/duty on")
    await town.stranger.hears("Only officers can do that.")
    elsewhere = town.telegram.add_group("Friends", [town.chen, town.li], town.bot)
    await town.li.in_(elsewhere).writes("/duty off")
    await town.li.in_(elsewhere).hears(
        "Please do that in our private chat or in your room's group."
    )


async def test_the_duty_lead_sees_who_serves_and_takes_somebody_out(town: Town) -> None:
    await town.lead.writes("/officers")
    listed = await town.lead.hears("👥 First Room")
    assert listed.text.splitlines()[1:] == [
        "🟢 Li Na · Officer",
        "⚪ Zhao Gang · Officer",
        "⚪ Ma Lin · Duty lead",
    ]
    await town.lead.presses("➖ Li Na", on=listed)
    await town.lead.presses("Keep", on=await town.lead.sees("Take Li Na out?"))
    await town.lead.sees("👥 First Room")
    await town.lead.presses("➖ Li Na")
    await town.lead.sees("Take Li Na out?")
    await town.lead.presses("➖ Take out")
    await town.lead.told("Li Na serves no more.")
    assert "Li Na" not in (await town.lead.sees("👥 First Room")).text
    assert verbs(town, f"officers {town.li.id}") == ["leave"]
    await town.duty.writes("/duty on")
    await town.duty.hears("Only officers can do that.")
    await town.lead.presses("➖ Ma Lin")
    await town.lead.presses("➖ Take out", on=await town.lead.sees("Take Ma Lin out?"))
    await town.lead.told("Another duty lead has to do that for you.")


async def test_who_was_taken_out_hears_nothing_more_of_an_alarm(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.resident.sees("Shown to the officers")
    town.moves_clock(21)
    called = await town.duty.hears("Alarm 1")
    await town.takes_out("Li Na")
    await town.resident.writes("he has a knife")
    await town.colleague.sees("he has a knife")
    await town.has_said_all()
    assert "knife" not in (await town.duty.sees(called.text.splitlines()[0])).text


async def test_who_leaves_the_group_is_told_to_the_duty_lead_and_serves_until_taken_out(
    town: Town,
) -> None:
    await town.colleague.leaves()
    told = await town.lead.hears("🚪 Zhao Gang is not in First Room: alarms any more")
    with town.database() as connection:
        assert officers.find(connection, town.zhao.id) is not None
    await town.lead.presses("➖ Zhao Gang", on=told)
    await town.lead.presses("➖ Take out", on=await town.lead.sees("Take Zhao Gang out?"))
    await town.lead.told("Zhao Gang serves no more.")
