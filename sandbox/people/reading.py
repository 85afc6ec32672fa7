"""What people see on their phones, how far they have read, and how tests wait for what comes."""

import re
from collections.abc import Iterator

from sandbox.clock import PATIENCE
from sandbox.people.presence import Presence
from sandbox.records import Message
from sandbox.screens import Seen, seen_by
from sandbox.topics import GENERAL


class Reading(Presence):
    """Somebody who looks at the screen: at the whole chat, or at one topic of it."""

    def screen(self) -> list[Seen]:
        """All messages, oldest first, as they look now."""
        return [self.seen(message) for message in self.messages()]

    def seen(self, message: Message) -> Seen:
        """One message, as it looks to this person now."""
        asked = message.content.get("poll")
        return seen_by(self.person, message, self.telegram.polls[asked["id"]] if asked else None)

    def messages(self, *, newest_first: bool = False) -> Iterator[Message]:
        """What stands here. A seat in GENERAL sees that, one without a topic the whole chat."""
        all_ = self.chat.messages.values()
        here = None if self.topic == GENERAL else self.topic
        for message in reversed(all_) if newest_first else all_:
            if self.topic is None or message.thread == here:
                yield message

    def reads(self, message: Message | Seen | int) -> None:
        """Have read as far as this message; nobody is told."""
        number = message if isinstance(message, int) else message.id
        self.chat.read[self._place] = max(number, self.read)

    @property
    def read(self) -> int:
        """The id of the newest message this person has read here."""
        return self.chat.read.get(self._place, 0)

    @property
    def unread(self) -> int:
        """How many messages of others came after what they have read."""
        count = 0
        for message in self.messages(newest_first=True):
            if message.id <= self.read:
                break
            count += message.author is not self.person
        return count

    @property
    def _place(self) -> tuple[int, int | None]:
        return self.person.id, self.topic

    def keyboard(self) -> list[list[str]] | None:
        """Rows of labels on the open reply keyboard."""
        markup = self.chat.keyboards.get(self.person.id)
        return (
            [[button["text"] for button in row] for row in markup["keyboard"]] if markup else None
        )

    def labels(self) -> list[str]:
        """Every label that could be pressed now."""
        keyboard = [label for row in self.keyboard() or [] for label in row]
        below = [label for seen in self.screen() for row in seen.buttons for label in row]
        return keyboard + below

    async def hears(self, text: str, *, within: float = PATIENCE) -> Seen:
        """The next unheard message with `text` in it, its numbers whole; it and all before it are heard
        then."""
        seen = await self.telegram.until(lambda: self._unheard(text), within)
        if seen is None:
            raise self._silent("heard", text)
        self._heard = seen.id
        return seen

    async def sees(self, text: str, *, within: float = PATIENCE) -> Seen:
        """The newest message on the screen with `text` in it, its numbers whole; edited ones included."""
        seen = await self.telegram.until(lambda: self._shown(text), within)
        if seen is None:
            raise self._silent("seen", text)
        return seen

    def _unheard(self, text: str) -> Seen | None:
        wanted = whole(text)
        for message in self.messages():
            others = message.author is not self.person and message.id > self._heard
            if others and wanted.search(_words(message)):
                return self.seen(message)
        return None

    def _shown(self, text: str) -> Seen | None:
        wanted = whole(text)
        for message in self.messages(newest_first=True):
            if wanted.search(_words(message)):
                return self.seen(message)
        return None

    def _silent(self, verb: str, text: str) -> AssertionError:
        lines = [f"  {seen.from_}: {seen.text or seen.location}" for seen in self.screen()[-8:]]
        return AssertionError("\n".join([f"{text!r} was not {verb}; on the screen is", *lines]))


def whole(text: str) -> re.Pattern[str]:
    """Finds a text whose numbers are whole where it stands: "Alarm 1" is not in "Alarm 12"."""
    before = r"(?<!\d)" if text[:1].isdecimal() else ""
    after = r"(?!\d)" if text[-1:].isdecimal() else ""
    return re.compile(before + re.escape(text) + after)


def _words(message: Message) -> str:
    return str(message.content.get("text", message.content.get("caption", "")))
