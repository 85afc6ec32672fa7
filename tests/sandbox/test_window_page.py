"""What officers do at the window in a real browser: they change it, note who walks in, look at the week and
the plates, and have the day printed. In English on a laptop, in Chinese on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from locales import L
from tests.bridge import DISTRICT, NANHU, Bridge
from tests.hands import Hand
from tests.visitors import BOT, ERRAND

pytestmark = pytest.mark.asyncio(loop_scope="module")

WINDOW = DISTRICT.windows[0]


async def writes(bridge: Bridge, command: str) -> Hand:
    """Li writes a command to the bot."""
    await bridge.li.opens(BOT)
    await bridge.li.writes(command)
    return bridge.li


async def test_a_window_is_changed_after_it_was_seen_once_more(bridge: Bridge) -> None:
    li = await writes(bridge, "/windows")
    await li.sees("🪟")
    await li.presses(L("🕘 Hours"))
    await li.presses(L("Monday to Friday"))
    await li.writes("?")
    await li.sees(L("Please write hours as 09:00-12:00 14:30-17:30."))
    await li.writes("9:00-11:30")
    await li.sees(L("New: <b>{value}</b>", value="09:00-11:30"))
    await li.presses(L("✖️ Leave it"))
    await li.presses(L("👥 Visits each"))
    await li.presses("2")
    await li.presses(L("✅ Save"))
    await li.told(L("✅ Saved."))
    changed = L("✏️ changed here, file says {value}", value="1")
    await li.sees(changed)
    await li.presses(L("👥 Visits each"))
    await li.presses(L("↩️ As in the file: {value}", value="1"))
    await li.presses(L("✅ Save"))
    await expect(li.messages(changed)).to_have_count(0)


async def test_who_walks_in_is_noted_with_plate_and_community(bridge: Bridge) -> None:
    li = await writes(bridge, "/walkin")
    window = WINDOW.name.spoken(bridge.desk.language)
    await li.sees(L("🚶 <b>For what did they come?</b> {window}", window=window))
    await li.presses(ERRAND.name.spoken(bridge.desk.language))
    await li.sees(L("🔖 Please write the plate's number."))
    await li.writes("蒙A 66043")
    await li.sees(L("🏘 Where do they live?"))
    nanhu = NANHU.name.spoken(bridge.desk.language)
    await li.presses(nanhu)
    await li.sees(L("🏘 {community}", community=nanhu))
    li = await writes(bridge, "/plates")
    await expect(li.seat.locator(".message.pictured img").last).to_be_visible()


async def test_the_week_and_the_day_come_as_picture_and_as_paper(bridge: Bridge) -> None:
    li = await writes(bridge, "/load")
    await expect(li.seat.locator(".message.pictured img").last).to_be_visible()
    await li.presses(L("Week after ▶️"))
    li = await writes(bridge, "/sheet")
    await li.sees("📋")
    await li.presses(L("🖨 For the printer"))
    await li.told(L("🖨 It comes as a file in a moment."))
    await expect(li.seat.locator(".message", has_text=".pdf").last).to_be_visible()
