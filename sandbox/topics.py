"""The topics of a forum, and the one that a message goes into."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.membership import check_saying, granted
from sandbox.refusals import Json, bad

if TYPE_CHECKING:
    from sandbox.records import Bot, Chat, Message, Person

GENERAL = 1
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
# Telegram's own set of icons for topics: what getForumTopicIconStickers gives.
ICONS = {
    "5434144690511290129": "📰",
    "5312536423851630001": "💡",
    "5312016608254762256": "⚡️",
    "5377544228505134960": "🎙",
    "5418085807791545980": "🔝",
    "5370870893004203704": "🗣",
    "5420216386448270341": "🆒",
    "5379748062124056162": "❗️",
    "5373251851074415873": "📝",
    "5433614043006903194": "📆",
    "5357315181649076022": "📁",
    "5309965701241379366": "🔎",
    "5309984423003823246": "📣",
    "5312241539987020022": "🔥",
    "5312138559556164615": "❤️",
    "5377316857231450742": "❓",
}


@dataclass(eq=False, slots=True)
class Topic:
    """A topic; its id is that of the message which opened it. `by` is who opened it."""

    id: int
    name: str
    icon_color: int = COLORS[0]
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    hidden: bool = False
    by: int | None = None

    def wire(self) -> Json:
        """This topic as a `ForumTopic`."""
        return {"message_thread_id": self.id, **self.opening()}

    def opening(self) -> Json:
        """What the message that opened it says of it: a `ForumTopicCreated`."""
        wire: Json = {"name": self.name, "icon_color": self.icon_color}
        if self.icon_custom_emoji_id:
            wire["icon_custom_emoji_id"] = self.icon_custom_emoji_id
        return wire


def standing(
    chat: "Chat", somebody: "Person | Bot", p: Json, content: Json, reply: "Message | None" = None
) -> int | None:
    """The thread that a message goes into; None for General and for all other kinds of chat.

    Refuses a thread that is not there, one that is closed, and what may not be said in this chat.
    Without `message_thread_id` a reply goes where the message is that it answers. A group without
    topics ignores the parameter (Bot API server, `Client::check_message_topic`).
    """
    asked = p.get("message_thread_id") or 0
    if asked and (chat.forum or chat.person is not None):
        if asked == GENERAL or asked not in chat.topics:
            raise bad("message thread not found")
    elif not asked and reply is not None:
        asked = reply.thread or 0
    check_saying(chat, somebody, content)
    if not chat.forum:
        return None
    topic = chat.topics[asked or GENERAL]
    mine = topic.by == somebody.id or granted(chat, somebody, "can_manage_topics")
    if topic.closed and not mine:
        raise bad("TOPIC_CLOSED")
    return asked or None
