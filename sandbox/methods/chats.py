"""Chats as a bot asks about them and changes them: who is in them, their title and description."""

from sandbox.happenings import change, note
from sandbox.invites import new_primary, primary
from sandbox.membership import chat_member, granted, is_inside, leads, may
from sandbox.methods.members import user
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat
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
    full = chat.wire() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if pins := chat.pins():
        full["pinned_message"] = max(pins, key=lambda pin: pin.id).wire(reply=False)
    if chat.person is not None:
        return full
    # A public group may be looked at from outside, one that has become another still.
    banned = chat.members.get(bot.id) == "kicked"
    if chat.type == "supergroup" and (banned or not chat.username):
        world.inside(bot, chat)
    full["permissions"] = chat.permissions
    if chat.description:
        full["description"] = chat.description
    if chat.username:
        full["active_usernames"] = [chat.username]
    # A bot has its own link, made when it first asks for the chat.
    if granted(chat, bot, "can_invite_users"):
        full["invite_link"] = (primary(chat, bot) or new_primary(chat, bot)).url
    return full


async def get_chat_member(world: World, bot: Bot, p: Json) -> Json:
    chat = _chat(world, bot, p)
    whom = user(world, chat, p)
    if chat.person is not None and whom.id not in (chat.id, bot.id):
        raise bad("member not found")
    return chat_member(chat, whom, bot)


async def get_chat_member_count(world: World, bot: Bot, p: Json) -> int:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        return 2
    world.inside(bot, chat)
    return sum(is_inside(chat, member) for member in chat.members)


async def get_chat_administrators(world: World, bot: Bot, p: Json) -> list[Json]:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    world.inside(bot, chat)
    leading = [
        world.people.get(member) or world.bots[member]
        for member in chat.members
        if leads(chat, member)
    ]
    # Bots other than the one that asks are left out unless it wants them.
    everyone = p.get("return_bots")
    return [
        chat_member(chat, one, bot)
        for one in leading
        if everyone or not isinstance(one, Bot) or one is bot
    ]


async def leave_chat(world: World, bot: Bot, p: Json) -> bool:
    chat = world.chat(bot, p.get("chat_id"))
    if chat.person is not None:
        raise bad("can't leave private chats")
    world.inside(bot, chat)
    change(world, chat, bot, bot, "left")
    return True


async def set_chat_title(world: World, bot: Bot, p: Json) -> bool:
    chat = _chat(world, bot, p)
    title = str(p.get("title", "")).strip()
    if not title:
        raise bad("title must be non-empty")
    if chat.person is not None:
        raise bad("can't change private chat title")
    if not may(chat, bot, "can_change_info"):
        raise bad("not enough rights to change chat title")
    if title == chat.title:
        raise bad("CHAT_NOT_MODIFIED")
    chat.title = title
    note(world, chat, bot, {"new_chat_title": title})
    return True


async def set_chat_description(world: World, bot: Bot, p: Json) -> bool:
    chat = _chat(world, bot, p)
    if chat.person is not None:
        raise bad("can't change private chat description")
    if not may(chat, bot, "can_change_info"):
        raise bad("not enough rights to set chat description")
    description = str(p.get("description", "")).strip()
    if description == chat.description:
        raise bad("chat description is not modified")
    chat.description = description
    world.changed(chat)
    return True


def _chat(world: World, bot: Bot, p: Json) -> Chat:
    chat = world.chat(bot, p.get("chat_id"))
    world.inside(bot, chat)
    return chat


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
}
