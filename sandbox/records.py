"""Who and what there is: people, bots, chats and the messages in them, as plain records.

A chat with a person has the person's id, as in the Bot API; each bot has its own. What a member may
do is in membership.py, topics and invite links have files of their own.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.invites import Link
from sandbox.membership import EVERYTHING, Terms
from sandbox.refusals import Json
from sandbox.topics import GENERAL, Topic
from sandbox.updates import Queue
from sandbox.webhook import Hook

# The fields of a message that is no service message.
SAID = frozenset({
    "text", "animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice",
    "contact", "dice", "poll", "venue", "location",
})  # fmt: skip
# Telegram's own account that stands for administrators who stay unnamed.
NAMELESS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


@dataclass(eq=False, slots=True)
class Person:
    """Somebody with a telephone.

    `reachable` are bots that may write to them until then because they asked to be let into a
    group (`ChatJoinRequest.user_chat_id`).
    """

    is_bot: ClassVar[bool] = False
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    blocked: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)
    hides: bool = False  # forwards of what they wrote do not link to them
    reachable: dict[int, float] = field(default_factory=dict)

    def wire(self) -> Json:
        """This person as a `User`."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {name: value for name, value in optional.items() if value}


@dataclass(eq=False, slots=True)
class Press:
    """An inline button somebody pressed, which waits for the bot's answer."""

    id: str
    person: Person
    chat: "Chat"
    at: float
    answer: Json | None = None
    on: tuple[int, str] | None = None  # message and callback_data


@dataclass(eq=False)
class Bot:
    """A bot: its token, its face, and the updates it has not confirmed.

    `purse` is its balance in tenths of a Telegram Star, `payments` what changed it.
    """

    is_bot: ClassVar[bool] = True
    id: int
    name: str
    username: str
    token: str
    privacy: bool
    updates: Queue
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    default_rights: dict[bool, Json] = field(default_factory=dict)
    purse: int = 0
    payments: list[Json] = field(default_factory=list)
    started: float = 0
    logged_out: float = 0
    hook: Hook | None = None

    def __post_init__(self) -> None:
        self.user: Json = {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def wire(self) -> Json:
        """This bot as a `User`."""
        return self.user


@dataclass(eq=False, slots=True)
class Message:
    """A message in a chat. `content` is what the Bot API calls its fields: text, location ..."""

    id: int
    chat: "Chat"
    author: Person | Bot
    date: int
    content: Json
    markup: Json | None = None
    reply_to: "Message | None" = None
    sounded: bool = True
    edited: int | None = None
    origin: Json | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    thread: int | None = None
    protected: bool = False
    quote: Json | None = None
    elsewhere: Json | None = None  # what is told of the message in another chat it answers
    in_chats_name: bool = False  # an administrator wrote it who stays unnamed

    @property
    def service(self) -> bool:
        """Whether it only says what has happened in the chat."""
        return SAID.isdisjoint(self.content)

    @property
    def buttons(self) -> list[list[Json]]:
        """The inline buttons below it, row by row."""
        return (self.markup or {}).get("inline_keyboard", [])  # type: ignore[no-any-return]  # JSON

    def _first(self) -> "Message":
        """What the chain of answers began with that it is in."""
        first = self
        while first.reply_to is not None:
            first = first.reply_to
        return first

    def wire(self, *, reply: bool = True) -> Json:
        """The `Message` that a bot in this chat sees."""
        wire: Json = {
            "message_id": self.id,
            "from": self.author.wire(),
            "chat": self.chat.wire(),
            "date": self.date,
            **self.content,
        }
        if self.edited is not None:
            wire["edit_date"] = self.edited
        if self.origin is not None:
            wire["forward_origin"] = self.origin
        if self.in_chats_name:
            wire |= {"from": NAMELESS, "sender_chat": self.chat.wire()}
        if self.protected:
            wire["has_protected_content"] = True
        if self.quote is not None:
            wire["quote"] = self.quote
        if reply and self.elsewhere is not None:
            wire["external_reply"] = self.elsewhere
        if self.thread is not None:
            wire["message_thread_id"] = self.thread
            wire["is_topic_message"] = True
        elif self.reply_to is not None and self.chat.type == "supergroup":
            # Answers are a thread too, without being a topic (Bot API server, get_forum_topic_id).
            wire["message_thread_id"] = self._first().id
        # What answers nothing in a topic answers the message that opened it.
        opening = self.chat.messages.get(self.thread) if self.thread else None
        answers = self.reply_to or (None if self.elsewhere else opening)
        if reply and answers is not None and answers is not self:
            wire["reply_to_message"] = answers.wire(reply=False)
        if self.buttons:
            wire["reply_markup"] = self.markup
        return wire


@dataclass(eq=False, slots=True)
class Chat:
    """A chat of a person with a bot, or a group. `keyboards` is what lies open on whose phone.

    `members` have a status each, and `terms` where more goes with it; `permissions` are those of
    ordinary members. `pinned` are ids of messages, newest last; `requests` the people who wait to
    be let in, with the link they came by.
    """

    id: int
    type: str
    title: str | None = None
    person: Person | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    read: dict[tuple[int, int | None], int] = field(default_factory=dict)  # by person and topic
    keyboards: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None
    username: str | None = None
    description: str = ""
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)
    permissions: Json = field(default_factory=lambda: EVERYTHING)
    pinned: list[int] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    requests: dict[int, Link] = field(default_factory=dict)
    last_bot: int | None = None

    def make_forum(self, on: bool = True) -> None:
        """Give a supergroup topics, or take them away."""
        self.forum = on
        self.topics.setdefault(GENERAL, Topic(GENERAL, "General"))
        # General's id is that of the message which made the group; no other message has it.
        self.last_id = max(self.last_id, GENERAL)

    def pins(self) -> list[Message]:
        """The pinned messages that are still there, oldest pin first."""
        return [self.messages[pin] for pin in self.pinned if pin in self.messages]

    def wire(self) -> Json:
        """This chat as a `Chat`."""
        if self.person is None:
            wire: Json = {"id": self.id, "type": self.type, "title": self.title}
            if self.username:
                wire["username"] = self.username
            if self.forum:
                wire["is_forum"] = True
            return wire
        wire = {"id": self.id, "type": "private", "first_name": self.person.first_name}
        if self.person.last_name:
            wire["last_name"] = self.person.last_name
        if self.person.username:
            wire["username"] = self.person.username
        return wire


def origin_of(message: Message) -> Json:
    """Where a message comes from, as a `MessageOrigin` for whoever it is forwarded to."""
    date = {"date": message.date}
    if message.in_chats_name:
        return {"type": "chat", **date, "sender_chat": message.chat.wire()}
    if isinstance(message.author, Person) and message.author.hides:
        name = " ".join(filter(None, (message.author.first_name, message.author.last_name)))
        return {"type": "hidden_user", **date, "sender_user_name": name}
    return {"type": "user", **date, "sender_user": message.author.wire()}
