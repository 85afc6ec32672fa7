"""What a message answers: a message here, one in another chat, or words of it.

Source: Bot API, ReplyParameters, TextQuote and ExternalReplyInfo.
"""

from typing import NamedTuple

from sandbox.entities import parse, units
from sandbox.media import KINDS
from sandbox.records import Bot, Chat, Message, origin_of
from sandbox.refusals import Json, bad
from sandbox.topics import GENERAL
from sandbox.world import World

_QUOTED = {"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"}
_SHOWN = {*KINDS, "contact", "dice", "location", "poll", "venue", "has_media_spoiler"}


class Reply(NamedTuple):
    """The message here that is answered, or what is told of one elsewhere; and the words quoted."""

    message: Message | None
    elsewhere: Json | None
    quote: Json | None


NONE = Reply(None, None, None)


def find(world: World, bot: Bot, chat: Chat, p: Json) -> Reply:
    """What reply_parameters mean; a message in another topic is told like one in another chat."""
    to = p.get("reply_parameters")
    if not to:
        return NONE
    number = to.get("message_id", 0)
    if number <= 0:
        return NONE
    where = world.chat(bot, to["chat_id"]) if to.get("chat_id") else chat
    message = where.messages.get(number)
    if message is None:
        if to.get("allow_sending_without_reply") and where is chat:
            return NONE
        raise bad("message to be replied not found")
    quote = _quote(message, to) if to.get("quote") else None
    topic = p.get("message_thread_id")
    if where is chat and (not topic or not chat.forum or topic == (message.thread or GENERAL)):
        return Reply(message, None, quote)
    return Reply(None, _elsewhere(message), quote)


def _elsewhere(message: Message) -> Json:
    told: Json = {"origin": message.origin or origin_of(message)}
    if message.chat.type == "supergroup":
        told |= {"chat": message.chat.wire(), "message_id": message.id}
    return told | {name: value for name, value in message.content.items() if name in _SHOWN}


def _quote(message: Message, to: Json) -> Json:
    """The words and where they stand; they must stand there as quoted, marks included."""
    quoted = parse(to["quote"], to.get("quote_parse_mode"), to.get("quote_entities"))
    field = "text" if "text" in message.content else "caption"
    prefix = "" if field == "text" else "caption_"
    whole = str(message.content.get(field, ""))
    marks = _marks(message.content.get(f"{prefix}entities", []))
    wanted = _marks(quoted.entities)
    at = whole.find(quoted.text) if quoted.text else -1
    while at >= 0:
        offset = units(whole[:at])
        end = offset + units(quoted.text)
        inside = {
            (kind, max(first, offset) - offset, min(last, end) - offset)
            for kind, first, last in marks
            if first < end and last > offset
        }
        if inside == wanted:
            kept = [entity for entity in quoted.entities if entity["type"] in _QUOTED]
            told: Json = {"text": quoted.text, "position": offset, "is_manual": True}
            return told | ({"entities": kept} if kept else {})
        at = whole.find(quoted.text, at + 1)
    raise bad("QUOTE_TEXT_INVALID")


def _marks(entities: list[Json]) -> set[tuple[str, int, int]]:
    return {
        (entity["type"], entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in _QUOTED
    }
