"""A resident's own cases: the list, its pages, one of them; and nobody else's."""

from __future__ import annotations

import pytest

from sandbox.people import Seat
from tests.town import Town


@pytest.fixture
def chinese(town: Town) -> Seat:
    return town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)


async def an_alarm(town: Town, seat: Seat, number: int) -> None:
    """Raised, accepted and closed."""
    await seat.writes("/alarm")
    card = await town.officers.hears(f"Alarm {number}")
    await town.officers.presses("✋ Accept", on=card)
    await town.officers.told(f"Alarm {number} is yours")
    await town.officers.presses("✅ Helped", on=card)
    await town.officers.told(f"Alarm {number} is closed")


async def test_own_cases_newest_first_and_each_with_what_became_of_it(town: Town) -> None:
    wang = town.resident
    await wang.writes("/mycases")
    await wang.hears("You have no cases yet")
    await an_alarm(town, wang, 1)
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 2")
    await wang.writes("a man at the door")
    await wang.presses("🗂 My cases")
    page = await wang.hears("newest first")
    _, second, first = page.text.splitlines()
    assert second.startswith("🆘 Alarm 2 · ")
    assert second.endswith("Nobody has accepted it yet")
    assert first.startswith("🆘 Alarm 1 · ")
    assert first.endswith("✅ Helped")
    assert page.buttons == [["🆘 Alarm 2", "🆘 Alarm 1"]]
    await wang.presses("🆘 Alarm 2", on=page)
    assert (await wang.sees("💬 a man at the door")).id == page.id
    await wang.presses("🗂 My cases", on=page)
    await wang.sees("newest first")
    await wang.presses("🆘 Alarm 1", on=page)
    told = await wang.sees("Accepted by Li Na")
    assert "Closed" in told.text
    await wang.writes("/mycase 2")
    await wang.hears("💬 a man at the door")


async def test_all_of_it_in_chinese(town: Town, chinese: Seat) -> None:
    await chinese.writes("/mycases")
    await chinese.hears("这里还没有内容")
    await an_alarm(town, chinese, 1)
    await chinese.presses("🗂 我的事项")
    page = await chinese.hears("最新的在前")
    assert "🆘 报警 1 · " in page.text
    await chinese.presses("🆘 报警 1", on=page)
    await chinese.sees("已受理")
    await chinese.writes("/mycase 7")
    await chinese.hears("您没有这个编号的事项")


async def test_many_are_paged(town: Town) -> None:
    wang = town.resident
    for number in range(1, 8):
        if number == 4:
            await town.lets_pass(61)  # more of them in a minute would stand together
        await an_alarm(town, wang, number)
    await wang.writes("/mycases")
    page = await wang.hears("newest first")
    assert page.buttons == [
        ["🆘 Alarm 7", "🆘 Alarm 6", "🆘 Alarm 5"],
        ["🆘 Alarm 4", "🆘 Alarm 3"],
        ["Older ▶️"],
    ]
    await wang.presses("Older ▶️", on=page)
    older = await wang.sees("🆘 Alarm 2 · ")
    assert older.id == page.id
    assert older.buttons == [["🆘 Alarm 2", "🆘 Alarm 1"], ["⏮ Newest"]]
    await wang.presses("⏮ Newest", on=page)
    assert (await wang.sees("🆘 Alarm 7 · ")).buttons == page.buttons


async def test_others_cases_are_on_nobodys_list(town: Town) -> None:
    await an_alarm(town, town.stranger, 1)
    await town.resident.writes("/mycases")
    await town.resident.hears("You have no cases yet")
