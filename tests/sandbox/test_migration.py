"""Basic groups that become supergroups: what bots are told, and what they are refused then."""

import pytest

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask


@pytest.fixture
def basic(telegram: Telegram, bot: Bot, li: Phone) -> Chat:
    return telegram.add_group("Room 1", [li], bot, basic=True)


async def check_moved(bot: Bot, ask: Ask, basic: Chat) -> None:
    """The old id refuses and names the new one; the bot was told both ways."""
    fresh = basic.migrated_to
    told = [item.body["message"] for item in bot.updates.items if isinstance(item.body, dict)]
    assert [m["migrate_to_chat_id"] for m in told if "migrate_to_chat_id" in m] == [fresh]
    assert [m["chat"]["id"] for m in told if "migrate_from_chat_id" in m] == [fresh]
    for method, more in (("sendMessage", {"text": "a"}), ("getChatMemberCount", {})):
        answer = await ask(method, chat_id=basic.id, **more)
        assert answer == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": fresh},
        }
    assert (await ask("sendMessage", chat_id=fresh, text="here now"))["ok"]


async def test_topics_make_a_supergroup(
    telegram: Telegram, bot: Bot, ask: Ask, basic: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#responseparameters, #message (migrate_to_chat_id), #chat
    (is_forum: supergroups only)."""
    seat = li.in_(basic)
    forum = await seat.makes_forum()
    await check_moved(bot, ask, basic)
    chat = (await ask("getChat", chat_id=forum.id))["result"]
    assert (chat["type"], chat["is_forum"]) == ("supergroup", True)
    await seat.writes("the phone has followed")
    assert forum.messages[forum.last_id].content["text"] == "the phone has followed"
    await seat.makes_forum(False)
    assert "is_forum" not in (await ask("getChat", chat_id=forum.id))["result"]
    assert telegram.breaches == []


async def test_too_many_members_make_a_supergroup(
    telegram: Telegram, bot: Bot, ask: Ask, basic: Chat, li: Phone
) -> None:
    """telegram.org/faq: a basic group has up to 200 members."""
    seat = li.in_(basic)
    for number in range(198):
        seat.adds(telegram.add_person(f"{number}"))
    assert basic.migrated_to is None
    bot.updates.drop()
    seat.adds(telegram.add_person("one too many"))
    await check_moved(bot, ask, basic)
    fresh = basic.migrated_to
    assert (await ask("getChatMemberCount", chat_id=fresh))["result"] == 201
    assert telegram.breaches == []


async def test_restrictions_make_a_supergroup(
    telegram: Telegram, bot: Bot, ask: Ask, basic: Chat, li: Phone
) -> None:
    """core.telegram.org/bots/api#chatmemberrestricted: "Supergroups only"."""
    wang = telegram.add_person("王芳")
    seat = li.in_(basic)
    seat.adds(wang)
    bot.updates.drop()
    await seat.restricts(wang, can_send_photos=True)
    await check_moved(bot, ask, basic)
    assert seat.chat.members[wang.id] == "restricted"
    assert telegram.breaches == []
