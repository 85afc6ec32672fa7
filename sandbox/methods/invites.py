"""Links by which people come into a group, and the requests of those who have to ask."""

from sandbox import happenings
from sandbox.invites import Link, new_primary
from sandbox.membership import granted, is_inside
from sandbox.methods.members import user
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat, Person
from sandbox.refusals import Json, bad
from sandbox.world import World


async def export_chat_invite_link(world: World, bot: Bot, p: Json) -> str:
    return new_primary(_manageable(world, bot, p), bot).url


async def create_chat_invite_link(world: World, bot: Bot, p: Json) -> Json:
    chat = _manageable(world, bot, p)
    link = Link(bot)
    _set(world, link, p)
    chat.links[link.url] = link
    return link.wire(bot)


async def edit_chat_invite_link(world: World, bot: Bot, p: Json) -> Json:
    link = _link(_manageable(world, bot, p), bot, p)
    if link.primary:
        raise bad("CHAT_INVITE_PERMANENT")
    if link.revoked:
        raise bad("INVITE_HASH_EXPIRED")
    _set(world, link, p)
    return link.wire(bot)


async def revoke_chat_invite_link(world: World, bot: Bot, p: Json) -> Json:
    chat = _manageable(world, bot, p)
    link = _link(chat, bot, p)
    if link.revoked:
        raise bad("INVITE_HASH_EXPIRED")
    link.revoked = True
    if link.primary:
        new_primary(chat, bot)  # "a new link is automatically generated"
    return link.wire(bot)


async def approve_chat_join_request(world: World, bot: Bot, p: Json) -> bool:
    return _decide(world, bot, p, let_in=True)


async def decline_chat_join_request(world: World, bot: Bot, p: Json) -> bool:
    return _decide(world, bot, p, let_in=False)


def _decide(world: World, bot: Bot, p: Json, *, let_in: bool) -> bool:
    chat = _chat(world, bot, p)
    person = user(world, chat, p)
    if chat.person is not None:
        raise bad("the chat can't have join requests")
    if not granted(chat, bot, "can_invite_users"):
        raise bad("not enough rights to manage chat join requests")
    if is_inside(chat, person.id):
        raise bad("USER_ALREADY_PARTICIPANT")
    if not isinstance(person, Person) or person.id not in chat.requests:
        raise bad("HIDE_REQUESTER_MISSING")
    happenings.decides(world, chat, bot, person, let_in=let_in)
    return True


def _chat(world: World, bot: Bot, p: Json) -> Chat:
    chat = world.chat(bot, p.get("chat_id"))
    world.inside(bot, chat)
    return chat


def _manageable(world: World, bot: Bot, p: Json) -> Chat:
    chat = _chat(world, bot, p)
    if chat.person is not None:
        raise bad("can't invite members to a private chat")
    if not granted(chat, bot, "can_invite_users"):
        raise bad("not enough rights to manage chat invite link")
    return chat


def _link(chat: Chat, bot: Bot, p: Json) -> Link:
    """The bot's own link of that address; of others' it knows none."""
    url = p.get("invite_link", "")
    if not url:
        raise bad("invite link must be non-empty")
    link = chat.links.get(url)
    if link is None or link.creator.id != bot.id:
        raise bad("INVITE_HASH_EXPIRED")
    return link


def _set(world: World, link: Link, p: Json) -> None:
    expires, limit = p.get("expire_date", 0), p.get("member_limit", 0)
    asks = bool(p.get("creates_join_request"))
    if asks and limit > 0:
        raise bad("member limit can't be specified for links requiring administrator approval")
    if limit > 99_999:
        raise bad("USAGE_LIMIT_INVALID")
    if expires and expires <= world.clock.now():
        raise bad("EXPIRE_DATE_INVALID")
    link.name = str(p.get("name", "")).strip()[:32]
    link.expires, link.limit, link.asks = expires, limit, asks


METHODS: dict[str, Method] = {
    "exportChatInviteLink": export_chat_invite_link,
    "createChatInviteLink": create_chat_invite_link,
    "editChatInviteLink": edit_chat_invite_link,
    "revokeChatInviteLink": revoke_chat_invite_link,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
}
