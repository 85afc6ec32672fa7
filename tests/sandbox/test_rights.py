"""Who may do what to whom in a group, and how Telegram refuses the rest."""

from typing import Any

import pytest

from sandbox import Phone, Seat, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


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
