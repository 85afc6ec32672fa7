"""The week at the window in one picture: /load with a way to the weeks around it, and last week's in the desk
group on Monday morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot import studio
from cards.weeks import Show
from db.bookings import MISSED
from db.engine import Database
from sandbox.people import Seat
from sandbox.screens import Seen
from services.openings import midnight
from tests.faults.test_bookings import TwoRooms, forges
from tests.office import TUESDAY, WINDOW, Office, booked
from tests.rooms import OTHERS
from tests.served import visited, walked_in
from tests.spoken import ZONE
from tests.town import built_as

BEFORE, AFTER = "◀️ Week before", "Week after ▶️"


def happened(office: Office, deed: Callable[[Connection], None]) -> None:
    database = Database(office.database_url)
    with database.writing() as connection:
        deed(connection)
    database.close()


def served(office: Office, monday: date) -> None:
    """Of two who were expected on that Monday one came, and somebody else."""

    def deed(connection: Connection) -> None:
        nine = midnight(monday, ZONE) + timedelta(hours=9)
        visited(connection, nine, keys=office.keys)
        visited(connection, nine + timedelta(minutes=20), MISSED, keys=office.keys)
        walked_in(connection, nine)

    happened(office, deed)


def pictures(seat: Seat) -> list[Seen]:
    return [seen for seen in seat.screen() if seen.media and seen.media.kind == "photo"]


async def pictured(seat: Seat, text: str) -> Seen:
    """Waits until a picture shows those words."""
    found = await seat.sees(text, within=25)
    assert found.media is not None
    assert (found.media.kind, found.media.width) == ("photo", 1080)
    return found


def span(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    return f"{monday:%b} {monday.day} to {sunday:%b} {sunday.day}"


async def test_load_shows_this_week_and_turns_to_the_others_in_place(office: Office) -> None:
    monday, desk = office.day(0), office.desk
    served(office, monday - timedelta(days=7))
    await booked(office, office.resident)  # forty minutes, on Tuesday
    await desk.writes("/load")
    first = await pictured(desk, span(monday))
    assert "📅 2 of 30 places booked" in first.text
    assert "⬜ 0 places unused so far" in first.text
    assert "Tue: 2 of 6 booked · 4 empty" in first.text
    assert first.buttons == [[BEFORE, AFTER]]
    await desk.presses(BEFORE, on=first)
    await desk.told("It is being drawn")
    before = await pictured(desk, span(monday - timedelta(days=7)))
    assert before.id == first.id
    assert "🚫 50% did not come: 1 of 2" in before.text
    assert "⬜ 28 places went unused" in before.text
    told = "Mon: 2 of 6 booked · 1 came · 1 did not come · 1 without a visit · 4 empty"
    assert told in before.text
    await desk.presses(AFTER, on=before)
    await pictured(desk, span(monday))
    await desk.presses(AFTER, on=first)
    after = await pictured(desk, span(monday + timedelta(days=7)))
    assert after.id == first.id
    assert "⬜ 30 places still free" in after.text
    await office.has_said_all()
    await desk.writes("/load")
    again = await pictured(desk, span(monday))
    assert again.id > first.id  # below the question
    await desk.presses(BEFORE, on=after)  # an older picture still turns, in its place
    old = desk.chat.messages[first.id]
    turned = await office.telegram.until(lambda: span(monday) in desk.seen(old).text or None, 25)
    assert turned


async def test_the_week_speaks_the_language_of_its_group(office: Office) -> None:
    served(office, office.day(-7))
    desk = office.desk
    await desk.writes("/language")
    await desk.presses("中文", on=await desk.hears("Which language shall this group"))
    await office.has_heard_all()
    await desk.writes("/load")
    seen = await pictured(desk, "个名额中，约了 0 个")
    await desk.presses("◀️ 上一周", on=seen)
    seen = await pictured(desk, "未到场 50%：2 人中 1 人")
    assert "周一：6 个名额约了 2 个" in seen.text
    assert seen.buttons == [["◀️ 上一周", "下一周 ▶️"]]


async def test_a_week_that_cannot_be_drawn_is_told_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "EASEL", ("-c", "raise SystemExit(1)"))
    await office.duty.writes("/load")
    seen = await office.duty.hears("📅 0 of 30 places booked")
    assert seen.media is None
    assert seen.buttons == [[BEFORE, AFTER]]


async def test_on_monday_the_desk_sees_last_week_once(quiet_office: Office) -> None:
    """Last week goes from one month into the next."""
    office = quiet_office
    month = office.day(0).replace(day=28) + timedelta(days=7)
    first = month.replace(day=1)
    monday = first - timedelta(days=first.weekday() or 7)
    served(office, monday)
    office.goes_to(monday + timedelta(days=6), 12)
    await office.start()
    await office.has_said_all()
    assert not pictures(office.desk)
    await office.waits_until(monday + timedelta(days=7), 7, 55)
    await office.has_said_all()
    assert not pictures(office.desk)
    await office.waits_until(monday + timedelta(days=7), 8, 1)
    seen = await pictured(office.desk, span(monday))
    assert not seen.sounded
    assert "🚫 50% did not come: 1 of 2" in seen.text
    assert seen.buttons == []  # what turns would not stay last week's
    served(office, monday + timedelta(days=1))  # noted too late for it
    for _ in range(2):
        await office.stop()
        await office.start()
    await office.waits_until(monday + timedelta(days=8), 8, 1)
    await office.has_said_all()
    assert [(one.id, one.text) for one in pictures(office.desk)] == [(seen.id, seen.text)]
    assert not pictures(office.officers)


async def test_a_monday_that_was_missed_comes_on_the_next_day_that_runs(
    quiet_office: Office,
) -> None:
    office = quiet_office
    monday = office.day(0)
    served(office, monday - timedelta(days=7))
    served(office, monday - timedelta(days=14))
    office.goes_to(monday + timedelta(days=2), 9)
    await office.start()
    await pictured(office.desk, span(monday - timedelta(days=7)))
    await office.has_said_all()
    assert len(pictures(office.desk)) == 1  # of the week before nobody wants one any more
    await office.desk.writes("/load")
    await pictured(office.desk, span(monday))  # what an officer asks for does not take its place
    await office.stop()
    await office.start()
    await office.waits_until(monday + timedelta(days=3), 8, 1)
    await office.has_said_all()
    assert len(pictures(office.desk)) == 2


async def test_a_week_in_which_nobody_was_expected_is_not_shown(quiet_office: Office) -> None:
    office = quiet_office
    served(office, office.day(0))  # this week, not the last
    office.goes_to(office.day(0), 9)
    await office.start()
    await office.desk.sees("E-bike window: 2")  # the morning's sheet has come
    await office.has_said_all()
    assert not pictures(office.desk)


class TwoWindows(TwoRooms):
    """He's room has a window, too."""

    def district(self) -> str:
        second = WINDOW.partition("[[errands]]")[0].replace('"first"', '"second"')
        return super().district() + second.replace('"ebikes"', '"permits"')


