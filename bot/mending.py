"""An update of which a corner is unknown, missing or broken: that corner is set aside alone, so that what is
needed of the rest can be read.

aiogram's types ask for every field that Telegram's pages name today. Telegram adds kinds and fields
between two releases, and a server of one's own may be older or newer than the library.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from aiogram.types import (
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    TelegramObject,
)
from pydantic import ValidationError
from pydantic_core import ErrorDetails

Event: TypeAlias = Message | CallbackQuery | ChatMemberUpdated
Step: TypeAlias = tuple[Any, Any]  # a dict or a list, and a key or an index of it

ROUNDS = 40  # in each, every broken corner loses what is broken deepest in it
LONGEST = 200  # in a list: Telegram sends a hundred, and each that is broken costs time
UNION = "InaccessibleMessage"  # what pydantic tries besides Message, and complains of too
# What can't be guessed: whatever lacks one of them goes as a whole.
VITAL = {"id", "message_id", "chat", "from", "latitude", "longitude", "phone_number", "location"}
# In place of what is missing, by what pydantic says of the 0 that was put there.
NEUTRAL: dict[str, Any] = {"string_type": "", "list_type": []}
MEMBERS: dict[Any, type[TelegramObject]] = {
    "creator": ChatMemberOwner,
    "administrator": ChatMemberAdministrator,
    "member": ChatMemberMember,
    "restricted": ChatMemberRestricted,
    "left": ChatMemberLeft,
    "kicked": ChatMemberBanned,
}


def mended(kind: type[Event], told: dict[str, Any], number: int, received: datetime) -> Event:
    """The event without its broken corners; `told` is changed. `number` (the update's) and `received`
    stand for a message's id and date where those are missing: the id below zero, where none of
    Telegram's is.

    Raises ValidationError for what has neither a chat nor a person.
    """
    _shorten(told)
    for _ in range(ROUNDS):
        _complete(kind, told, number, received)
        try:
            return kind.model_validate(told)
        except ValidationError as error:
            if not _set_aside(told, error.errors(include_url=False, include_input=False)):
                raise
    return kind.model_validate(told)


# --- what every event has ------------------------------------------------------------------


def _complete(kind: type[Event], told: dict[str, Any], number: int, received: datetime) -> None:
    """Puts in what is missing and can be told from the rest: who acts, in which chat, when."""
    if kind is CallbackQuery:
        told.setdefault("id", "")
        told.setdefault("chat_instance", "")
        if isinstance(message := told.get("message"), dict):
            _complete_message(message, told, 0, 0)
            _acts_alone(told, message.get("chat"))
        return
    _complete_message(told, told, -number, int(received.timestamp()))
    _acts_alone(told, told.get("chat"))
    if kind is ChatMemberUpdated:
        told.setdefault("from", told.get("chat", {}))
        for name in ("old_chat_member", "new_chat_member"):
            told[name] = _member(told.get(name))
    elif isinstance(replied := told.get("reply_to_message"), dict) and "chat" in told:
        _complete_message(replied, told, None, 0)
    for person in (told.get("from"), told.get("left_chat_member")):
        _named(person)


def _complete_message(
    message: dict[str, Any], event: dict[str, Any], number: int | None, date: int
) -> None:
    """A message of this event, or the event itself."""
    if number is not None:
        message.setdefault("message_id", number)
    message.setdefault("date", date)
    if "chat" not in message:
        at = event.get("chat") or event.get("from")
        if isinstance(at, dict) and "id" in at:
            message["chat"] = {"id": at["id"]}
    chat = message.get("chat")
    if isinstance(chat, dict) and isinstance(chat.get("id"), int):
        chat.setdefault("type", "private" if chat["id"] > 0 else "supergroup")
    _named(message.get("from"))


def _acts_alone(event: dict[str, Any], chat: Any) -> None:
    """In a private chat nobody acts but whose chat it is."""
    if isinstance(chat, dict) and chat.get("type") == "private" and "from" not in event:
        event["from"] = {"id": chat.get("id"), "first_name": chat.get("first_name") or ""}
    _named(event.get("from"))


def _named(person: Any) -> None:
    if isinstance(person, dict):
        person.setdefault("first_name", "")
        person.setdefault("is_bot", False)


def _member(told: Any) -> dict[str, Any]:
    """A member's status, and whether they are there and may write: they may, unless it is denied. A status
    of later days is one of somebody who is there."""
    found = told if isinstance(told, dict) else {}
    status = found.get("status") if isinstance(found.get("status"), str) else None
    status = status if status in MEMBERS else "member"
    user = {"id": 0, "is_bot": True, "first_name": ""}
    member: dict[str, Any] = {"status": status, "user": user, "until_date": 0}
    for name, field in MEMBERS[status].model_fields.items():
        if field.annotation is bool:
            may = name == "is_member" or name.startswith("can_send")
            member[name] = found[name] if isinstance(found.get(name), bool) else may
    return member


def _shorten(value: Any) -> None:
    """Leaves the first of what is in any list that is far too long."""
    if isinstance(value, list):
        del value[LONGEST:]
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _shorten(inner)


# --- what is broken ------------------------------------------------------------------------


class _Nothing(int):
    """The 0 that stands where something is missing."""


def _set_aside(told: dict[str, Any], errors: list[ErrorDetails]) -> bool:
    """Mends what each error names by the smallest means: a value that is no good goes, what is missing
    is filled with nothing, and where neither helps, what holds it goes. False when nothing can be done."""
    helped = False
    gone: list[Step] = []
    for error in errors:
        if UNION in error["loc"]:
            continue
        steps = _way(told, error["loc"])
        holder, name = steps[-1] if steps else ({"": told}, "")
        value = holder[name]
        missing = str(error["loc"][-1]) if error["type"] == "missing" else None
        if missing is not None and missing not in VITAL and isinstance(value, dict):
            value[missing] = _Nothing()
            helped = True
        elif isinstance(value, _Nothing) and error["type"] in NEUTRAL:
            holder[name] = NEUTRAL[error["type"]]
            helped = True
        elif isinstance(value, _Nothing):
            gone += steps[-2:-1]
        else:
            gone += steps[-1:]
    _take_out(gone)
    return helped or bool(gone)


def _way(told: dict[str, Any], location: tuple[int | str, ...]) -> list[Step]:
    """The steps through the data to where an error is: (what holds it, under which name). The names of
    unions, which stand in an error's location too, stand in no data."""
    steps: list[Step] = []
    value: Any = told
    for part in location:
        inside = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if inside or (isinstance(value, dict) and part in value):
            steps.append((value, part))
            value = value[part]
    return steps


def _take_out(gone: list[Step]) -> None:
    """All at once, so that the places in a list hold until then."""
    lists: dict[int, tuple[list[Any], set[Any]]] = {}
    for holder, name in gone:
        if isinstance(holder, dict):
            holder.pop(name, None)
        else:
            lists.setdefault(id(holder), (holder, set()))[1].add(name)
    for values, places in lists.values():
        values[:] = [value for place, value in enumerate(values) if place not in places]
