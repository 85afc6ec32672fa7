"""What a bot said, said differently: captions, media and buttons; and what can't be changed."""

from typing import Any

import pytest

from sandbox import Seat, Telegram, samples
from sandbox.files import Upload
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
BUTTON = {"inline_keyboard": [[{"text": "Accept", "callback_data": "a"}]]}


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


def picture(hue: int = 0) -> Upload:
    return Upload(samples.picture(hue=hue), "a.png")


async def test_a_caption(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#editmessagecaption."""
    chat = resident.person.id
    sent = (await ask("sendPhoto", chat_id=chat, photo=picture(), has_spoiler=True))["result"]
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    edited = await ask("editMessageCaption", **where, caption="Fire", reply_markup=BUTTON)
    assert edited["result"]["caption"] == "Fire"
    assert edited["result"]["has_media_spoiler"] is True
    assert edited["result"]["reply_markup"] == BUTTON
    same = await ask("editMessageCaption", **where, caption="Fire", reply_markup=BUTTON)
    assert same["description"] == SAME
    gone = (await ask("editMessageCaption", **where))["result"]
    assert "caption" not in gone
    assert "reply_markup" not in gone
    assert telegram.breaches == []
    answer = await ask("editMessageText", **where, text="a")
    assert answer["description"] == "Bad Request: there is no text in the message to edit"
    answer = await ask("editMessageCaption", **where, caption="x" * 1025)
    assert answer["description"] == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    text = (await ask("sendMessage", chat_id=chat, text="a"))["result"]["message_id"]
    answer = await ask("editMessageCaption", chat_id=chat, message_id=text, caption="a")
    assert answer["description"] == "Bad Request: there is no caption in the message to edit"
    answer = await ask("editMessageText", chat_id=chat, message_id=text, text="x" * 4097)
    assert answer["description"] == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_medium(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#editmessagemedia: also from a text; caption and all."""
    chat = resident.person.id
    sent = (await ask("sendMessage", chat_id=chat, text="a"))["result"]
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": picture(), "caption": "Now"}
    edited = (await ask("editMessageMedia", **where, media=media))["result"]
    assert (edited["caption"], "text" in edited) == ("Now", False)
    media = {"type": "video", "media": Upload(samples.film(), "a.mp4")}
    edited = (await ask("editMessageMedia", **where, media=media))["result"]
    assert edited["video"]["duration"] == 2
    assert telegram.breaches == []
    place = (await ask("sendLocation", chat_id=chat, latitude=1.0, longitude=1.0))["result"]
    answer = await ask(
        "editMessageMedia", **{**where, "message_id": place["message_id"]}, media=media
    )
    assert answer["description"] == "Bad Request: message media can't be edited"
    for wrong, words in (
        ({"type": "photo"}, "can't parse InputMedia: media not found"),
        (
            {"type": "voice", "media": picture()},
            'can\'t parse InputMedia: type "voice" is unsupported',
        ),
    ):
        answer = await ask("editMessageMedia", **where, media=wrong)
        assert answer["description"] == f"Bad Request: {words}"


async def test_a_part_of_an_album(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#editmessagemedia: the rules of albums hold for edits."""
    chat = resident.person.id
    media = [{"type": "document", "media": Upload(b"%PDF-1", f"{n}.pdf")} for n in range(2)]
    sent = (await ask("sendMediaGroup", chat_id=chat, media=media))["result"]
    where = {"chat_id": chat, "message_id": sent[0]["message_id"]}
    answer = await ask("editMessageMedia", **where, media={"type": "photo", "media": picture()})
    assert answer["description"] == "Bad Request: can't change media type in the album"
    new = {"type": "document", "media": Upload(b"%PDF-2", "new.pdf")}
    edited = (await ask("editMessageMedia", **where, media=new))["result"]
    assert edited["media_group_id"] == sent[0]["media_group_id"]
    assert telegram.breaches == []


async def test_buttons(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#editmessagereplymarkup: below anything the bot sent."""
    chat = resident.person.id
    contact = await ask("sendContact", chat_id=chat, phone_number="110", first_name="Police")
    where = {"chat_id": chat, "message_id": contact["result"]["message_id"]}
    edited = (await ask("editMessageReplyMarkup", **where, reply_markup=BUTTON))["result"]
    assert edited["reply_markup"] == BUTTON
    assert telegram.breaches == []
    answer = await ask("editMessageReplyMarkup", **where, reply_markup={"keyboard": [["a"]]})
    assert answer["description"] == "Bad Request: inline keyboard expected"
    answer = await ask("editMessageCaption", **where, caption="a")
    assert answer["description"] == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({}, "message identifier is not specified"),
        ({"inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
        ({"chat_id": 99, "message_id": 1}, "chat not found"),
    ],
)
async def test_which_message(ask: Ask, resident: Seat, where: dict[str, Any], words: str) -> None:
    """core.telegram.org/bots/api#editmessagetext: chat_id and message_id, or inline_message_id."""
    answer = await ask("editMessageText", text="a", **where)
    assert answer["description"] == f"Bad Request: {words}"
