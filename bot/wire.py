"""How what waits in the outbox is said in the Bot API's own words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

from pydantic import AliasChoices, BaseModel, Field

from bot import files
from bot.objections import Objection
from bot.telegram import RefusedByTelegramError, Upload, read_as
from db.leases import Leased

REPEAT = "↻ "  # the recipient may have this already; understood in every language
LONGEST = 4096  # UTF-16 units of a message, after its markup is taken out
CAPTION = 1024
TOAST = 200
TITLE = 128
FOR_GOOD = 0x7FFFFFFF  # a place that can be moved as long as its case lives
SENT_AS = {"ticket": ("sendPhoto", "photo"), "event": ("sendDocument", "document")}
MAKING = ("send", "copy", "createForumTopic")  # how the methods begin that make a message
CHANGES = frozenset(
    {"editMessageText", "editMessageCaption", "editMessageMedia", "editMessageLiveLocation"}
)
FIXED = frozenset({"file", "venue"})  # what no edit can change: another content is another message
UPLOADED = frozenset({"file", "photo", "document"})
DRAWN = frozenset({"photo", "document"})
Request: TypeAlias = tuple[str, dict[str, Any]]  # a method and its parameters
_TAG = re.compile(r"</?[a-z-]+(?:\s[^<>]*)?>")


def request(row: Leased) -> Request:
    """Method and parameters for a row: a new message, an edited card, an answered press, a group to
    leave, or the question who leads one."""
    if row.kind in DEEDS:
        return DEEDS[row.kind](row)
    said = row.content
    message_id = said.get("message_id") or row.message_id
    # Words can't take a photo's place in its message (core.telegram.org/bots/api#editmessagetext).
    wordy = row.kind == "picture" and "photo" not in said
    if message_id is None or wordy or FIXED & said.keys():
        return anew(row)
    return _changed(row, message_id)


def _leave(row: Leased) -> Request:
    return "leaveChat", {"chat_id": row.chat_id}


def _ask(row: Leased) -> Request:
    return "getChatAdministrators", {"chat_id": row.chat_id}


def _delete(row: Leased) -> Request:
    return "deleteMessage", {"chat_id": row.chat_id, "message_id": row.content["message_id"]}


def _react(row: Leased) -> Request:
    reaction = [{"type": "emoji", "emoji": row.content["sign"]}]
    where = {"chat_id": row.chat_id, "message_id": row.content["message_id"]}
    return "setMessageReaction", where | {"reaction": reaction}


def _toast(row: Leased) -> Request:
    said = row.content
    answer: dict[str, Any] = {"callback_query_id": said["query"]}
    if said["text"]:
        answer |= {"text": said["text"][:TOAST], "show_alert": said["popup"]}
    return "answerCallbackQuery", answer


DEEDS: dict[str, Callable[[Leased], Request]] = {
    "toast": _toast,
    "leave": _leave,
    "ask": _ask,
    "delete": _delete,
    "reaction": _react,
}


def anew(row: Leased) -> Request:
    """What says this for the first time, or again when the message to edit is gone."""
    said = row.content
    if "topic" in said:
        return "createForumTopic", {"chat_id": row.chat_id, "name": said["topic"][:TITLE]}
    parameters: dict[str, Any] = {"chat_id": row.chat_id, **_manner(row)}
    if "spot" in said or "venue" in said:
        method, place = _place(said)
        return method, parameters | place
    if "copy" in said:
        parameters["from_chat_id"] = said["from"]
        if len(said["copy"]) > 1:
            pieces = {"message_ids": said["copy"], "remove_caption": True}
            # An album answers nobody (core.telegram.org/bots/api#copymessages).
            return "copyMessages", _without(parameters, "reply_parameters") | pieces
        if "caption" in said:
            parameters |= _caption(said["caption"])
        return "copyMessage", parameters | {"message_id": said["copy"][0]}
    text = (REPEAT if row.repeat else "") + said["caption" if "document" in said else "text"]
    if (markup := _markup(said)) is not None:
        parameters["reply_markup"] = markup
    if UPLOADED & said.keys():
        method, upload = _upload(said)
        return method, parameters | upload | _caption(text)
    return "sendMessage", parameters | _text(said) | {"text": text}


def _place(said: dict[str, Any]) -> Request:
    """A place that can be moved, or one that has a name."""
    if "spot" in said:
        told = dict(zip(("latitude", "longitude"), said["spot"], strict=True))
        return "sendLocation", told | {"live_period": FOR_GOOD}
    names = ("latitude", "longitude", "title", "address")
    return "sendVenue", dict(zip(names, said["venue"], strict=True))


def _changed(row: Leased, message_id: int) -> Request:
    """The same card with another content; a topic's id is that of its first message."""
    said = row.content
    if "topic" in said:
        method = "closeForumTopic" if said["closed"] else "reopenForumTopic"
        return method, {"chat_id": row.chat_id, "message_thread_id": message_id}
    parameters: dict[str, Any] = {"chat_id": row.chat_id, "message_id": message_id}
    if "spot" in said:
        latitude, longitude = said["spot"]
        place = {"latitude": latitude, "longitude": longitude}
        return "editMessageLiveLocation", parameters | place
    if "copy" in said:
        return "editMessageCaption", parameters | _caption(said.get("caption", ""))
    if "buttons" in said:
        parameters["reply_markup"] = _markup(said)
    if "photo" in said:
        media = {"type": "photo", "media": "attach://photo"} | _caption(said["text"])
        return "editMessageMedia", parameters | {"media": media, "photo": _photo(said)}
    return "editMessageText", parameters | _text(said)


