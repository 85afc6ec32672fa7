"""Answers to messages: here, with a quote, in another chat; and how a text is sent otherwise."""

from typing import Any

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


async def test_a_quote(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#replyparameters: quote; #textquote."""
    chat = resident.person.id
    said = await ask(
        "sendMessage", chat_id=chat, text="🔥 on the *third* floor", parse_mode="Markdown"
    )
    number = said["result"]["message_id"]

    async def quoting(quote: str, **more: Any) -> dict[str, Any]:
        reply = {"message_id": number, "quote": quote, **more}
        return await ask("sendMessage", chat_id=chat, text="a", reply_parameters=reply)

    plain = (await quoting("on the"))["result"]
    assert plain["quote"] == {"text": "on the", "position": 3, "is_manual": True}
    assert plain["reply_to_message"]["message_id"] == number
    marked = (await quoting("the <b>third</b>", quote_parse_mode="HTML"))["result"]
    assert marked["quote"]["entities"] == [{"type": "bold", "offset": 4, "length": 5}]
    assert telegram.breaches == []
    for quote in ("the third", "fourth"):
        answer = await quoting(quote)
        assert answer["description"] == "Bad Request: QUOTE_TEXT_INVALID"


async def test_a_message_in_another_chat(
    telegram: Telegram, bot: Bot, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#externalreplyinfo."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    photo = await officer.sends_photo()
    reply = {"chat_id": officer.chat.id, "message_id": photo.id}
    answer = await ask("sendMessage", chat_id=resident.person.id, text="a", reply_parameters=reply)
    told = answer["result"]["external_reply"]
    assert (told["chat"]["id"], told["message_id"]) == (officer.chat.id, photo.id)
    assert told["origin"]["sender_user"]["id"] == li.id
    assert len(told["photo"]) == len(photo.content["photo"])
    assert "reply_to_message" not in answer["result"]
    assert telegram.breaches == []
    lost = {**reply, "message_id": 99, "allow_sending_without_reply": True}
    answer = await ask("sendMessage", chat_id=resident.person.id, text="a", reply_parameters=lost)
    assert answer["description"] == "Bad Request: message to be replied not found"
    lost["chat_id"] = -5
    answer = await ask("sendMessage", chat_id=resident.person.id, text="a", reply_parameters=lost)
    assert answer["description"] == "Bad Request: chat not found"


async def test_a_message_in_another_topic(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#externalreplyinfo: another chat or forum topic."""
    li = telegram.add_person("李警官")
    officer = li.in_(telegram.add_group("Room 1", [li], bot))
    await officer.makes_forum()
    topic = await officer.opens_topic("Case 7")
    said = await officer.writes("in General")
    asked = {"chat_id": officer.chat.id, "text": "a", "reply_parameters": {"message_id": said.id}}
    here = (await ask("sendMessage", **asked))["result"]
    assert here["reply_to_message"]["message_id"] == said.id
    there = (await ask("sendMessage", message_thread_id=topic.id, **asked))["result"]
    assert (there["message_thread_id"], "reply_to_message" in there) == (topic.id, False)
    assert there["external_reply"]["message_id"] == said.id
    assert telegram.breaches == []


async def test_a_message_that_is_gone(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#replyparameters: allow_sending_without_reply."""
    chat = resident.person.id
    lost = {"message_id": 99}
    answer = await ask("sendMessage", chat_id=chat, text="a", reply_parameters=lost)
    assert answer["description"] == "Bad Request: message to be replied not found"
    lost["allow_sending_without_reply"] = True
    answer = await ask("sendMessage", chat_id=chat, text="a", reply_parameters=lost)
    assert "reply_to_message" not in answer["result"]


async def test_how_a_link_looks(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#linkpreviewoptions: told of messages that have them."""
    cases: list[tuple[str, dict[str, Any], Any]] = [
        ("https://example.com", {"is_disabled": True}, {"is_disabled": True}),
        ("https://example.com", {"prefer_small_media": True}, {"prefer_small_media": True}),
        ("no link", {"prefer_small_media": True}, None),
    ]
    for text, options, kept in cases:
        asked = {"text": text, "link_preview_options": options}
        sent = (await ask("sendMessage", chat_id=resident.person.id, **asked))["result"]
        assert sent.get("link_preview_options") == kept
    assert telegram.breaches == []


async def test_mentions_name_whom_they_mean(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#formatting-options: tg://user?id=, and users who are known."""
    person = resident.person
    text = f'<a href="tg://user?id={person.id}">you</a> <a href="tg://user?id=5">who</a>'
    sent = await ask("sendMessage", chat_id=person.id, text=text, parse_mode="HTML")
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": person.wire()}
    assert sent["result"]["entities"] == [mention]
    ready = {**mention, "user": {"id": person.id, "is_bot": False, "first_name": "X"}}
    sent = await ask("sendMessage", chat_id=person.id, text="you", entities=[ready])
    assert sent["result"]["entities"] == [mention]
    assert telegram.breaches == []
