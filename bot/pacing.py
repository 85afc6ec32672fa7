"""Telegram's limits, kept by us: evenly spaced for the bot, spared in a chat, and in a group with
room left for alarms. A 429 stops what it names and never an alarm to another chat."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from db.outbox import ALARM, CAMPAIGN

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram lets a bot send (core.telegram.org/bots/faq#my-bot-is-hitting-limits).

    `per_second` of one bot; `burst` at once to one chat, then one a second; `per_minute` to one
    group, of which `kept` are for alarms.
    """

    per_second: float = 30
    burst: int = 8
    per_minute: int = 20
    kept: int = 8


class Pacer:
    """Tells when a message may go. Times are the clock's seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slot = 0.0
        # When a chat's burst will be whole again; messages and edits apart, as Telegram counts them.
        self._chats: dict[tuple[int, bool], float] = {}
        self._groups: dict[tuple[int, bool], deque[float]] = {}
        self._held: dict[object, float] = {}

    def ready_at(self, lane: int, chat_id: int, now: float, *, edit: bool) -> float:
        """The earliest moment for a message of this lane to this chat, `now` if at once."""
        held = self._held.get(chat_id, 0.0)
        if lane == CAMPAIGN:
            held = max(held, self._held.get(CAMPAIGN, 0.0))
        if chat_id < 0:
            return max(now, held, self._group_ready(lane, (chat_id, edit), now))
        # A bucket of `burst` drops that refills by one a second.
        whole = self._chats.get((chat_id, edit), 0.0)
        return max(now, held, whole - (self._limits.burst - 1))

    def _group_ready(self, lane: int, group: tuple[int, bool], now: float) -> float:
        sent = self._groups.get(group)
        if sent is None:
            return now
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        room = self._limits.per_minute - (0 if lane == ALARM else self._limits.kept)
        return now if len(sent) < room else sent[len(sent) - room] + MINUTE

    def slot(self, now: float) -> float:
        """The bot's next evenly spaced place in time, not yet taken."""
        return max(now, self._slot)

    def spend(self, chat_id: int, now: float, *, edit: bool) -> float:
        """Takes the next place for a message to this chat and gives its time."""
        at = self.slot(now)
        self._slot = at + 1 / self._limits.per_second
        if chat_id < 0:
            self.recall(chat_id, at, edit=edit)
        else:
            chat = (chat_id, edit)
            self._chats[chat] = max(at, self._chats.get(chat, 0.0)) + 1
            if len(self._chats) > 10_000:
                self._chats = {chat: whole for chat, whole in self._chats.items() if whole > now}
        return at

    def recall(self, group: int, at: float, *, edit: bool) -> None:
        """That group was sent something at that time, maybe by a process before this one: it counts
        for a minute. Told in the order of time."""
        self._groups.setdefault((group, edit), deque()).append(at)

    def hold(self, lane: int, chat_id: int, until: float) -> None:
        """Telegram answered 429: a campaign stops as a lane, anything else for that chat only."""
        key = CAMPAIGN if lane == CAMPAIGN else chat_id
        self._held[key] = max(until, self._held.get(key, 0.0))
