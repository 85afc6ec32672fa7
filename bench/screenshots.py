"""`make screenshots`: the README's pictures, taken from the demo as a newcomer sees it.

Run as: python -m bench.screenshots. Without a colour emoji font the signs on them are missing.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Locator, Page, expect

from tests.desk import LAPTOP, PHONE, ROOT, chromium, demo, opened

PICTURES = ROOT / "docs" / "pictures"


async def main() -> None:
    """One alarm in English, one in Chinese, and how it looks on an officer's own phone at night."""
    with TemporaryDirectory() as folder:
        async with demo(Path(folder)) as running, chromium() as browser:
            async with opened(browser, running.url, LAPTOP, "en") as page:
                await alarm(page, "Anna", "🆘 Alarm")
                await keep(page, "alarm-accepted")
            async with opened(browser, running.url, LAPTOP, "zh-CN") as page:
                await phone(page, "李警官").get_by_role("button", name="✅").click()
                await alarm(page, "王芳", "🆘 报警")
                await tell(page, "三楼楼道里有烟，电梯停了。")
                await keep(page, "chinese")
            async with opened(browser, running.url, PHONE, "zh-CN", dark=True) as page:
                await page.locator("[data-side]", has_text="李警官").click()
                await keep(page, "phone-dark")


def phone(page: Page, name: str) -> Locator:
    """The phone that somebody holds."""
    return page.locator(".seat", has=page.locator(".holder b", has_text=name))


async def alarm(page: Page, resident: str, key: str) -> None:
    """The resident presses the alarm, the officer accepts it."""
    theirs = phone(page, resident)
    await theirs.get_by_role("button", name=key, exact=True).click()
    card = phone(page, "李警官").locator(".message", has_text=resident).last
    await card.get_by_role("button", name="✋ 受理").click()
    await expect(theirs.locator(".message", has_text="李警官")).to_have_count(2)


async def tell(page: Page, words: str) -> None:
    """The resident says where they are, and what is the matter."""
    theirs = phone(page, "王芳")
    await theirs.get_by_role("button", name="📍").click()
    await theirs.locator(".plan").click(position={"x": 190, "y": 120})
    await theirs.locator(".sheet .main").click()
    await theirs.locator("textarea").fill(words)
    await page.keyboard.press("Enter")
    await expect(phone(page, "李警官").locator(".message", has_text=words)).to_be_visible()


async def keep(page: Page, name: str) -> None:
    """The picture, once nothing rings or pops up any more."""
    await expect(page.locator(".rings, .pop")).to_have_count(0)
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
