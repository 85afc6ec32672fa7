"""What a telephone shows: a message as one person sees it now."""

from dataclasses import dataclass, field

from sandbox import polls
from sandbox.markup import is_for
from sandbox.records import Message, Person
from sandbox.refusals import Json

# What may stand in a message and has a file, the more telling name first: an animation is a document too.
_MEDIA = ("animation", "video", "video_note", "voice", "audio", "photo", "sticker", "document")
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
)


@dataclass(frozen=True, slots=True)
class Media:
    """A file in a message. `duration` is in seconds, `width` and `height` in pixels, `size` in bytes."""

    kind: str
    file_id: str
    width: int | None
    height: int | None
    duration: int | None
    name: str | None
    mime: str | None
    size: int | None
    emoji: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as one person sees it: `chosen` are their answers' numbers, `right` what a quiz wants.

    Counts and `right` are None until this person has answered or the poll is closed.
    """

    question: str
    options: list[str]
    counts: list[int] | None
    total: int
    chosen: list[int]
    quiz: bool
    multiple: bool
    anonymous: bool
    revoting: bool
    closed: bool
    right: list[int] | None
    explanation: str | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji below a message, how many gave it, and whether this person did."""

    emoji: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on a screen. `buttons` are rows of labels, `sounded` is false for silent ones.

    `text` is a caption where there is one. `keys` are the buttons with what a telephone does by
    itself (`url`, `copy`). `service` is a line such as "joined the group": its `kind` is the Bot
    API's name of the field. `forces_reply`: it opens a reply on this phone. `live_until` is when a live
    place ends, in seconds since 1970.
    """

    id: int
    text: str
    entities: list[Json]
    from_: str
    mine: bool
    date: int
    buttons: list[list[str]]
    sounded: bool
    edited: bool
    reply_to: int | None
    location: Json | None
    contact: Json | None
    from_id: int = 0
    topic: int | None = None
    keys: list[list[Json]] = field(default_factory=list)
    media: Media | None = None
    album: str | None = None
    poll: Poll | None = None
    reactions: list[Reaction] = field(default_factory=list)
    forwarded_from: str | None = None
    service: Json | None = None
    live_until: int | None = None
    venue: Json | None = None
    dice: Json | None = None
    pinned: bool = False
    forces_reply: bool = False


def seen_by(person: Person, message: Message, asked: polls.Poll | None = None) -> Seen:
    """The message on that person's screen; `asked` is the poll in it."""
    content = message.content
    markup = message.markup or {}
    replied = message.reply_to
    return Seen(
        id=message.id,
        text=content.get("text") or content.get("caption") or "",
        entities=content.get("entities") or content.get("caption_entities") or [],
        from_=message.author.wire()["first_name"],
        mine=message.author is person,
        date=message.date,
        buttons=[[button["text"] for button in row] for row in message.buttons],
        sounded=message.sounded,
        edited=message.edited is not None,
        reply_to=replied.id if replied else None,
        location=content.get("location") if "venue" not in content else None,
        contact=content.get("contact"),
        from_id=message.author.id,
        topic=message.thread,
        keys=[[_key(button) for button in row] for row in message.buttons],
        media=_media(content),
        album=content.get("media_group_id"),
        poll=_poll(person, asked) if asked else None,
        reactions=_reactions(person, message),
        forwarded_from=_origin(message.origin),
        service=service(content),
        live_until=_live_until(message),
        venue=content.get("venue"),
        dice=content.get("dice"),
        pinned=message.id in message.chat.pinned,
        forces_reply=bool(markup.get("force_reply")) and is_for(person, message, markup),
    )


def kind(content: Json) -> str:
    """What a message is, in a word, for a line in the list of chats."""
    names = ("text", *_MEDIA, "venue", "location", "contact", "poll", "dice", *_SERVICE)
    return next((name for name in names if name in content), "other")


def service(content: Json) -> Json | None:
    """What a service message tells, as far as a phone shows it."""
    what = next((name for name in _SERVICE if name in content), None)
    if what is None:
        return None
    told = content[what]
    line: Json = {"kind": what}
    if what in ("new_chat_members", "left_chat_member"):
        users = told if isinstance(told, list) else [told]
        line["names"] = [user["first_name"] for user in users]
    elif what == "new_chat_title":
        line["title"] = told
    elif what == "pinned_message":
        line["message"] = told["message_id"]
    elif what in ("forum_topic_created", "forum_topic_edited"):
        line["title"] = told.get("name", "")
    return line


def _media(content: Json) -> Media | None:
    what = next((name for name in _MEDIA if name in content), None)
    if what is None:
        return None
    file: Json = content[what][-1] if what == "photo" else content[what]  # the largest comes last
    length = file.get("length")  # a video note is as wide as it is high
    return Media(
        kind=what,
        file_id=file["file_id"],
        width=file.get("width", length),
        height=file.get("height", length),
        duration=file.get("duration"),
        name=file.get("file_name", file.get("title")),
        mime=file.get("mime_type"),
        size=file.get("file_size"),
        emoji=file.get("emoji"),
        hidden=bool(content.get("has_media_spoiler")),
    )


def _poll(person: Person, asked: polls.Poll) -> Poll:
    chosen = asked.votes.get(person.id, [])
    known = bool(chosen) or asked.closed
    poll = asked.wire(known=True)
    return Poll(
        question=poll["question"],
        options=[option["text"] for option in poll["options"]],
        counts=[option["voter_count"] for option in poll["options"]] if known else None,
        total=poll["total_voter_count"],
        chosen=list(chosen),
        quiz=poll["type"] == "quiz",
        multiple=poll["allows_multiple_answers"],
        anonymous=poll["is_anonymous"],
        revoting=poll["allows_revoting"],
        closed=asked.closed,
        right=asked.correct if known else None,
        explanation=poll.get("explanation") if known else None,
        until=asked.close_date,
    )


def _reactions(person: Person, message: Message) -> list[Reaction]:
    given: dict[str, set[int]] = {}
    for user, reactions in message.reactions.items():
        for reaction in reactions:
            given.setdefault(reaction.get("emoji", "⭐"), set()).add(user)
    return [Reaction(emoji, len(users), person.id in users) for emoji, users in given.items()]


def _origin(origin: Json | None) -> str | None:
    match origin:
        case {"sender_user": {"first_name": name}} | {"sender_user_name": name}:
            return str(name)
        case {"sender_chat": {"title": name}} | {"chat": {"title": name}}:
            return str(name)
        case _:
            return None


def _live_until(message: Message) -> int | None:
    period = message.content.get("location", {}).get("live_period")
    return message.date + int(period) if period else None


def _key(button: Json) -> Json:
    key = {"text": button["text"]}
    if "url" in button:
        key["url"] = button["url"]
    if "copy_text" in button:
        key["copy"] = button["copy_text"]["text"]
    return key
