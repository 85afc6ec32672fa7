"""What has happened waits for the bot: ids, offsets, one asker at a time, and how long it lives."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox import Seat, Telegram
from sandbox.clock import PATIENCE
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


@pytest.fixture
def resident(telegram: Telegram, bot: Bot) -> Seat:
    return telegram.add_person("王芳").with_(bot)


@pytest.fixture
async def officer(telegram: Telegram, bot: Bot) -> Seat:
    li = telegram.add_person("李警官")
    return li.in_(telegram.add_group("Room 1 alarms", [li], bot))


async def pending(ask: Ask, **how: Any) -> list[tuple[int, str]]:
    """Id and text of the updates that getUpdates gives."""
    items = (await ask("getUpdates", **how))["result"]
    return [(item.id, item.body["message"]["text"]) for item in items]


async def test_an_offset_confirms_what_is_before_it(ask: Ask, resident: Seat) -> None:
    for text in "abc":
        await resident.writes(text)
    assert await pending(ask) == [(1, "a"), (2, "b"), (3, "c")]
    assert await pending(ask, limit=1) == [(1, "a")]
    assert await pending(ask, offset=2) == [(2, "b"), (3, "c")]
    assert await pending(ask, offset=-1) == [(3, "c")]
    assert await pending(ask, offset=4) == []
    assert await pending(ask) == []


async def test_a_second_asker_ends_the_first(ask: Ask, resident: Seat) -> None:
    first = asyncio.create_task(ask("getUpdates", timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(ask("getUpdates", timeout=30))
    assert (await first)["description"] == CONFLICT
    await resident.writes("a")
    assert [item.id for item in (await second)["result"]] == [1]


async def test_messages_live_for_a_day(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    await resident.writes("a")
    telegram.clock.move(24 * 3600 - 5)
    assert len(await pending(ask)) == 1
    telegram.clock.move(10)
    assert await pending(ask) == []


async def test_only_what_was_asked_for(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    await ask("getUpdates", allowed_updates=["edited_message"])
    message = await resident.writes("a")
    await resident.edits(message, "b")
    items = (await ask("getUpdates"))["result"]
    assert [list(item.body) for item in items] == [["update_id", "edited_message"]]


async def test_a_group_is_read_by_administrators(bot: Bot, ask: Ask, officer: Seat) -> None:
    await officer.writes("to all")
    officer.adds(bot, administrator=False)
    await officer.writes("not to the bot")
    await officer.writes("/open")
    texts = [
        item.body["message"]["text"]
        for item in (await ask("getUpdates"))["result"]
        if "message" in item.body
    ]
    assert texts == ["to all", "/open"]


async def test_a_live_place_moves(ask: Ask, resident: Seat) -> None:
    place = await resident.shares_place(40.78, 111.66, live_period=900)
    await resident.moves_place(place, 40.79, 111.67)
    first, second = (item.body for item in (await ask("getUpdates"))["result"])
    assert first["message"]["location"]["latitude"] == 40.78
    assert second["edited_message"]["location"]["latitude"] == 40.79


async def test_faults_of_delivery(telegram: Telegram, bot: Bot, ask: Ask, resident: Seat) -> None:
    with telegram.faults.duplicate(3):
        await resident.writes("thrice")
    assert await pending(ask) == [(1, "thrice")] * 3
    await ask("getUpdates", offset=2)

    with telegram.faults.late(600):
        await resident.writes("late")
    await resident.writes("on time")
    asyncio.get_running_loop().call_soon(telegram.clock.move, 600)
    async with asyncio.timeout(PATIENCE):
        while len(bot.updates.items) < 2:
            await telegram.next_change()
    assert await pending(ask) == [(2, "on time"), (3, "late")]
    await ask("getUpdates", offset=4)

    telegram.faults.disorder(2)
    await resident.writes("first")
    await resident.writes("second")
    await resident.writes("third")
    assert [text for _, text in await pending(ask)] == ["second", "first", "third"]


async def test_ids_may_start_again_lower(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    telegram.jump_ids(bot, to=900_000)
    await resident.writes("a")
    assert await pending(ask, offset=0) == [(900_000, "a")]
    assert await pending(ask, offset=900_001) == []
    telegram.jump_ids(bot, to=5)
    await resident.writes("b")
    assert await pending(ask, offset=900_001) == [(5, "b")]


async def test_anything_can_be_put_into_a_batch(
    telegram: Telegram, bot: Bot, url: str, http: ClientSession, resident: Seat
) -> None:
    telegram.inject(bot, {"unheard_of": {"x": 1}})
    telegram.inject(bot, b'{"update_id": 2, "message": ')
    await resident.writes("behind it")
    answer = await http.get(f"{url}/bot{bot.token}/getUpdates")
    body = await answer.read()
    assert body.startswith(b'{"ok":true,"result":[{"update_id": 1, "unheard_of": {"x": 1}},')
    assert b'{"update_id": 2, "message": ,' in body
    assert "behind it" in body.decode()
    assert telegram.breaches == []


async def test_settled_waits_for_what_is_not_confirmed(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    await resident.writes("a")
    with pytest.raises(TimeoutError):
        await telegram.settled(within=0.1)
    settling = asyncio.create_task(telegram.settled(within=5))
    await ask("getUpdates", offset=2)
    await settling
