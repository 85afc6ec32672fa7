"""A sandbox without a bot's process, with its page in a browser: for what people do on their phones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.desk import LAPTOP, opened
from tests.hands import shown


@dataclass
class Street:
    """A bot, a resident and two officers with their group, and where their page is."""

    telegram: Telegram
    bot: Bot
    anna: Phone
    li: Phone
    zhao: Phone
    group: Chat
    url: str

    def says(self, text: str, **more: object) -> None:
        """The bot writes to Anna."""
        chat = self.telegram.private_chat(self.bot, self.anna.person)
        self.telegram.add_message(chat, self.bot, {"text": text} | more)


@asynccontextmanager
async def served() -> AsyncIterator[Street]:
    """The street, for as long as the block lasts."""
    telegram = Telegram(limits=False)
    bot = telegram.add_bot("Maple Bridge", "maple_bridge_bot", "1000:TEST")
    anna, li, zhao = (telegram.add_person(name) for name in ("Anna", "Li", "Zhao"))
    for phone in (anna, li, zhao):
        phone.meets(bot)
        phone.with_(bot)
    group = telegram.add_group("Alarms", members=[li, zhao], bot=bot, forum=True)
    async with telegram.serving(routes=[web.get("/demo/bot", _no_process)]) as url:
        yield Street(telegram, bot, anna, li, zhao, group, url)


async def _no_process(_: web.Request) -> web.Response:
    return web.json_response(None)


@asynccontextmanager
async def looking(
    browser: Browser, street: Street, size: ViewportSize = LAPTOP
) -> AsyncIterator[Page]:
    """The page in English."""
    async with opened(browser, street.url, size, "en") as page:
        await expect(page.locator(".seat")).to_have_count(len(street.telegram.people))
        yield page


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}’s phone")


def messages(where: Locator, text: str) -> Locator:
    """Those that say it themselves, its numbers whole: what hour it is stands behind the words."""
    words = where.page.locator(".words, .question", has_text=shown(text))
    return where.locator(".message", has=words)


async def write(where: Locator, text: str) -> None:
    field = where.get_by_label("Message", exact=True)
    await field.fill(text)
    await field.press("Enter")


async def choose(where: Locator, message: Locator, item: str) -> None:
    """Something from the menu of a message."""
    await message.click(button="right")
    await where.get_by_role("menuitem", name=item).click()


async def attach(where: Locator, item: str) -> None:
    await where.get_by_label("Attach").click()
    await where.get_by_role("menuitem", name=item, exact=True).click()
