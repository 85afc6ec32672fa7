"""How fast Telegram lets a bot speak, and how long it is told to wait when it is faster.

About 30 messages a second for a bot, one a second for a chat (short bursts pass), 20 a minute for
a group. Source: core.telegram.org/bots/faq, "My bot is hitting limits, how do I avoid this?", and
shared experience where the FAQ is vague. Edits and new topics are counted with the messages: "They
share the limit. Creating a forum topic is sending a message about its creation."
(github.com/tdlib/td/issues/2592; of private chats too: github.com/tdlib/td/issues/3034).

A bot may pay for more: with `allow_paid_broadcast` up to 1,000 messages a second pass, each of them
above the free 30 for 0.1 Telegram Star of the bot's balance. Source: core.telegram.org/bots/faq,
"How can I message all of my bot's subscribers at once?", and `allow_paid_broadcast` in
core.telegram.org/bots/api#sendmessage. What the FAQ asks of a bot before it may switch this on
(100,000 Stars, 100,000 users a month) is not asked here.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.refusals import bad, too_many


@dataclass
class Limits:
    """The limits of one Telegram. Rates are per second unless named otherwise; 0 is no limit."""

    per_second: float = 30
    per_chat: float = 1
    chat_burst: int = 10
    per_group_minute: int = 20
    paid_per_second: float = 1000
    _bots: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    _paid: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    _chats: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict, repr=False)
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=dict, repr=False)

    def take(self, bot: int, chat: int, now: float, *, purse: int | None = None) -> int:
        """Count one message, edit or new topic at `now`; raise 429 if it is one too many.

        `purse` is the balance, in tenths of a Star, of a bot that would pay for speed; gives what
        it pays, in the same unit.
        """
        line = (bot, chat)
        if chat < 0 and self.per_group_minute:
            recent = self._groups.setdefault(line, deque())
            while recent and recent[0] <= now - 60:
                recent.popleft()
            if len(recent) >= self.per_group_minute:
                raise too_many(max(1, math.ceil(recent[0] + 60 - now)))
        of_bot = _left(self._bots.get(bot), self.per_second, self.per_second, now)
        of_chat = _left(self._chats.get(line), self.per_chat, self.chat_burst, now)
        pays = bool(self.per_second) and of_bot < 1 and purse is not None
        if pays:
            of_bot = _left(self._paid.get(bot), self.paid_per_second, self.paid_per_second, now)
        rate_of_bot = self.paid_per_second if pays else self.per_second
        for left, rate in ((of_bot, rate_of_bot), (of_chat, self.per_chat)):
            if rate and left < 1:
                raise too_many(max(1, math.ceil((1 - left) / rate)))
        if pays and not purse:
            raise bad("BALANCE_TOO_LOW")
        (self._paid if pays else self._bots)[bot] = (of_bot - 1, now)
        self._chats[line] = (of_chat - 1, now)
        if chat < 0 and self.per_group_minute:
            self._groups[line].append(now)
        return int(pays)


def _left(bucket: tuple[float, float] | None, rate: float, burst: float, now: float) -> float:
    """What a leaky bucket of `burst` holds at `now`."""
    if bucket is None:
        return burst
    left, then = bucket
    return min(burst, left + (now - then) * rate)
