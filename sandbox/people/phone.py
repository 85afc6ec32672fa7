"""A person with a telephone, and the seat they take in each of their chats."""

from typing import TYPE_CHECKING

from sandbox.people.belonging import Belonging
from sandbox.people.media import Showing
from sandbox.people.pressing import Pressing
from sandbox.records import Bot, Chat, Person

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Seat(Pressing, Showing, Belonging):
    """A person in one chat: what they do there and what they see there."""


class Phone:
    """A person with a telephone."""

    def __init__(self, telegram: "Telegram", person: Person) -> None:
        self.telegram = telegram
        self.person = person

    @property
    def id(self) -> int:
        return self.person.id

    def meets(self, bot: Bot) -> None:
        """Count as somebody who has started the bot before, so that it may write to them."""
        self.person.met.add(bot.id)

    def with_(self, bot: Bot) -> "Seat":
        """This person in the chat with a bot."""
        return Seat(self.telegram, self.person, self.telegram.private_chat(bot, self.person), bot)

    def in_(self, group: Chat) -> "Seat":
        """This person in a group."""
        if self.person.id not in group.members:
            raise LookupError(f"{self.person.first_name} is not in {group.title}")
        return Seat(self.telegram, self.person, group)
