"""Links into a group, and the people who ask to be let in."""

from typing import Any

import pytest

from sandbox import Phone, Telegram
from sandbox.records import Bot, Chat
from tests.sandbox.conftest import Ask

BAD = "Bad Request: "


@pytest.fixture
def group(telegram: Telegram, bot: Bot, li: Phone) -> Chat:
    kinds = {"message", "my_chat_member", "chat_member", "chat_join_request"}
    bot.updates.allowed = frozenset(kinds)
    return telegram.add_group("Room 1 alarms", [li], bot)


def told(bot: Bot) -> list[dict[str, Any]]:
    """The updates the bot was told, and forgets."""
    updates = [item.body for item in bot.updates.items if isinstance(item.body, dict)]
    bot.updates.drop()
    return updates


async def test_joining_by_a_link(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, li: Phone, wang: Phone
) -> None:
    """core.telegram.org/bots/api#createchatinvitelink, #chatinvitelink, #chatmemberupdated
    (invite_link; the second half of somebody else's link is hidden)."""
    asked = {"name": "Neighbours", "member_limit": 1}
    link = (await ask("createChatInviteLink", chat_id=group.id, **asked))["result"]
    assert link == {
        "invite_link": link["invite_link"],
        "creator": bot.wire(),
        "creates_join_request": False,
        "is_primary": False,
        "is_revoked": False,
        "name": "Neighbours",
        "member_limit": 1,
    }
    seat = await wang.joins(link["invite_link"])
    assert seat is not None
    await seat.writes("hello")
    change, joined, _ = told(bot)
    assert change["chat_member"]["invite_link"] == link
    assert change["chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["message"]["from"]["id"] == wang.id
    assert joined["message"]["new_chat_members"][0]["id"] == wang.id
    with pytest.raises(LookupError, match="expired"):
        await telegram.add_person("张三").joins(link["invite_link"])
    await telegram.add_person("李四").joins(li.in_(group).invites())
    seen = told(bot)[0]["chat_member"]["invite_link"]["invite_link"]
    assert seen.endswith("…")
    assert telegram.breaches == []


async def test_a_link_expires_and_is_revoked(
    telegram: Telegram, ask: Ask, group: Chat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#editchatinvitelink, #revokechatinvitelink, #exportchatinvitelink:
    a new primary link takes the old one's place."""
    here, now = {"chat_id": group.id}, int(telegram.clock.now())
    link = (await ask("createChatInviteLink", **here))["result"]["invite_link"]
    edited = await ask("editChatInviteLink", **here, invite_link=link, expire_date=now + 60)
    assert edited["result"]["expire_date"] == now + 60
    telegram.clock.move(61)
    with pytest.raises(LookupError, match="expired"):
        await wang.joins(link)
    await ask("editChatInviteLink", **here, invite_link=link)
    revoked = (await ask("revokeChatInviteLink", **here, invite_link=link))["result"]
    assert revoked["is_revoked"] is True
    with pytest.raises(LookupError, match="expired"):
        await wang.joins(link)
    first = (await ask("getChat", **here))["result"]["invite_link"]
    second = (await ask("exportChatInviteLink", **here))["result"]
    assert second != first
    with pytest.raises(LookupError, match="expired"):
        await wang.joins(first)
    await ask("revokeChatInviteLink", **here, invite_link=second)
    third = (await ask("getChat", **here))["result"]["invite_link"]
    assert third not in (first, second)
    assert await wang.joins(third) is not None
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        (
            "createChatInviteLink",
            {"creates_join_request": True, "member_limit": 5},
            "member limit can't be specified for links requiring administrator approval",
        ),
        ("createChatInviteLink", {"expire_date": 5}, "EXPIRE_DATE_INVALID"),
        ("createChatInviteLink", {"member_limit": 100_000}, "USAGE_LIMIT_INVALID"),
        ("editChatInviteLink", {"invite_link": ""}, "invite link must be non-empty"),
        ("editChatInviteLink", {"invite_link": "https://t.me/+no"}, "INVITE_HASH_EXPIRED"),
        ("editChatInviteLink", {"invite_link": "primary"}, "CHAT_INVITE_PERMANENT"),
        ("revokeChatInviteLink", {"invite_link": "https://t.me/+no"}, "INVITE_HASH_EXPIRED"),
        ("approveChatJoinRequest", {"user_id": "wang"}, "HIDE_REQUESTER_MISSING"),
        ("approveChatJoinRequest", {"user_id": "li"}, "USER_ALREADY_PARTICIPANT"),
        ("declineChatJoinRequest", {"user_id": "wang"}, "HIDE_REQUESTER_MISSING"),
    ],
)
async def test_what_is_refused(
    ask: Ask,
    group: Chat,
    li: Phone,
    wang: Phone,
    method: str,
    parameters: dict[str, Any],
    words: str,
) -> None:
    """TDLib, DialogInviteLinkManager.cpp; in capitals the server's
    (core.telegram.org/method/messages.editExportedChatInvite, messages.hideChatJoinRequest)."""
    primary = (await ask("exportChatInviteLink", chat_id=group.id))["result"]
    meant = {"primary": primary, "wang": wang.id, "li": li.id}
    asked = {name: meant.get(value, value) for name, value in parameters.items()}
    answer = await ask(method, chat_id=group.id, **asked)
    assert answer == {"ok": False, "error_code": 400, "description": BAD + words}


