"""What a phone is told of a chat: a line for the list, and the part of its messages that is on screen."""

from dataclasses import asdict
from itertools import islice, takewhile

from sandbox.menus import commands_for
from sandbox.people import Seat
from sandbox.records import Message, Person
from sandbox.refusals import Json
from sandbox.screens import kind, service
from sandbox.topics import GENERAL

_PAGE = 50  # messages


def summary(seat: Seat) -> Json:
    """A chat as the list of chats shows it. A private chat has the id of its bot."""
    chat, bot = seat.chat, seat.bot
    topics = _topics(seat) if chat.forum and seat.topic is None else []
    last = next(seat.messages(newest_first=True), None)
    return {
        "id": bot.id if bot else chat.id,
        "title": bot.name if bot else chat.title,
        "kind": chat.type,
        "forum": chat.forum,
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
        "screen": [asdict(seat.seen(message)) for message in shown],
        "more": more,
        "newer": newer,
        "read": seat.read,
        "keyboard": chat.keyboards.get(seat.person.id),
        "toast": seat.toast,
        "pinned": [_line(seat.person, message) for message in _pinned(seat)],
        "topics": _topics(seat) if chat.forum else [],
        "commands": _commands(seat),
        "replied": _replied(seat.person, shown),
    }


def _line(person: Person, message: Message | None) -> Json | None:
    """A message in one line."""
    if message is None:
        return None
    content = message.content
    face: Json = content.get("sticker") or content.get("dice") or {}
    words = content.get("text") or content.get("caption") or ""
    if "poll" in content:
        words = content["poll"]["question"]
    return {
        "id": message.id,
        "text": words[:200],
        "date": message.date,
        "from_": message.author.wire()["first_name"],
        "mine": message.author is person,
        "sounded": message.sounded,
        "kind": kind(content),
        "service": service(content),
        "emoji": face.get("emoji"),
    }


def _replied(person: Person, shown: list[Message]) -> dict[int, Json | None]:
    """What the shown messages answer, wherever that stands; deleted ones are None."""
    answered = {message.reply_to.id: message.reply_to for message in shown if message.reply_to}
    return {
        number: _line(person, message) if number in message.chat.messages else None
        for number, message in answered.items()
    }


def _pinned(seat: Seat) -> list[Message]:
    here = None if seat.topic == GENERAL else seat.topic
    return [pin for pin in seat.chat.pins() if seat.topic is None or pin.thread == here]


def _commands(seat: Seat) -> list[Json]:
    """What the menu lists: the commands of every bot that is here."""
    bots = seat.telegram.bots
    here = [seat.bot] if seat.bot else [bots[user] for user in seat.chat.members if user in bots]
    return [command for bot in here for command in commands_for(bot, seat.chat, seat.person)]


def _topics(seat: Seat) -> list[Json]:
    """The topics of a forum, those with the newest words first."""
    chat = seat.chat
    lines: dict[int, list[Message]] = {number: [] for number in chat.topics}
    for message in chat.messages.values():
        lines.setdefault(message.thread or GENERAL, []).append(message)
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
