"""Files go up and come down: over HTTP as parts of a form, again by their file_id, and their limits."""

from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from sandbox import Seat, Telegram, samples
from sandbox.files import DOWNLOAD_LIMIT, Upload
from sandbox.formats import look
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


def form(**fields: Any) -> FormData:
    """A multipart/form-data request; bytes go as files."""
    made = FormData()
    for name, value in fields.items():
        if isinstance(value, bytes):
            made.add_field(name, value, filename=f"{name}.png", content_type="image/png")
        else:
            made.add_field(name, str(value))
    return made


async def test_a_photo_goes_up_and_comes_down(
    telegram: Telegram, bot: Bot, resident: Seat, url: str, http: ClientSession
) -> None:
    """core.telegram.org/bots/api#sending-files (multipart) and #getfile."""
    picture = samples.picture(1000, 500)
    body = form(
        chat_id=resident.person.id, photo=picture, caption="<b>Smoke</b>", parse_mode="HTML"
    )
    async with http.post(f"{url}/bot{bot.token}/sendPhoto", data=body) as answer:
        message = (await answer.json())["result"]
    sizes = [(size["width"], size["height"]) for size in message["photo"]]
    assert sizes == [(90, 45), (320, 160), (800, 400), (1000, 500)]
    assert message["caption"] == "Smoke"
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    largest = message["photo"][-1]
    assert largest["file_size"] == len(picture)
    asked = {"file_id": largest["file_id"]}
    async with http.get(f"{url}/bot{bot.token}/getFile", params=asked) as answer:
        file = (await answer.json())["result"]
    assert file["file_path"] == "photos/file_4.jpg"
    async with http.get(f"{url}/file/bot{bot.token}/{file['file_path']}") as answer:
        assert (answer.status, await answer.read()) == (200, picture)
    async with http.get(f"{url}/file/bot{bot.token}/photos/file_99.jpg") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")
    async with http.get(f"{url}/file/bot1:WRONG/{file['file_path']}") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    assert telegram.breaches == []


async def test_an_album_by_attach(
    telegram: Telegram, bot: Bot, resident: Seat, url: str, http: ClientSession
) -> None:
    """core.telegram.org/bots/api#inputmediaphoto: attach://<file_attach_name>."""
    first, second = samples.picture(hue=1), samples.picture(hue=2)
    media = (
        '[{"type":"photo","media":"attach://one","caption":"Both"},'
        '{"type":"photo","media":"attach://two"}]'
    )
    body = form(chat_id=resident.person.id, media=media, one=first, two=second)
    async with http.post(f"{url}/bot{bot.token}/sendMediaGroup", data=body) as answer:
        messages = (await answer.json())["result"]
    assert len({message["media_group_id"] for message in messages}) == 1
    datas = [telegram.files[message["photo"][-1]["file_id"]].data for message in messages]
    assert datas == [first, second]
    assert [message.get("caption") for message in messages] == ["Both", None]
    assert telegram.breaches == []


async def test_what_is_too_large_to_go_up(
    bot: Bot, resident: Seat, url: str, http: ClientSession
) -> None:
    """core.telegram.org/bots/api#sending-files: 10 MB for photos, 50 MB for other files."""
    body = form(chat_id=resident.person.id)
    body.add_field("document", BytesIO(bytes(50 * 2**20 + 1)), filename="a.bin")
    async with http.post(f"{url}/bot{bot.token}/sendDocument", data=body) as answer:
        assert answer.status == 413
        assert (await answer.json())["description"] == "Request Entity Too Large"


