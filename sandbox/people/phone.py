"""A person with a telephone, and the seat they take in each of their chats."""

from typing import TYPE_CHECKING

from sandbox import happenings
from sandbox.invites import Link
from sandbox.membership import is_inside, lapse
from sandbox.people.leading import Leading
from sandbox.people.media import Showing
from sandbox.people.pressing import Pressing
from sandbox.records import Bot, Chat, Person

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Seat(Pressing, Showing, Leading):
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

    def in_(self, group: Chat, *, topic: int | None = None) -> "Seat":
        """This person in a group, or in one topic of it: what they write goes there."""
        if not is_inside(group, self.person.id):
            raise LookupError(f"{self.person.first_name} is not in {group.title}")
        return Seat(self.telegram, self.person, group, topic=topic)

    async def joins(self, where: str) -> "Seat | None":
        """Follow an invite link, or go into the public group of that @name.

        None when the link only lets people ask: an administrator decides then. PermissionError
        for who was banned, LookupError for a link that is used up, revoked or too old.
        """
        telegram = self.telegram
        group, link = self._door(where)
        now = telegram.clock.now()
        lapse(group, now)
        if group.members.get(self.id) == "kicked":
            raise PermissionError(f"{self.person.first_name} was banned from {group.title}")
        if is_inside(group, self.id):
            return self.in_(group)
        if link is not None and not link.open_at(now):
            raise LookupError("this link has expired")
        if link is not None and link.asks:
            happenings.asks_in(telegram, group, self.person, link)
            return None
        happenings.comes_in(telegram, group, self.person, self.person, link)
        return self.in_(group)

    def _door(self, where: str) -> tuple[Chat, Link | None]:
        """The group behind an address, and the link if it is one."""
        name = where.removeprefix("https://t.me/").removeprefix("@").lower()
        for group in self.telegram.groups.values():
            if where in group.links:
                return group, group.links[where]
            if group.username and group.username.lower() == name:
                return group, None
        raise LookupError(f"there is no group behind {where}")
