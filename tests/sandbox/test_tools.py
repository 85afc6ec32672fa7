"""The tools in a real browser: clock, faults, log and outbox."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, Page, expect

from bot.demo import TOKEN
from tests.desk import LAPTOP, PHONE, Demo, Effort, opened, tool

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _raise_alarm(page: Page) -> None:
    """Anna raises an alarm, as the first of hers that is open."""
    anna, chat = await page.evaluate(
        """async () => {
          const state = await (await fetch("/sandbox/state")).json();
          return [state.people.find((one) => one.first_name === "Anna").id, state.bots[0].id];
        }"""
    )
    answer = await page.request.post(
        f"/sandbox/people/{anna}/chats/{chat}/presses", data={"label": "🆘 Alarm"}
    )
    assert answer.ok


async def _close_alarms(page: Page) -> None:
    for sign in ("✋ 受理", "✅ 已提供帮助"):
        card = page.locator(".officer").get_by_role("button", name=sign, exact=True)
        await card.last.click()
        await expect(card).to_have_count(0)


async def test_the_clock_goes_to_the_next_thing_due(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        clock = await tool(page, "clock")
        await expect(clock.get_by_text("Nothing is due.")).to_be_visible()
        await expect(clock.locator("[data-next]")).to_be_disabled()
        await _raise_alarm(page)
        due = clock.locator(".due li", has_text="is called again")
        await expect(due).to_contain_text("in 0:")
        await clock.locator("[data-next]").click()
        await expect(page.locator(".officer .message", has_text="🔔")).to_be_visible()
        await expect(clock.locator(".due li", has_text="the next room is called")).to_be_visible()
        await expect(page.locator("[data-clock]")).to_contain_text("ahead")
        await _close_alarms(page)


async def test_the_clock_goes_forward_by_as_much_as_is_asked(
    running: Demo, browser: Browser
) -> None:
    async with opened(browser, running.url, LAPTOP, "zh-CN") as page:
        clock = await tool(page, "clock")

        async def moved() -> float:
            state = await (await page.request.get("/sandbox/state")).json()
            return float(state["offset"])

        before = await moved()
        await clock.get_by_role("button", name="+1 天").click()
        await clock.get_by_role("spinbutton").fill("2")
        await clock.get_by_role("combobox").select_option("3600")
        await clock.get_by_role("button", name="拨动").click()
        await expect(clock.locator(".ahead")).to_contain_text("1 天 2:0")
        assert round(await moved() - before) == 86400 + 2 * 3600


async def _faults(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await (await page.request.get("/sandbox/faults")).json()
    return found


CALLS = ["down", "busy", "fail", "slow", "cut_before", "cut_after"]
UPDATES = ["duplicate", "late", "disorder"]


@pytest.mark.parametrize("name", CALLS + UPDATES)
async def test_each_fault_is_switched_on_strikes_and_ends(
    running: Demo, browser: Browser, name: str
) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        faults = await tool(page, "faults")
        switch = faults.locator(f"[data-fault={name}]")
        row = faults.locator("li", has=page.locator(f"[data-fault={name}]"))
        await expect(switch).to_have_attribute("aria-checked", "false")
        await switch.click()
        await expect(switch).to_have_attribute("aria-checked", "true")
        assert [fault["kind"] for fault in await _faults(page)] == [
            "refuse" if name == "busy" else name
        ]
        theirs = page.locator(".resident")
        answers = theirs.locator(".message", has_text="The bot does not call 110 for you.")
        before = await answers.count()
        await theirs.get_by_role("button", name="❓ Help").click()
        await expect(row.locator(".struck")).to_contain_text("struck", timeout=30_000)
        await page.locator("[data-all-off]").click()
        await expect(switch).to_have_attribute("aria-checked", "false")
        assert await _faults(page) == []
        await page.request.post("/sandbox/clock", data={"move": 30})  # what came late, and patience
        await expect(answers.nth(before)).to_be_visible(timeout=30_000)
        if name != "cut_after":  # there the bot can't know, says it again and marks it
            await expect(answers).to_have_count(before + 1)


async def test_a_faults_amounts_reach_the_sandbox(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        faults = await tool(page, "faults")
        row = faults.locator("li", has=page.locator("[data-fault=busy]"))
        await row.get_by_label("seconds to wait").fill("7")
        await row.get_by_label("how often").fill("4")
        await row.get_by_label("which calls").select_option("sendMessage")
        await row.get_by_role("switch").click()
        await expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")
        (fault,) = await _faults(page)
        wanted = {"code": 429, "retry_after": 7, "count": 4, "method": "sendMessage"}
        assert {name: fault[name] for name in wanted} == wanted
        await row.get_by_label("how often").fill("5")
        await page.keyboard.press("Tab")
        await expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "true")
        await page.wait_for_function(
            "fetch('/sandbox/faults').then(a => a.json()).then(f => f.length === 1 && f[0].count === 5)"
        )
        await row.get_by_role("switch").press("Space")
        await expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "false")


async def test_the_bot_is_killed_and_started_at_a_switch(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        faults = await tool(page, "faults")
        await faults.locator("[data-fault=killed]").click()
        await expect(page.locator(".state")).to_have_text("Bot is down")
        await expect(faults.locator("[data-fault=killed]")).to_have_attribute(
            "aria-checked", "true"
        )
        await faults.locator("[data-all-off]").click()
        await expect(page.locator(".state")).to_have_text("Bot runs")


async def test_the_log_gives_each_calls_verdict(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        log = await tool(page, "log")
        refused = {"chat_id": 1, "text": "Nobody is there"}
        breach = {"chat_id": -1001, "text": "x", "disable_web_page_preview": "true"}
        for asked in (refused, breach):
            await page.request.post(f"/bot{TOKEN}/sendMessage", data=asked)
        newest = log.locator(".rows li").first
        await expect(newest).to_contain_text("sendMessage")
        await expect(newest.locator(".verdict")).to_have_text("✗ 1")
        second = log.locator(".rows li").nth(1)
        await expect(second).to_contain_text("400 Bad Request: chat not found")
        await expect(second.locator(".verdict")).to_have_text("✓")
        await newest.get_by_role("button").click()
        details = log.locator(".details")
        await expect(details).to_contain_text("unknown field")
        await expect(details.locator("pre").first).to_contain_text('"disable_web_page_preview"')
        await details.get_by_role("button").click()
        await expect(details).to_be_hidden()


async def test_the_log_is_filtered_and_paused(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        log = await tool(page, "log")
        await page.request.post(f"/bot{TOKEN}/getMe")
        await page.request.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": 1, "text": "x"})
        await log.get_by_role("combobox").select_option("getMe")
        await expect(log.locator(".rows b").first).to_have_text("getMe")
        assert set(await log.locator(".rows b").all_inner_texts()) == {"getMe"}
        await log.get_by_role("combobox").select_option("")
        await log.get_by_role("checkbox").check()
        await expect(log.locator(".rows .refused").first).to_be_visible()
        assert await log.locator(".rows button:not(.refused) .verdict:not(.bad)").count() == 0
        await log.get_by_role("button", name="Pause").click()
        shown = await log.locator(".rows li").count()
        await page.request.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": 1, "text": "y"})
        await expect(log.locator(".count")).to_have_text("Paused, 1 new")
        assert await log.locator(".rows li").count() == shown
        await log.get_by_role("button", name="Go on").click()
        await expect(log.locator(".rows li")).to_have_count(shown + 1)


async def test_ten_thousand_calls_are_a_few_elements(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        log = await tool(page, "log")
        async with ClientSession() as session, asyncio.TaskGroup() as flood:
            for _ in range(20):
                flood.create_task(_call(session, running.url, 500))
        await expect(log.locator(".count")).to_have_text("10000 calls", timeout=60_000)
        assert await log.locator(".rows li").count() < 60
        scroll = log.locator(".scroll")
        await scroll.evaluate("list => list.scrollTo({top: list.scrollHeight})")
        await expect(log.locator(".rows li").last).to_have_attribute("aria-posinset", "10000")
        before = await scroll.evaluate("list => list.scrollTop")
        effort = await Effort.of(page)
        await page.evaluate(
            """async () => {
              const list = document.querySelector(".log-tool .scroll");
              for (let turn = 0; turn < 60; turn += 1) {
                list.scrollTop -= 700;
                await new Promise(requestAnimationFrame);
              }
            }"""
        )
        assert await scroll.evaluate("list => list.scrollTop") < before
        assert await effort.a_frame() < 0.05, "scrolling through the log stutters"


async def _call(session: ClientSession, url: str, times: int) -> None:
    for _ in range(times):
        async with session.post(f"{url}bot{TOKEN}/getMe") as answer:
            assert answer.status == 200


async def test_the_outbox_drains_before_the_eyes(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        outbox = await tool(page, "outbox")
        answers = outbox.locator("[data-lane=answer]")
        await expect(answers.locator("[data-count=waits] b")).to_have_text("0")
        await page.request.post("/sandbox/faults", data={"kind": "down"})
        theirs = page.locator(".resident")
        for _ in range(3):
            await theirs.get_by_role("button", name="❓ Help").click()
        mine = theirs.locator(".mine", has_text="❓ Help")
        await expect(mine).not_to_have_count(0)
        await page.request.delete("/sandbox/faults")
        slow = {"kind": "slow", "seconds": 3, "method": "sendMessage"}
        await page.request.post("/sandbox/faults", data=slow)
        await expect(answers.locator("[data-count=sending] b")).not_to_have_text(
            "0", timeout=30_000
        )
        await expect(answers.locator(".road i")).not_to_have_count(0)
        await page.request.delete("/sandbox/faults")
        await page.request.post("/sandbox/clock", data={"move": 30})
        await expect(answers.locator("[data-count=waits] b")).to_have_text("0", timeout=30_000)
        await expect(answers.locator("[data-count=sent] b")).not_to_have_text("0")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await tool(page, "clock")
        async with page.expect_response("**/demo/due"):
            await page.request.post("/sandbox/clock", data={"move": 2})
        assert not [url for url in asked if url.endswith("/demo/outbox")]


async def test_the_tools_go_by_keyboard(running: Demo, browser: Browser) -> None:
    async with opened(browser, running.url, LAPTOP, "en") as page:
        await page.locator("[data-tab=story]").focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("tab", name="Clock")).to_have_attribute(
            "aria-selected", "true"
        )
        await expect(page.get_by_role("tab", name="Clock")).to_be_focused()
        await page.locator("[data-close-tools]").press("Enter")
        await expect(page.locator("[data-tools-panel]")).to_be_hidden()
        opener = page.locator("[data-open-tools]")
        await expect(opener).to_be_focused()
        await expect(opener).to_have_attribute("aria-expanded", "false")
        await opener.press("Enter")
        await expect(page.get_by_role("tab", name="Clock")).to_be_focused()


async def test_the_page_never_scrolls_sideways(running: Demo, browser: Browser) -> None:
    for language in ("en", "zh-CN"):
        async with opened(browser, running.url, PHONE, language) as page:
            for name in ("story", "clock", "faults", "log", "outbox"):
                await tool(page, name)
                wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                inside = await page.locator(f"#tool-{name}").evaluate(
                    "tool => tool.scrollWidth - tool.clientWidth"
                )
                assert (wider, inside) == (0, 0), name
