"""Chats as a bot asks about them: who is in them, and how it leaves."""

from sandbox.methods.method import Method
from sandbox.records import Bot, Chat, member
from sandbox.refusals import Json, bad
from sandbox.world import World

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_chat(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    return chat.wire() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


async def get_chat_member(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    user = p.get("user_id", 0)
    known = user in world.people or user in world.bots
    if not known or (chat.person and user not in (chat.id, bot.id)):
        raise bad("user not found")
    return _member(world, chat, user)


async def get_chat_administrators(world: World, bot: Bot, p: Json) -> list[Json]:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    world.open_to(bot, chat)
    leading = ("creator", "administrator")
    return [_member(world, chat, user) for user, is_ in chat.members.items() if is_ in leading]


async def leave_chat(world: World, bot: Bot, p: Json) -> bool:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("chat member status can't be changed in private chats")
    world.open_to(bot, chat)
    chat.members[bot.id] = "left"
    world.changed(chat)
    return True


def _member(world: World, chat: Chat, user: int) -> Json:
    status = "member" if chat.person else chat.members.get(user, "left")
    return member(world.people.get(user) or world.bots[user], status)


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}
