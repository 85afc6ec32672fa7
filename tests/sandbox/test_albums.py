"""Albums: two to ten of a kind, shown and counted as what they are."""

from typing import Any

import pytest

from sandbox import Limits, Seat, Telegram, samples
from sandbox.files import Upload
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


def part(kind: str = "photo", **more: Any) -> dict[str, Any]:
    data = {"photo": samples.picture(), "video": samples.film(), "audio": samples.music()}
    return {"type": kind, "media": Upload(data.get(kind, b"papers"), "a.bin"), **more}


async def test_photos_and_films_make_one_album(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#sendmediagroup."""
    media = [part(caption="<i>Door</i>", parse_mode="HTML", has_spoiler=True), part("video")]
    messages = (await ask("sendMediaGroup", chat_id=resident.person.id, media=media))["result"]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert messages[0]["caption_entities"] == [{"type": "italic", "offset": 0, "length": 4}]
    assert [("photo" in m, "video" in m) for m in messages] == [(True, False), (False, True)]
    assert messages[0]["has_media_spoiler"] is True
    other = (await ask("sendMediaGroup", chat_id=resident.person.id, media=media))["result"]
    assert other[0]["media_group_id"] != messages[0]["media_group_id"]
    for kind in ("audio", "document"):
        media = [part(kind), part(kind)]
        sent = (await ask("sendMediaGroup", chat_id=resident.person.id, media=media))["result"]
        assert all(kind in message for message in sent)
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([], "there are no messages to send"),
        ([part()] * 11, "too many messages to send as an album"),
        ([part(), part("audio")], "Audio can't be mixed with other media types"),
        ([part("video"), part("document")], "Document can't be mixed with other media types"),
        (
            [part(), part(show_caption_above_media=True)],
            "parameter show_caption_above_media must be the same for all messages",
        ),
        (
            [part(), part("animation")],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        ([part(), part("voice")], 'can\'t parse InputMedia: type "voice" is unsupported'),
        ([part(), {"type": "photo"}], "can't parse InputMedia: media not found"),
        ([part(), "photo"], "can't parse InputMedia: expected an Object"),
    ],
)
async def test_what_makes_no_album(ask: Ask, resident: Seat, media: list[Any], words: str) -> None:
    """core.telegram.org/bots/api#sendmediagroup: 2-10 items; documents and audio among themselves."""
    before = len(resident.chat.messages)
    answer = await ask("sendMediaGroup", chat_id=resident.person.id, media=media)
    assert answer["description"] == f"Bad Request: {words}"
    assert len(resident.chat.messages) == before


async def test_every_part_counts(bot: Bot, ask: Ask, telegram: Telegram, resident: Seat) -> None:
    """core.telegram.org/bots/faq#my-bot-is-hitting-limits: each part is a message."""
    telegram.limits = Limits(chat_burst=3, per_chat=0.01)
    media = [part(), part()]
    assert (await ask("sendMediaGroup", chat_id=resident.person.id, media=media))["ok"]
    before = len(resident.chat.messages)
    assert (await ask("sendMediaGroup", chat_id=resident.person.id, media=media))[
        "error_code"
    ] == 429
    assert len(resident.chat.messages) == before
