"""What people press: keys of the keyboard below, buttons under a message; and what pops up then."""

from sandbox.clock import PATIENCE
from sandbox.people.polls import Voting
from sandbox.people.reading import Reading, whole
from sandbox.people.writing import Writing
from sandbox.records import Bot, Message, Press
from sandbox.refusals import Json
from sandbox.screens import Seen


class Pressing(Writing, Voting, Reading):
    """Somebody who presses buttons."""

    async def presses(
        self,
        label: str,
        *,
        on: Seen | Message | int | None = None,
        place: tuple[float, float] | None = None,
        phone_number: str | None = None,
        poll: Json | None = None,
        within: float = PATIENCE,
    ) -> Message | Press:
        """Press a button: on the open keyboard, else on the newest message that has it.

        Waits for the button for `within` real seconds; LookupError names the labels there were.
        A button that asks for a place sends `place`, one that asks for a number `phone_number`,
        one that asks for a poll `poll`: what `starts_poll` takes, by name.
        """
        found = await self.telegram.until(lambda: self._find(label, on), within)
        if found is None:
            raise LookupError(f"no button {label!r}; there are {self.labels()}")
        message, button = found
        if message is not None:
            return self._press(message, button)
        if button.get("request_location") and place is None:
            raise ValueError(f"{label!r} shares a place: say which")
        if "request_poll" in button and poll is None:
            raise ValueError(f"{label!r} sends a poll: say which")
        if self.chat.keyboards[self.person.id].get("one_time_keyboard"):
            del self.chat.keyboards[self.person.id]
        if place is not None and button.get("request_location"):
            return await self.shares_place(*place)
        if button.get("request_contact"):
            return await self.shares_contact(phone_number or "+8613800000000")
        if poll is not None and "request_poll" in button:
            return await self.starts_poll(**poll)
        return await self.writes(button["text"])

    async def answers(self, text: str, *, to: str = "", within: float = PATIENCE) -> Message:
        """Write into the reply that the newest question opened on this phone, of those with `to` in it."""
        question = await self.telegram.until(lambda: self._question(to), within)
        if question is None:
            raise AssertionError(f"nothing that says {to!r} wants a reply here")
        return await self.writes(text, reply_to=question)

    def _question(self, to: str) -> Seen | None:
        for message in self.messages(newest_first=True):
            seen = self.seen(message)
            if seen.forces_reply and to in seen.text:
                return seen
        return None

    @property
    def toast(self) -> str | None:
        """What popped up after the last press, if its answer said something."""
        answer = self._pressed[-1].answer if self._pressed else None
        return answer["text"] if answer else None

    async def told(self, text: str, *, within: float = PATIENCE) -> str:
        """What pops up after a press, once it has `text` in it, its numbers whole."""
        toast = await self.telegram.until(
            lambda: self.toast if whole(text).search(self.toast or "") else None, within
        )
        if toast is None:
            raise AssertionError(f"nobody was told {text!r}; the last was {self.toast!r}")
        return toast

    def _press(self, message: Message, button: Json) -> Press:
        bot = message.author
        if not isinstance(bot, Bot) or "callback_data" not in button:
            raise LookupError(f"{button['text']!r} tells no bot anything: {button}")
        if kept := self._kept_answer(message, button["callback_data"]):
            self._pressed.append(kept)
            self.telegram.changed(self.chat)
            return kept
        press = self.telegram.press(bot, self.person, self.chat)
        press.on = (message.id, button["callback_data"])
        self._pressed.append(press)
        query = {
            "id": press.id,
            "from": self.person.wire(),
            "message": message.wire(),
            "chat_instance": str(self.chat.id),
            "data": button["callback_data"],
        }
        self.telegram.deliver(bot, "callback_query", query, self.chat.id)
        return press

    def _kept_answer(self, message: Message, data: str) -> Press | None:
        """The last answer to this button, where the bot said that it holds for a while."""
        for press in reversed(self._pressed):
            if press.on == (message.id, data) and press.answer:
                holds = press.answer.get("until", 0) > self.telegram.clock.now()
                return press if holds else None
        return None

    def _find(
        self, label: str, on: Seen | Message | int | None
    ) -> tuple[Message | None, Json] | None:
        number = on.id if isinstance(on, Seen | Message) else on
        keyboard = self.chat.keyboards.get(self.person.id)
        if keyboard is not None and number is None:
            for row in keyboard["keyboard"]:
                for button in row:
                    if button["text"] == label:
                        return None, button
        for message in reversed(self.chat.messages.values()):
            if number is None or message.id == number:
                for row in message.buttons:
                    for button in row:
                        if button["text"] == label:
                            return message, button
        return None
