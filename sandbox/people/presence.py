"""Somebody in one chat: who, where, and with which bot."""

from typing import TYPE_CHECKING

from sandbox import polls
from sandbox.records import Bot, Chat, Message, Person, Press
from sandbox.refusals import Json
from sandbox.screens import Seen

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Presence:
    """What everything a person does in a chat stands on."""

    def __init__(
        self, telegram: "Telegram", person: Person, chat: Chat, bot: Bot | None = None
    ) -> None:
        self.telegram = telegram
        self.person = person
        self.chat = chat
        self.bot = bot
        self.nameless = False  # an administrator who speaks in the group's name
        self._heard = 0
        self._pressed: list[Press] = []

    def _post(
        self,
        content: Json,
        reply_to: Message | Seen | int | None = None,
        *,
        origin: Json | None = None,
    ) -> Message:
        reply = self.chat.messages.get(_number(reply_to)) if reply_to is not None else None
        if self.bot is not None:
            if self.bot.id in self.person.blocked:
                raise PermissionError(f"{self.person.first_name} has blocked {self.bot.name}")
            self.person.met.add(self.bot.id)
        message = self.telegram.add_message(
            self.chat, self.person, content, reply_to=reply, origin=origin
        )
        message.in_chats_name = self.nameless
        polls.joined(self.telegram.polls, message)
        for bot in self.telegram.readers(message):
            self.telegram.deliver(bot, "message", message.wire(), self.chat.id)
        return message

    def _there(self, message: Message | Seen | int) -> Message:
        """The message itself, whichever way it was named."""
        if isinstance(message, Message):
            return message
        return self.chat.messages[_number(message)]

    def _mine(self, message: Message | Seen | int) -> Message:
        """A message they may change."""
        there = self._there(message)
        if there.author is not self.person or there.origin is not None:
            raise PermissionError("people edit their own messages")
        return there

    def _edited(self, message: Message) -> None:
        message.edited = int(self.telegram.clock.now())
        for bot in self.telegram.readers(message):
            self.telegram.deliver(bot, "edited_message", message.wire(), self.chat.id)
        self.telegram.changed(self.chat)


def _number(message: Message | Seen | int) -> int:
    return message if isinstance(message, int) else message.id
