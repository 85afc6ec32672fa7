"""Members of groups and what they may do, as bots see and change it."""

import pytest

from sandbox import Phone, Seat, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask, changes, told

BAD = "Bad Request: "


async def test_banned_for_an_hour(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#banchatmember (until_date), #chatmemberbanned."""
    await wang.in_(group).writes("spam")
    until = int(telegram.clock.now()) + 3600
    who = {"chat_id": group.id, "user_id": wang.id}
    told(bot)
    assert (await ask("banChatMember", **who, until_date=until))["result"] is True
    first, second = told(bot)
    assert first["chat_member"]["from"]["id"] == bot.id
    assert first["chat_member"]["new_chat_member"] == {
        "status": "kicked",
        "user": wang.person.wire(),
        "until_date": until,
    }
    assert second["message"]["left_chat_member"]["id"] == wang.id
    assert not [m for m in group.messages.values() if m.author is wang.person]
    link = (await ask("exportChatInviteLink", chat_id=group.id))["result"]
    with pytest.raises(PermissionError, match="was banned"):
        await wang.joins(link)
    telegram.clock.move(3601)
    assert (await ask("getChatMember", **who))["result"]["status"] == "left"
    assert await wang.joins(link) is not None
    assert telegram.breaches == []


async def test_a_ban_too_short_or_too_long_is_for_ever(
    telegram: Telegram, ask: Ask, group: Chat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#banchatmember: "more than 366 days or less than 30 seconds"."""
    who = {"chat_id": group.id, "user_id": wang.id}
    for seconds in (10, 367 * 24 * 3600):
        await ask("banChatMember", **who, until_date=int(telegram.clock.now()) + seconds)
        assert (await ask("getChatMember", **who))["result"]["until_date"] == 0


async def test_unbanned(telegram: Telegram, bot: Bot, ask: Ask, group: Chat, wang: Phone) -> None:
    """core.telegram.org/bots/api#unbanchatmember: who is a member is removed, unless only_if_banned."""
    who = {"chat_id": group.id, "user_id": wang.id}
    assert (await ask("unbanChatMember", **who, only_if_banned=True))["result"] is True
    assert group.members[wang.id] == "member"
    told(bot)
    assert (await ask("unbanChatMember", **who))["result"] is True
    assert changes(bot) == [("chat_member", "member", "left")]
    await ask("banChatMember", **who)
    await ask("unbanChatMember", **who, only_if_banned=True)
    assert changes(bot) == [("chat_member", "left", "kicked"), ("chat_member", "kicked", "left")]
    assert telegram.breaches == []


async def test_restricted(telegram: Telegram, bot: Bot, ask: Ask, group: Chat, wang: Phone) -> None:
    """core.telegram.org/bots/api#restrictchatmember, #chatmemberrestricted, #chatpermissions."""
    who = {"chat_id": group.id, "user_id": wang.id}
    until = int(telegram.clock.now()) + 60
    only = {"can_send_photos": True}
    assert (await ask("restrictChatMember", **who, permissions=only, until_date=until))["ok"]
    member = (await ask("getChatMember", **who))["result"]
    assert (member["status"], member["is_member"], member["until_date"]) == (
        "restricted",
        True,
        until,
    )
    assert [name for name in member if name.startswith("can_") and member[name]] == [
        "can_send_photos"
    ]
    with pytest.raises(PermissionError, match="not enough rights to send text messages"):
        await wang.in_(group).writes("hello?")
    telegram.clock.move(61)
    await wang.in_(group).writes("hello")
    assert (await ask("getChatMember", **who))["result"]["status"] == "member"
    await ask("restrictChatMember", **who, permissions=only)
    everything = dict.fromkeys(group.permissions, True)
    await ask("restrictChatMember", **who, permissions=everything)
    assert group.members[wang.id] == "member"
    assert telegram.breaches == []


async def test_permissions_bring_others_along(
    telegram: Telegram, ask: Ask, group: Chat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#setchatpermissions: use_independent_chat_permissions."""
    here = {"chat_id": group.id}
    links = {"can_add_web_page_previews": True}
    assert (await ask("setChatPermissions", **here, permissions=links))["result"] is True
    full = (await ask("getChat", **here))["result"]["permissions"]
    assert full["can_send_messages"]
    assert full["can_send_videos"]
    assert not full["can_send_polls"]
    await ask(
        "setChatPermissions", **here, permissions=links, use_independent_chat_permissions=True
    )
    full = (await ask("getChat", **here))["result"]["permissions"]
    assert [name for name in full if full[name]] == ["can_add_web_page_previews"]
    with pytest.raises(PermissionError, match="not enough rights to send locations to the chat"):
        await wang.in_(group).shares_place(40.78, 111.66)
    assert telegram.breaches == []


async def test_a_bot_may_not_say_what_members_may_not(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, owner: Seat
) -> None:
    """core.telegram.org/bots/api#chatpermissions; the words are TDLib's,
    can_send_message_content."""
    owner.adds(bot)  # an ordinary member now
    await owner.permits(can_send_messages=False)
    here = {"chat_id": group.id}
    answer = await ask("sendMessage", **here, text="a")
    assert answer["description"] == BAD + "not enough rights to send text messages to the chat"
    place = {"latitude": 1, "longitude": 1}
    answer = await ask("sendLocation", **here, **place)
    assert answer["description"] == BAD + "not enough rights to send locations to the chat"
    answer = await ask("sendLocation", **here, **place, live_period=60)
    assert answer["description"] == BAD + "not enough rights to send live locations to the chat"
    await owner.promotes(bot, can_pin_messages=True)
    assert (await ask("sendMessage", **here, text="administrators may"))["ok"]
    await owner.restricts(bot)
    member = (await ask("getChatMember", **here, user_id=bot.id))["result"]
    assert member["status"] == "restricted"
    assert (await ask("sendMessage", **here, text="a"))["error_code"] == 400


async def test_promoted(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, wang: Phone, owner: Seat
) -> None:
    """core.telegram.org/bots/api#promotechatmember, #setchatadministratorcustomtitle,
    #chatmemberadministrator."""
    who = {"chat_id": group.id, "user_id": wang.id}
    told(bot)
    assert (await ask("promoteChatMember", **who, can_pin_messages=True))["result"] is True
    assert changes(bot) == [("chat_member", "member", "administrator")]
    assert (await ask("setChatAdministratorCustomTitle", **who, custom_title="Warden"))["ok"]
    member = (await ask("getChatMember", **who))["result"]
    assert (member["custom_title"], member["can_be_edited"]) == ("Warden", True)
    rights = {name for name in member if name.startswith("can_") and member[name]}
    assert rights == {"can_be_edited", "can_manage_chat", "can_pin_messages"}
    administrators = (await ask("getChatAdministrators", chat_id=group.id))["result"]
    assert {one["user"]["id"] for one in administrators} == {owner.person.id, wang.id, bot.id}
    assert (await ask("promoteChatMember", **who))["ok"]  # nothing named: demoted
    assert group.members[wang.id] == "member"
    assert telegram.breaches == []
