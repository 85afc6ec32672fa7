"""Somebody in one chat: who, where, and with which bot."""

from typing import TYPE_CHECKING

from sandbox import polls
from sandbox.membership import lapse, may, rights_of
from sandbox.records import Bot, Chat, Message, Person, Press
from sandbox.refusals import Json, Refused
from sandbox.screens import Seen
from sandbox.topics import GENERAL, standing

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


class Presence:
    """What everything a person does in a chat stands on."""

    def __init__(
        self,
        telegram: "Telegram",
        person: Person,
        chat: Chat,
        bot: Bot | None = None,
        *,
        topic: int | None = None,
    ) -> None:
        self.telegram = telegram
        self.person = person
        self.bot = bot
        self.topic = topic
        self._chat = chat
        self._heard = 0
        self._pressed: list[Press] = []

    @property
    def chat(self) -> Chat:
        """The chat; a group that became another one is followed there."""
        while self._chat.migrated_to is not None:
            self._chat = self.telegram.groups[self._chat.migrated_to]
        return self._chat

    def _needs(self, right: str, deed: str) -> None:
        """PermissionError for who may not do that here."""
        lapse(self.chat, self.telegram.clock.now())
        if not may(self.chat, self.person, right):
            raise PermissionError(f"{self.person.first_name} may not {deed} in {self.chat.title}")

    def _thread(self, content: Json, reply: Message | None) -> int | None:
        """The thread that what they send goes into; PermissionError where they may not."""
        lapse(self.chat, self.telegram.clock.now())
        asked = None if self.topic == GENERAL else self.topic
        try:
            return standing(self.chat, self.person, {"message_thread_id": asked}, content, reply)
        except Refused as refused:
            raise PermissionError(f"{self.person.first_name}: {refused.description}") from refused

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
            self.chat,
            self.person,
            content,
            reply_to=reply,
            origin=origin,
            thread=self._thread(content, reply),
        )
        # An administrator may be unnamed, and speaks in the group's name then.
        message.in_chats_name = self._nameless()
        polls.joined(self.telegram.polls, message)
        for bot in self.telegram.readers(message):
            self.telegram.deliver(bot, "message", message.wire(), self.chat.id)
        return message

    def _nameless(self) -> bool:
        leads = self.chat.members.get(self.person.id) == "administrator"
        return leads and bool(rights_of(self.chat, self.person.id).get("is_anonymous"))

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
