"""Somebody in one chat: who, where, and with which bot."""

from typing import TYPE_CHECKING

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
        self._heard = 0
        self._pressed: list[Press] = []

    def _post(self, content: Json, reply_to: Seen | int | None = None) -> Message:
        number = reply_to.id if isinstance(reply_to, Seen) else reply_to
        reply = self.chat.messages.get(number) if number is not None else None
        if self.bot is not None:
            if self.bot.id in self.person.blocked:
                raise PermissionError(f"{self.person.first_name} has blocked {self.bot.name}")
            self.person.met.add(self.bot.id)
        message = self.telegram.add_message(self.chat, self.person, content, reply_to=reply)
        for bot in self.telegram.readers(message):
            self.telegram.deliver(bot, "message", message.wire(), self.chat.id)
        return message

    def _edited(self, message: Message) -> None:
        if message.author is not self.person:
            raise PermissionError("people edit their own messages")
        message.edited = int(self.telegram.clock.now())
        for bot in self.telegram.readers(message):
            self.telegram.deliver(bot, "edited_message", message.wire(), self.chat.id)
        self.telegram.changed(self.chat)
