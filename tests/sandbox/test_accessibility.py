"""The page for people who hear it or use it by keyboard: axe finds nothing serious, on a laptop and
on a phone, light and dark, English and Chinese, with every panel of the tools open.

axe-core 4.14.1 (MPL-2.0) lies in tests/assets with its licence, as it came from its npm package.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.desk import LAPTOP, PHONE, Demo, opened

AXE = (Path(__file__).parents[1] / "assets" / "axe-4.14.1.min.js").read_text()
LOOK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .map(({id, impact, help, nodes}) => ({id, impact, help, where: nodes.map(({html, failureSummary}) =>
    html.slice(0, 160) + " -- " + failureSummary)}))"""


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def barriers(page: Page) -> list[dict[str, Any]]:
    """What axe calls serious or critical on the page as it is now."""
    found: list[dict[str, Any]] = await page.evaluate(LOOK)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
async def test_nothing_serious_is_in_anybodys_way(
    running: Demo, browser: Browser, size: ViewportSize, language: str, dark: bool
) -> None:
    async with opened(browser, running.url, size, language, dark=dark) as page:
        await page.evaluate(AXE)
        await expect(page.get_by_role("log").first).to_be_attached()
        await expect(page.locator(".message").first).to_be_attached()
        assert await barriers(page) == []
        for side in await page.locator("[data-side]").all():  # a small screen shows one phone
            if await side.is_visible():
                await side.click()
                assert await barriers(page) == []
        for tab in await page.locator("[data-tools-panel] [role=tab]").all():
            if not await tab.is_visible():  # there the tools are a drawer
                await page.locator("[data-open-tools]").click()
            await tab.click()
            await expect(tab).to_have_attribute("aria-selected", "true")
            assert await barriers(page) == []


async def test_nothing_is_shown_before_it_has_its_words(running: Demo, browser: Browser) -> None:
    """What a phone shows has not come yet."""
    context = await browser.new_context(base_url=running.url, viewport=LAPTOP, locale="en")
    page = await context.new_page()
    await page.route("**/sandbox/people/**", lambda _: None)
    await page.goto(running.url)
    await expect(page.locator(".seat").first).to_be_attached()
    await page.evaluate(AXE)
    assert await barriers(page) == []
    await context.close()


async def test_axe_is_really_looking(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        await expect(page.locator(".message").first).to_be_attached()
        await page.evaluate(AXE)
        await page.evaluate("document.body.append(document.createElement('button'))")
        assert [found["id"] for found in await barriers(page)] == ["button-name"]
