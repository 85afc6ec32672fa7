"""What tests wait to see on people's phones, beyond a word on a screen: topics, media, exact texts; and what
time it is there; and how much a group takes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.pacing import Limits
from sandbox.people import Phone, Seat
from sandbox.records import Bot, Chat
from sandbox.screens import Seen
from sandbox.telegram import Telegram


class Watching:
    """A town as it is looked at."""

    telegram: Telegram
    bot: Bot
    alarm_group: Chat
    li: Phone
    officers: Seat
    limits: Limits | None

    def now(self) -> datetime:
        """The moment by everybody's clock, in UTC."""
        return datetime.fromtimestamp(self.telegram.clock.now(), UTC)

    def makes_topics(self) -> None:
        """The alarm group has topics from now on, and the bot may make them."""
        self.alarm_group.make_forum()

    def groups_take_more(self) -> None:
        """Groups take as many messages a minute as a long conversation within seconds needs: for tests of
        what is said. How twenty a minute are shared is tested where it is the point."""
        self.limits = Limits(per_second=1000, burst=1000, per_minute=1000)
        assert self.telegram.limits is not None
        self.telegram.limits.per_group_minute = 0

    async def at_the_alarm(
        self, number: int, officer: Phone | None = None, group: Chat | None = None
    ) -> Seat:
        """The officer, Li if nobody is named, where it is talked about that alarm: in its topic, or in
        the group."""
        officer, group = officer or self.li, group or self.alarm_group
        if not group.forum:
            return self.officers if officer is self.li else officer.in_(group)
        title, topics = f"🆘 {number} ·", group.topics

        def found() -> int | None:
            return next((one.id for one in topics.values() if one.name.startswith(title)), None)

        topic = await self.telegram.until(found)
        assert topic is not None, f"no topic begins with {title!r}"
        return officer.in_(group, topic=topic)

    async def is_left(self, group: Chat) -> None:
        """The bot leaves the group."""
        members, bot = group.members, self.bot.id
        gone = await self.telegram.until(lambda: members[bot] == "left" or None)
        assert gone, "the bot is still there"

    async def exactly(self, seat: Seat, text: str) -> Seen:
        """Waits until a message on the screen says that and nothing else."""

        def seen() -> Seen | None:
            return next((one for one in seat.screen() if one.text == text), None)

        found = await self.telegram.until(seen)
        assert found is not None, f"nothing says exactly {text!r}"
        return found

    async def media(self, seat: Seat, kind: str, count: int = 1) -> list[Seen]:
        """Waits until somebody sees so many media of others."""

        def seen() -> list[Seen] | None:
            found = [
                one
                for one in seat.screen()
                if one.media and one.media.kind == kind and not one.mine
            ]
            return found if len(found) >= count else None

        found = await self.telegram.until(seen)
        assert found is not None, f"no {count} x {kind}"
        return found