async def test_asking_to_be_let_in(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, wang: Phone
) -> None:
    """core.telegram.org/bots/api#chatjoinrequest (user_chat_id: five minutes),
    #approvechatjoinrequest, #chatmemberupdated (via_join_request)."""
    asked = {"chat_id": group.id, "creates_join_request": True}
    link = (await ask("createChatInviteLink", **asked))["result"]["invite_link"]
    assert await wang.joins(link) is None
    request = told(bot)[0]["chat_join_request"]
    assert request["from"]["id"] == request["user_chat_id"] == wang.id
    assert request["invite_link"]["pending_join_request_count"] == 1
    assert (await ask("sendMessage", chat_id=wang.id, text="Which street?"))["ok"]
    telegram.clock.move(301)
    answer = await ask("sendMessage", chat_id=wang.id, text="Which street?")
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"
    who = {"chat_id": group.id, "user_id": wang.id}
    assert (await ask("approveChatJoinRequest", **who))["result"] is True
    change, joined = told(bot)
    assert change["chat_member"]["via_join_request"] is True
    assert change["chat_member"]["from"]["id"] == bot.id
    assert joined["message"]["from"]["id"] == wang.id
    assert telegram.breaches == []


async def test_turned_away(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, li: Phone, wang: Phone
) -> None:
    """core.telegram.org/bots/api#declinechatjoinrequest; administrators decide too."""
    asked = {"chat_id": group.id, "creates_join_request": True}
    link = (await ask("createChatInviteLink", **asked))["result"]["invite_link"]
    await wang.joins(link)
    who = {"chat_id": group.id, "user_id": wang.id}
    assert (await ask("declineChatJoinRequest", **who))["result"] is True
    assert wang.id not in group.members
    answer = await ask("sendMessage", chat_id=wang.id, text="Sorry")  # only until it is processed
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"
    await wang.joins(link)
    await li.in_(group).lets_in(wang)
    assert group.members[wang.id] == "member"
    with pytest.raises(LookupError, match="has not asked"):
        await li.in_(group).turns_away(wang)
    assert telegram.breaches == []


async def test_a_request_is_told_to_who_may_decide(
    telegram: Telegram, bot: Bot, ask: Ask, group: Chat, li: Phone, wang: Phone
) -> None:
    """core.telegram.org/bots/api#update (chat_join_request): with can_invite_users only."""
    link = li.in_(group).invites(asks=True)
    await li.in_(group).promotes(bot, can_pin_messages=True)
    told(bot)
    assert await wang.joins(link) is None
    assert told(bot) == []
    assert wang.id in group.requests


async def test_a_public_group(
    telegram: Telegram, bot: Bot, ask: Ask, li: Phone, wang: Phone
) -> None:
    """core.telegram.org/bots/api#sendmessage: chat_id may be a @username; #chatfullinfo."""
    square = telegram.add_group("Square", [li], bot, username="village_square")
    assert await wang.joins("https://t.me/village_square") is not None
    assert (await ask("sendMessage", chat_id="@Village_Square", text="hello"))["ok"]
    full = (await ask("getChat", chat_id="@village_square"))["result"]
    assert (full["id"], full["active_usernames"]) == (square.id, ["village_square"])
    li.in_(square).kicks(bot)
    answer = await ask("getChat", chat_id=square.id)
    assert answer["description"] == "Forbidden: bot was kicked from the supergroup chat"
    foreign = telegram.add_group("Market", [li], username="market_square")
    assert (await ask("getChat", chat_id="@market_square"))["result"]["id"] == foreign.id
    answer = await ask("sendMessage", chat_id="@market_square", text="hello")
    assert answer["description"] == "Forbidden: bot is not a member of the supergroup chat"
    with pytest.raises(LookupError, match="no group behind"):
        await wang.joins("@nowhere")
    assert telegram.breaches == []
