"""What somebody does over HTTP: a verb of `Seat`, with ids in the place of people, chats and messages."""

import inspect
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.people import Phone, Seat
from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

# Which verbs there are, and what of their body goes first, in its order; the rest goes by name.
DEEDS: dict[str, tuple[str, ...]] = {
    "writes": ("text",),
    "answers": ("text",),
    "presses": ("label",),
    "reads": ("message",),
    "shares_place": ("latitude", "longitude"),
    "moves_place": ("message", "latitude", "longitude"),
    "ends_place": ("message",),
    "shares_contact": ("phone_number",),
    "sends_photo": ("data",),
    "sends_video": ("data",),
    "sends_video_note": ("data",),
    "sends_voice": ("data",),
    "sends_audio": ("data",),
    "sends_document": ("name", "data"),
    "sends_album": ("data",),
    "sends_sticker": ("emoji",),
    "edits": ("message", "text"),
    "deletes": ("message",),
    "forwards": ("message",),
    "reacts": ("message", "emoji"),
    "votes": ("message",),
    "retracts_vote": ("message",),
    "starts_poll": ("question", "options"),
    "starts": ("parameter",),
    "blocks": (),
    "unblocks": (),
    "adds": ("whom",),
    "kicks": ("whom",),
    "promotes": ("whom",),
    "demotes": ("whom",),
    "restricts": ("whom",),
    "leaves": (),
    "pins": ("message",),
    "unpins": ("message",),
    "makes_forum": ("on",),
    "opens_topic": ("name",),
    "renames_topic": ("topic", "name"),
    "closes_topic": ("topic",),
    "reopens_topic": ("topic",),
    "deletes_topic": ("topic",),
}
_NUMBERS = {"reply_to", "seconds", "width", "height"}


async def body(request: web.Request) -> Json:
    """The arguments: JSON, or parts of which the files become `data`."""
    if request.content_type != "multipart/form-data":
        asked: Json = await request.json() if request.can_read_body else {}
        return asked
    asked, files = {}, []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files.append((value.content_type, value.filename, value.file.read()))
        elif name in _NUMBERS:
            asked[name] = int(value)
        else:
            asked[name] = json.loads(value) if value in ("true", "false") else value
    asked["files"] = files
    return asked


async def do(telegram: "Telegram", seat: Seat, deed: str, asked: Json) -> None:
    """Somebody does something; LookupError where there is no such verb, message or person."""
    if deed not in DEEDS:
        raise LookupError(f"nobody can do that: {deed}")
    told: Json = _files(deed, dict(asked))
    source = _source(telegram, seat, told)
    if deed == "presses":
        told.setdefault("within", 0.1)
        if "place" in told:
            told["place"] = tuple(told["place"])
    options = told.pop("options", []) if deed == "votes" else []
    named = told.pop("how", {})
    if "whose" in told:
        told["whose"] = Phone(telegram, telegram.people[told["whose"]])
    first = [_meant(telegram, source, name, told.pop(name)) for name in DEEDS[deed] if name in told]
    verb = getattr(seat, deed)
    done = verb(*first, *options, **told, **named)
    if inspect.isawaitable(done):
        await done


def _files(deed: str, told: Json) -> Json:
    """Put uploaded files where the verb wants them."""
    files = told.pop("files", [])
    if deed == "sends_album":
        return told | {
            "data": [("video", data) if "video" in kind else data for kind, _, data in files]
        }
    if not files:
        return told
    _, name, data = files[0]
    return told | ({"name": name, "data": data} if deed == "sends_document" else {"data": data})


def _source(telegram: "Telegram", seat: Seat, told: Json) -> Seat:
    """Where the message that is meant stands: here, or in the chat it is forwarded from."""
    if "from" not in told:
        return seat
    source = seat_of(telegram, seat.person.id, told.pop("from"))
    told["from_"] = source.chat
    return source


def _meant(telegram: "Telegram", seat: Seat, name: str, value: Any) -> Any:
    """What an id stands for."""
    chat = seat.chat
    match name:
        case "message":
            if value not in chat.messages:
                raise LookupError(f"message {value} is not there any more")
            return chat.messages[value]
        case "topic":
            return chat.topics[value]
        case "whom":
            return telegram.bots.get(value) or Phone(telegram, telegram.people[value])
        case _:
            return value


def seat_of(telegram: "Telegram", person: int, chat: int, topic: int | None = None) -> Seat:
    """Somebody in a chat; one with a bot is named by the bot's id, a group by its own."""
    phone = Phone(telegram, telegram.people[person])
    if chat > 0:
        return phone.with_(telegram.bots[chat])
    return phone.in_(telegram.groups[chat], topic=topic)
