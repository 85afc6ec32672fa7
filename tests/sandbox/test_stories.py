"""The stories in a real browser, each to its end and in both languages."""

import pytest
from playwright.async_api import Browser, expect

from tests.desk import LAPTOP, PHONE, Demo, opened, tool

STORY = 120_000  # milliseconds at full speed; the bot is started anew in one of them


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("story", ["alarm", "silent", "about", "booking", "language"])
async def test_a_story_plays_to_its_end(
    running: Demo, browser: Browser, story: str, language: str
) -> None:
    async with opened(browser, running.url, LAPTOP, language) as page:
        stories = await tool(page, "story")
        await stories.locator(f"[data-story={story}]").click()
        bar = page.locator(".subtitles")
        await bar.get_by_role("combobox").select_option("10")
        await expect(bar).to_have_attribute("data-over", "true", timeout=STORY)
        said = {"en": "The end.", "zh-CN": "演示完毕。"}[language]
        await expect(bar.locator("p")).to_contain_text(said)
        await expect(page.locator(".pointed")).to_have_count(0)


async def test_a_story_pauses_goes_on_and_begins_again(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, PHONE, "en") as page:
        stories = await tool(page, "story")
        await stories.locator("[data-story=silent]").click()
        await expect(
            page.locator("[data-tools-panel]")
        ).to_be_hidden()  # it gives way to the phones
        bar = page.locator(".subtitles")
        key = bar.locator("[data-player=play]")
        await expect(bar.locator("p")).to_contain_text("next room")
        await key.click()
        await expect(key).to_have_accessible_name("Go on")
        await page.request.post("/sandbox/clock", data={"move": 1})
        await expect(bar.locator("small")).to_have_text("1 of 5")
        await bar.locator("[data-player=next]").click()
        await expect(bar.locator("small")).to_have_text("2 of 5")
        await expect(page.locator(".resident .pointed")).to_have_text("🤫 Silent alarm")
        await bar.locator("[data-player=first]").click()
        await expect(bar.locator("small")).to_have_text("1 of 5")
        await expect(bar.locator("p")).to_contain_text("next room")
        await bar.locator("[data-player=leave]").click()
        await expect(bar).to_be_hidden()
        await expect(page.locator(".pointed")).to_have_count(0)


async def test_only_stories_that_this_bot_can_play_are_offered(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        await page.route(
            "**/demo/commands", lambda route: route.fulfill(json={"commands": ["about"]})
        )
        await page.reload()
        stories = await tool(page, "story")
        await expect(stories.locator("[data-story]")).to_have_count(1)
        await expect(stories.locator("[data-story=about]")).to_be_visible()
