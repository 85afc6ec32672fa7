"""Messages passed on: with where they come from, copied without, and what can't be passed on."""

from typing import Any

import pytest

from sandbox import Phone, Seat, Telegram, samples
from sandbox.files import Upload
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳", "王").with_(bot)
    await seat.writes("/start")
    return seat


@pytest.fixture
async def officer(telegram: Telegram, bot: Bot) -> Seat:
    li = telegram.add_person("李警官")
    return li.in_(telegram.add_group("Room 1 alarms", [li], bot))


async def test_a_forward_says_where_it_comes_from(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#messageorigin: user, hidden_user, chat."""
    photo = await resident.sends_photo(caption="Smoke")
    source = {"chat_id": officer.chat.id, "from_chat_id": resident.person.id}
    first = (await ask("forwardMessage", **source, message_id=photo.id))["result"]
    assert first["forward_origin"] == {
        "type": "user",
        "date": photo.date,
        "sender_user": resident.person.wire(),
    }
    assert (first["from"]["id"], first["caption"]) == (bot.id, "Smoke")
    resident.person.hides = True
    hidden = (await ask("forwardMessage", **source, message_id=photo.id))["result"]
    assert hidden["forward_origin"] == {
        "type": "hidden_user",
        "date": photo.date,
        "sender_user_name": "王芳 王",
    }
    wu = telegram.add_person("吴警官")
    officer.adds(wu)
    await officer.promotes(wu, is_anonymous=True)
    order = await wu.in_(officer.chat).writes("All units")
    back = {"chat_id": resident.person.id, "from_chat_id": officer.chat.id}
    third = (await ask("forwardMessage", **back, message_id=order.id))["result"]
    assert third["forward_origin"] == {
        "type": "chat",
        "date": order.date,
        "sender_chat": officer.chat.wire(),
    }
    again = (await ask("forwardMessage", **back, message_id=first["message_id"]))["result"]
    assert again["forward_origin"] == first["forward_origin"]
    told = (await ask("getUpdates"))["result"][-1].body["message"]
    assert (told["from"]["username"], told["sender_chat"]["id"]) == (
        "GroupAnonymousBot",
        officer.chat.id,
    )
    assert telegram.breaches == []


async def test_a_person_forwards_to_the_bot(
    telegram: Telegram, bot: Bot, ask: Ask, officer: Seat
) -> None:
    """core.telegram.org/bots/api#message: forward_origin."""
    spam = await officer.writes("You have won")
    seat = Phone(telegram, officer.person).with_(bot)
    passed = await seat.forwards(spam, from_=officer.chat)
    told = (await ask("getUpdates"))["result"][-1].body["message"]
    assert told["forward_origin"]["sender_user"]["id"] == officer.person.id
    assert told["text"] == "You have won"
    with pytest.raises(PermissionError, match="their own"):
        await seat.edits(passed, "Never mind")
    assert telegram.breaches == []


async def test_many_at_once_keep_their_album(
    telegram: Telegram, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#forwardmessages and #copymessages."""
    album = await resident.sends_album([None, None], caption="Two")
    alone = await resident.writes("c")
    numbers = [album[0].id, album[1].id, alone.id]
    asked = {"chat_id": officer.chat.id, "from_chat_id": resident.person.id}
    for method in ("forwardMessages", "copyMessages"):
        sent = (await ask(method, **asked, message_ids=[*numbers, 999]))["result"]
        shown = [officer.chat.messages[message["message_id"]] for message in sent]
        groups = [message.content.get("media_group_id") for message in shown]
        assert groups[0] == groups[1] != album[0].content["media_group_id"]
        assert groups[2] is None
        assert [message.origin is None for message in shown] == [method == "copyMessages"] * 3
    bare = (await ask("copyMessages", **asked, message_ids=numbers, remove_caption=True))["result"]
    assert "caption" not in officer.chat.messages[bare[0]["message_id"]].content
    assert telegram.breaches == []
    for message_ids, words in (
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([998, 999], "there are no messages to forward"),
        (numbers[::-1], "message identifiers must be in a strictly increasing order"),
    ):
        answer = await ask("forwardMessages", **asked, message_ids=message_ids)
        assert answer["description"] == f"Bad Request: {words}"


async def test_a_copy_may_have_other_words(
    telegram: Telegram, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#copymessage: caption, reply_markup; ignored where there is none."""
    photo = await resident.sends_photo(caption="Smoke")
    text = await resident.writes("words")
    asked = {"chat_id": officer.chat.id, "from_chat_id": resident.person.id}
    markup = {"inline_keyboard": [[{"text": "Accept", "callback_data": "a"}]]}
    new = {"caption": "*Fire*", "parse_mode": "MarkdownV2", "reply_markup": markup}
    copied = []
    for number in (photo.id, text.id):
        answer = await ask("copyMessage", **asked, message_id=number, **new)
        copied.append(officer.chat.messages[answer["result"]["message_id"]])
    assert (copied[0].content["caption"], copied[1].content["text"]) == ("Fire", "words")
    assert copied[0].content["caption_entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert copied[0].buttons == markup["inline_keyboard"]
    assert "caption" not in copied[1].content
    gone = await ask("copyMessage", **asked, message_id=photo.id, caption="")
    assert "caption" not in officer.chat.messages[gone["result"]["message_id"]].content
    assert telegram.breaches == []


async def test_what_can_not_be_passed_on(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#forwardmessage: no service messages, no protected content."""
    secret = await ask("sendMessage", chat_id=resident.person.id, text="a", protect_content=True)
    number = secret["result"]["message_id"]
    asked = {"chat_id": officer.chat.id, "from_chat_id": resident.person.id}
    answer = await ask("forwardMessage", **asked, message_id=number)
    assert answer["description"] == (
        "Bad Request: message has protected content and can't be forwarded"
    )
    assert (await ask("copyMessage", **asked, message_id=number))["ok"]
    with pytest.raises(PermissionError):
        await officer.forwards(number, from_=resident.chat)
    service = telegram.add_message(resident.chat, resident.person, {"delete_chat_photo": True})
    for method, words in (
        ("forwardMessage", "the message can't be forwarded"),
        ("copyMessage", "the message can't be copied"),
    ):
        answer = await ask(method, **asked, message_id=service.id)
        assert answer["description"] == f"Bad Request: {words}"
    for method, words in (("forwardMessage", "forward"), ("copyMessage", "copy")):
        answer = await ask(method, **asked, message_id=999)
        assert answer["description"] == f"Bad Request: message to {words} not found"


async def test_what_may_be_deleted_and_when(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#deletemessage: 48 hours, dice, whose messages."""
    chat = resident.person.id

    async def delete(where: int, number: int) -> Any:
        answer = await ask("deleteMessage", chat_id=where, message_id=number)
        return answer.get("description", "").removeprefix("Bad Request: ") or answer["result"]

    theirs = await resident.writes("a")
    old = (await ask("sendMessage", chat_id=chat, text="b"))["result"]["message_id"]
    dice = (await ask("sendDice", chat_id=chat))["result"]["message_id"]
    assert await delete(chat, theirs.id) is True
    assert await delete(chat, dice) == "message can't be deleted for everyone"
    telegram.clock.move(24 * 3600 + 1)
    assert await delete(chat, dice) is True
    telegram.clock.move(24 * 3600)
    assert await delete(chat, old) == "message can't be deleted for everyone"
    assert await delete(chat, 999) == "message to delete not found"
    assert await delete(chat, 0) == "message identifier is not specified"
    said = await officer.writes("in the group")
    assert await delete(officer.chat.id, said.id) is True
    officer.adds(bot, administrator=False)
    said = await officer.writes("/again")
    assert await delete(officer.chat.id, said.id) == "message can't be deleted"
    assert telegram.breaches == []


async def test_many_are_deleted_or_none(ask: Ask, telegram: Telegram, resident: Seat) -> None:
    """core.telegram.org/bots/api#deletemessages: unknown ones are skipped."""
    chat = resident.person.id
    fresh = [(await resident.writes(text)).id for text in "ab"]
    assert (await ask("deleteMessages", chat_id=chat, message_ids=[*fresh, 999]))["result"] is True
    assert not set(fresh) & resident.chat.messages.keys()
    dice = (await ask("sendDice", chat_id=chat))["result"]["message_id"]
    kept = (await resident.writes("c")).id
    answer = await ask("deleteMessages", chat_id=chat, message_ids=[kept, dice])
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"
    assert kept in resident.chat.messages
    assert (await ask("deleteMessages", chat_id=chat, message_ids=[]))["description"] == (
        "Bad Request: message identifiers are not specified"
    )


async def test_a_photo_stays_itself_on_its_way(
    telegram: Telegram, ask: Ask, resident: Seat, officer: Seat
) -> None:
    """core.telegram.org/bots/api#photosize: file_unique_id is the same over time and for all bots."""
    sent = await ask("sendPhoto", chat_id=resident.person.id, photo=Upload(samples.picture()))
    asked = {"from_chat_id": resident.person.id, "message_id": sent["result"]["message_id"]}
    passed = await ask("forwardMessage", chat_id=officer.chat.id, **asked)
    assert passed["result"]["photo"] == sent["result"]["photo"]
