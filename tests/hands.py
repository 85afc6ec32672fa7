"""People on the demo's page, as they use it with their fingers: residents and officers who all speak one
language, on a laptop's screen or a small one. What they read comes from the catalogs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from playwright.async_api import TimeoutError as NotPressedError

from locales import LANGUAGES, L, Phrase
from sandbox.people.reading import whole
from tests.desk import opened
from tests.spoken import spoken

NAMES = {"en": "Ruth", "zh_Hans": "刘洋"}
MOVES, MOVED = 6, 8_000  # how often a row may move under the finger; milliseconds to find that out
_newcomers = count(1)
_KNOWN = "id => import('/parts/world.js').then(({ world }) => world.people.has(id))"
_COUNT = """phone => {
    phone.rang = 0;
    const add = phone.classList.add.bind(phone.classList);
    phone.classList.add = (...names) => {
        phone.rang += names.includes("rings");
        add(...names);
    };
}"""


@dataclass
class Desk:
    """The page, the language that everybody on it speaks, and the demo's people by their names."""

    page: Page
    language: str
    state: dict[str, Any]

    def words(self, said: Phrase | str) -> str:
        """As it is read on a screen."""
        return spoken(said, self.language)

    async def own(self, name: str) -> str:
        """What the page itself says under that name (sandbox/page/words-en.js)."""
        found = "name => import('/words.js').then(({ say }) => say(name))"
        return str(await self.page.evaluate(found, name))

    async def tells(self, path: str, **body: Any) -> Any:
        """What no finger does: asks the sandbox."""
        answer = await self.page.request.post(f"/sandbox/{path}", data=body)
        assert answer.ok, await answer.text()
        return await answer.json()

    async def passes(self, seconds: float) -> None:
        """The clock goes forward."""
        await self.tells("clock", move=seconds)

    async def speak(self, *names: str) -> None:
        """These officers choose the page's language for themselves and for their groups."""
        for person in self.state["people"]:
            if person["first_name"] not in names:
                continue
            for chat in person["chats"]:
                where = f"people/{person['id']}/chats/{chat['id']}"
                await self.tells(f"{where}/writes", text="/language")
                await self.tells(f"{where}/presses", label=LANGUAGES[self.language], within=20)

    async def rings(self, *hands: Hand) -> Callable[[], Awaitable[list[int]]]:
        """From now on it is counted how often each of these phones rings; gives who tells."""
        for hand in hands:
            await hand.seat.locator(".phone").evaluate(_COUNT)

        async def counted() -> list[int]:
            seats = [hand.seat.locator(".phone") for hand in hands]
            return [await seat.evaluate("phone => phone.rang") for seat in seats]

        return counted

    async def hand(self, name: str, place: int) -> Hand:
        """Whoever has that name gets the phone that lies at that place."""
        hand = Hand(self, self.page.locator(".seat").nth(place), name)
        if await hand.seat.locator(".holder b").inner_text() != name:
            await hand.menu()
            await hand.seat.get_by_role("menuitem", name=name, exact=True).click()
        return hand

    async def newcomer(self, place: int) -> Hand:
        """A resident whom nobody has seen before."""
        name = f"{NAMES[self.language]} {next(_newcomers)}"
        tongue = "en" if self.language == "en" else "zh-hans"
        bots = [bot["id"] for bot in self.state["bots"]]
        told = await self.tells("people", first_name=name, language_code=tongue, met=bots)
        await self.page.wait_for_function(_KNOWN, arg=told["id"])
        return await self.hand(name, place)


