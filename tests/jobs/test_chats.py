"""What the bot learns of a chat only when a message goes there."""

from __future__ import annotations

from sqlalchemy import select

from db import residents
from tests.town import Town


async def test_a_group_that_moved_unheard_is_followed_at_the_next_alarm(town: Town) -> None:
    with town.telegram.faults.late(3600, method="message", chat=town.alarm_group.id):
        fresh = town.telegram.upgrade(town.alarm_group)
    town.expected.add("upgraded")
    await town.resident.writes("/alarm")
    await town.li.in_(fresh).hears("Alarm 1")
    await town.resident.sees("Shown to the officers")


async def test_who_blocked_the_bot_unheard_is_known_unreachable_until_they_write(
    town: Town,
) -> None:
    town.expected.add("blocked")
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.wang.person.blocked.add(town.bot.id)  # and Telegram tells the bot nothing
    await town.officers.presses("✋ Accept")
    column = residents.residents.c
    gone = select(column.reachable).where(column.id == town.wang.id)
    await town.until(lambda connection: connection.scalar(gone) is False)
    await town.officers.sees("Accepted by Li Na")
    await town.has_said_all(to=town.wang.id)
    town.wang.person.blocked.clear()
    await town.resident.writes("🆘 Alarm")
    await town.until(lambda connection: connection.scalar(gone) is True)
