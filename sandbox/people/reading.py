"""What people see on their phones, and how tests wait for it."""

from sandbox.people.presence import Presence
from sandbox.screens import Seen, seen_by


class Reading(Presence):
    """Somebody who looks at the screen."""

    def screen(self) -> list[Seen]:
        """All messages, oldest first, as they look now."""
        return [seen_by(self.person, message) for message in self.chat.messages.values()]

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

    async def hears(self, text: str, *, within: float = 15) -> Seen:
        """The next unheard message with `text` in it; it and all before it are heard then."""
        seen = await self.telegram.until(lambda: self._unheard(text), within)
        if seen is None:
            raise self._silent("heard", text)
        self._heard = seen.id
        return seen

    async def sees(self, text: str, *, within: float = 15) -> Seen:
        """The newest message on the screen with `text` in it, edited ones included."""
        seen = await self.telegram.until(lambda: self._shown(text), within)
        if seen is None:
            raise self._silent("seen", text)
        return seen

    def _unheard(self, text: str) -> Seen | None:
        for message in self.chat.messages.values():
            others = message.author is not self.person and message.id > self._heard
            if others and text in message.content.get("text", ""):
                return seen_by(self.person, message)
        return None

    def _shown(self, text: str) -> Seen | None:
        for message in reversed(self.chat.messages.values()):
            if text in message.content.get("text", ""):
                return seen_by(self.person, message)
        return None

    def _silent(self, verb: str, text: str) -> AssertionError:
        lines = [f"  {seen.from_}: {seen.text or seen.location}" for seen in self.screen()[-8:]]
        return AssertionError("\n".join([f"{text!r} was not {verb}; on the screen is", *lines]))
