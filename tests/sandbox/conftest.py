"""A sandbox for each test, with a server and a bot."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox import Telegram
from sandbox.records import Bot

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
