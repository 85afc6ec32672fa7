"""Visits in a real browser, from the papers to the window and all that comes in between: in English on a
laptop, in Chinese on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from cards.keyboards import BOOK
from locales import L
from tests.bridge import Bridge
from tests.visitors import (
    BOOKED,
    BOT,
    CHOOSE,
    ERRAND,
    books,
    cancels,
    code_of,
    comes,
    confirms,
    days_apart,
    has,
    is_offered,
    label,
    noted,
    open_day,
    opens_for_one,
    read,
    takes,
    until,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_from_the_papers_to_the_window(bridge: Bridge) -> None:
    new, li, page = bridge.resident, bridge.li, bridge.desk
    plate = ERRAND.name.spoken(page.language)
    certificate = ERRAND.papers[2].name.spoken(page.language)
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
    await new.presses(CHOOSE)
    await takes(new)
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


async def test_a_visit_is_moved_and_cancelled_when_they_are_sure(bridge: Bridge) -> None:
    new, page = bridge.resident, bridge.desk
    visit = await books(new)
    other = await open_day(page, after=4)
    await new.presses(L("🔁 Another time"))
    await has(new, L("◀️ Keep the time"))
    await takes(new, other)
    await new.told(L("🔁 Moved."))
    await new.sees(label(page, other))
    assert (await read(new)).start.date() == other
    cancel = L("✖️ Cancel the visit")
    await new.presses(cancel)
    await new.sees(L("✖️ <b>Cancel this visit?</b>"))
    await new.presses(L("Keep it"))
    await new.sees(L(BOOKED, number=visit.number))
    await cancels(new)
    gone = L("✖️ <b>Visit {number} is cancelled.</b> Thank you for telling us.", number=visit.number)
    await new.sees(gone)
    await expect(new.seat.locator(".message.pictured img")).to_have_count(0)  # the ticket went too


async def test_the_last_place_of_a_day_goes_to_who_waits(bridge: Bridge) -> None:
    first, page = bridge.resident, bridge.desk
    day, _ = await days_apart(page)
    await opens_for_one(bridge, day)
    await books(first, day)
    second = await page.newcomer(place=3)
    await comes(second)
    await second.presses(L("⏳ A full day: wait for a place"))
    await second.presses(label(page, day))
    await second.sees(L("you are first"))
    await cancels(first)
    assert (await is_offered(second)).start.date() == day


async def test_a_place_on_any_of_several_days(bridge: Bridge) -> None:
    first, page = bridge.resident, bridge.desk
    days = await days_apart(page)
    second, third = [await page.newcomer(place) for place in (2, 3)]
    for hand, day in zip((first, second), days, strict=True):
        await opens_for_one(bridge, day)
        await books(hand, day)
    await comes(third)
    await third.presses(L("⏳ A full day: wait for a place"))
    await third.presses(L("🗓 Any day from … to …"))
    await third.sees(L("🗓 <b>From which day on?</b>"))
    await third.presses(label(page, days[0]))
    await third.sees(L("🗓 <b>From {day} until which day?</b>", day=label(page, days[0])))
    await third.presses(label(page, days[1]))
    await third.presses(L("✅ Yes, wait"))
    await third.sees(L("you are first"))
    await cancels(second)
    assert (await is_offered(third)).start.date() == days[1]


async def test_who_did_not_come_is_met_kindly_and_books_again(bridge: Bridge) -> None:
    new = bridge.resident
    visit = await books(new)
    await noted(bridge, visit, 6, L("🚫 Did not come"))
    kind = "🕊 <b>Visit {number}: we waited for you.</b> Something came up?"
    await new.sees(L(kind, number=visit.number))
    await new.presses(CHOOSE)
    await new.sees(L("<b>Please bring</b>"))
    await new.presses(CHOOSE)
    await takes(new)
    again = await confirms(new)
    assert again.number > visit.number


async def test_what_was_missing_is_told_with_the_next_free_time(bridge: Bridge) -> None:
    new, page = bridge.resident, bridge.desk
    visit = await books(new)
    paper = ERRAND.papers[1].name.spoken(page.language)
    there, missing = L("✔️ There: {paper}", paper=paper), L("📄 Not today: papers missing")
    await noted(bridge, visit, 1, there, missing)
    await new.sees(L("📄 <b>Visit {number}: something was missing.</b>", number=visit.number))
    await new.sees(L("• {paper}", paper=paper))
    await takes(new)
    again = await confirms(new)
    assert again.start > visit.start


async def test_a_ticket_opens_the_visit_for_the_officer_and_for_no_stranger(
    bridge: Bridge,
) -> None:
    new, page, li = bridge.resident, bridge.desk, bridge.li
    visit = await books(new)
    link = await code_of(await new.sees("🎫"))
    assert link.endswith(f"?start=visit_{visit.number}")
    stranger = await page.newcomer(place=3)
    await stranger.presses(await page.own("start"))
    await stranger.writes(link)
    await stranger.seat.get_by_role("link", name=link).click()
    nobodys = L("There is no such visit of yours. /mybookings shows those you have.")
    await stranger.sees(nobodys)
    await li.opens(BOT)
    await li.writes(link)
    await li.seat.get_by_role("link", name=link).click()
    await li.sees(L("🎫 <b>Visit {number}</b>", number=visit.number))
    await has(li, L("🔔 Arrived"))


async def test_the_day_before_they_say_that_they_come(bridge: Bridge) -> None:
    new, page = bridge.resident, bridge.desk
    visit = await books(new, await open_day(page, after=3))
    await until(page, visit.start - timedelta(days=1))
    await new.sees(L("⏰ <b>Your visit is near.</b>"))
    await new.presses(L("👍 I am coming"))
    await new.told(L("👍 Thank you. See you soon."))
    await new.sees(L("👍 You said that you are coming."))


async def test_a_closed_day_is_told_to_everybody_and_they_move(bridge: Bridge) -> None:
    first, page, li = bridge.resident, bridge.desk, bridge.li
    day, other = await days_apart(page)
    second = await page.newcomer(place=3)
    visits = [await books(hand, day) for hand in (first, second)]
    await li.opens(BOT)
    await li.writes(f"/hours {day} closed")
    await li.sees(L("🕘 Changed. Visits that have to be moved: {count}", count=2))
    for hand, visit in zip((first, second), visits, strict=True):
        await hand.sees(
            L("🙏 <b>We are sorry: the window is closed at the time of your visit.</b>")
        )
        await hand.presses(L("🔁 Another time"))
        await has(hand, L("◀️ Keep the time"))
        await takes(hand, other)
        await hand.told(L("🔁 Moved."))
        moved = await read(hand)
        assert (moved.number, moved.start.date()) == (visit.number, other)