async def test_a_week_is_of_one_room_and_a_duty_lead_turns_to_the_next(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(TwoWindows, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        he, lead = town.he.with_(town.bot), town.lead
        await he.writes("/load")
        mine = await pictured(he, "Second Room")
        assert mine.buttons == [[BEFORE, AFTER]]
        first = Show(room=1, day=town.day(0).toordinal()).pack()
        forges(town, he, he.chat.messages[mine.id], first)
        await he.told("Only officers of the window's room")
        assert (await pictured(he, "Second Room")).id == mine.id
        await lead.writes("/load")
        shown = await pictured(lead, "First Room")
        assert shown.buttons == [[BEFORE, AFTER], ["🏠 Second Room"]]
        await lead.presses("🏠 Second Room", on=shown)
        other = await pictured(lead, "Second Room")
        assert (other.id, other.buttons) == (shown.id, [[BEFORE, AFTER], ["🏠 First Room"]])


async def test_f36_the_week_is_for_the_rooms_officers(database_url: str, tmp_path: Path) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        day = town.day(0).toordinal()
        elsewhere = town.telegram.add_group("Friends", [town.li], town.bot)
        for seat, told in (
            (town.resident, "Only officers can do that"),
            (town.stranger, "Only officers can do that"),
            (town.he.with_(town.bot), "Your room has no window"),
            (town.li.in_(elsewhere), "Please do that in our private chat"),
        ):
            await seat.writes("/load")
            page = seat.chat.messages[(await seat.hears(told)).id]
            for room in (1, 2, 99):
                forges(town, seat, page, Show(room=room, day=day).pack())
                await seat.told(told)
        li, lead = town.duty, town.lead
        await li.writes("/load")
        shown = await pictured(li, "places booked")
        forges(town, li, li.chat.messages[shown.id], Show(room=2, day=day).pack())
        await li.told("Only officers of the window's room")
        for far in (366, 3_651_000):
            forges(town, li, li.chat.messages[shown.id], Show(room=1, day=far).pack())
            await li.told("It is being drawn")
        ahead = town.day(0) + timedelta(weeks=8)
        assert (await pictured(li, span(ahead))).buttons == [[BEFORE]]
        await lead.writes("/load")
        await pictured(lead, "First Room")


async def test_what_happens_at_the_window_is_in_the_picture(office: Office) -> None:
    """From the booking to the picture, without a short cut."""
    await booked(office, office.resident, "09:00", "New plate")
    await office.waits_until(office.day(TUESDAY), 9, 10)
    desk = office.desk
    await desk.writes("/visit 1")
    card = await desk.hears("🎫 Visit 1")
    await desk.presses("🚫 Did not come", on=card)
    await office.resident.sees("we waited for you")
    await desk.writes("/walkin")
    await desk.presses("Transfer", on=await desk.hears("For what did they come?"))
    await desk.sees("Number 1 today")
    await desk.writes("/load")
    seen = await pictured(desk, "🚫 100% did not come: 1 of 1")
    assert "Tue: 1 of 6 booked · 1 did not come · 1 without a visit · 5 empty" in seen.text
