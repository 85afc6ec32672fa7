"""What members of a group may do: the rights of administrators, what is left to the restricted, and
until when.

Follows ChatMember, ChatPermissions and ChatAdministratorRights of the Bot API, and for what counts
in the end how Telegram's own library applies a group's permissions to people and bots (TDLib,
`DialogParticipantStatus::apply_restrictions`).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.refusals import Json, bad

if TYPE_CHECKING:
    from sandbox.records import Bot, Chat, Person

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
# What a bot never has for being a member only: it must be made administrator for these.
GRANTED = {"can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"}
EVERYTHING: Json = dict.fromkeys(PERMISSIONS, True)
NOTHING: Json = dict.fromkeys(PERMISSIONS, False)

NO_RIGHTS: Json = {
    "is_anonymous": False,
    "can_manage_chat": False,
    "can_delete_messages": False,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": False,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": False,
    "can_manage_topics": False,
    "can_manage_tags": False,
    "can_send_welcome_messages": False,
}
_UNUSUAL = {"is_anonymous", "can_post_stories", "can_edit_stories", "can_delete_stories"}
ALL_RIGHTS: Json = {name: name not in _UNUSUAL for name in NO_RIGHTS}

# In a basic group all administrators have the same (TDLib, `GroupAdministrator`).
BASIC_RIGHTS: Json = {
    name: granted and name not in ("can_promote_members", "can_send_welcome_messages")
    for name, granted in ALL_RIGHTS.items()
    if name != "can_manage_topics"
}

# What a message has in it, the permission it needs, and what Telegram calls it when it is missing
# (TDLib, `can_send_message_content`). The first that is there counts: an animation is a document
# and a venue a location too.
_SAYING = (
    ("animation", "can_send_other_messages", "animations"),
    ("audio", "can_send_audios", "music"),
    ("contact", "can_send_messages", "contacts"),
    ("dice", "can_send_other_messages", "dice"),
    ("document", "can_send_documents", "documents"),
    ("venue", "can_send_messages", "venues"),
    ("location", "can_send_messages", "locations"),
    ("photo", "can_send_photos", "photos"),
    ("poll", "can_send_polls", "polls"),
    ("sticker", "can_send_other_messages", "stickers"),
    ("video", "can_send_videos", "videos"),
    ("video_note", "can_send_video_notes", "video notes"),
    ("voice", "can_send_voice_notes", "voice notes"),
    ("text", "can_send_messages", "text messages"),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with a member's status; who has none has what the status alone gives.

    `rights` are an administrator's, `permissions` those left to somebody restricted; `until` is
    when a ban or a restriction ends (seconds, 0 for never), `inside` whether somebody restricted
    is in the group, `by` who promoted them.
    """

    rights: Json = field(default_factory=lambda: ALL_RIGHTS)
    permissions: Json = field(default_factory=lambda: NOTHING)
    until: int = 0
    inside: bool = True
    title: str = ""
    by: int | None = None


_PLAIN = Terms()


def terms(chat: "Chat", user: int) -> Terms:
    """What goes with that member's status."""
    return chat.terms.get(user, _PLAIN)


def rights_of(chat: "Chat", administrator: int) -> Json:
    """The rights of an administrator of this chat."""
    return BASIC_RIGHTS if chat.type == "group" else terms(chat, administrator).rights


def is_inside(chat: "Chat", user: int) -> bool:
    """Whether they are in the group now."""
    match chat.members.get(user, "left"):
        case "left" | "kicked":
            return False
        case "restricted":
            return terms(chat, user).inside
    return True


def leads(chat: "Chat", user: int) -> bool:
    """Whether they are an administrator or the owner."""
    return chat.members.get(user) in ("creator", "administrator")


def may(chat: "Chat", somebody: "Person | Bot", right: str) -> bool:
    """Whether they may do in this chat what that right or permission is for."""
    if chat.person is not None:
        return True
    own, common = terms(chat, somebody.id), bool(chat.permissions.get(right))
    bars = somebody.is_bot and right in GRANTED
    match chat.members.get(somebody.id, "left"):
        case "creator":
            return right != "is_anonymous"
        case "administrator":
            free = right not in NO_RIGHTS
            given = rights_of(chat, somebody.id).get(right)
            return free or bool(given) or (common and not bars)
        case "member":
            return common and not bars
        case "restricted" if own.inside:
            return common and not bars and bool(own.permissions.get(right))
    return False


def granted(chat: "Chat", somebody: "Person | Bot", right: str) -> bool:
    """Whether they have that right as an administrator, whatever all members may do."""
    status = chat.members.get(somebody.id)
    given = rights_of(chat, somebody.id).get(right)
    return status == "creator" or (status == "administrator" and bool(given))


def check_saying(chat: "Chat", somebody: "Person | Bot", content: Json) -> None:
    """Refuse a message of a kind that this member may not send here."""
    if chat.person is not None:
        return
    for kind, right, name in _SAYING:
        if kind in content:
            if not may(chat, somebody, right):
                live = "live " if "live_period" in content.get("location", {}) else ""
                raise bad(f"not enough rights to send {live}{name} to the chat")
            return


def lapse(chat: "Chat", now: float) -> None:
    """End the bans and restrictions whose time is over."""
    for user, own in list(chat.terms.items()):
        if own.until and own.until <= now:
            back = chat.members[user] == "restricted" and own.inside
            chat.members[user] = "member" if back else "left"
            del chat.terms[user]


def ends_at(until: int, now: float) -> int:
    """When a ban or restriction asked for until then ends.

    For ever (0) if that is less than 30 seconds or more than 366 days ahead (Bot API,
    `until_date` of banChatMember and restrictChatMember).
    """
    return until if 30 <= until - now <= 366 * 24 * 3600 else 0


def chat_member(
    chat: "Chat", somebody: "Person | Bot", asker: "Bot", was: tuple[str, Terms] | None = None
) -> Json:
    """Somebody as the `ChatMember` that `asker` is shown; `was` for what they were before."""
    if chat.person is not None:
        status, own = was or ("member", _PLAIN)
    else:
        status, own = was or (chat.members.get(somebody.id, "left"), terms(chat, somebody.id))
    wire: Json = {"status": status, "user": somebody.wire()}
    match status:
        case "creator":
            wire["is_anonymous"] = False
        case "administrator":
            wire["can_be_edited"] = own.by == asker.id
            wire |= BASIC_RIGHTS if chat.type == "group" else own.rights
        case "restricted":
            wire |= own.permissions
            wire["is_member"] = own.inside
            wire["until_date"] = own.until
        case "kicked":
            wire["until_date"] = own.until
    if own.title and status in ("creator", "administrator"):
        wire["custom_title"] = own.title
    return wire
