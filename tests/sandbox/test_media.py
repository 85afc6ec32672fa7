"""Every kind of medium: what a bot's message shows of it, what a person's message tells a bot."""

from typing import Any

import pytest

from sandbox import Seat, Telegram, samples
from sandbox.files import Upload
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

FILM, SOUND = samples.film(4), samples.sound(7)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


@pytest.mark.parametrize(
    ("method", "given", "shown"),
    [
        ("sendVideo", {"video": FILM}, {"width": 64, "height": 64, "duration": 4}),
        ("sendVideo", {"video": FILM, "duration": 9, "width": 32, "height": 16}, {"duration": 9}),
        ("sendAnimation", {"animation": FILM}, {"mime_type": "video/mp4", "duration": 4}),
        ("sendVoice", {"voice": SOUND}, {"mime_type": "audio/ogg", "duration": 7}),
        (
            "sendAudio",
            {"audio": samples.music(), "title": "Song", "performer": "Li", "duration": 3},
            {"title": "Song", "performer": "Li", "duration": 3, "mime_type": "audio/mpeg"},
        ),
        ("sendDocument", {"document": b"%PDF-1"}, {"mime_type": "application/pdf"}),
        ("sendVideoNote", {"video_note": FILM}, {"length": 64, "duration": 4}),
        (
            "sendSticker",
            {"sticker": samples.sticker(), "emoji": "👍"},
            {"width": 512, "emoji": "👍", "is_animated": False, "type": "regular"},
        ),
    ],
)
async def test_a_bot_sends_it(
    telegram: Telegram,
    ask: Ask,
    resident: Seat,
    method: str,
    given: dict[str, Any],
    shown: dict[str, Any],
) -> None:
    """core.telegram.org/bots/api#sendvideo to #sendsticker, and the types they give."""
    sent = {n: Upload(v, "a.bin") if isinstance(v, bytes) else v for n, v in given.items()}
    answer = await ask(method, chat_id=resident.person.id, **sent)
    kind = next(iter(given))
    medium = answer["result"][kind]
    assert {name: medium[name] for name in shown} == shown
    assert telegram.breaches == []
    assert kind in resident.chat.messages[answer["result"]["message_id"]].content
    again = await ask(method, chat_id=resident.person.id, **{kind: medium["file_id"]})
    assert again["result"][kind] == medium
    missing = await ask(method, chat_id=resident.person.id)
    words = kind.replace("_", " ")
    assert missing["description"] == f"Bad Request: there is no {words} in the request"


async def test_an_animation_is_a_document_too(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#message: for an animation the document field is set as well."""
    gif = b"GIF89a" + bytes((30, 0, 20, 0)) + bytes(8)
    for method, kind in (("sendAnimation", "animation"), ("sendDocument", "document")):
        sent = {kind: Upload(gif, "a.gif")}
        message = (await ask(method, chat_id=resident.person.id, **sent))["result"]
        assert (message["animation"]["width"], message["animation"]["height"]) == (30, 20)
        assert message["document"]["file_id"] == message["animation"]["file_id"]
        assert "width" not in message["document"]


async def test_what_is_no_film_goes_as_a_document(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendvideo: other formats may be sent as Document; #sendvoice."""
    for method, kind in (("sendVideo", "video"), ("sendVoice", "voice")):
        sent = {kind: Upload(b"PK\3\4", "a.zip")}
        message = (await ask(method, chat_id=resident.person.id, **sent))["result"]
        assert kind not in message
        assert message["document"]["file_name"] == "a.zip"


async def test_captions_and_veils(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendphoto: caption, show_caption_above_media, has_spoiler."""
    chat, photo = resident.person.id, Upload(samples.picture())
    shown = {"show_caption_above_media": True, "has_spoiler": True, "protect_content": True}
    message = (await ask("sendPhoto", chat_id=chat, photo=photo, caption="a", **shown))["result"]
    assert message["show_caption_above_media"] is message["has_media_spoiler"] is True
    assert message["has_protected_content"] is True
    answer = await ask("sendPhoto", chat_id=chat, photo=photo, caption="x" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"
    assert telegram.breaches == ["sendPhoto.caption: 1025 characters, not 0..1024"]


async def test_people_send_every_kind(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#message: the fields of each kind of message."""
    await ask("getUpdates", offset=2)
    photo = await resident.sends_photo(caption="Smoke here", spoiler=True)
    await resident.sends_video(caption="Look", reply_to=photo)
    await resident.sends_voice(seconds=5)
    await resident.sends_audio(title="Song")
    await resident.sends_video_note()
    await resident.sends_document("a.txt", b"words")
    await resident.sends_sticker("🔥")
    album = await resident.sends_album([None, ("video", samples.film())], caption="Two")
    updates = [item.body["message"] for item in (await ask("getUpdates"))["result"]]
    kinds = [
        "photo",
        "video",
        "voice",
        "audio",
        "video_note",
        "document",
        "sticker",
        "photo",
        "video",
    ]
    assert all(kind in update for kind, update in zip(kinds, updates, strict=True))
    assert updates[0]["caption"] == "Smoke here"
    assert updates[0]["has_media_spoiler"] is True
    assert updates[1]["reply_to_message"]["message_id"] == photo.id
    assert updates[2]["voice"]["duration"] == 5
    assert updates[6]["sticker"]["emoji"] == "🔥"
    assert [update.get("media_group_id") for update in updates[-2:]] == [
        album[0].content["media_group_id"]
    ] * 2
    assert telegram.breaches == []


async def test_a_caption_is_edited_by_whoever_wrote_it(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#update: edited_message."""
    photo = await resident.sends_photo(caption="Smok")
    await resident.edits(photo, "Smoke")
    update = (await ask("getUpdates"))["result"][-1].body["edited_message"]
    assert (update["caption"], len(update["photo"])) == ("Smoke", len(photo.content["photo"]))
    sticker = await resident.sends_sticker()
    with pytest.raises(PermissionError, match="no text"):
        await resident.edits(sticker, "words")
    sent = (await ask("sendMessage", chat_id=resident.person.id, text="a"))["result"]
    with pytest.raises(PermissionError, match="their own"):
        await resident.edits(sent["message_id"], "b")
    assert resident.chat.messages[sent["message_id"]].content["text"] == "a"
    assert telegram.breaches == []