async def test_a_large_photo_and_a_large_download(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendphoto (10 MB) and #getfile (20 MB)."""
    photo = Upload(samples.picture() + bytes(10 * 2**20), "a.png")
    answer = await ask("sendPhoto", chat_id=resident.person.id, photo=photo)
    assert answer["description"] == (
        f"Bad Request: file of size {len(photo.data)} bytes is too big for a photo; "
        "the maximum size is 10485760 bytes"
    )
    file = Upload(bytes(DOWNLOAD_LIMIT + 1), "a.bin")
    sent = await ask("sendDocument", chat_id=resident.person.id, document=file)
    answer = await ask("getFile", file_id=sent["result"]["document"]["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_again_by_its_id(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sending-files, "Sending by file_id"."""
    photo = Upload(samples.picture(), "a.png")
    first = (await ask("sendPhoto", chat_id=resident.person.id, photo=photo))["result"]
    again = await ask(
        "sendPhoto", chat_id=resident.person.id, photo=first["photo"][-1]["file_id"], caption="2"
    )
    assert again["result"]["photo"] == first["photo"]
    assert again["result"]["caption"] == "2"
    count = len(telegram.files)
    thumbnail = first["photo"][0]["file_id"]
    assert (await ask("sendPhoto", chat_id=resident.person.id, photo=thumbnail))["ok"]
    assert len(telegram.files) == count
    assert telegram.breaches == []


async def test_an_id_belongs_to_one_bot(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    """core.telegram.org/bots/api#sending-files: file_id is unique for each individual bot."""
    other = telegram.add_bot("Second", "second_bot", "2000:TEST")
    li = telegram.add_person("李警官")
    group = telegram.add_group("Room 1", [li], bot)
    group.members[other.id] = group.members[bot.id]
    await li.in_(group).sends_photo()
    mine, others = [
        (await telegram.call(token, "getUpdates", {}))["result"][-1].body["message"]["photo"][-1]
        for token in (bot.token, other.token)
    ]
    assert mine["file_unique_id"] == others["file_unique_id"]
    assert mine["file_id"] != others["file_id"]
    assert (await ask("getFile", file_id=mine["file_id"]))["ok"]
    answer = await ask("sendPhoto", chat_id=group.id, photo=others["file_id"])
    assert answer["description"] == "Bad Request: wrong file identifier/HTTP URL specified"
    answer = await ask("getFile", file_id=others["file_id"])
    assert answer["description"] == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        ("", "there is no photo in the request"),
        ("attach://photo", "there is no photo in the request"),
        ("https://example.com/a.jpg", "failed to get HTTP URL content"),
        ("AgACAgIAA", "wrong remote file identifier specified: Wrong string length"),
        ("报警", "wrong remote file identifier specified: Wrong character in the string"),
        ("AgAC", "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"),
        (Upload(b"", "a.png"), "file must be non-empty"),
        (Upload(b"no picture", "a.png"), "IMAGE_PROCESS_FAILED"),
        (Upload(samples.picture(9000, 1100), "a.png"), "PHOTO_INVALID_DIMENSIONS"),
        (Upload(samples.picture(420, 20), "a.png"), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_what_is_no_photo(ask: Ask, resident: Seat, photo: str, words: str) -> None:
    """core.telegram.org/bots/api#sendphoto: where a photo comes from, its sides and their ratio."""
    answer = await ask("sendPhoto", chat_id=resident.person.id, photo=photo)
    assert answer["description"] == f"Bad Request: {words}"


async def test_a_kind_can_not_be_changed(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sending-files: a photo can't be sent as a document."""
    chat = resident.person.id
    photo = (await ask("sendPhoto", chat_id=chat, photo=Upload(samples.picture())))["result"]
    answer = await ask("sendDocument", chat_id=chat, document=photo["photo"][-1]["file_id"])
    assert answer["description"] == "Bad Request: can't use file of type Photo as Document"
    film = (await ask("sendVideo", chat_id=chat, video=Upload(samples.film(), "a.mp4")))["result"]
    as_document = await ask("sendDocument", chat_id=chat, document=film["video"]["file_id"])
    assert as_document["result"]["video"] == film["video"]
    assert (await ask("getFile", file_id="no"))["description"] == "Bad Request: invalid file_id"


async def test_a_bot_fetches_what_a_person_sent(ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#getfile."""
    await resident.sends_document("受理.pdf", b"%PDF-1.4 empty", caption="Papers")
    message = (await ask("getUpdates"))["result"][-1].body["message"]
    assert (message["document"]["file_name"], message["document"]["mime_type"]) == (
        "受理.pdf",
        "application/pdf",
    )
    file = (await ask("getFile", file_id=message["document"]["file_id"]))["result"]
    assert file["file_path"] == "documents/file_1.pdf"
    assert file["file_size"] == 14


def test_samples_are_what_they_say() -> None:
    """What people send without data is real: its headers tell kind, size and length."""
    assert look(samples.picture(320, 200)) == look(samples.picture(320, 200, hue=3))
    facts = [look(samples.picture(320, 200)), look(samples.film(4)), look(samples.sound(7))]
    told = [(fact.mime, fact.width, fact.height, fact.duration) for fact in facts]
    assert told == [
        ("image/png", 320, 200, 0),
        ("video/mp4", 64, 64, 4),
        ("audio/ogg", 0, 0, 7),
    ]
    assert (look(samples.sticker()).width, look(samples.sticker()).height) == (512, 512)
    assert look(samples.music()).mime == "audio/mpeg"
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x01\x2c\x01\x90\x03" + bytes(12)
    assert (look(jpeg).width, look(jpeg).height) == (400, 300)
