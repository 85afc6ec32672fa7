"""Reactions, signs of being busy, and the answers to presses."""

from typing import Any

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


def emoji(mark: str) -> dict[str, str]:
    return {"type": "emoji", "emoji": mark}


async def test_a_bot_reacts(telegram: Telegram, ask: Ask, resident: Seat, bot: Bot) -> None:
    """core.telegram.org/bots/api#setmessagereaction: one reaction of a bot, of those allowed."""
    message = await resident.writes("Smoke")
    where = {"chat_id": resident.person.id, "message_id": message.id}
    assert (await ask("setMessageReaction", **where, reaction=[emoji("👀")]))["result"] is True
    assert message.reactions == {bot.id: [emoji("👀")]}
    assert (await ask("setMessageReaction", **where, reaction=[]))["ok"]
    assert message.reactions == {}
    assert telegram.breaches == []
    refused: list[tuple[list[Any], str]] = [
        ([emoji("🚓")], "REACTION_INVALID"),
        ([{"type": "custom_emoji", "custom_emoji_id": "5"}], "REACTION_INVALID"),
        ([emoji("👍"), emoji("👎")], "REACTIONS_TOO_MANY"),
        ([{"type": "paid"}], "can't parse ReactionType: invalid reaction type specified"),
    ]
    for reaction, words in refused:
        answer = await ask("setMessageReaction", **where, reaction=reaction)
        assert answer["description"] == f"Bad Request: {words}"
    answer = await ask("setMessageReaction", chat_id=resident.person.id, message_id=99)
    assert answer["description"] == "Bad Request: message to react not found"


async def test_reactions_are_told_to_whoever_asked_for_them(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#update: message_reaction must be asked for."""
    sent = (await ask("sendMessage", chat_id=resident.person.id, text="a"))["result"]
    await resident.reacts(sent["message_id"], "👍")
    assert len((await ask("getUpdates", offset=2))["result"]) == 0
    await ask("getUpdates", allowed_updates=["message_reaction", "message"])
    await resident.reacts(sent["message_id"], "👎")
    await resident.reacts(sent["message_id"], "👎")
    await resident.reacts(sent["message_id"], None)
    changes = [item.body["message_reaction"] for item in (await ask("getUpdates"))["result"]]
    assert [(c["old_reaction"], c["new_reaction"]) for c in changes] == [
        ([emoji("👍")], [emoji("👎")]),
        ([emoji("👎")], []),
    ]
    assert changes[0]["user"]["id"] == resident.person.id
    with pytest.raises(ValueError, match="nobody can react"):
        await resident.reacts(sent["message_id"], "🚓")
    assert telegram.breaches == []


async def test_in_groups_administrators_are_told(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#update: the bot must be an administrator in the chat."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    await ask("getUpdates", allowed_updates=["message_reaction"])
    message = await officer.writes("a")
    await officer.reacts(message, "🔥")
    officer.adds(bot, administrator=False)
    await officer.reacts(message, "👍")
    told = [item.body["message_reaction"] for item in (await ask("getUpdates"))["result"]]
    assert [change["new_reaction"] for change in told] == [[emoji("🔥")]]


async def test_an_administrator_takes_a_reaction_away(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#deletemessagereaction: groups, by administrators."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    message = await officer.writes("a")
    await officer.reacts(message, "💩")
    where = {"chat_id": officer.chat.id, "message_id": message.id, "user_id": li.id}
    assert (await ask("deleteMessageReaction", **where))["result"] is True
    assert message.reactions == {}
    missing = await ask("deleteMessageReaction", **{**where, "message_id": 99})
    assert missing["description"] == "Bad Request: message to delete reactions not found"
    assert telegram.breaches == []


async def test_a_bot_is_seen_to_be_busy(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendchataction and #sendmessagedraft."""
    events: list[dict[str, Any]] = []
    telegram.subscribe(events.append)
    chat = resident.person.id
    assert (await ask("sendChatAction", chat_id=chat, action="typing"))["result"] is True
    assert (await ask("sendMessageDraft", chat_id=chat, draft_id=1, text="On my w"))["ok"]
    action, draft = (event for event in events if event["kind"] in ("action", "draft"))
    assert action == {
        "kind": "action",
        "chat": chat,
        "topic": None,
        "from": 1000,
        "action": "typing",
    }
    assert draft["text"] == "On my w"
    assert telegram.breaches == []
    answer = await ask("sendChatAction", chat_id=chat, action="sleeping")
    assert answer["description"] == "Bad Request: wrong parameter action in request"


async def pressed(ask: Ask, resident: Seat) -> str:
    """The id of a press that waits for its answer."""
    markup = {"inline_keyboard": [[{"text": "Accept", "callback_data": "a"}]]}
    await ask("sendMessage", chat_id=resident.person.id, text="a", reply_markup=markup)
    press = await resident.presses("Accept")
    return str(press.id)


async def test_a_press_is_answered_once(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#answercallbackquery."""
    query = await pressed(ask, resident)
    assert (await ask("answerCallbackQuery", callback_query_id=query, text="Yours"))["ok"]
    assert resident.toast == "Yours"
    answer = await ask("answerCallbackQuery", callback_query_id=query, text="Again")
    assert answer["description"] == TOO_OLD
    assert telegram.breaches == []


async def test_an_answer_may_hold_for_a_while(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#answercallbackquery: cache_time."""
    query = await pressed(ask, resident)
    await ask("answerCallbackQuery", callback_query_id=query, text="Full", cache_time=60)
    before = len((await ask("getUpdates"))["result"])
    await resident.presses("Accept")
    assert (resident.toast, len((await ask("getUpdates"))["result"])) == ("Full", before)
    telegram.clock.move(61)
    await resident.presses("Accept")
    assert (resident.toast, len((await ask("getUpdates"))["result"])) == (None, before + 1)


async def test_a_link_for_an_answer(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#answercallbackquery: url opens the bot with a parameter, or a game."""
    for url, words in (
        ("https://t.me/maple_bridge_bot?start=case", None),
        ("https://example.com", "Bad Request: URL_INVALID"),
    ):
        query = await pressed(ask, resident)
        answer = await ask("answerCallbackQuery", callback_query_id=query, url=url)
        assert answer.get("description") == words
