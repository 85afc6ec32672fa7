"""A sandbox for each test, with a server and a bot."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, ViewportSize

from sandbox import Phone, Seat, Telegram
from sandbox.records import Bot, Chat
from tests.bridge import OFFICERS, Bridge, bridged
from tests.desk import LAPTOP, PHONE, Demo, chromium, demo
from tests.hands import desk
from tests.street import Street, served

Ask = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def url(telegram: Telegram) -> AsyncIterator[str]:
    async with telegram.serving(port=0) as url:
        yield url


@pytest.fixture
def bot(telegram: Telegram) -> Bot:
    return telegram.add_bot(name="Maple Bridge", username="maple_bridge_bot", token="1000:TEST")


@pytest.fixture
def ask(telegram: Telegram, bot: Bot) -> Ask:
    """Call a method as the bot, without HTTP; gives the whole answer."""

    async def call(method: str, **parameters: Any) -> dict[str, Any]:
        return await telegram.call(bot.token, method, parameters)

    return call


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def li(telegram: Telegram) -> Phone:
    return telegram.add_person("李警官")


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.add_person("王芳")


@pytest.fixture
def group(telegram: Telegram, bot: Bot, li: Phone, wang: Phone) -> Chat:
    """A group that is Li's, with Wang in it; the bot hears of every change of a member."""
    bot.updates.allowed = frozenset({"message", "my_chat_member", "chat_member"})
    return telegram.add_group("Room 1 alarms", [li, wang], bot)


@pytest.fixture
def owner(li: Phone, group: Chat) -> Seat:
    return li.in_(group)


def told(bot: Bot) -> list[dict[str, Any]]:
    """The updates the bot was told, and forgets."""
    updates = [item.body for item in bot.updates.items if isinstance(item.body, dict)]
    bot.updates.drop()
    return updates


def changes(bot: Bot) -> list[tuple[str, str, str]]:
    """The kind of each change of a member, and from what to what."""
    return [
        (kind, change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for update in told(bot)
        for kind, change in update.items()
        if kind.endswith("chat_member")
    ]


A_GROUPS_MINUTE = 61  # seconds: what another test said counts no more among twenty a minute


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """A demo with its bot; browser tests share it within a file."""
    async with demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def running(shared: Demo) -> Demo:
    """The file's demo, in which each group has its whole minute before it."""
    await shared.passes(A_GROUPS_MINUTE)
    return shared


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def street() -> AsyncIterator[Street]:
    """A page without a demo, and people in it who are only there for this test."""
    async with served() as street:
        yield street


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=[(LAPTOP, "en"), (PHONE, "zh-CN")],
    ids=["english", "chinese"],
)
async def screen(
    request: pytest.FixtureRequest, shared: Demo, browser: Browser
) -> tuple[ViewportSize, str]:
    """How large it is, and the language of the page, of the officers and of their groups."""
    size, language = request.param
    async with desk(browser, shared.url, size, language) as there:
        await there.passes(A_GROUPS_MINUTE)
        await there.speak(*OFFICERS)
    return size, language


@pytest_asyncio.fixture(loop_scope="module")
async def bridge(
    screen: tuple[ViewportSize, str], running: Demo, browser: Browser
) -> AsyncIterator[Bridge]:
    async with bridged(browser, running.url, *screen) as there:
        yield there
