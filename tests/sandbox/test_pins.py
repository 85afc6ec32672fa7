"""Messages pinned by bots and people."""

from typing import Any

import pytest

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


@pytest.fixture
def group(telegram: Telegram, bot: Bot, li: Phone) -> Chat:
    return telegram.add_group("Room 1 alarms", [li], bot)


def pins(bot: Bot) -> list[tuple[int, int]]:
    """Who pinned what, as the bot was told, and forgets."""
    told: list[dict[str, Any]] = [
        item.body["message"] for item in bot.updates.items if isinstance(item.body, dict)
    ]
    bot.updates.drop()
    return [
        (m["from"]["id"], m["pinned_message"]["message_id"]) for m in told if "pinned_message" in m
    ]


async def test_pinned_and_unpinned(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#pinchatmessage, #unpinchatmessage (without message_id the most
    recent by its date), #unpinallchatmessages, #chatfullinfo (pinned_message)."""
    here = {"chat_id": group.id}
    numbers = []
    for text in ("one", "two"):
        sent = (await ask("sendMessage", **here, text=text))["result"]
        numbers.append(sent["message_id"])
    one, two = numbers
    for number in (two, one, one):
        assert (await ask("pinChatMessage", **here, message_id=number))["result"] is True
    assert pins(bot) == [(bot.id, two), (bot.id, one)]
    assert (await ask("getChat", **here))["result"]["pinned_message"]["text"] == "two"
    assert (await ask("unpinChatMessage", **here))["result"] is True
    assert (await ask("getChat", **here))["result"]["pinned_message"]["text"] == "one"
    assert (await ask("unpinChatMessage", **here, message_id=one))["result"] is True
    answer = await ask("unpinChatMessage", **here)
    assert answer["description"] == BAD + "message to unpin not found"
    seat = li.in_(group)
    await seat.pins(group.messages[one])
    assert pins(bot) == [(li.id, one)]
    await seat.unpins(group.messages[one])
    assert group.pinned == []
    await seat.pins(group.messages[two])
    assert (await ask("unpinAllChatMessages", **here))["result"] is True
    assert "pinned_message" not in (await ask("getChat", **here))["result"]
    assert telegram.breaches == []


async def test_private_chats_have_pins_too(
    telegram: Telegram, bot: Bot, ask: Ask, li: Phone
) -> None:
    """core.telegram.org/bots/api#pinchatmessage: "In private chats … all non-service messages"."""
    await li.with_(bot).writes("/start")
    assert (await ask("pinChatMessage", chat_id=li.id, message_id=1))["result"] is True
    assert pins(bot) == [(bot.id, 1)]
    full = (await ask("getChat", chat_id=li.id))["result"]
    assert full["pinned_message"]["text"] == "/start"
    answer = await ask("pinChatMessage", chat_id=li.id, message_id=2)
    assert answer["description"] == BAD + "service messages can't be pinned"
    answer = await ask("pinChatMessage", chat_id=li.id, message_id=99)
    assert answer["description"] == BAD + "message to pin not found"
    li.with_(bot).blocks()
    answer = await ask("pinChatMessage", chat_id=li.id, message_id=1)
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    assert telegram.breaches == []


async def test_pinning_is_a_right(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#pinchatmessage: can_pin_messages; a bot needs it as an
    administrator, a person may have it as a member (#chatpermissions)."""
    wang = telegram.add_person("王芳")
    owner = li.in_(group)
    owner.adds(wang)
    message = await wang.in_(group).writes("mine")
    await owner.promotes(bot, can_delete_messages=True)
    words = BAD + "not enough rights to manage pinned messages in the chat"
    for method in ("pinChatMessage", "unpinChatMessage"):
        answer = await ask(method, chat_id=group.id, message_id=message.id)
        assert answer["description"] == words
    await wang.in_(group).pins(message)
    await owner.promotes(wang, can_delete_messages=True)
    await wang.in_(group).unpins(message)  # what members may, administrators may
    await owner.permits(can_pin_messages=False)
    with pytest.raises(PermissionError, match="may not pin messages"):
        await wang.in_(group).pins(message)
    assert telegram.breaches == []
