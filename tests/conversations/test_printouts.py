"""The day's sheet for the printer: one tap, and the bot sends a file; nobody's name is on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import studio
from cards.sheets import Print
from sandbox.people import Seat
from sandbox.screens import Seen
from tests.faults.test_bookings import TwoRooms, forges
from tests.office import TUESDAY, Office, booked, label
from tests.paper import Sheet, plain, read
from tests.rooms import OTHERS
from tests.town import built_as

BUTTON = "🖨 For the printer"


async def printed(office: Office, seat: Seat, text: str) -> tuple[Seen, list[Sheet]]:
    """Waits until the file comes; gives its message and pages."""
    seen = await seat.hears(text, within=25)
    assert seen.media is not None
    assert (seen.media.kind, seen.media.mime) == ("document", "application/pdf")
    return seen, read(office.telegram.files[seen.media.file_id].data)


async def test_the_sheet_of_the_morning_is_printed_without_names(office: Office) -> None:
    wang = office.resident
    await wang.writes("/about")
    await wang.presses("✅ I agree", on=await wang.hears("agree"))
    await wang.writes("Aunt Wang")
    await booked(office, wang, "09:00", "New plate")
    await booked(office, office.stranger, "09:20")
    await office.waits_until(office.day(TUESDAY), 7, 10)
    sheet = await office.desk.sees("E-bike window: 2")
    await office.desk.presses(BUTTON, on=sheet)
    await office.desk.told("It comes as a file")
    day = office.day(0)
    seen, (page,) = await printed(office, office.desk, "E-bike window, to be printed")
    assert seen.media is not None
    assert seen.media.name == f"ebikes-{day.isoformat()}.pdf"
    assert page.size == (297, 210)
    assert page.words.startswith(plain(f"{day:%a, %b} {day.day}, {day.year}"))
    for words in (
        "E-bike window, First Room · 2 visits",
        "09:00 1 New plate ID card Factory certificate",
        "09:20 2 Transfer",
    ):
        assert plain(words) in page.words
    assert "Wang" not in page.words
    assert "Chen" not in page.words
    await office.has_said_all()
    await office.desk.presses(BUTTON, on=sheet)  # once more, below
    again, _ = await printed(office, office.desk, "E-bike window, to be printed")
    assert again.id > seen.id


async def test_the_printout_speaks_the_language_of_its_group(office: Office) -> None:
    await booked(office, office.resident, "09:00", "New plate")
    await office.desk.writes("/language")
    language = await office.desk.hears("Which language shall this group")
    await office.desk.presses("中文", on=language)
    await office.has_heard_all()
    await office.desk.writes("/sheet")
    await office.desk.presses("后一天 ▶️", on=await office.desk.hears("电动车窗口：0"))
    await office.desk.presses("🖨 打印版", on=await office.desk.sees("电动车窗口：1"))
    _, (page,) = await printed(office, office.desk, "电动车窗口，供打印")
    assert page.words.startswith(f"{office.day(1).year}年")
    for words in ("时间 预约号 业务 材料 号牌 备注", "新车上牌 身份证 合格证", "未预约"):
        assert plain(words) in page.words


async def test_a_printout_that_cannot_be_drawn_goes_out_as_its_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "PRESS", ("-c", "raise SystemExit(1)"))
    await booked(office, office.resident, "09:00", "New plate")
    await office.duty.writes("/sheet")
    await office.duty.presses("Day after ▶️", on=await office.duty.hears("E-bike window: 0"))
    await office.duty.presses(BUTTON, on=await office.duty.sees("E-bike window: 1"))
    seen = await office.duty.hears("09:00 · 1 · New plate · expected")
    assert seen.media is None
    assert "printed" not in seen.text


async def test_where_no_file_may_be_sent_the_words_are(office: Office) -> None:
    office.expected.add("rights to send documents")
    office.desk_group.members[office.bot.id] = "member"
    no_files = {"can_send_documents": False}
    office.desk_group.permissions = office.desk_group.permissions | no_files
    await office.desk.writes("/sheet")
    sheet = await office.desk.hears("E-bike window: 0")
    day = label(office.day(2))  # of which no sheet comes by itself
    for _ in range(2):
        await office.desk.presses("Day after ▶️", on=sheet)
        await office.has_heard_all()
        await office.has_said_all()
    await office.desk.presses(BUTTON, on=sheet)
    seen = await office.desk.hears(f"{day} · E-bike window: 0", within=25)
    assert seen.media is None
    assert seen.id > sheet.id


async def test_f36_nobody_else_has_it_printed(database_url: str, tmp_path: Path) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        data = Print(window="ebikes", day=town.day(1).toordinal()).pack()
        elsewhere = town.telegram.add_group("Friends", [town.li], town.bot)
        for seat, refused in (
            (town.resident, "Only officers can do that"),
            (town.he.with_(town.bot), "Your room has no window"),
            (town.li.in_(elsewhere), "Please do that in our private chat"),
        ):
            await seat.writes("/sheet")
            page = seat.chat.messages[(await seat.hears(refused)).id]
            forges(town, seat, page, data)
            await seat.told("Only officers of the window's room")
        lead = town.lead  # a duty lead may, wherever the window is
        await lead.writes("/sheet")
        await lead.presses(BUTTON, on=await lead.hears("E-bike window: 0"))
        await printed(town, lead, "E-bike window, to be printed")
