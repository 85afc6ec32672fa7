"""Links into a group, and the people who ask to be let in."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.records import Bot, Chat, Person

PREFIX = "https://t.me/+"


@dataclass(eq=False, slots=True)
class Link:
    """An invite link. `asks` says that an administrator decides, `waiting` who has asked by it."""

    creator: "Person | Bot"
    name: str = ""
    expires: int = 0
    limit: int = 0
    asks: bool = False
    primary: bool = False
    revoked: bool = False
    joined: int = 0
    waiting: set[int] = field(default_factory=set)
    url: str = field(default_factory=lambda: PREFIX + secrets.token_urlsafe(12))

    def open_at(self, now: float) -> bool:
        """Whether somebody may still come by it."""
        used_up = self.limit and self.joined >= self.limit
        return not (self.revoked or used_up or (self.expires and self.expires <= now))

    def wire(self, asker: "Bot") -> Json:
        """This link as the `ChatInviteLink` that `asker` is shown; of others' links only a part."""
        hidden = self.creator.id != asker.id
        wire: Json = {
            "invite_link": self.url[: len(PREFIX) + 8] + "…" if hidden else self.url,
            "creator": self.creator.wire(),
            "creates_join_request": self.asks,
            "is_primary": self.primary,
            "is_revoked": self.revoked,
        }
        optional = {
            "name": self.name,
            "expire_date": self.expires,
            "member_limit": self.limit,
            "pending_join_request_count": len(self.waiting),
        }
        return wire | {name: value for name, value in optional.items() if value}


def new_primary(chat: "Chat", creator: "Person | Bot") -> Link:
    """A new primary link of that administrator; the one before is revoked."""
    if old := primary(chat, creator):
        old.revoked = True
    link = Link(creator, primary=True)
    chat.links[link.url] = link
    return link


def primary(chat: "Chat", creator: "Person | Bot") -> Link | None:
    """The primary link of that administrator, if there is one."""
    for link in chat.links.values():
        if link.primary and not link.revoked and link.creator.id == creator.id:
            return link
    return None
