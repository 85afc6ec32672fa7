"""Pictures on bad days: the bot is killed while one is drawn, or its answer is lost."""

from __future__ import annotations

from sqlalchemy import select

from db.cards import cards
from sandbox.screens import Seen
from tests.faults.nursery import Nursery
from tests.faults.points import Arm
from tests.town import Town


def pictures(town: Town) -> list[Seen]:
    return [seen for seen in town.desk.screen() if seen.media and not seen.mine]


async def test_f01_a_bot_killed_while_it_draws_sends_the_picture_after_restart(
    quiet_town: Town, nursery: Nursery
) -> None:
    town = quiet_town
    town.expected |= {"terminated by other getUpdates"}
    armed = await nursery.bear(town, Arm("studio, before the picture", "kill"))
    await town.desk.writes("/today")
    assert await armed.ended() == -9
    assert not pictures(town)
    await nursery.bear(town)
    await town.desk.hears("🆘 0 alarms, 0 in seven days", within=40)
    await town.has_said_all()
    assert len(pictures(town)) == 1


async def test_f14_a_picture_whose_answer_was_lost_is_sent_again_and_marked(town: Town) -> None:
    town.telegram.faults.cut_after(method="sendPhoto")
    await town.desk.writes("/today")
    await town.desk.hears("↻ 📊", within=40)
    await town.has_said_all()
    first, again = pictures(town)
    assert again.text == f"↻ {first.text}"
    with town.database() as connection:
        shown = connection.scalar(select(cards.c.message_id).where(cards.c.name == "reports now"))
    assert shown == again.id
