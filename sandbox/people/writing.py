"""What people send: words, places, telephone numbers; and how they change and take them away."""

from typing import TYPE_CHECKING

from sandbox.entities import check, clean, trim, units
from sandbox.people.presence import Presence
from sandbox.records import Message
from sandbox.refusals import Json
from sandbox.screens import Seen

if TYPE_CHECKING:
    from sandbox.people.phone import Phone


class Writing(Presence):
    """Somebody who sends."""

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

    def deletes(self, message: Message | Seen) -> None:
        """Take a message away; bots are not told."""
        del self.chat.messages[message.id]
        self.telegram.changed(self.chat)


def _typed(text: str) -> Json:
    """What a telephone makes of typed text; it sends none that is empty or too long."""
    check(text)
    shown = trim(clean(text), [])
    if not 0 < units(shown.text) <= 4096:
        raise ValueError(f"a telephone sends 1 to 4096 characters, not {units(shown.text)}")
    return {"text": shown.text, **({"entities": shown.entities} if shown.entities else {})}
