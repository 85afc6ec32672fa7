"""How fast Telegram lets a bot speak, and how long it is told to wait when it is faster.

About 30 messages a second for a bot, one a second for a chat (short bursts pass), 20 a minute for
a group; edits are counted on their own. Source: Telegram's bot FAQ, "My bot is hitting
limits", and shared experience where the FAQ is vague.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from sandbox.refusals import too_many


@dataclass
class Limits:
    """The limits of one Telegram. Rates are per second unless named otherwise; 0 is no limit."""

    per_second: float = 30
    per_chat: float = 1
    chat_burst: int = 10
    per_group_minute: int = 20
    _bots: dict[int, tuple[float, float]] = field(default_factory=dict, repr=False)
    _chats: dict[tuple[int, int, str], tuple[float, float]] = field(
        default_factory=dict, repr=False
    )
    _groups: dict[tuple[int, int, str], deque[float]] = field(default_factory=dict, repr=False)

    def take(self, bot: int, chat: int, kind: str, now: float) -> None:
        """Count one message or edit (`kind`) at `now`; raise 429 if it is one too many."""
        line = (bot, chat, kind)
        if chat < 0 and self.per_group_minute:
            recent = self._groups.setdefault(line, deque())
            while recent and recent[0] <= now - 60:
                recent.popleft()
            if len(recent) >= self.per_group_minute:
                raise too_many(max(1, math.ceil(recent[0] + 60 - now)))
        of_bot = _left(self._bots.get(bot), self.per_second, self.per_second, now)
        of_chat = _left(self._chats.get(line), self.per_chat, self.chat_burst, now)
        for left, rate in ((of_bot, self.per_second), (of_chat, self.per_chat)):
            if rate and left < 1:
                raise too_many(max(1, math.ceil((1 - left) / rate)))
        self._bots[bot] = (of_bot - 1, now)
        self._chats[line] = (of_chat - 1, now)
        if chat < 0 and self.per_group_minute:
            self._groups[line].append(now)


def _left(bucket: tuple[float, float] | None, rate: float, burst: float, now: float) -> float:
    """What a leaky bucket of `burst` holds at `now`."""
    if bucket is None:
        return burst
    left, then = bucket
    return min(burst, left + (now - then) * rate)
