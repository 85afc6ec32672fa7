"""The state of one Telegram: its people, bots and chats, and who waits for them to change."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sandbox import stars
from sandbox.clock import PATIENCE, Clock
from sandbox.due import Due
from sandbox.files import Files
from sandbox.happenings import FIRST_GROUP, upgrade
from sandbox.limits import Limits
from sandbox.membership import is_inside, lapse
from sandbox.menus import commands_for, menu_button_for
from sandbox.polls import Poll
from sandbox.records import Bot, Chat, Message, Person, Press
from sandbox.refusals import Json, bad, forbidden

if TYPE_CHECKING:
    from sandbox.people import Phone

T = TypeVar("T")


class World(ABC):
    """Everything there is in one sandbox, and who wants to know when it changes."""

    def __init__(self, clock: Clock, limits: Limits | None, keep: int | None = None) -> None:
        self.clock = clock
        self.limits = limits
        self.keep = keep  # so many messages of each chat; None is all of them
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

    def album(self) -> str:
        """A new media_group_id."""
        self._albums += 1
        return str(13_900_000_000_000_000 + self._albums)

    def add_group(
        self,
        title: str,
        members: Sequence["Phone"] = (),
        bot: Bot | None = None,
        *,
        id: int | None = None,  # noqa: A002 - what Telegram calls it
        basic: bool = False,
        forum: bool = False,
        username: str | None = None,
    ) -> Chat:
        """A supergroup (or a basic group) in which `bot` is administrator already.

        The first of `members` is the owner; with `forum` there are topics, with `username` the
        group is public.
        """
        number = id or (-len(self.groups) - 1 if basic else FIRST_GROUP - len(self.groups))
        group = Chat(number, "group" if basic else "supergroup", title, username=username)
        if forum:
            group.make_forum()
        for index, phone in enumerate(members):
            group.members[phone.person.id] = "member" if index else "creator"
        if bot is not None:
            group.members[bot.id] = "administrator"
        self.groups[group.id] = group
        self.changed(group)
        return group

    def give_stars(self, bot: Bot, amount: float) -> None:
        """Put Telegram Stars on a bot's balance; a tenth is the smallest part."""
        stars.give(bot, amount, self.clock.now())

    def upgrade(self, group: Chat) -> Chat:
        """Make a basic group a supergroup, with a new id; whoever uses the old one is told."""
        return upgrade(self, group)

    def hook_changed(self, bot: Bot) -> None:
        """A bot has set or deleted its webhook."""
        self.changed()

    @abstractmethod
    def deliver(self, bot: Bot, kind: str, body: Json, chat: int | None) -> None:
        """Queue an update for a bot, unless it did not ask for its kind."""

    def chat(self, bot: Bot, chat_id: object) -> Chat:
        """The chat a bot means, wherever it may read it; refused like Telegram otherwise."""
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            return self._public(chat_id)
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
        lapse(group, self.clock.now())
        return group

    def _public(self, name: str) -> Chat:
        for group in self.groups.values():
            if group.username and group.username.lower() == name[1:].lower():
                lapse(group, self.clock.now())
                return group
        raise bad("chat not found")

    def open_to(self, bot: Bot, chat: Chat) -> None:
        """Refuse where this bot may not speak."""
        if (person := chat.person) is None:
            self.inside(bot, chat)
        elif bot.id in person.blocked:
            raise forbidden("bot was blocked by the user")
        elif bot.id not in person.met and person.reachable.get(bot.id, 0) < self.clock.now():
            raise forbidden("bot can't initiate conversation with a user")

    def inside(self, bot: Bot, chat: Chat) -> None:
        """Refuse a group that this bot is not in any more, or that became another one."""
        if chat.person is not None:
            return
        if chat.migrated_to is not None:
            upgraded = bad("group chat was upgraded to a supergroup chat")
            upgraded.parameters["migrate_to_chat_id"] = chat.migrated_to
            raise upgraded
        if chat.members.get(bot.id) == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if not is_inside(chat, bot.id):
            raise forbidden(f"bot is not a member of the {chat.type} chat")

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
        thread: int | None = None,
    ) -> Message:
        """Put a message into a chat, now."""
        chat.last_id += 1
        if isinstance(author, Bot):
            chat.last_bot = author.id
        date = int(self.clock.now())
        message = Message(
            chat.last_id, chat, author, date, content, markup, reply_to, sounded, None, origin
        )
        message.thread = thread
        chat.messages[message.id] = message
        if self.keep is not None and len(chat.messages) > self.keep:
            del chat.messages[next(iter(chat.messages))]
        self.changed(chat)
        return message

    def readers(self, message: Message) -> list[Bot]:
        """The bots that are told of a message.

        In a group with privacy only of what is meant for them, but of all that happens to the
        group; administrators of everything (core.telegram.org/bots/features, "Privacy mode").
        """
        chat = message.chat
        if chat.person is not None:
            return [
                bot for bot in self.bots.values() if self.private.get((bot.id, chat.id)) is chat
            ]
        present = [
            bot for user in chat.members if (bot := self.bots.get(user)) and is_inside(chat, user)
        ]
        return [
            bot
            for bot in present
            if not bot.privacy
            or message.service
            or chat.members[bot.id] == "administrator"
            or _meant(message, bot)
        ]

    def commands_for(self, bot: Bot, chat: Chat, person: Person) -> list[Json]:
        """The commands of a bot that this person is shown in that chat."""
        return commands_for(bot, chat, person)

    def menu_button_for(self, bot: Bot, person: Person) -> Json:
        """The button that this person is shown beside the text field in the chat with a bot."""
        return menu_button_for(bot, person)

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

    async def until(self, look: Callable[[], T | None], within: float = PATIENCE) -> T | None:
        """What `look` finds, at once or after a change; None after `within` real seconds."""
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None:
                    await self.next_change()
                return found
        except TimeoutError:
            return None


def _meant(message: Message, bot: Bot) -> bool:
    """Whether a message is for that bot: a command, a mention, or an answer to such a message."""
    if message.author is bot:
        return True
    text, chat = str(message.content.get("text", message.content.get("caption", ""))), message.chat
    if text.startswith("/"):
        _, _, addressee = text.split(maxsplit=1)[0].partition("@")
        if addressee:
            return addressee.lower() == bot.username.lower()
        # Without a name it is for the bot that spoke last, or for all while none has spoken.
        if chat.last_bot in (None, bot.id):
            return True
    if re.search(rf"@{bot.username}\b", text, re.IGNORECASE):
        return True
    return message.reply_to is not None and _meant(message.reply_to, bot)
