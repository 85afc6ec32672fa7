"""The page of phones in a real browser: an alarm crosses the bridge, at a desk and on a phone."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Locator, Page, Route, ViewportSize, expect

from bot.demo import TOKEN
from sandbox.clock import PATIENCE
from tests.desk import LAPTOP, PHONE, Demo, opened

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNREAD = re.compile(r"^[1-9]$")


def phone(page: Page, name: str) -> Locator:
    """The phone that somebody holds."""
    return page.locator(".seat", has=page.locator(".holder b", has_text=name))


async def ask_for_help(theirs: Locator) -> None:
    """Help is pressed, and its answer stands before their eyes."""
    await expect(theirs.get_by_role("log").locator(".message").first).to_be_visible()
    answers = theirs.get_by_text("The bot does not call 110 for you.")
    before = await answers.count()
    await theirs.get_by_role("button", name="❓ Help").click()
    await expect(answers).to_have_count(before + 1)
    await expect(answers.last).to_be_in_viewport()


async def turn_to(page: Page, name: str) -> None:
    """On a small screen one phone is shown at a time."""
    switch = page.locator("[data-side]", has_text=name)
    if await switch.is_visible():
        await switch.click()


@pytest.mark.parametrize(
    ("size", "language", "resident", "alarm"),
    [(LAPTOP, "en", "Anna", "🆘 Alarm"), (PHONE, "zh-CN", "王芳", "🆘 报警")],
    ids=["laptop", "phone"],
)
async def test_an_alarm_crosses_the_bridge(
    running: Demo, browser: Browser, size: ViewportSize, language: str, resident: str, alarm: str
) -> None:
    async with opened(browser, running.url, size, language) as page:
        theirs, officers = phone(page, resident), phone(page, "李警官")
        await expect(page.locator(".seat").first).to_contain_text(resident)  # who can read it
        await theirs.get_by_role("button", name=alarm, exact=True).click()
        await turn_to(page, "李警官")
        card = officers.locator(".message", has_text=resident).last
        await card.get_by_role("button", name="✋ 受理").click()
        await expect(officers.locator(".pop")).to_contain_text("由您受理")
        await expect(card).to_contain_text("李警官已受理")
        await turn_to(page, resident)
        await expect(theirs.locator(".message", has_text="李警官").last).to_be_in_viewport()


async def test_the_phones_stand_whole_on_a_laptops_screen(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        for phone in await page.locator(".phone").all():
            box = await phone.bounding_box()
            assert box is not None
            assert box["y"] > 0
            assert box["y"] + box["height"] <= LAPTOP["height"]
            assert box["height"] > 560
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0


async def test_words_are_shown_as_they_are_and_marks_as_marks(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        await theirs.get_by_label("Message", exact=True).fill(
            "<img src=x onerror=alert(1)> & <b>no"
        )
        await page.keyboard.press("Enter")
        mine = theirs.locator(".mine").last
        await expect(mine).to_contain_text("<img src=x onerror=alert(1)> & <b>no")
        assert await mine.locator("img, .words b").count() == 0
        await expect(
            theirs.locator("strong", has_text="Your community police room.")
        ).to_be_visible()


async def test_a_place_is_chosen_on_the_map_by_keyboard(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "zh-CN") as page:
        theirs = phone(page, "王芳")
        await theirs.get_by_role("button", name="🆘 报警", exact=True).click()
        await theirs.get_by_role("button", name="📍").press("Enter")
        await page.keyboard.press("ArrowUp")
        shown = await theirs.locator(".sheet [role=status]").inner_text()
        await theirs.get_by_role("button", name="发送这个位置").press("Enter")
        await expect(theirs.get_by_role("img", name=f"位置: {shown}")).to_be_visible()
        latitude = shown.split(",")[0]
        card = phone(page, "李警官").locator(".message", has_text=f"📍 {latitude}")
        await expect(card).to_be_visible()


async def test_the_page_speaks_and_looks_as_was_chosen_last(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        await page.get_by_role("button", name="中文").first.click()
        await page.get_by_role("button", name="外观：跟随系统").click()
        await page.reload()
        await expect(page.locator(".seat").first).to_contain_text("王芳")
        await expect(page).to_have_title("枫桥 · 桌面上的 Telegram")
        await expect(page.locator("html")).to_have_attribute("data-theme", "light")


async def test_nothing_is_lost_while_the_bot_is_dead(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        await page.get_by_role("button", name="Kill the bot").click()
        await expect(page.locator(".state")).to_have_text("Bot is down")
        await theirs.get_by_role("button", name="❓ Help").click()
        await expect(theirs.locator(".mine", has_text="❓ Help")).to_have_count(1)
        await page.get_by_role("button", name="Start again").click()
        answer = theirs.locator(".message", has_text="The bot does not call 110 for you.")
        await expect(answer).to_be_visible(timeout=60_000)  # a cold start
        minutes, seconds = divmod(await ahead(page) + 20, 60)
        await page.get_by_role("button", name="+20 s").click()
        clock = page.locator("[data-clock]")
        await expect(clock).to_contain_text(f"+{minutes}:{seconds:02} ahead")


async def ahead(page: Page) -> int:
    """Seconds that the page's clock has gone forward so far."""
    found = re.search(r"(\d+):(\d\d) ahead", await page.locator("[data-clock]").inner_text())
    assert found is not None
    return 60 * int(found[1]) + int(found[2])


