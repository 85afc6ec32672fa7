"""Who belongs to a chat: taken in, thrown out, leaving; bots started, blocked and let back."""

import re
from typing import TYPE_CHECKING

from sandbox import happenings
from sandbox.invites import Link
from sandbox.membership import ALL_RIGHTS, Terms, chat_member, is_inside, leads, terms
from sandbox.people.presence import Presence
from sandbox.records import Bot, Message, Person

if TYPE_CHECKING:
    from sandbox.people.phone import Phone

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # core.telegram.org/bots/features, "Deep linking"
BASIC_LIMIT = 200  # members of a basic group; with more it becomes a supergroup


class Belonging(Presence):
    """Somebody who decides who is here."""

    async def starts(self, parameter: str = "") -> Message:
        """Press Start, or follow t.me/<bot>?start=<parameter>."""
        if self.bot is None:
            raise LookupError("only a bot can be started")
        self._check_payload(parameter)
        return self._post(_command("/start", parameter))

    def adds(
        self, whom: "Bot | Phone", *, administrator: bool = False, start: str | None = None
    ) -> None:
        """Take somebody into the group; who is there already becomes administrator, or none.

        With `start`, as by t.me/<bot>?startgroup=<start>: the bot is told /start in the group.
        """
        who = somebody(whom)
        self._needs("can_invite_users", "add anybody")
        if start is not None:
            self._check_payload(start)
        if not is_inside(self.chat, who.id):
            self._make_room()
        if administrator:
            self._may_promote(who)
            wanted = who.default_rights.get(False) if isinstance(who, Bot) else None
            own = Terms(rights=wanted or ALL_RIGHTS, by=self.person.id)
            happenings.change(self.telegram, self.chat, self.person, who, "administrator", own)
        else:
            if leads(self.chat, who.id):
                self._may_promote(who)
            happenings.change(self.telegram, self.chat, self.person, who, "member")
        if start is not None and isinstance(who, Bot):
            self._post(_command(f"/start@{who.username}", start))

    def kicks(self, whom: "Bot | Phone") -> None:
        """Throw somebody out of the group, for good."""
        who = somebody(whom)
        self._may_restrict(who)
        happenings.change(self.telegram, self.chat, self.person, who, "kicked")

    async def leaves(self) -> None:
        """Leave the group."""
        if self.chat.person is not None:
            raise LookupError("nobody leaves a private chat")
        happenings.change(self.telegram, self.chat, self.person, self.person, "left")

    def invites(
        self, *, asks: bool = False, seconds: int = 0, limit: int = 0, name: str = ""
    ) -> str:
        """Make a link into the group: for `seconds`, for `limit` people, or one by which people ask."""
        self._needs("can_invite_users", "invite anybody")
        expires = int(self.telegram.clock.now()) + seconds if seconds else 0
        link = Link(self.person, name, expires, limit, asks)
        self.chat.links[link.url] = link
        return link.url

    async def lets_in(self, phone: "Phone") -> None:
        """Grant somebody's request to be let in."""
        self._decides(phone, let_in=True)

    async def turns_away(self, phone: "Phone") -> None:
        """Decline somebody's request to be let in."""
        self._decides(phone, let_in=False)

    def blocks(self) -> None:
        """Block the bot."""
        self._set_blocked(True)

    def unblocks(self) -> None:
        """Let the bot speak again."""
        self._set_blocked(False)

    def _decides(self, phone: "Phone", *, let_in: bool) -> None:
        self._needs("can_invite_users", "let anybody in")
        if phone.id not in self.chat.requests:
            raise LookupError(f"{phone.person.first_name} has not asked to be let in")
        happenings.decides(self.telegram, self.chat, self.person, phone.person, let_in=let_in)

    def _set_blocked(self, blocked: bool) -> None:
        bot = self.bot
        if bot is None:
            raise LookupError("only a bot can be blocked")
        if blocked:
            self.person.blocked.add(bot.id)
        else:
            self.person.blocked.discard(bot.id)
        was, is_ = ("member", "kicked") if blocked else ("kicked", "member")
        change = {
            "chat": self.chat.wire(),
            "from": self.person.wire(),
            "date": int(self.telegram.clock.now()),
            "old_chat_member": chat_member(self.chat, bot, bot, (was, Terms())),
            "new_chat_member": chat_member(self.chat, bot, bot, (is_, Terms())),
        }
        self.telegram.deliver(bot, "my_chat_member", change, self.chat.id)
        self.telegram.changed(self.chat)

    def _make_room(self) -> None:
        """A basic group that is full becomes a supergroup before the next one comes."""
        inside = sum(is_inside(self.chat, user) for user in self.chat.members)
        if self.chat.type == "group" and inside >= BASIC_LIMIT:
            self.telegram.upgrade(self.chat)

    def _may_promote(self, who: Person | Bot) -> None:
        self._needs("can_promote_members", "appoint administrators")
        owner = self.chat.members.get(self.person.id) == "creator"
        of_others = leads(self.chat, who.id) and terms(self.chat, who.id).by != self.person.id
        if self.chat.members.get(who.id) == "creator" or (of_others and not owner):
            raise PermissionError(f"{self.person.first_name} may not change that administrator")

    def _may_restrict(self, who: Person | Bot) -> None:
        self._needs("can_restrict_members", "restrict anybody")
        if leads(self.chat, who.id):
            self._may_promote(who)

    def _check_payload(self, payload: str) -> None:
        if payload and not _PAYLOAD.fullmatch(payload):
            raise ValueError("a deep link carries up to 64 characters of A-Z, a-z, 0-9, _ and -")


def somebody(whom: "Bot | Phone") -> Person | Bot:
    return whom if isinstance(whom, Bot) else whom.person


def _command(command: str, payload: str) -> dict[str, object]:
    entity = {"type": "bot_command", "offset": 0, "length": len(command)}
    return {"text": f"{command} {payload}".rstrip(), "entities": [entity]}
