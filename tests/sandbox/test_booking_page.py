"""A visit in a real browser, from the papers to the window: in English on a laptop, in Chinese on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from cards.keyboards import BOOK
from locales import L, Phrase
from tests.bridge import DISTRICT, Bridge
from tests.hands import Hand

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW_PLATE = DISTRICT.errands[0]
BOT = "枫桥 Maple Bridge"


async def has(hand: Hand, label: Phrase) -> None:
    """Waits until there is a button of that label."""
    button = hand.seat.get_by_role("button", name=hand.desk.words(label), exact=True)
    await expect(button).to_be_visible()


async def test_from_the_papers_to_the_window(bridge: Bridge) -> None:
    new, li, page = bridge.resident, bridge.li, bridge.desk
    plate = NEW_PLATE.name.spoken(page.language)
    certificate = NEW_PLATE.papers[2].name.spoken(page.language)
    await new.presses(await page.own("start"))
    await new.presses(BOOK)
    await new.presses(plate)
    await new.sees(L("<b>Please bring</b>"))
    await new.presses(L("☑️ Do I have everything?"))
    await new.presses(L("Over the standard"))
    await new.sees(
        L("🛵 A bike over the standard (not GB 17761 on its certificate) gets a temporary plate.")
    )
    await new.presses(L("Standard bike"))
    await has(new, L("🔘 {answer}", answer=L("Standard bike")))
    await new.presses(L("⬜ Not yet: {paper}", paper=certificate))
    await has(new, L("✅ I have: {paper}", paper=certificate))
    await new.presses(L("📅 Choose a time"))
    await new.seat.get_by_role("button", name=re.compile("^⏩")).last.click()
    await new.sees("⏳")  # held, and the bike is asked for
    await new.writes("LV 2026 0042")
    await new.sees(L("🚲 Frame number … {last}", last="0042"))
    await new.presses(L("✅ Book it"))
    await expect(new.seat.locator(".message.pictured img")).to_be_visible()
    ticket = await new.sees("🎫")
    found = re.search(r"\d+", await ticket.locator(".words").inner_text())
    assert found is not None
    number = int(found[0])
    await new.sees(L("✅ <b>Visit {number} is booked.</b>", number=number))

    await li.opens(BOT)
    await li.writes(f"/visit {number}")
    await li.sees(L("🎫 <b>Visit {number}</b>", number=number))
    await li.presses(L("🔔 Arrived"))
    await new.sees(
        L("🔔 <b>Visit {number}: you are checked in.</b> You will be called.", number=number)
    )
    await li.presses(L("✅ Done"))
    await li.writes("蒙A66042")
    await new.sees(L("🔖 Plate {plate}. Safe riding!", plate="蒙A66042"))
    await new.presses("5 ⭐")
    await new.sees("⭐⭐⭐⭐⭐")
