"""What people send: words, places, telephone numbers; how they change them, take them away, pass
them on and react to them."""

from typing import TYPE_CHECKING

from sandbox.entities import check, clean, trim, units
from sandbox.live import end_by_clock, ended
from sandbox.media import CAPTIONED
from sandbox.people.presence import Presence
from sandbox.records import Chat, Message, origin_of
from sandbox.refusals import Json
from sandbox.rules import rule_book
from sandbox.screens import Seen

if TYPE_CHECKING:
    from sandbox.people.phone import Phone

_REACTIONS = frozenset(rule_book().types["ReactionTypeEmoji"]["fields"]["emoji"]["enum"])


class Writing(Presence):
    """Somebody who sends."""

    async def writes(self, text: str, *, reply_to: Message | Seen | int | None = None) -> Message:
        """Send a text."""
        return self._post(typed(text), reply_to)

    async def shares_place(
        self, latitude: float, longitude: float, *, live_period: int | None = None
    ) -> Message:
        """Send where they are; with `live_period` seconds it may move (`moves_place`)."""
        place: Json = {"latitude": latitude, "longitude": longitude}
        if live_period is not None:
            place["live_period"] = live_period
        message = self._post({"location": place})
        end_by_clock(self.telegram, message)
        return message

    async def moves_place(
        self, message: Message | Seen | int, latitude: float, longitude: float
    ) -> None:
        """Move a live place that has not ended."""
        live = self._live(message)
        place = live.content["location"] | {"latitude": latitude, "longitude": longitude}
        live.content = {"location": place}  # a new one: updates on their way keep theirs
        self._edited(live)

    async def ends_place(self, message: Message | Seen | int) -> None:
        """Share where they are no longer."""
        live = self._live(message)
        live.content = ended(live.content)
        self._edited(live)

    async def shares_contact(self, phone_number: str, *, whose: "Phone | None" = None) -> Message:
        """Send a telephone number, their own unless it is somebody else's."""
        owner = whose.person if whose else self.person
        contact: Json = {"phone_number": phone_number, "first_name": owner.first_name}
        return self._post({"contact": contact | {"user_id": owner.id}})

    async def edits(self, message: Message | Seen | int, text: str) -> None:
        """Change a text they wrote, or the words below what they showed."""
        mine = self._mine(message)
        if CAPTIONED & mine.content.keys():
            about = ("caption", "caption_entities")
            bare = {name: value for name, value in mine.content.items() if name not in about}
            mine.content = bare | captioned(text)
        elif "text" in mine.content:
            mine.content = typed(text)
        else:
            raise PermissionError("there is no text in it to edit")
        self._edited(mine)

    def deletes(self, message: Message | Seen | int) -> None:
        """Take a message away; bots are not told."""
        del self.chat.messages[self._there(message).id]
        self.telegram.changed(self.chat)

    async def forwards(self, message: Message | Seen | int, *, from_: Chat) -> Message:
        """Pass on to this chat what stands in another one, with where it comes from."""
        number = message if isinstance(message, int) else message.id
        source = from_.messages[number]
        if source.protected or source.service:
            raise PermissionError("this message can't be forwarded")
        content = {name: v for name, v in source.content.items() if name != "media_group_id"}
        if "live_period" in content.get("location", {}):
            content = ended(content)
        return self._post(content, origin=source.origin or origin_of(source))

    async def reacts(self, message: Message | Seen | int, emoji: str | None) -> None:
        """React to a message with one emoji, or take that back.

        Bots that asked for `message_reaction` are told; in groups only administrators (Update).
        """
        if emoji is not None and emoji.replace("\ufe0f", "") not in _REACTIONS:
            raise ValueError(f"nobody can react with {emoji!r}")
        self._needs("can_react_to_messages", "react")
        there, me = self._there(message), self.person.id
        old = there.reactions.pop(me, [])
        new = [{"type": "emoji", "emoji": emoji.replace("\ufe0f", "")}] if emoji else []
        if new:
            there.reactions[me] = new
        if new != old:
            self._tell_reaction(there, old, new)
        self.telegram.changed(self.chat)

    def _tell_reaction(self, message: Message, old: list[Json], new: list[Json]) -> None:
        change = {
            "chat": self.chat.wire(),
            "message_id": message.id,
            "user": self.person.wire(),
            "date": int(self.telegram.clock.now()),
            "old_reaction": old,
            "new_reaction": new,
        }
        if self.bot is not None:
            bots = [self.bot]
        else:
            leading = (i for i, is_ in self.chat.members.items() if is_ == "administrator")
            bots = [bot for i in leading if (bot := self.telegram.bots.get(i))]
        for bot in bots:
            self.telegram.deliver(bot, "message_reaction", change, self.chat.id)

    def _live(self, message: Message | Seen | int) -> Message:
        live = self._mine(message)
        if "live_period" not in live.content.get("location", {}):
            raise PermissionError("this place does not move, or not any more")
        return live


def typed(text: str) -> Json:
    """What a telephone makes of typed text; it sends none that is empty or too long."""
    check(text)
    shown = trim(clean(text), [])
    if not 0 < units(shown.text) <= 4096:
        raise ValueError(f"a telephone sends 1 to 4096 characters, not {units(shown.text)}")
    return {"text": shown.text, **({"entities": shown.entities} if shown.entities else {})}


def captioned(text: str) -> Json:
    """The same of the words below a picture; there may be none."""
    check(text)
    shown = trim(clean(text), [])
    if units(shown.text) > 1024:
        raise ValueError(f"words below a picture have 1024 characters, not {units(shown.text)}")
    if not shown.text:
        return {}
    marked = {"caption_entities": shown.entities} if shown.entities else {}
    return {"caption": shown.text, **marked}
