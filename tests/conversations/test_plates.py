"""/plates: what was issued, by month and community, for the officers of the room."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from sandbox.people.reading import whole
from services.openings import midnight
from tests.conversations.test_weeks import happened, pictured
from tests.faults.test_bookings import TwoRooms
from tests.office import Office
from tests.rooms import OTHERS
from tests.served import visited, walked_in
from tests.spoken import ZONE
from tests.town import built_as


def issued(office: Office) -> None:
    """Today one for Nanhu and one for nobody knows where, 40 days ago one for Wanjin."""
    today = midnight(office.day(0), ZONE)

    def deed(connection: Connection) -> None:
        visited(connection, today, plate="蒙A77777", community="001", keys=office.keys)
        walked_in(connection, today, plate="蒙A88888", community="")
        walked_in(connection, today - timedelta(days=40), plate="蒙A99999", community="011")

    happened(office, deed)


async def test_plates_by_month_and_community(office: Office) -> None:
    issued(office)
    today, desk = office.day(0), office.desk
    await desk.writes("/plates")
    seen = await pictured(desk, "🔖 Plates · First Room")
    this_year = 2 + ((today - timedelta(days=40)).year == today.year)
    assert f"2 this month, {this_year} since January" in seen.text
    assert whole(f"{today:%b} 2").search(seen.text)
    assert whole(f"{today - timedelta(days=40):%b} 1").search(seen.text)
    assert seen.text.splitlines()[-1] == "Not known 1 / 1"
    assert whole("Nanhu 1 / 1").search(seen.text)
    assert "蒙A" not in seen.text
    heard = await desk.hears("🔖 Plates")
    await office.has_said_all()
    await desk.writes("/plates")
    again = await desk.hears("🔖 Plates", within=25)
    assert again.id > heard.id  # below the question


async def test_plates_in_chinese(office: Office) -> None:
    issued(office)
    desk = office.desk
    await desk.writes("/language")
    await desk.presses("中文", on=await desk.hears("Which language shall this group"))
    await office.has_heard_all()
    await desk.writes("/plates")
    seen = await pictured(desk, "号牌发放 · 第一警务室")
    assert whole("南湖 1 / 1").search(seen.text)
    assert whole("不清楚 1 / 1").search(seen.text)
    assert "本月 2 副" in seen.text


async def test_where_none_was_issued_that_is_said(office: Office) -> None:
    await office.duty.writes("/plates")
    await pictured(office.duty, "No plate in the last twelve months")


async def test_f36_plates_are_for_the_rooms_officers(database_url: str, tmp_path: Path) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        elsewhere = town.telegram.add_group("Friends", [town.li], town.bot)
        for seat, told in (
            (town.resident, "Only officers can do that"),
            (town.he.with_(town.bot), "Your room has no window"),
            (town.li.in_(elsewhere), "Please do that in our private chat"),
        ):
            await seat.writes("/plates")
            await seat.hears(told)
        await town.lead.writes("/plates")
        await pictured(town.lead, "🔖 Plates · First Room")
