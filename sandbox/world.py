"""The state of one Telegram: its people, bots and chats, and who waits for them to change."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sandbox.clock import Clock
from sandbox.due import Due
from sandbox.files import Files
from sandbox.limits import Limits
from sandbox.polls import Poll
from sandbox.records import Bot, Chat, Message, Person, Press
from sandbox.refusals import Json, bad, forbidden

T = TypeVar("T")
FIRST_GROUP = -1_001_000_000_001


class World:
    """Everything there is in one sandbox, and who wants to know when it changes."""

    def __init__(self, clock: Clock, limits: Limits | None) -> None:
        self.clock = clock
        self.limits = limits
        self.bots: dict[int, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.files = Files()
        self.polls: dict[str, Poll] = {}
        self.due = Due(clock)
        self.listeners: list[Callable[[Json], None]] = []
        self._waiting: set[asyncio.Future[None]] = set()
        self._presses = 0
        self._albums = 0

    def deliver(self, bot: Bot, kind: str, body: Json, chat: int | None) -> None:
        """Queue an update for a bot, unless it did not ask for its kind."""
        raise NotImplementedError

    def album(self) -> str:
        """A new media_group_id."""
        self._albums += 1
        return str(13_900_000_000_000_000 + self._albums)

    def hook_changed(self, bot: Bot) -> None:
        """A bot has set or deleted its webhook."""
        self.changed()

    def chat(self, bot: Bot, chat_id: object) -> Chat:
        """The chat a bot means, wherever it may read it; refused like Telegram otherwise."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            raise bad("chat not found")
        if not isinstance(chat_id, int):
            raise bad("chat_id is empty" if chat_id in (None, "") else "chat not found")
        if chat_id > 0:
            person = self.people.get(chat_id)
            if person is None:
                raise (
                    forbidden("bot can't send messages to bots")
                    if chat_id in self.bots
                    else bad("chat not found")
                )
            return self.private_chat(bot, person)
        group = self.groups.get(chat_id)
        if group is None or bot.id not in group.members:
            raise bad("chat not found")
        return group

    def open_to(self, bot: Bot, chat: Chat) -> None:
        """Refuse where this bot may not speak."""
        if chat.person is not None:
            if bot.id in chat.person.blocked:
                raise forbidden("bot was blocked by the user")
            if bot.id not in chat.person.met:
                raise forbidden("bot can't initiate conversation with a user")
            return
        if chat.migrated_to is not None:
            upgraded = bad("group chat was upgraded to a supergroup chat")
            upgraded.parameters["migrate_to_chat_id"] = chat.migrated_to
            raise upgraded
        kind = "supergroup" if chat.type == "supergroup" else "group"
        if chat.members[bot.id] == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if chat.members[bot.id] == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """Their chat; made when somebody looks for it first."""
        key = (bot.id, person.id)
        chat = self.private.get(key)
        if chat is None:
            chat = self.private[key] = Chat(person.id, "private", person=person)
        return chat

    def add_message(
        self,
        chat: Chat,
        author: Person | Bot,
        content: Json,
        *,
        markup: Json | None = None,
        reply_to: Message | None = None,
        sounded: bool = True,
        origin: Json | None = None,
    ) -> Message:
        """Put a message into a chat, now."""
        chat.last_id += 1
        date = int(self.clock.now())
        message = Message(
            chat.last_id, chat, author, date, content, markup, reply_to, sounded, None, origin
        )
        chat.messages[message.id] = message
        self.changed(chat)
        return message

    def readers(self, message: Message) -> list[Bot]:
        """The bots that read a person's message: in a group with privacy only what is for them."""
        chat = message.chat
        if chat.person is not None:
            return [
                bot for bot in self.bots.values() if self.private.get((bot.id, chat.id)) is chat
            ]
        text = message.content.get("text", "")
        readers = []
        for user, status in chat.members.items():
            bot = self.bots.get(user)
            if bot is None or status in ("left", "kicked"):
                continue
            meant = text.startswith("/") or f"@{bot.username}" in text
            answers = message.reply_to is not None and message.reply_to.author is bot
            if status == "administrator" or not bot.privacy or meant or answers:
                readers.append(bot)
        return readers

    def press(self, bot: Bot, person: Person, chat: Chat) -> Press:
        """Note that somebody pressed a button and waits."""
        self._presses += 1
        press = Press(str(4_000_000_000_000 + self._presses), person, chat, self.clock.now())
        bot.presses[press.id] = press
        return press

    def changed(self, chat: Chat | None = None) -> None:
        """Wake whoever waits for something to happen."""
        if self._waiting:
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_result(None)
            self._waiting.clear()
        if chat is not None and self.listeners:
            self.tell({"kind": "changed", "chats": [chat.id]})

    def tell(self, event: Json) -> None:
        """Give an event to every live view."""
        for listener in self.listeners:
            listener(event)

    async def next_change(self) -> None:
        """Return at the next change of anything."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)

    async def until(self, look: Callable[[], T | None], within: float) -> T | None:
        """What `look` finds, at once or after a change; None after `within` real seconds."""
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None:
                    await self.next_change()
                return found
        except TimeoutError:
            return None
