"""Texts: sent, forwarded, copied and taken away.

Source: Bot API, sendMessage to deleteMessages.
"""

from itertools import pairwise

from sandbox import polls
from sandbox.media import CAPTIONED
from sandbox.membership import granted
from sandbox.methods import saying
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat, Message, origin_of
from sandbox.refusals import Json, bad
from sandbox.world import World

DELETABLE = 48 * 3600  # seconds a bot may take a message away again
_DICE_STAYS = 24 * 3600
_ABOUT_CREATION = {
    "supergroup_chat_created",
    "channel_chat_created",
    "forum_topic_created",
}
_PASSED = ("disable_notification", "protect_content", "message_thread_id")  # on to a forward
_ABOVE = {"photo", "video", "animation"}
_ABOUT_CAPTION = ("caption", "caption_entities", "show_caption_above_media")


async def send_message(world: World, bot: Bot, p: Json) -> Json:
    content = saying.text(world, p)
    return saying.say(world, bot, saying.target(world, bot, p), p, content).wire()


async def forward_message(world: World, bot: Bot, p: Json) -> Json:
    source = _source(world, bot, p, "forward")
    return _forward(world, bot, saying.target(world, bot, p), p, source).wire()


async def copy_message(world: World, bot: Bot, p: Json) -> Json:
    source = _source(world, bot, p, "copy")
    content = _copied(world, source)
    if "caption" in p and CAPTIONED & content.keys():
        content = {name: value for name, value in content.items() if name not in _ABOUT_CAPTION}
        content |= saying.caption(world, p)
        if _ABOVE & content.keys() and p.get("show_caption_above_media"):
            content["show_caption_above_media"] = True
    content.pop("media_group_id", None)
    return {"message_id": saying.say(world, bot, saying.target(world, bot, p), p, content).id}


async def forward_messages(world: World, bot: Bot, p: Json) -> list[Json]:
    chat, sources = _many(world, bot, p)
    for source in sources:
        _allowed(source, "forward")
    groups = _albums(world, sources)
    return [{"message_id": _forward(world, bot, chat, p, source, groups).id} for source in sources]


async def copy_messages(world: World, bot: Bot, p: Json) -> list[Json]:
    chat, sources = _many(world, bot, p)
    for source in sources:
        _allowed(source, "copy")
    groups, sent = _albums(world, sources), []
    for source in sources:
        content = _grouped(_copied(world, source), groups)
        if p.get("remove_caption"):
            content = {name: v for name, v in content.items() if name not in _ABOUT_CAPTION}
        sent.append({"message_id": saying.say(world, bot, chat, p, content).id})
    return sent


async def delete_message(world: World, bot: Bot, p: Json) -> bool:
    if not p.get("chat_id"):
        raise bad("chat identifier is not specified")
    if not p.get("message_id"):
        raise bad("message identifier is not specified")
    chat = saying.target(world, bot, p)
    message = chat.messages.get(p["message_id"])
    if message is None:
        raise bad("message to delete not found")
    _take_away(world, bot, chat, [message])
    return True


async def delete_messages(world: World, bot: Bot, p: Json) -> bool:
    numbers = _numbers(p)
    chat = saying.target(world, bot, p)
    _take_away(world, bot, chat, [m for n in numbers if (m := chat.messages.get(n))])
    return True


def _source(world: World, bot: Bot, p: Json, verb: str) -> Message:
    message = world.chat(bot, p.get("from_chat_id")).messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"message to {verb} not found")
    _allowed(message, verb)
    return message


def _allowed(message: Message, verb: str) -> None:
    if message.protected and verb == "forward":
        raise bad("message has protected content and can't be forwarded")
    if message.service:
        done = {"forward": "forwarded", "copy": "copied"}[verb]
        raise bad(f"the message can't be {done}")


def _forward(
    world: World,
    bot: Bot,
    chat: Chat,
    p: Json,
    source: Message,
    groups: dict[str, str] | None = None,
) -> Message:
    """Pass a message on, with where it comes from; a poll stays the same poll everywhere."""
    asked = {name: p[name] for name in _PASSED if name in p}
    content = _grouped(_still(source.content), groups or {})
    origin = source.origin or origin_of(source)
    message = saying.say(world, bot, chat, asked, content, origin=origin)
    polls.joined(world.polls, message)
    return message


def _copied(world: World, source: Message) -> Json:
    """The same said anew: a poll is asked anew, without its votes."""
    content = _still(source.content)
    if "poll" in content:
        poll = world.polls[content["poll"]["id"]]
        if poll.correct and "correct_option_ids" not in content["poll"]:
            raise bad("the message can't be copied")
        content["poll"] = polls.again(world.polls, poll).wire(known=True)
    return content


def _still(content: Json) -> Json:
    """Content that stays as it is now: a live place does not move where it was passed on to."""
    if "live_period" not in content.get("location", {}):
        return dict(content)
    place = {name: content["location"][name] for name in ("latitude", "longitude")}
    return {**content, "location": place}


def _many(world: World, bot: Bot, p: Json) -> tuple[Chat, list[Message]]:
    """Where to, and those of the messages that there are."""
    numbers = _numbers(p)
    chat = saying.target(world, bot, p)
    there = world.chat(bot, p.get("from_chat_id")).messages
    sources = [there[number] for number in numbers if number in there]
    if not sources:
        raise bad("there are no messages to forward")
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise bad("message identifiers must be in a strictly increasing order")
    return chat, sources


def _numbers(p: Json) -> list[int]:
    numbers = p.get("message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad("too many message identifiers specified")
    if not all(isinstance(number, int) for number in numbers):
        raise bad("message identifier must be a Number")
    return list(numbers)


def _albums(world: World, sources: list[Message]) -> dict[str, str]:
    """New media_group_ids for the albums of which at least two parts are passed on."""
    groups = [source.content.get("media_group_id") for source in sources]
    return {group: world.album() for group in groups if group and groups.count(group) > 1}


def _grouped(content: Json, groups: dict[str, str]) -> Json:
    group = groups.get(content.pop("media_group_id", ""))
    return content | ({"media_group_id": group} if group else {})


def _take_away(world: World, bot: Bot, chat: Chat, messages: list[Message]) -> None:
    """All of them or none."""
    for message in messages:
        _may_go(world, bot, message)
    for message in messages:
        del chat.messages[message.id]
    world.changed(chat)


def _may_go(world: World, bot: Bot, message: Message) -> None:
    """Refuse what a bot may not delete, as deleteMessage documents it."""
    chat, age = message.chat, world.clock.now() - message.date
    private = chat.person is not None
    leads = not private and granted(chat, bot, "can_delete_messages")
    if message.author is not bot and not private and not leads:
        words = "message can't be deleted"
        raise bad(words if chat.type == "supergroup" else f"{words} for everyone")
    if _ABOUT_CREATION & message.content.keys():
        raise bad("message can't be deleted for everyone")
    fresh_dice = private and "dice" in message.content and age < _DICE_STAYS
    if age > DELETABLE or fresh_dice:
        raise bad("message can't be deleted for everyone")


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
