"""Who and what there is: people, bots, chats and the messages in them, as plain records.

A chat with a person has the person's id, as in the Bot API; each bot has its own. Topics, polls
and media will be further kinds of `Message.content`.
"""

from dataclasses import dataclass, field

from sandbox.refusals import Json
from sandbox.updates import Queue
from sandbox.webhook import Hook

ADMINISTRATOR: Json = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": True,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
    "can_send_welcome_messages": True,
}


@dataclass(eq=False, slots=True)
class Person:
    """Somebody with a telephone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    blocked: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)

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


@dataclass(eq=False)
class Bot:
    """A bot: its token, its face, and the updates it has not confirmed."""

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

    @property
    def buttons(self) -> list[list[Json]]:
        """The inline buttons below it, row by row."""
        return (self.markup or {}).get("inline_keyboard", [])  # type: ignore[no-any-return]  # JSON

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
        if reply and self.reply_to is not None:
            wire["reply_to_message"] = self.reply_to.wire(reply=False)
        if self.buttons:
            wire["reply_markup"] = self.markup
        return wire


@dataclass(eq=False, slots=True)
class Chat:
    """A chat of a person with a bot, or a group. `keyboards` is what lies open on whose phone."""

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

    def wire(self) -> Json:
        """This chat as a `Chat`."""
        if self.person is None:
            return {"id": self.id, "type": self.type, "title": self.title}
        wire = {"id": self.id, "type": "private", "first_name": self.person.first_name}
        if self.person.last_name:
            wire["last_name"] = self.person.last_name
        if self.person.username:
            wire["username"] = self.person.username
        return wire


def member(somebody: Person | Bot, status: str) -> Json:
    """Somebody as a `ChatMember`."""
    wire: Json = {"status": status, "user": somebody.wire()}
    match status:
        case "creator":
            wire["is_anonymous"] = False
        case "administrator":
            wire |= ADMINISTRATOR
        case "kicked":
            wire["until_date"] = 0  # for ever
    return wire
