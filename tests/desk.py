"""The demo as a newcomer starts it, a process of its own, and a browser to look at its page."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from aiohttp import ClientSession
from playwright.async_api import (
    Browser,
    CDPSession,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
STARTED = 120  # seconds until the address must be there, on a busy machine too
SEEN = 30_000  # milliseconds: a story clears the desk first, and that starts the bot anew
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=SEEN)


class Demo:
    """A running demo: its page's address and its process."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self.process = process

    async def passes(self, seconds: float) -> None:
        """Everybody's clock goes forward."""
        async with ClientSession(raise_for_status=True) as http:
            await http.post(f"{self.url}sandbox/clock", json={"move": seconds})


@asynccontextmanager
async def demo(folder: Path, *options: str) -> AsyncIterator[Demo]:
    """A demo whose address has been printed; told to end after the block."""
    process = await start("--port", str(free_port()), "--folder", str(folder), *options)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(STARTED):
            line = (await process.stdout.readline()).decode()
        if not line:
            _, complaint = await process.communicate()
            raise AssertionError(f"the demo did not start: {complaint.decode()}")
        assert line.startswith("Maple Bridge is at http://"), f"the demo said {line!r}"
        yield Demo(line.split()[4], process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def start(*options: str) -> asyncio.subprocess.Process:
    """The demo's process with these options."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, else the one that Playwright has fetched; its error names the mend."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=_QUIET
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser, url: str, size: ViewportSize, language: str, *, dark: bool = False
) -> AsyncIterator[Page]:
    """The page for a reader of that language; it must not have complained when it is closed."""
    context = await browser.new_context(
        base_url=url,
        viewport=size,
        locale=language,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(SEEN)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(url)
    try:
        yield page
    finally:
        await context.close()
    assert complaints == [], complaints


class Effort:
    """What a page's own thread computed since this was begun.

    Counted in time of the processor, by Chromium (DevTools protocol, Performance.enable with
    `threadTicks`): a clock on the wall would count the work of whoever else runs on the machine.
    """

    def __init__(self, devtools: CDPSession) -> None:
        self._devtools = devtools
        self._begun: dict[str, float] = {}

    @classmethod
    async def of(cls, page: Page) -> Self:
        """Counting begins now."""
        effort = cls(await page.context.new_cdp_session(page))
        await effort._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        effort._begun = await effort._figures()
        return effort

    async def _figures(self) -> dict[str, float]:
        told = await self._devtools.send("Performance.getMetrics")
        return {one["name"]: float(one["value"]) for one in told["metrics"]}

    async def seconds(self) -> float:
        """Seconds of the processor until now."""
        return (await self._figures())["TaskDuration"] - self._begun["TaskDuration"]

    async def a_frame(self) -> float:
        """The same for each time that the page was laid out; it must have been at least ten times."""
        now = await self._figures()
        frames = now["LayoutCount"] - self._begun["LayoutCount"]
        assert frames >= 10
        return (now["TaskDuration"] - self._begun["TaskDuration"]) / frames


async def tool(page: Page, name: str) -> Locator:
    """The page's tool of that name ("story", "clock", "faults", "log", "outbox"), opened."""
    tab = page.locator(f"[data-tab={name}]")
    if not await tab.is_visible():
        await page.locator("[data-open-tools]").click()
    await tab.click()
    return page.locator(f"#tool-{name}")
