"""Topics of a forum: opened, renamed, closed, hidden and taken away.

What is refused, and how: TDLib, `ForumTopicManager`; in capitals what its server says of
channels.editForumTopic (core.telegram.org/method/channels.editForumTopic).
"""

from collections.abc import Awaitable, Callable

from sandbox import happenings, stars
from sandbox.membership import may
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat
from sandbox.refusals import Json, bad
from sandbox.topics import COLORS, GENERAL, ICONS, Topic
from sandbox.world import World

_TOGGLE = "not enough rights to close or open the topic"


async def create_forum_topic(world: World, bot: Bot, p: Json) -> Json:
    chat = _forum(world, bot, p)
    if not may(chat, bot, "can_manage_topics"):
        raise bad("not enough rights to create a topic")
    name = _name(p)
    color, icon = p.get("icon_color", 0), p.get("icon_custom_emoji_id") or None
    if not 0 <= color <= 0xFFFFFF:
        raise bad("invalid icon color specified")
    _check_icon(icon)
    stars.count(world, bot, chat, p)
    color = color if color in COLORS else COLORS[0]
    return happenings.open_topic(world, chat, bot, name, color, icon).wire()


async def edit_forum_topic(world: World, bot: Bot, p: Json) -> bool:
    chat = _forum(world, bot, p)
    topic = _topic(chat, p)
    _check(chat, bot, topic, "can_manage_topics", "not enough rights to edit the topic")
    return _edit(world, bot, chat, topic, p)


async def edit_general_forum_topic(world: World, bot: Bot, p: Json) -> bool:
    chat = _forum(world, bot, p)
    general = chat.topics[GENERAL]
    _check(chat, bot, general, "can_manage_topics", "not enough rights to edit the topic")
    return _edit(world, bot, chat, general, {"name": p.get("name", "")})


async def delete_forum_topic(world: World, bot: Bot, p: Json) -> bool:
    chat = _forum(world, bot, p)
    topic = _topic(chat, p)
    _check(chat, bot, topic, "can_delete_messages", "not enough rights to delete the topic")
    if topic.id == GENERAL:
        raise bad("TOPIC_ID_INVALID")
    happenings.delete_topic(world, chat, topic)
    return True


def _toggling(*, closed: bool, general: bool) -> Method:
    async def toggle(world: World, bot: Bot, p: Json) -> bool:
        chat = _forum(world, bot, p)
        topic = chat.topics[GENERAL] if general else _topic(chat, p)
        _check(chat, bot, topic, "can_manage_topics", _TOGGLE)
        if topic.closed == closed:
            raise bad("TOPIC_NOT_MODIFIED")
        if topic.hidden and not closed:  # "will be automatically unhidden if it was hidden"
            happenings.hide_general(world, chat, bot, hidden=False)
        happenings.close_topic(world, chat, bot, topic, closed=closed)
        return True

    return toggle


def _hiding(*, hidden: bool) -> Method:
    async def hide(world: World, bot: Bot, p: Json) -> bool:
        chat = _forum(world, bot, p)
        general = chat.topics[GENERAL]
        _check(chat, bot, general, "can_manage_topics", _TOGGLE)
        if general.hidden == hidden:
            raise bad("TOPIC_NOT_MODIFIED")
        if hidden and not general.closed:  # "will be automatically closed if it was open"
            happenings.close_topic(world, chat, bot, general, closed=True)
        happenings.hide_general(world, chat, bot, hidden=hidden)
        return True

    return hide


def _unpinning(*, general: bool) -> Callable[[World, Bot, Json], Awaitable[bool]]:
    async def unpin_all(world: World, bot: Bot, p: Json) -> bool:
        chat = _forum(world, bot, p)
        topic = chat.topics[GENERAL] if general else _topic(chat, p)
        if not may(chat, bot, "can_pin_messages"):
            raise bad("not enough rights to manage pinned messages in the chat")
        thread = happenings.thread_of(topic)
        chat.pinned = [pin.id for pin in chat.pins() if pin.thread != thread]
        world.changed(chat)
        return True

    return unpin_all


async def get_forum_topic_icon_stickers(world: World, bot: Bot, p: Json) -> list[Json]:
    return [
        {
            "file_id": f"topic-icon-{number}",
            "file_unique_id": number,
            "type": "custom_emoji",
            "width": 512,
            "height": 512,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": number,
        }
        for number, emoji in ICONS.items()
    ]


def _forum(world: World, bot: Bot, p: Json) -> Chat:
    chat = world.chat(bot, p.get("chat_id"))
    world.inside(bot, chat)
    if not chat.forum:
        raise bad("the chat is not a forum")
    return chat


def _topic(chat: Chat, p: Json) -> Topic:
    thread = p.get("message_thread_id", 0)
    if thread <= 0:
        raise bad("invalid forum topic identifier specified")
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return topic


def _check(chat: Chat, bot: Bot, topic: Topic, right: str, words: str) -> None:
    """A bot needs the right, unless it opened the topic itself."""
    if topic.by != bot.id and not may(chat, bot, right):
        raise bad(words)


def _name(p: Json) -> str:
    name = str(p.get("name", "")).strip()[:128]
    if not name:
        raise bad("name must be non-empty")
    return name


def _check_icon(icon: str | None) -> None:
    if icon and icon not in ICONS:
        raise bad("DOCUMENT_INVALID")


def _edit(world: World, bot: Bot, chat: Chat, topic: Topic, p: Json) -> bool:
    name = _name(p) if p.get("name") else None
    icon = p.get("icon_custom_emoji_id")
    if name is None and icon is None:
        return True
    if icon is not None and topic.id == GENERAL:
        raise bad("GENERAL_MODIFY_ICON_FORBIDDEN")
    _check_icon(icon)
    same_icon = icon is None or icon == (topic.icon_custom_emoji_id or "")
    if same_icon and name in (None, topic.name):
        raise bad("TOPIC_NOT_MODIFIED")
    happenings.edit_topic(world, chat, bot, topic, name, icon)
    return True


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": _toggling(closed=True, general=False),
    "reopenForumTopic": _toggling(closed=False, general=False),
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": _unpinning(general=False),
    "editGeneralForumTopic": edit_general_forum_topic,
    "closeGeneralForumTopic": _toggling(closed=True, general=True),
    "reopenGeneralForumTopic": _toggling(closed=False, general=True),
    "hideGeneralForumTopic": _hiding(hidden=True),
    "unhideGeneralForumTopic": _hiding(hidden=False),
    "unpinAllGeneralForumTopicMessages": _unpinning(general=True),
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
}
