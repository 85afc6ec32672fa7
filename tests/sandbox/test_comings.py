"""How bots and people come and go, what a group is called, and what a bot reads there."""

import pytest

from sandbox import Phone, Seat, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask, changes, told

BAD = "Bad Request: "


async def test_title_and_description(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, owner: Seat
) -> None:
    """core.telegram.org/bots/api#setchattitle, #setchatdescription, #chatfullinfo."""
    here = {"chat_id": group.id}
    told(bot)
    assert (await ask("setChatTitle", **here, title="Room 1"))["ok"]
    await owner.renames("Room One")
    said = [update["message"] for update in told(bot)]
    assert [(m["from"]["id"], m["new_chat_title"]) for m in said] == [
        (bot.id, "Room 1"),
        (owner.person.id, "Room One"),
    ]
    assert (await ask("setChatTitle", **here, title=" "))["description"] == (
        BAD + "title must be non-empty"
    )
    assert (await ask("setChatTitle", **here, title="Room One"))["description"] == (
        BAD + "CHAT_NOT_MODIFIED"
    )
    assert (await ask("setChatDescription", **here, description="Alarms only"))["ok"]
    again = await ask("setChatDescription", **here, description="Alarms only")
    assert again["description"] == BAD + "chat description is not modified"
    full = (await ask("getChat", **here))["result"]
    assert (full["title"], full["description"]) == ("Room One", "Alarms only")
    assert telegram.breaches == []


async def test_the_bot_comes_and_goes(telegram: Telegram, bot: Bot, ask: Ask, wang: Phone) -> None:
    """core.telegram.org/bots/api#update (my_chat_member), #leavechat; /bots/features
    "Deep linking" for t.me/bot?startgroup=."""
    chen = telegram.add_person("陈警官")
    group = telegram.add_group("Desk", [chen, wang])
    seat = chen.in_(group)
    seat.adds(bot, administrator=True, start="room-1")
    updates = told(bot)
    kinds = [next(iter(kind for kind in update if kind != "update_id")) for update in updates]
    assert kinds == ["my_chat_member", "message", "message"]
    assert updates[0]["my_chat_member"]["new_chat_member"]["can_manage_topics"] is True
    assert updates[1]["message"]["new_chat_members"][0]["id"] == bot.id
    assert updates[2]["message"]["text"] == "/start@maple_bridge_bot room-1"
    assert (await ask("leaveChat", chat_id=group.id))["result"] is True
    updates = told(bot)
    assert updates[0]["my_chat_member"]["from"]["id"] == bot.id
    assert updates[1]["message"]["left_chat_member"]["id"] == bot.id
    answer = await ask("getChat", chat_id=group.id)
    assert answer["description"] == "Forbidden: bot is not a member of the supergroup chat"
    with pytest.raises(PermissionError, match="may not restrict anybody"):
        wang.in_(group).kicks(chen)
    with pytest.raises(ValueError, match="64 characters"):
        seat.adds(bot, start="not allowed!")
    assert telegram.breaches == []


async def test_others_come_and_go(
    telegram: Telegram, bot: Bot, group: Chat, owner: Seat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#update (chat_member): administrators that asked for it."""
    told(bot)
    await wang.in_(group).leaves()
    first, second = told(bot)
    assert first["chat_member"]["new_chat_member"]["status"] == "left"
    assert second["message"]["left_chat_member"]["id"] == wang.id
    with pytest.raises(LookupError, match="is not in"):
        wang.in_(group)
    owner.adds(wang)
    await owner.promotes(wang, title="Warden", can_invite_users=True)
    await owner.demotes(wang)
    await owner.restricts(wang, seconds=60, can_send_messages=True)
    assert changes(bot) == [
        ("chat_member", "left", "member"),
        ("chat_member", "member", "administrator"),
        ("chat_member", "administrator", "member"),
        ("chat_member", "member", "restricted"),
    ]
    owner.adds(bot)  # no administrator any more
    told(bot)
    owner.kicks(wang)
    assert [next(iter(u["message"].keys() & {"left_chat_member"})) for u in told(bot)] == [
        "left_chat_member"
    ]
    assert telegram.breaches == []


async def test_privacy(telegram: Telegram, bot: Bot, ask: Ask, group: Chat, owner: Seat) -> None:
    """core.telegram.org/bots/features, "Privacy mode": commands, answers, what happens to the
    group; everything only for administrators."""
    other = telegram.add_bot("Other", "other_bot")
    owner.adds(bot)
    owner.adds(other)
    mine = (await ask("sendMessage", chat_id=group.id, text="An alarm"))["result"]
    told(bot)
    told(other)
    answer = await owner.writes("I go", reply_to=mine["message_id"])
    await owner.writes("and so do I", reply_to=answer.id)
    for text in ("to nobody", "/help", "/help@OTHER_bot", "ask @maple_bridge_bot about it"):
        await owner.writes(text)
    await owner.renames("Room 2")
    heard = [u["message"].get("text", "(service)") for u in told(bot)]
    assert heard == [
        "I go",
        "and so do I",
        "/help",
        "ask @maple_bridge_bot about it",
        "(service)",
    ]
    assert [u["message"].get("text", "(service)") for u in told(other)] == [
        "/help@OTHER_bot",
        "(service)",
    ]
    owner.adds(bot, administrator=True)
    told(bot)
    await owner.writes("to all")
    assert len(told(bot)) == 1
    assert telegram.breaches == []


async def test_starting_by_a_link(telegram: Telegram, bot: Bot, wang: Phone) -> None:
    """core.telegram.org/bots/features, "Deep linking"."""
    seat = wang.with_(bot)
    await seat.starts("room-1_x")
    await seat.starts()
    assert [update["message"]["text"] for update in told(bot)] == ["/start room-1_x", "/start"]
    with pytest.raises(ValueError, match="64 characters"):
        await seat.starts("x" * 65)
    assert telegram.breaches == []
