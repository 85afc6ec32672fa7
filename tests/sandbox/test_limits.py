"""How fast a bot may speak, in numbers, under a moved clock."""

from typing import Any

import pytest

from sandbox import Limits, Telegram
from tests.sandbox.conftest import Ask


@pytest.fixture
def telegram() -> Telegram:
    telegram = Telegram(limits=Limits(chat_burst=3))
    # Time stands still but for moves, or the numbers would depend on this machine.
    telegram.clock.now = lambda: 1_800_000_000 + telegram.clock.offset  # type: ignore[method-assign]  # see above
    return telegram


async def waits(ask: Ask, chat: int, times: int, method: str = "sendMessage", **how: Any) -> int:
    """How many of `times` messages pass."""
    answers = [await ask(method, chat_id=chat, text=f"{n}", **how) for n in range(times)]
    return sum(answer["ok"] for answer in answers)


async def test_one_chat(telegram: Telegram, bot: Any, ask: Ask) -> None:
    person = telegram.add_person("王芳")
    await person.with_(bot).writes("/start")
    assert await waits(ask, person.id, 5) == 3
    refused = await ask("sendMessage", chat_id=person.id, text="a")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    telegram.clock.move(1)
    assert await waits(ask, person.id, 5) == 1


async def test_one_bot(telegram: Telegram, bot: Any, ask: Ask) -> None:
    people = [telegram.add_person(f"{n}") for n in range(40)]
    for person in people:
        await person.with_(bot).writes("/start")
    assert sum([await waits(ask, person.id, 1) for person in people]) == 30
    telegram.clock.move(0.5)
    assert sum([await waits(ask, person.id, 1) for person in people]) == 15


async def test_one_group(telegram: Telegram, bot: Any, ask: Ask) -> None:
    group = telegram.add_group("Room 1", [], bot)
    passed = 0
    for _ in range(25):
        passed += await waits(ask, group.id, 1)
        telegram.clock.move(1)
    assert passed == 20
    refused = await ask("sendMessage", chat_id=group.id, text="a")
    assert refused["parameters"] == {"retry_after": 35}
    telegram.clock.move(34)
    assert await waits(ask, group.id, 1) == 0
    telegram.clock.move(1)
    assert await waits(ask, group.id, 1) == 1


async def test_messages_edits_and_topics_of_a_group_share_its_minute(
    telegram: Telegram, bot: Any, ask: Ask
) -> None:
    """github.com/tdlib/td/issues/2592: "They share the limit. Creating a forum topic is sending a
    message about its creation." """
    group = telegram.add_group("Room 1", [], bot, forum=True)
    telegram.limits = Limits(chat_burst=30)
    said = (await ask("sendMessage", chat_id=group.id, text="Open"))["result"]["message_id"]
    passed = []
    for number in range(9):
        topic = await ask("createForumTopic", chat_id=group.id, name=f"Case {number}")
        edit = await ask("editMessageText", chat_id=group.id, message_id=said, text=f"{number}")
        passed += [topic["ok"], edit["ok"]]
    assert passed == [True] * 18
    assert await waits(ask, group.id, 1) == 1
    edited = await ask("editMessageText", chat_id=group.id, message_id=said, text="one too many")
    topic = await ask("createForumTopic", chat_id=group.id, name="one too many")
    assert edited["parameters"] == topic["parameters"] == {"retry_after": 60}
    assert await waits(ask, group.id, 1) == 0
    telegram.clock.move(60)
    assert (await ask("createForumTopic", chat_id=group.id, name="Case 10"))["ok"]


async def test_edits_in_private_count_as_messages(telegram: Telegram, bot: Any, ask: Ask) -> None:
    """github.com/tdlib/td/issues/3034: "Limits for message editing and sending are shared"."""
    person = telegram.add_person("王芳")
    await person.with_(bot).writes("/start")
    said = (await ask("sendMessage", chat_id=person.id, text="a"))["result"]["message_id"]
    edits = [
        await ask("editMessageText", chat_id=person.id, message_id=said, text=f"{n}")
        for n in range(3)
    ]
    assert [edit["ok"] for edit in edits] == [True, True, False]