async def test_a_reader_who_scrolled_up_is_left_there(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        log = theirs.get_by_role("log")
        await ask_for_help(theirs)
        await log.evaluate("log => log.scrollTo({top: 0})")
        await expect(theirs.get_by_label("To the newest message")).to_be_visible()
        person = await page.evaluate(
            "fetch('/sandbox/state').then(answer => answer.json()).then(state => state.people[1].id)"
        )
        await page.request.post(
            f"{running.url}bot{TOKEN}/sendMessage", data={"chat_id": person, "text": "One more"}
        )
        await expect(theirs.get_by_text("One more")).to_be_attached()
        # Of the help something may have come below their eyes as well.
        await expect(theirs.get_by_label("To the newest message")).to_have_text(UNREAD)
        assert await log.evaluate("log => log.scrollTop") == 0
        await theirs.get_by_label("To the newest message").click()
        await expect(theirs.get_by_text("One more")).to_be_in_viewport()


async def test_a_reader_who_scrolls_up_while_something_comes_is_left_there(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        log = theirs.get_by_role("log")
        await ask_for_help(theirs)
        asked, gone_up = asyncio.Event(), asyncio.Event()

        async def when_they_have_gone_up(route: Route) -> None:
            asked.set()
            await gone_up.wait()
            await route.continue_()

        person = await theirs.get_attribute("data-person")
        await page.route(f"**/sandbox/people/{person}/chats/*", when_they_have_gone_up)
        await page.request.post(
            f"{running.url}bot{TOKEN}/sendMessage", data={"chat_id": person, "text": "Meanwhile"}
        )
        await asyncio.wait_for(asked.wait(), PATIENCE)
        await log.evaluate("log => log.scrollTo({top: 0})")
        gone_up.set()
        await expect(theirs.get_by_text("Meanwhile")).to_be_attached()
        await expect(theirs.get_by_label("To the newest message")).to_have_text(UNREAD)
        assert await log.evaluate("log => log.scrollTop") == 0


async def test_who_says_something_sees_it_and_the_answer_that_came_with_it(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        log = theirs.get_by_role("log")
        await ask_for_help(theirs)
        await log.evaluate("log => log.scrollTo({top: 0})")
        await expect(theirs.get_by_label("To the newest message")).to_be_visible()
        answered = asyncio.Event()

        async def after_the_answer(route: Route) -> None:
            await answered.wait()
            await route.continue_()

        person = await theirs.get_attribute("data-person")
        before = await log.locator(".message").count()
        await page.route(f"**/sandbox/people/{person}/chats/*", after_the_answer)
        await theirs.get_by_role("button", name="🆘 Alarm", exact=True).click()
        await expect(
            phone(page, "李警官").locator(".message", has_text="Anna").last
        ).to_be_visible()
        answered.set()
        await expect(log.locator(".message")).not_to_have_count(before)
        await expect(log.locator(".message").last).to_be_in_viewport()


async def test_what_came_without_a_sound_says_so(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        theirs = phone(page, "Anna")
        asked = theirs.locator(".message", has_text="Can you share where you are?").last
        await theirs.get_by_role("button", name="🆘 Alarm", exact=True).click()
        await expect(asked.locator("svg title")).to_have_text("without a sound")
