"""Who comes without a visit: noted in a few taps, one question at a time; a mistake is taken back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from cards.walk_ins import Live, Mistake, Note, Plain
from db import walk_ins
from db.walk_ins import WalkIn
from sandbox.people import Seat
from sandbox.screens import Seen
from tests.faults.test_bookings import TwoRooms, forges
from tests.office import Office
from tests.rooms import OTHERS
from tests.town import built_as


async def noted(seat: Seat, errand: str, number: int) -> Seen:
    """Somebody came for that."""
    await seat.writes("/walkin")
    await seat.presses(errand, on=await seat.hears("For what did they come?"))
    return await seat.sees(f"Number {number} today · {errand}")


def kept(office: Office, number: int) -> WalkIn | None:
    with office.database() as connection:
        return walk_ins.find(connection, number)


def count(office: Office) -> int:
    with office.database() as connection:
        return connection.scalar(select(func.count()).select_from(walk_ins.walk_ins)) or 0


async def test_a_plate_and_a_community_are_noted_one_question_at_a_time(office: Office) -> None:
    desk = office.desk
    first = await noted(desk, "Transfer", 1)
    assert first.buttons == [["✖️ A mistake"]]  # no bike: nothing more is asked
    card = await noted(desk, "New plate", 2)
    assert "Please write the plate's number" in card.text
    await desk.answers("?")
    await desk.hears("no plate number")
    await desk.answers("蒙a·12345")
    asked = await desk.hears("Where do they live?")  # below the answer, and only there
    assert card.id not in [one.id for one in desk.screen()]
    assert "🔖 蒙A12345" in asked.text
    assert asked.buttons == [["Nanhu", "Wanjin"], ["Not known"], ["✖️ A mistake"]]
    await desk.presses("Wanjin", on=asked)
    done = await desk.sees("🏘 Wanjin")
    assert done.id == asked.id
    assert done.text.splitlines() == [
        "🚶 Number 2 today · New plate",
        "🔖 蒙A12345",
        "🏘 Wanjin",
    ]
    found = kept(office, 2)
    assert found is not None
    assert (found.plate, found.community, found.errand) == ("蒙A12345", "011", "new_plate")
    await desk.writes("/sheet")
    await desk.hears("Without a visit: 2")


async def test_without_a_plate_and_from_nobody_knows_where_in_chinese(office: Office) -> None:
    await office.desk.writes("/language")
    language = await office.desk.hears("Which language shall this group")
    await office.desk.presses("中文", on=language)
    await office.has_heard_all()
    desk = office.desk
    await desk.writes("/walkin")
    await desk.presses("临时号牌", on=await desk.hears("来办什么业务"))
    card = await desk.sees("今天第 1 位")
    await desk.presses("没有发牌", on=card)
    asked = await desk.sees("住在哪个社区")
    assert asked.buttons[0] == ["南湖", "万锦"]
    await desk.presses("不清楚", on=asked)
    done = await desk.sees("🏘 不清楚")
    assert "🔖 没有发牌" in done.text
    found = kept(office, 1)
    assert found is not None
    assert (found.plate, found.community) == ("", "")


async def test_a_mistake_is_taken_back_and_does_not_count(office: Office) -> None:
    desk = office.desk
    card = await noted(desk, "New plate", 1)
    await desk.presses("✖️ A mistake", on=card)
    gone = await desk.sees("Taken back")
    assert (gone.id, gone.buttons) == (card.id, [])
    assert count(office) == 0
    await desk.writes("plate12")  # which nobody waits for any more
    await noted(desk, "New plate", 1)
    assert count(office) == 1


async def test_f30_a_list_that_is_tapped_often_notes_one(office: Office) -> None:
    desk = office.desk
    await desk.writes("/walkin")
    page = desk.chat.messages[(await desk.hears("For what did they come?")).id]
    for errand in ("transfer", "transfer", "new_plate"):
        forges(office, desk, page, Note(errand=errand).pack())
    await desk.sees("Number 1 today · Transfer")
    await office.has_heard_all()
    assert count(office) == 1


async def test_f36_only_who_noted_it_changes_it_and_on_the_same_day(office: Office) -> None:
    desk, zhao = office.desk, office.zhao.in_(office.desk_group)
    await office.waits_until(office.day(0), 23, 50)
    card = await noted(desk, "New plate", 1)
    page = desk.chat.messages[card.id]
    before = kept(office, 1)
    presses = (
        Plain(number=1).pack(),
        Live(number=1, community="001").pack(),
        Mistake(number=1).pack(),
    )
    for data in presses:
        forges(office, zhao, page, data)
        await zhao.told("Only who noted it can change it")
    await office.has_heard_all()
    assert kept(office, 1) == before
    forges(office, desk, page, Live(number=1, community="999").pack())
    await desk.told("This button does not work any more")
    await office.waits_until(office.day(1), 0, 5)
    await desk.answers("蒙A12345")
    await desk.hears("on the same day")
    for data in presses:
        forges(office, desk, page, data)
        await desk.told("on the same day")
    await office.has_said_all()
    assert not [seen for seen in desk.screen() if seen.forces_reply]  # nobody waits for it any more
    heard = len(desk.screen())
    await desk.writes("Good morning everybody")
    await office.has_heard_all()
    assert kept(office, 1) == before
    await office.has_said_all()
    assert len(desk.screen()) == heard + 1  # what they wrote; nobody was asked anything


async def test_f36_nobody_elses_room(database_url: str, tmp_path: Path) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        he, li = town.he.with_(town.bot), town.duty
        await he.writes("/walkin")
        refused = await he.hears("Your room has no window yet")
        await noted(li, "New plate", 1)
        await li.writes("蒙A12345")
        asked = await li.sees("Where do they live?")
        assert asked.buttons[0] == ["Nanhu"]  # Wanjin is looked after by the other room
        before = kept(town, 1)
        start = he.chat.messages[refused.id]
        wang = town.resident
        await wang.writes("/book")
        shown = wang.chat.messages[(await wang.hears("What do you want to come for?")).id]
        for seat, page, told in (
            (he, start, "Only officers of the window's room"),
            (wang, shown, "Only officers of the window's room"),
        ):
            for data in (
                Note(errand="transfer").pack(),
                Plain(number=1).pack(),
                Live(number=1, community="001").pack(),
                Mistake(number=1).pack(),
            ):
                forges(town, seat, page, data)
                await seat.told(told)
        forges(town, li, li.chat.messages[asked.id], Live(number=1, community="011").pack())
        await li.told("This button does not work any more")
        assert kept(town, 1) == before
        assert count(town) == 1