def _text(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": said["text"],
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _upload(said: dict[str, Any]) -> Request:
    if "photo" in said:
        return "sendPhoto", {"photo": _photo(said)}
    if "document" in said:
        paper = Upload(said["printout"]["name"], "application/pdf", said["document"])
        return "sendDocument", {"document": paper}
    method, field = SENT_AS[said["file"]["kind"]]
    return method, {field: files.made(said["file"])}


def _photo(said: dict[str, Any]) -> Upload:
    return Upload("picture.png", "image/png", said["photo"])


def _caption(words: str) -> dict[str, Any]:
    return {"caption": words, "parse_mode": "HTML"}


def _manner(row: Leased) -> dict[str, Any]:
    """Without a sound, in its topic, or as an answer to a message if that is still there."""
    how: dict[str, Any] = {}
    if row.content.get("silent"):
        how["disable_notification"] = True
    thread = row.thread or row.content.get("inside")
    if thread is not None:
        how["message_thread_id"] = thread
    answered = row.content.get("answers") or (row.under if row.thread is None else None)
    if answered is not None:
        how["reply_parameters"] = {"message_id": answered, "allow_sending_without_reply": True}
    return how


def _without(parameters: dict[str, Any], left_out: str) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != left_out}


def _markup(said: dict[str, Any]) -> dict[str, Any] | None:
    if "buttons" in said:
        rows = [
            [{"text": label, "callback_data": press} for label, press in row]
            for row in said["buttons"]
        ]
        return {"inline_keyboard": rows}
    if "keyboard" in said:
        keys = [[_key(label, wants) for label, wants in row] for row in said["keyboard"]]
        return {"keyboard": keys, "resize_keyboard": True, "is_persistent": True}
    if "asks" in said:  # the reply opens by itself for whom the words mention, and nobody else
        return {"force_reply": True, "selective": True}
    return None


def _key(label: str, wants: str | None) -> dict[str, Any]:
    match wants:
        case "place":
            return {"text": label, "request_location": True}
        case "contact":
            return {"text": label, "request_contact": True}
    return {"text": label}


class _Person(BaseModel):
    id: int


class _Administrator(BaseModel):
    user: _Person


def check(row: Leased, result: Any) -> None:
    """Raises RefusedByTelegramError when Telegram's answer to a question is no: who is asked about is
    not among the administrators (getChatAdministrators needs no rights of the bot's own, as
    getChatMember may: core.telegram.org/bots/api#getchatmember); UnansweredError when it is no answer."""
    administrators = read_as(list[_Administrator], result)
    if row.content["who"] not in {administrator.user.id for administrator in administrators}:
        raise RefusedByTelegramError(400, "no administrator", {})


def otherwise(row: Leased, asked: Request, objection: Objection) -> tuple[Leased, Request] | None:
    """How what Telegram refused may be said all the same, with the row as it is said so; None when there is
    no other way. Each way leaves out what was objected to, so that the ways come to an end."""
    method, parameters = asked
    left_out = ""
    match objection:
        case Objection.MESSAGE_GONE if method in CHANGES and row.kind not in DEEDS:
            return row, anew(row)
        case Objection.MEDIUM if DRAWN & row.content.keys():
            content = {name: value for name, value in row.content.items() if name not in DRAWN}
            row = replace(row, content=content)
            return row, request(row)
        case Objection.MARKUP if "parse_mode" in parameters:
            return row, (method, _as_plain(parameters))
        case Objection.TOPIC_CLOSED if row.thread is not None and "message_thread_id" in parameters:
            row = replace(row, thread=None)  # beside the topic, as an answer to the case's card
            return row, request(row)
        case Objection.BUTTONS:
            left_out = "reply_markup"
        case Objection.TOPIC_GONE | Objection.TOPIC_CLOSED if not in_topic(row):
            left_out = "message_thread_id"
    return (row, (method, _without(parameters, left_out))) if left_out in parameters else None


def in_topic(row: Leased) -> bool:
    """Whether it is a topic of ours, or is said in one: the desk makes it again if it is gone."""
    return "topic" in row.content or "within" in row.content


def _as_plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same words without markup, when Telegram can't read ours."""
    name, most = ("text", LONGEST) if "text" in parameters else ("caption", CAPTION)
    plain = html.unescape(_TAG.sub("", parameters[name]))
    if len(plain.encode("utf-16-le")) > 2 * most:
        plain = plain.encode("utf-16-le")[: 2 * most - 2].decode("utf-16-le", "ignore") + "…"
    return _without(parameters, "parse_mode") | {name: plain}


class _Made(BaseModel):
    """What Telegram gave an id: a message, or a topic, which is known by its first."""

    id: Annotated[
        int, Field(ge=1, lt=2**63, validation_alias=AliasChoices("message_id", "message_thread_id"))
    ]


def number(method: str, result: Any) -> int | None:
    """The id of the message that a call made, of an album's first, of a topic; None for a call that
    makes none. Raises UnansweredError for an answer without it: who does not know which message it is
    could never keep it true."""
    if not method.startswith(MAKING):
        return None
    if method == "copyMessages":
        result = read_as(list[Any], result)
        result = result[0] if result else None
    return read_as(_Made, result).id
