"""Members of groups and what they may do, as bots see and change it."""

from typing import Any

import pytest

from sandbox import Phone, Seat, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


@pytest.fixture
def li(telegram: Telegram) -> Phone:
    return telegram.add_person("李警官")


@pytest.fixture
def wang(telegram: Telegram) -> Phone:
    return telegram.add_person("王芳")


@pytest.fixture
def group(telegram: Telegram, bot: Bot, li: Phone, wang: Phone) -> Chat:
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


async def test_other_bots_are_listed_if_wanted(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, owner: Seat
) -> None:
    """core.telegram.org/bots/api#getchatadministrators: return_bots."""
    other = telegram.add_bot("Watchdog", "watchdog_bot")
    owner.adds(other, administrator=True)
    count = {}
    for wanted in (False, True):
        answer = await ask("getChatAdministrators", chat_id=group.id, return_bots=wanted)
        count[wanted] = len(answer["result"])
    assert count == {False: 2, True: 3}
    assert (await ask("getChatMemberCount", chat_id=group.id))["result"] == 4
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("method", "whom", "parameters", "words"),
    [
        ("banChatMember", "li", {}, "can't remove chat owner"),
        ("banChatMember", "bot", {}, "can't restrict self"),
        ("banChatMember", "he", {}, "user is an administrator of the chat"),
        ("banChatMember", 99, {}, "PARTICIPANT_ID_INVALID"),
        ("banChatMember", 0, {}, "invalid user_id specified"),
        ("restrictChatMember", "li", {"permissions": {}}, "can't remove chat owner"),
        ("restrictChatMember", "he", {"permissions": {}}, "user is an administrator of the chat"),
        ("promoteChatMember", "li", {}, "can't remove chat owner"),
        ("promoteChatMember", "bot", {"can_pin_messages": True}, "can't promote self"),
        ("promoteChatMember", "he", {"can_pin_messages": True}, "CHAT_ADMIN_REQUIRED"),
        ("promoteChatMember", "out", {"can_pin_messages": True}, "USER_NOT_MUTUAL_CONTACT"),
        ("promoteChatMember", "wang", {"can_post_stories": True}, "RIGHT_FORBIDDEN"),
        (
            "setChatAdministratorCustomTitle",
            "li",
            {"custom_title": "x"},
            "only the owner can edit their custom title",
        ),
        (
            "setChatAdministratorCustomTitle",
            "wang",
            {"custom_title": "x"},
            "user is not an administrator",
        ),
        (
            "setChatAdministratorCustomTitle",
            "he",
            {"custom_title": "x"},
            "not enough rights to change custom title of the user",
        ),
        ("getChatMember", 99, {}, "PARTICIPANT_ID_INVALID"),
    ],
)
async def test_who_may_not_be_touched(
    telegram: Telegram,
    bot: Bot,
    ask: Ask,
    owner: Seat,
    wang: Phone,
    method: str,
    whom: str | int,
    parameters: dict[str, Any],
    words: str,
) -> None:
    """core.telegram.org/bots/api, each method; the words are those of TDLib's
    DialogParticipantManager.cpp and of the server (core.telegram.org/method/channels.editAdmin,
    channels.editBanned)."""
    he = telegram.add_person("何警官")
    owner.adds(he, administrator=True)
    people = {"li": owner.person.id, "bot": bot.id, "he": he.id, "wang": wang.id}
    people["out"] = telegram.add_person("陌生人").id
    user = people[whom] if isinstance(whom, str) else whom
    answer = await ask(method, chat_id=owner.chat.id, user_id=user, **parameters)
    assert answer == {"ok": False, "error_code": 400, "description": BAD + words}


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("banChatMember", {}, "not enough rights to restrict/unrestrict chat member"),
        ("unbanChatMember", {}, "not enough rights to restrict/unrestrict chat member"),
        (
            "restrictChatMember",
            {"permissions": {}},
            "not enough rights to restrict/unrestrict chat member",
        ),
        ("promoteChatMember", {"can_manage_chat": True}, "not enough rights"),
        ("setChatPermissions", {"permissions": {}}, "not enough rights to change chat permissions"),
        ("setChatTitle", {"title": "x"}, "not enough rights to change chat title"),
        ("setChatDescription", {"description": "x"}, "not enough rights to set chat description"),
        ("exportChatInviteLink", {}, "not enough rights to manage chat invite link"),
        ("approveChatJoinRequest", {}, "not enough rights to manage chat join requests"),
        ("unpinAllChatMessages", {}, "not enough rights to manage pinned messages in the chat"),
    ],
)
async def test_without_the_right(
    bot: Bot,
    ask: Ask,
    owner: Seat,
    wang: Phone,
    method: str,
    parameters: dict[str, Any],
    words: str,
) -> None:
    """core.telegram.org/bots/api, each method's "must have the … administrator right"."""
    await owner.promotes(bot, can_delete_messages=True)
    asked = {"chat_id": owner.chat.id, **parameters}
    if method.endswith("ChatMember") or "Request" in method:
        asked["user_id"] = wang.id
    assert (await ask(method, **asked))["description"] == BAD + words


async def test_basic_groups_and_private_chats(
    telegram: Telegram, bot: Bot, ask: Ask, li: Phone, wang: Phone
) -> None:
    """core.telegram.org/bots/api, each method's kinds of chat; the words are the Bot API server's
    (Client.cpp) and TDLib's."""
    basic = telegram.add_group("Basic", [li, wang], bot, basic=True)
    wang.meets(bot)
    wang_here = {"chat_id": basic.id, "user_id": wang.id}
    supergroups = BAD + "method is available for supergroup and channel chats only"
    assert (await ask("unbanChatMember", **wang_here))["description"] == supergroups
    assert (await ask("promoteChatMember", **wang_here))["description"] == supergroups
    answer = await ask("restrictChatMember", **wang_here, permissions={})
    assert answer["description"] == BAD + "method is available only for supergroups"
    own = (await ask("getChatMember", chat_id=basic.id, user_id=bot.id))["result"]
    assert own["status"] == "administrator"
    assert not own["can_promote_members"]  # only the owner appoints in a basic group
    assert "can_manage_topics" not in own
    alone = {"chat_id": wang.id}
    for method, parameters, words in (
        ("banChatMember", {"user_id": wang.id}, "can't ban members in private chats"),
        ("setChatTitle", {"title": "x"}, "can't change private chat title"),
        ("setChatDescription", {"description": "x"}, "can't change private chat description"),
        ("setChatPermissions", {"permissions": {}}, "can't change private chat permissions"),
        ("exportChatInviteLink", {}, "can't invite members to a private chat"),
        ("approveChatJoinRequest", {"user_id": wang.id}, "the chat can't have join requests"),
        ("leaveChat", {}, "can't leave private chats"),
        ("getChatMember", {"user_id": li.id}, "member not found"),
        (
            "setChatAdministratorCustomTitle",
            {"user_id": li.id, "custom_title": "x"},
            "method is available only for groups and supergroups",
        ),
    ):
        assert (await ask(method, **alone, **parameters))["description"] == BAD + words
    assert (await ask("getChatMember", **alone, user_id=wang.id))["result"]["status"] == "member"
    assert (await ask("getChatMemberCount", **alone))["result"] == 2
    assert (await ask("banChatMember", **wang_here))["ok"]
    assert (await ask("getChatMemberCount", chat_id=basic.id))["result"] == 2
    assert telegram.breaches == []


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
