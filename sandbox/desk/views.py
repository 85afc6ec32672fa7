"""What a phone is told of a chat: a line for the list, and the part of its messages that is on screen."""

from dataclasses import asdict
from itertools import islice, takewhile
from typing import Any

from sandbox.desk.commands import commands
from sandbox.people import Seat
from sandbox.records import Chat, Message, Person
from sandbox.refusals import Json
from sandbox.screens import kind, pinned, seen_by, service, thread

HERE = ("creator", "administrator", "member", "restricted")
_PAGE = 50  # messages


def summary(seat: Seat) -> Json:
    """A chat as the list of chats shows it. A private chat has the id of its bot."""
    chat, bot = seat.chat, seat.bot
    topics = _topics(seat) if is_forum(chat) and seat.topic is None else []
    last = next(seat.messages(newest_first=True), None)
    return {
        "id": bot.id if bot else chat.id,
        "title": bot.name if bot else chat.title,
        "kind": chat.type,
        "forum": is_forum(chat),
        "unread": sum(topic["unread"] for topic in topics) if topics else seat.unread,
        "last": _line(seat.person, last),
        "blocked": bot is not None and bot.id in seat.person.blocked,
    }


def view(seat: Seat, before: int | None, after: int | None, last: int | None) -> Json:
    """A chat with `last` of its messages: the newest, those before one, or the oldest after one."""
    many = last or _PAGE
    if after is None:
        older = (m for m in seat.messages(newest_first=True) if before is None or m.id < before)
        taken = list(islice(older, many + 1))
        shown, more, newer = taken[:many][::-1], len(taken) > many, before is not None
    else:
        behind = seat.messages(newest_first=True)
        taken = list(takewhile(lambda m: m.id > after, behind))[::-1]
        shown, newer = taken[:many], len(taken) > many
        more = any(m.id <= after for m in seat.messages())
    chat = seat.chat
    return summary(seat) | {
        "screen": [asdict(seen_by(seat.person, message)) for message in shown],
        "more": more,
        "newer": newer,
        "read": seat.read,
        "keyboard": chat.keyboards.get(seat.person.id),
        "toast": seat.toast,
        "pinned": [_line(seat.person, chat.messages[number]) for number in _pinned(seat)],
        "topics": _topics(seat) if is_forum(chat) else [],
        "commands": commands(seat),
        "replied": _replied(seat.person, shown),
    }


def is_forum(chat: Chat) -> bool:
    return bool(getattr(chat, "forum", False))


def _line(person: Person, message: Message | None) -> Json | None:
    """A message in one line."""
    if message is None:
        return None
    content = message.content
    words = content.get("text", content.get("caption", content.get("poll", {}).get("question", "")))
    return {
        "id": message.id,
        "text": words[:200],
        "date": message.date,
        "from_": message.author.wire()["first_name"],
        "mine": message.author is person,
        "sounded": message.sounded,
        "kind": kind(content),
        "service": service(content),
        "emoji": content.get("sticker", content.get("dice", {})).get("emoji"),
    }


def _replied(person: Person, shown: list[Message]) -> dict[int, Json | None]:
    """What the shown messages answer, wherever that stands; deleted ones are None."""
    answered = {message.reply_to.id: message.reply_to for message in shown if message.reply_to}
    return {
        number: _line(person, message) if number in message.chat.messages else None
        for number, message in answered.items()
    }


def _pinned(seat: Seat) -> list[int]:
    here = None if seat.topic == 1 else seat.topic
    chat = seat.chat
    return [
        number
        for number in pinned(chat)
        if seat.topic is None or thread(chat.messages[number]) == here
    ]


def _topics(seat: Seat) -> list[Json]:
    """The topics of a forum, those with the newest words first."""
    chat: Any = seat.chat
    lines: dict[int, list[Message]] = {number: [] for number in chat.topics}
    for message in chat.messages.values():
        lines.setdefault(thread(message) or 1, []).append(message)
    topics = []
    for number, topic in chat.topics.items():
        read = chat.read.get((seat.person.id, number), 0)
        news = [m for m in lines[number] if m.id > read and m.author is not seat.person]
        last = lines[number][-1] if lines[number] else None
        topics.append(
            {
                "id": number,
                "name": topic.name,
                "icon_color": topic.icon_color,
                "closed": topic.closed,
                "hidden": topic.hidden,
                "unread": len(news),
                "last": _line(seat.person, last),
            }
        )
    return sorted(topics, key=lambda one: -(one["last"] or {"id": one["id"]})["id"])
