"""What a telephone shows: a message as one person sees it now."""

from dataclasses import dataclass

from sandbox.records import Message, Person
from sandbox.refusals import Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on a screen. `buttons` are rows of labels, `sounded` is false for silent ones."""

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


def seen_by(person: Person, message: Message) -> Seen:
    """The message on that person's screen."""
    content = message.content
    return Seen(
        id=message.id,
        text=content.get("text", ""),
        entities=content.get("entities", []),
        from_=message.author.wire()["first_name"],
        mine=message.author is person,
        date=message.date,
        buttons=[[button["text"] for button in row] for row in message.buttons],
        sounded=message.sounded,
        edited=message.edited is not None,
        reply_to=message.reply_to.id if message.reply_to else None,
        location=content.get("location"),
        contact=content.get("contact"),
    )
