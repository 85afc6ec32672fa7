"""Telegram Stars: what a bot has, and what it pays for speaking faster than is free."""

from typing import Any

import pytest

from sandbox import Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram()
    # Time stands still but for moves, or the numbers would depend on this machine.
    telegram.clock.now = lambda: 1_800_000_000 + telegram.clock.offset  # type: ignore[method-assign]  # see above
    return telegram


def readers(telegram: Telegram, bot: Bot, number: int) -> list[int]:
    """People who have started the bot."""
    people = [telegram.add_person(f"{n}") for n in range(number)]
    for person in people:
        person.meets(bot)
    return [person.id for person in people]


async def passed(ask: Ask, people: list[int], **how: Any) -> tuple[int, set[str]]:
    """How many of these messages pass, and in what words the others are refused."""
    answers = [await ask("sendMessage", chat_id=who, text="Flood warning", **how) for who in people]
    words = {answer["description"] for answer in answers if not answer["ok"]}
    return sum(answer["ok"] for answer in answers), words


async def test_paid_broadcast(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/faq, "How can I message all of my bot's subscribers at once?":
    0.1 Star for each message above the free 30 a second, up to 1,000 a second."""
    people = readers(telegram, bot, 1040)
    telegram.give_stars(bot, 200)
    assert await passed(ask, people[:100]) == (30, {"Too Many Requests: retry after 1"})
    assert (await ask("getMyStarBalance"))["result"] == {"amount": 200}
    telegram.clock.move(1)
    assert (await passed(ask, people, allow_paid_broadcast=True))[0] == 1030
    assert (await ask("getMyStarBalance"))["result"] == {"amount": 100}
    telegram.clock.move(1)
    assert (await passed(ask, people[:35], allow_paid_broadcast=True))[0] == 35
    balance = (await ask("getMyStarBalance"))["result"]
    assert balance == {"amount": 99, "nanostar_amount": 500_000_000}
    bought, paid = (await ask("getStarTransactions"))["result"]["transactions"]
    assert (bought["amount"], bought["source"]) == (200, {"type": "other"})
    assert (paid["amount"], paid["nanostar_amount"]) == (100, 500_000_000)
    assert paid["receiver"] == {"type": "telegram_api", "request_count": 1005}
    later = (await ask("getStarTransactions", offset=1, limit=1))["result"]["transactions"]
    assert later == [paid]
    telegram.clock.move(120)
    await passed(ask, people[:31], allow_paid_broadcast=True)
    transactions = (await ask("getStarTransactions"))["result"]["transactions"]
    assert [one["id"] for one in transactions] == ["1000_1", "1000_2", "1000_3"]
    assert telegram.breaches == []


async def test_too_small_a_balance(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#sendmessage (allow_paid_broadcast): "withdrawn from the bot's
    balance"; server error BALANCE_TOO_LOW (core.telegram.org/method/messages.sendMessage)."""
    people = readers(telegram, bot, 40)
    telegram.give_stars(bot, 0.5)
    result = await passed(ask, people, allow_paid_broadcast=True)
    assert result == (35, {"Bad Request: BALANCE_TOO_LOW"})
    assert (await ask("getMyStarBalance"))["result"] == {"amount": 0}
    telegram.clock.move(1)  # what is free is free again
    assert (await passed(ask, people[:1], allow_paid_broadcast=True))[0] == 1
    assert telegram.breaches == []


async def test_speed_is_for_sale_not_one_chat(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/faq, "My bot is hitting limits": one message a second in a chat."""
    (person,) = readers(telegram, bot, 1)
    telegram.give_stars(bot, 10)
    assert (await passed(ask, [person] * 12, allow_paid_broadcast=True))[0] == 10
    assert bot.purse == 100
