"""The people: they write, press, share where they are, and see what their phone shows.

A `Phone` is a person; a `Seat` is that person in one chat.
"""

from typing import TYPE_CHECKING

from sandbox.entities import check, clean, trim, units
from sandbox.records import Bot, Chat, Message, Person, Press, member
from sandbox.refusals import Json
from sandbox.screens import Seen, seen_by

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


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


class Seat:
    """A person in one chat: what they do there and what they see there."""

    def __init__(
        self, telegram: "Telegram", person: Person, chat: Chat, bot: Bot | None = None
    ) -> None:
        self.telegram = telegram
        self.person = person
        self.chat = chat
        self.bot = bot
        self._heard = 0
        self._pressed: list[Press] = []

    async def writes(self, text: str, *, reply_to: Seen | int | None = None) -> Message:
        """Send a text."""
        return self._post(_typed(text), reply_to)

    async def shares_place(
        self, latitude: float, longitude: float, *, live_period: int | None = None
    ) -> Message:
        """Send where they are; with `live_period` seconds it may move (`moves_place`)."""
        place: Json = {"latitude": latitude, "longitude": longitude}
        if live_period is not None:
            place["live_period"] = live_period
        return self._post({"location": place})

    async def moves_place(self, message: Message, latitude: float, longitude: float) -> None:
        """Move a live place."""
        place = message.content["location"] | {"latitude": latitude, "longitude": longitude}
        message.content = {"location": place}  # a new one: updates on their way keep theirs
        self._edited(message)

    async def shares_contact(self, phone_number: str, *, whose: "Phone | None" = None) -> Message:
        """Send a telephone number, their own unless it is somebody else's."""
        owner = whose.person if whose else self.person
        contact: Json = {"phone_number": phone_number, "first_name": owner.first_name}
        return self._post({"contact": contact | {"user_id": owner.id}})

    async def edits(self, message: Message, text: str) -> None:
        """Change a text they wrote."""
        message.content = _typed(text)
        self._edited(message)

    async def presses(
        self,
        label: str,
        *,
        on: Seen | Message | int | None = None,
        place: tuple[float, float] | None = None,
        phone_number: str | None = None,
        within: float = 15,
    ) -> Message | Press:
        """Press a button: on the open keyboard, else on the newest message that has it.

        Waits for the button for `within` real seconds; LookupError names the labels there were.
        A button that asks for a place sends `place`, one that asks for a number `phone_number`.
        """
        found = await self.telegram.until(lambda: self._find(label, on), within)
        if found is None:
            raise LookupError(f"no button {label!r}; there are {self.labels()}")
        message, button = found
        if message is not None:
            return self._press(message, button)
        if button.get("request_location") and place is None:
            raise ValueError(f"{label!r} shares a place: say which")
        if self.chat.keyboards[self.person.id].get("one_time_keyboard"):
            del self.chat.keyboards[self.person.id]
        if place is not None and button.get("request_location"):
            return await self.shares_place(*place)
        if button.get("request_contact"):
            return await self.shares_contact(phone_number or "+8613800000000")
        return await self.writes(button["text"])

    def deletes(self, message: Message | Seen) -> None:
        """Take a message away; bots are not told."""
        del self.chat.messages[message.id]
        self.telegram.changed(self.chat)

    def adds(self, bot: Bot, *, administrator: bool = False) -> None:
        """Take a bot into the group, or change what it may do there."""
        self._change(bot, "administrator" if administrator else "member")

    def kicks(self, bot: Bot) -> None:
        """Throw a bot out of the group."""
        self._change(bot, "kicked")

    def blocks(self) -> None:
        """Block the bot."""
        self._set_blocked(True)

    def unblocks(self) -> None:
        """Let the bot speak again."""
        self._set_blocked(False)

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

    @property
    def toast(self) -> str | None:
        """What popped up after the last press, if its answer said something."""
        answer = self._pressed[-1].answer if self._pressed else None
        return answer["text"] if answer else None

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

    async def told(self, text: str, *, within: float = 15) -> str:
        """What pops up after a press, once it has `text` in it."""
        toast = await self.telegram.until(
            lambda: self.toast if text in (self.toast or "") else None, within
        )
        if toast is None:
            raise AssertionError(f"nobody was told {text!r}; the last was {self.toast!r}")
        return toast

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

    def _press(self, message: Message, button: Json) -> Press:
        bot = message.author
        if not isinstance(bot, Bot) or "callback_data" not in button:
            raise LookupError(f"{button['text']!r} tells no bot anything: {button}")
        press = self.telegram.press(bot, self.person, self.chat)
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

    def _set_blocked(self, blocked: bool) -> None:
        if self.bot is None:
            raise LookupError("only a bot can be blocked")
        if blocked:
            self.person.blocked.add(self.bot.id)
        else:
            self.person.blocked.discard(self.bot.id)
        was, is_ = ("member", "kicked") if blocked else ("kicked", "member")
        self._announce(self.bot, was, is_)

    def _change(self, bot: Bot, status: str) -> None:
        was = self.chat.members.get(bot.id, "left")
        self.chat.members[bot.id] = status
        self._announce(bot, was, status)

    def _announce(self, bot: Bot, was: str, is_: str) -> None:
        """Tell a bot what has become of it in this chat."""
        change = {
            "chat": self.chat.wire(),
            "from": self.person.wire(),
            "date": int(self.telegram.clock.now()),
            "old_chat_member": member(bot, was),
            "new_chat_member": member(bot, is_),
        }
        self.telegram.deliver(bot, "my_chat_member", change, self.chat.id)
        self.telegram.changed(self.chat)

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


def _typed(text: str) -> Json:
    """What a telephone makes of typed text; it sends none that is empty or too long."""
    check(text)
    shown = trim(clean(text), [])
    if not 0 < units(shown.text) <= 4096:
        raise ValueError(f"a telephone sends 1 to 4096 characters, not {units(shown.text)}")
    return {"text": shown.text, **({"entities": shown.entities} if shown.entities else {})}
