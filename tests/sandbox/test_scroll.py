"""A thousand chats, and one with ten thousand messages, stay fluid while more keeps arriving."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Locator, Page, expect

from sandbox import Seat, Telegram
from tests.desk import LAPTOP, Effort, chromium, opened

CHATS = 1000
MESSAGES = 10_000
TURNS = 40  # of the wheel
PACE = 0.05  # seconds between messages that arrive while somebody scrolls

FRAME = 0.05  # seconds of the processor that a frame may cost; fifteen milliseconds are usual
OPENED = """async ([button, text]) => {
  button.click();
  while (![...document.querySelectorAll(".message")].some((one) => one.textContent.includes(text))) {
    await new Promise(requestAnimationFrame);
  }
}"""


class Crowd:
    """A person with a thousand chats, and somebody who writes into them."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.reader = telegram.add_person("李警官", language_code="en")
        self.mate = telegram.add_person("Zhao")
        self.seats: list[Seat] = []
        self._numbers = itertools.count(1)

    async def fill(self) -> None:
        """Every chat has a message, the last ten thousand."""
        for number in range(CHATS):
            group = self.telegram.add_group(f"Room {number}", [self.reader, self.mate])
            self.seats.append(self.mate.in_(group))
            await self.seats[-1].writes(f"Good morning from {number}")
        for number in range(MESSAGES):
            await self.seats[-1].writes(f"Message {number + 1} of many")

    @asynccontextmanager
    async def writing(self, seats: list[Seat]) -> AsyncIterator[None]:
        """Somebody writes into these chats all the while."""

        async def write() -> None:
            for seat in itertools.cycle(seats):
                await seat.writes(f"News {next(self._numbers)}")
                await asyncio.sleep(PACE)

        task = asyncio.create_task(write())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def crowd() -> Crowd:
    crowd = Crowd(Telegram(judge=False, limits=False, log=False))
    await crowd.fill()
    return crowd


@pytest.fixture
async def page(crowd: Crowd) -> AsyncIterator[Page]:
    async with (
        crowd.telegram.serving(routes=[web.get("/demo/{part}", _no_demo)]) as url,
        chromium() as browser,
        opened(browser, url, LAPTOP, "en") as page,
    ):
        yield page


async def _no_demo(_: web.Request) -> web.Response:
    """The page asks whether it belongs to a demo."""
    return web.json_response({})


async def turn(page: Page, pixels: int) -> float:
    """Turn the wheel over what the mouse is on; what a frame cost, in seconds of the processor."""
    effort = await Effort.of(page)
    for _ in range(TURNS):
        await page.mouse.wheel(0, pixels)
        await page.evaluate("new Promise(requestAnimationFrame)")
    return await effort.a_frame()


async def lowest(log: Locator) -> int:
    """The id of the last message that has an element."""
    return int(await log.locator("[data-id]").last.get_attribute("data-id") or 0)


async def test_a_thousand_chats_stay_fluid(crowd: Crowd, page: Page) -> None:
    phone = page.locator(".seat", has=page.locator(".holder b", has_text="李警官"))
    rows = phone.locator(".chats li")
    back = phone.locator(".back")
    await expect(rows.first.or_(back)).to_be_visible()
    if await back.is_visible():
        await back.click()
    await expect(rows.first).to_be_visible()
    await rows.nth(1).hover()
    async with crowd.writing(crowd.seats[: CHATS // 2]):
        cost = await turn(page, 700)
        assert await rows.count() < 200
        scrolled = await phone.locator(".chats").evaluate(
            "list => list.parentElement.scrollTop || list.scrollTop"
        )
    assert scrolled > 10_000
    assert cost < FRAME


async def test_ten_thousand_messages_stay_fluid(crowd: Crowd, page: Page) -> None:
    phone = page.locator(".seat", has=page.locator(".holder b", has_text="李警官"))
    back = phone.locator(".back")
    await expect(phone.locator(".chats li").first.or_(back)).to_be_visible()
    if await back.is_visible():
        await back.click()
    busiest = phone.locator(".chats button", has_text=f"Room {CHATS - 1}").first
    await expect(busiest).to_be_visible()
    effort = await Effort.of(page)
    await page.evaluate(OPENED, [await busiest.element_handle(), "of many"])
    assert await effort.seconds() < 1
    log = phone.get_by_role("log")
    await log.hover()
    before = await lowest(log)  # a chat opens where somebody has stopped reading
    async with crowd.writing(crowd.seats[-1:]):
        cost = await turn(page, 700)
        assert await phone.locator(".message").count() < 200
    assert await lowest(log) - before >= 100  # it has really gone down
    assert cost < FRAME