@dataclass
class Hand:
    """Somebody who holds a phone."""

    desk: Desk
    seat: Locator
    name: str

    async def turn(self) -> None:
        """On a small screen one phone is shown at a time."""
        side = self.desk.page.locator(
            f"[data-side='{await self.seat.get_attribute('data-person')}']"
        )
        if await side.is_visible() and await side.get_attribute("aria-pressed") != "true":
            await side.click()

    async def menu(self) -> None:
        """Who could hold this phone, and what else can be done with it."""
        await self.turn()
        holder = self.seat.locator(".holder")
        if not await holder.is_visible():
            person = await self.seat.get_attribute("data-person")
            holder = self.desk.page.locator(f"[data-side='{person}']")
        await holder.click()

    def messages(self, said: Phrase | str) -> Locator:
        """Those that say it themselves, its numbers whole, not in what they answer."""
        words = self.desk.page.locator(".words", has_text=shown(self.desk.words(said)))
        return self.seat.locator(".message", has=words)

    async def sees(self, said: Phrase | str) -> Locator:
        """Waits until a message says that; gives the newest that does."""
        await self.turn()
        found = self.messages(said).last
        await expect(found).to_be_visible()
        return found

    async def told(self, said: Phrase | str) -> None:
        """Waits until something that pops up says that; what wants to be closed is closed."""
        sheet = self.seat.locator(".pop, [role=dialog]", has_text=shown(self.desk.words(said)))
        await expect(sheet).to_be_visible()
        closing = sheet.get_by_role("button")
        if await closing.count():
            await closing.click()

    async def presses(self, label: Phrase | str, on: Locator | None = None) -> None:
        """The newest button of that label, or the one below a message."""
        await self.turn()
        name = self.desk.words(label)
        await (on or self.seat).get_by_role("button", name=name, exact=True).last.click()

    async def writes(self, text: str) -> None:
        await self.turn()
        field = self.seat.locator(".writer textarea")
        await field.fill(text)
        await field.press("Enter")

    async def replies(self, message: Locator, text: str) -> None:
        await self.turn()
        await message.click(button="right")
        await self._chooses("reply")
        await self.writes(text)

    async def sends_picture(self) -> None:
        await self.turn()
        await self.seat.locator(".attach").click()
        await self._chooses("a_photo")
        await self.seat.locator(".samples button").first.click()

    async def sends_place(self) -> str:
        """Where the pin stands; gives it as officers read it."""
        await self.turn()
        await self.presses(L("📍 Share where I am"))
        shown = await self.seat.locator(".sheet [role=status]").inner_text()
        await self.seat.get_by_role("button", name=await self.desk.own("send_place")).click()
        return shown

    async def _chooses(self, name: str) -> None:
        await self.seat.get_by_role("menuitem", name=await self.desk.own(name), exact=True).click()

    async def opens(self, chat: str, topic: str | None = None) -> None:
        """A chat from the list, and in a forum one of its topics, each by a part of its title."""
        await self.turn()
        back = self.seat.locator("button.back")
        while await back.count():
            await back.click()
        for listed, title in ((".chats", chat), (".topics", topic)):
            if title is not None:
                named = self.desk.page.locator("b", has_text=shown(title))
                await self._enters(self.seat.locator(f"{listed} button", has=named))

    async def _enters(self, row: Locator) -> None:
        """Presses a row of a list until it has given way: it may move under the finger, as a chat does
        when a message comes."""
        for _ in range(MOVES):
            with suppress(NotPressedError):
                await row.click(timeout=MOVED)
            with suppress(AssertionError):
                await expect(row).to_be_hidden(timeout=MOVED)
                return
        raise AssertionError(f"{row} could not be opened")


def shown(words: str) -> str | re.Pattern[str]:
    """What Playwright finds them by, with any space between the words: the text, or a pattern where a number
    that has to be whole begins or ends it."""
    pattern = whole(words).pattern
    if pattern == re.escape(words):
        return words
    return re.compile(re.sub(r"(\\\s)+", r"\\s+", pattern))


@asynccontextmanager
async def desk(
    browser: Browser, url: str, size: ViewportSize, language: str
) -> AsyncIterator[Desk]:
    """The page, opened in a language: "en" or "zh-CN"."""
    async with opened(browser, url, size, language) as page:
        await expect(page.locator(".seat")).to_have_count(4)
        state = await (await page.request.get("/sandbox/state")).json()
        yield Desk(page, "en" if language == "en" else "zh_Hans", state)
