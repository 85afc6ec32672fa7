"""What administrators do in a group: appoint, restrict, pin, rename; and all about its topics."""

from typing import TYPE_CHECKING

from sandbox import happenings
from sandbox.membership import (
    ALL_RIGHTS,
    NO_RIGHTS,
    NOTHING,
    Terms,
    ends_at,
    granted,
    is_inside,
    leads,
)
from sandbox.people.belonging import Belonging, somebody
from sandbox.records import Bot, Chat, Message
from sandbox.screens import Seen
from sandbox.topics import COLORS, GENERAL, Topic

if TYPE_CHECKING:
    from sandbox.people.phone import Phone


class Leading(Belonging):
    """Somebody who runs the group, as far as they may."""

    async def promotes(self, whom: "Bot | Phone", *, title: str = "", **rights: bool) -> None:
        """Make somebody administrator with these rights, with all where none is named."""
        who = somebody(whom)
        self._may_promote(who)
        if unknown := rights.keys() - NO_RIGHTS.keys():
            raise ValueError(f"there is no such right: {', '.join(unknown)}")
        given = NO_RIGHTS | {"can_manage_chat": True} | rights if rights else ALL_RIGHTS
        own = Terms(rights=given, title=title, by=self.person.id)
        happenings.change(self.telegram, self.chat, self.person, who, "administrator", own)

    async def demotes(self, whom: "Bot | Phone") -> None:
        """Make an administrator an ordinary member again."""
        who = somebody(whom)
        self._may_promote(who)
        if not leads(self.chat, who.id):
            raise LookupError("that is no administrator")
        happenings.change(self.telegram, self.chat, self.person, who, "member")

    async def restricts(
        self, whom: "Bot | Phone", *, seconds: int = 0, **permissions: bool
    ) -> None:
        """Leave somebody only these permissions, for so many seconds or for ever.

        A basic group becomes a supergroup first, as there is no such thing in it.
        """
        who = somebody(whom)
        self._may_restrict(who)
        if unknown := permissions.keys() - NOTHING.keys():
            raise ValueError(f"there is no such permission: {', '.join(unknown)}")
        if self.chat.type == "group":
            self.telegram.upgrade(self.chat)
        now = int(self.telegram.clock.now())
        own = Terms(
            permissions=NOTHING | permissions,
            until=ends_at(now + seconds, now),
            inside=is_inside(self.chat, who.id),
        )
        happenings.change(self.telegram, self.chat, self.person, who, "restricted", own)

    async def permits(self, **permissions: bool) -> None:
        """Change what ordinary members may do here."""
        self._needs("can_restrict_members", "change what members may do")
        self.chat.permissions = self.chat.permissions | permissions
        self.telegram.changed(self.chat)

    async def pins(self, message: Message | Seen) -> None:
        """Pin a message."""
        self._needs("can_pin_messages", "pin messages")
        happenings.pin(self.telegram, self.chat, self.person, self.chat.messages[message.id])

    async def unpins(self, message: Message | Seen) -> None:
        """Take a pinned message down; bots are not told."""
        self._needs("can_pin_messages", "pin messages")
        self.chat.pinned.remove(message.id)
        self.telegram.changed(self.chat)

    async def renames(self, title: str) -> None:
        """Give the group another title."""
        self._needs("can_change_info", "change the title")
        self.chat.title = title
        happenings.note(self.telegram, self.chat, self.person, {"new_chat_title": title})

    async def makes_forum(self, on: bool = True) -> Chat:
        """Give the group topics, or take them away; a basic group becomes a supergroup for it."""
        self._needs("can_change_info", "switch topics on")
        if on and self.chat.type == "group":
            self.telegram.upgrade(self.chat)
        self.chat.make_forum(on)
        self.telegram.changed(self.chat)
        return self.chat

    async def opens_topic(self, name: str, icon_color: int | None = None) -> Topic:
        """Open a topic."""
        self._needs_forum()
        self._needs("can_manage_topics", "open topics")
        color = icon_color or COLORS[0]
        return happenings.open_topic(self.telegram, self.chat, self.person, name, color)

    async def renames_topic(self, topic: Topic, name: str) -> None:
        """Give a topic another name."""
        self._needs_topic(topic)
        happenings.edit_topic(self.telegram, self.chat, self.person, topic, name)

    async def closes_topic(self, topic: Topic) -> None:
        """Close a topic: only administrators write there then."""
        self._needs_topic(topic)
        happenings.close_topic(self.telegram, self.chat, self.person, topic, closed=True)

    async def reopens_topic(self, topic: Topic) -> None:
        """Open a closed topic again."""
        self._needs_topic(topic)
        happenings.close_topic(self.telegram, self.chat, self.person, topic, closed=False)

    async def hides_general(self, hidden: bool = True) -> None:
        """Hide the General topic, which closes it; or show it again."""
        self._needs_forum()
        general = self.chat.topics[GENERAL]
        self._needs_topic(general)
        if hidden and not general.closed:
            happenings.close_topic(self.telegram, self.chat, self.person, general, closed=True)
        happenings.hide_general(self.telegram, self.chat, self.person, hidden=hidden)

    async def deletes_topic(self, topic: Topic) -> None:
        """Take a topic away with everything in it; bots are not told."""
        self._needs_forum()
        self._needs("can_delete_messages", "delete topics")
        happenings.delete_topic(self.telegram, self.chat, topic)

    def _needs_forum(self) -> None:
        if not self.chat.forum:
            raise LookupError(f"{self.chat.title} has no topics")

    def _needs_topic(self, topic: Topic) -> None:
        """Who opened a topic may change it, else it takes an administrator's right."""
        self._needs_forum()
        mine = topic.by == self.person.id
        if not (mine or granted(self.chat, self.person, "can_manage_topics")):
            raise PermissionError(f"{self.person.first_name} may not change this topic")
