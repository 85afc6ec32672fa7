"""Members of a group: banned and let back, restricted, promoted; and what all may do."""

from dataclasses import replace

from sandbox.happenings import change
from sandbox.membership import (
    EVERYTHING,
    NO_RIGHTS,
    NOTHING,
    Terms,
    ends_at,
    is_inside,
    leads,
    may,
    terms,
)
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat, Person
from sandbox.refusals import Json, bad
from sandbox.world import World

_MEDIA = ("audios", "documents", "photos", "videos", "video_notes", "voice_notes")
_SUPERGROUPS = "method is available for supergroup and channel chats only"


async def ban_chat_member(world: World, bot: Bot, p: Json) -> bool:
    chat = _group(world, bot, p)
    whom = user(world, chat, p)
    if chat.person is not None:
        raise bad("can't ban members in private chats")
    _may_restrict(chat, bot, whom)
    until = ends_at(p.get("until_date", 0), world.clock.now())
    change(world, chat, bot, whom, "kicked", Terms(until=until))
    if p.get("revoke_messages") or chat.type == "supergroup":  # in supergroups it is always so
        for message in [one for one in chat.messages.values() if one.author is whom]:
            if not message.service:
                del chat.messages[message.id]
    return True


async def unban_chat_member(world: World, bot: Bot, p: Json) -> bool:
    chat = _supergroup(world, bot, p, _SUPERGROUPS)
    whom = user(world, chat, p)
    status = chat.members.get(whom.id, "left")
    if status == "left" or (p.get("only_if_banned") and status != "kicked"):
        return True
    _may_restrict(chat, bot, whom)
    change(world, chat, bot, whom, "left")
    return True


async def restrict_chat_member(world: World, bot: Bot, p: Json) -> bool:
    chat = _supergroup(world, bot, p, "method is available only for supergroups")
    whom = user(world, chat, p)
    _may_restrict(chat, bot, whom)
    left = permissions(p)
    inside = is_inside(chat, whom.id)
    if all(left.values()):
        change(world, chat, bot, whom, "member" if inside else "left")
    else:
        until = ends_at(p.get("until_date", 0), world.clock.now())
        own = Terms(permissions=left, until=until, inside=inside)
        change(world, chat, bot, whom, "restricted", own)
    return True


async def promote_chat_member(world: World, bot: Bot, p: Json) -> bool:
    chat = _supergroup(world, bot, p, _SUPERGROUPS)
    whom = user(world, chat, p)
    rights = {name: bool(p.get(name)) for name in NO_RIGHTS}
    promotes = any(rights.values())
    if promotes:
        rights["can_manage_chat"] = True  # implied by any other
    if chat.members.get(whom.id) == "creator":
        raise bad("can't remove chat owner")
    if whom is bot and promotes:
        raise bad("can't promote self")
    if whom is not bot and not may(chat, bot, "can_promote_members"):
        raise bad("not enough rights")
    own = terms(chat, whom.id)
    if whom is not bot and leads(chat, whom.id) and own.by != bot.id:
        raise bad("CHAT_ADMIN_REQUIRED")
    if any(rights[right] and not may(chat, bot, right) for right in rights):
        raise bad("RIGHT_FORBIDDEN")
    if promotes:
        if not is_inside(chat, whom.id):
            raise bad("USER_NOT_MUTUAL_CONTACT")
        own = Terms(rights=rights, by=bot.id, title=own.title)
        change(world, chat, bot, whom, "administrator", own)
    elif leads(chat, whom.id):
        change(world, chat, bot, whom, "member")
    return True


async def set_chat_administrator_custom_title(world: World, bot: Bot, p: Json) -> bool:
    chat = _group(world, bot, p)
    whom = user(world, chat, p)
    if chat.person is not None:
        raise bad("method is available only for groups and supergroups")
    if chat.members.get(whom.id) == "creator":
        raise bad("only the owner can edit their custom title")
    if chat.members.get(whom.id) != "administrator":
        raise bad("user is not an administrator")
    own = terms(chat, whom.id)
    if own.by != bot.id:
        raise bad("not enough rights to change custom title of the user")
    title = str(p.get("custom_title", ""))
    if len(title) > 16:
        raise bad("CUSTOM_TITLE_INVALID")
    change(world, chat, bot, whom, "administrator", replace(own, title=title))
    return True


async def set_chat_permissions(world: World, bot: Bot, p: Json) -> bool:
    chat = _group(world, bot, p)
    if chat.person is not None:
        raise bad("can't change private chat permissions")
    if not may(chat, bot, "can_restrict_members"):
        raise bad("not enough rights to change chat permissions")
    chat.permissions = permissions(p)
    world.changed(chat)
    return True


def permissions(p: Json) -> Json:
    """The ChatPermissions asked for, with what one of them brings along unless they are independent.

    Bot API server, `Client::get_chat_permissions`.
    """
    asked: Json = p.get("permissions") or {}
    given = {name: bool(asked.get(name)) for name in EVERYTHING}
    if not any(f"can_send_{kind}" in asked for kind in _MEDIA):
        all_media = bool(asked.get("can_send_media_messages"))
        given |= {f"can_send_{kind}": all_media for kind in _MEDIA}
    given["can_manage_topics"] = bool(asked.get("can_manage_topics", given["can_pin_messages"]))
    given["can_edit_tag"] = bool(asked.get("can_edit_tag", given["can_pin_messages"]))
    reacts = bool(asked.get("can_react_to_messages", given["can_send_messages"]))
    given["can_react_to_messages"] = reacts
    if not p.get("use_independent_chat_permissions"):
        if given["can_send_other_messages"] or given["can_add_web_page_previews"]:
            given |= {f"can_send_{kind}": True for kind in _MEDIA} | {"can_send_messages": True}
        if given["can_send_polls"] or asked.get("can_send_media_messages"):
            given["can_send_messages"] = True
    return NOTHING | given


def user(world: World, chat: Chat, p: Json) -> Person | Bot:
    """The user that a method means; there may be none of that id."""
    number = p.get("user_id", 0)
    if not isinstance(number, int) or number <= 0:
        raise bad("invalid user_id specified")
    found = world.people.get(number) or world.bots.get(number)
    if found is None:
        raise bad("PARTICIPANT_ID_INVALID" if chat.type == "supergroup" else "member not found")
    return found


def _group(world: World, bot: Bot, p: Json) -> Chat:
    chat = world.chat(bot, p.get("chat_id"))
    world.inside(bot, chat)
    return chat


def _supergroup(world: World, bot: Bot, p: Json, otherwise: str) -> Chat:
    chat = _group(world, bot, p)
    if chat.type != "supergroup":
        raise bad(otherwise)
    return chat


def _may_restrict(chat: Chat, bot: Bot, whom: Person | Bot) -> None:
    if chat.members.get(whom.id) == "creator":
        raise bad("can't remove chat owner")
    if whom is bot:
        raise bad("can't restrict self")
    if not may(chat, bot, "can_restrict_members"):
        if chat.type == "group":
            raise bad("CHAT_ADMIN_REQUIRED")
        raise bad("not enough rights to restrict/unrestrict chat member")
    if chat.members.get(whom.id) == "administrator":
        raise bad("user is an administrator of the chat")


METHODS: dict[str, Method] = {
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_chat_administrator_custom_title,
    "setChatPermissions": set_chat_permissions,
}
