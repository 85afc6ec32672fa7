"""Who belongs to a chat: bots taken into a group and thrown out of it, blocked and let back."""

from sandbox.people.presence import Presence
from sandbox.records import Bot, member


class Belonging(Presence):
    """Somebody who decides who is here."""

    def adds(self, bot: Bot, *, administrator: bool = False) -> None:
        """Take a bot into the group, or change what it may do there."""
        self._change(bot, "administrator" if administrator else "member")

    def kicks(self, bot: Bot) -> None:
        """Throw a bot out of the group."""
        self._change(bot, "kicked")

    def blocks(self) -> None:
        """Block the bot."""
        self._set_blocked(True)

    def unblocks(self) -> None:
        """Let the bot speak again."""
        self._set_blocked(False)

    def _set_blocked(self, blocked: bool) -> None:
        if self.bot is None:
            raise LookupError("only a bot can be blocked")
        if blocked:
            self.person.blocked.add(self.bot.id)
        else:
            self.person.blocked.discard(self.bot.id)
        was, is_ = ("member", "kicked") if blocked else ("kicked", "member")
        self._announce(self.bot, was, is_)

    def _change(self, bot: Bot, status: str) -> None:
        was = self.chat.members.get(bot.id, "left")
        self.chat.members[bot.id] = status
        self._announce(bot, was, status)

    def _announce(self, bot: Bot, was: str, is_: str) -> None:
        """Tell a bot what has become of it in this chat."""
        change = {
            "chat": self.chat.wire(),
            "from": self.person.wire(),
            "date": int(self.telegram.clock.now()),
            "old_chat_member": member(bot, was),
            "new_chat_member": member(bot, is_),
        }
        self.telegram.deliver(bot, "my_chat_member", change, self.chat.id)
        self.telegram.changed(self.chat)
