"""Telegram's limits, kept by us: evenly spaced for the bot, spared in a chat, and in a group one minute
that messages, edits and topics share (bot/minutes.py). A 429 stops what it names, and never an alarm's
first try.

Sources: core.telegram.org/bots/faq#my-bot-is-hitting-limits; that edits count as messages do, in groups
and in private: github.com/tdlib/td/issues/2592 and /3034; that answers to presses count nowhere:
github.com/tdlib/telegram-bot-api/issues/648.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bot.minutes import Minute
from db.outbox import CAMPAIGN, Queued


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram lets a bot send, and how a group's minute is shared.

    `per_second` of one bot; `burst` at once to one chat, then one a second; `per_minute` to one group.
    Of a group's burst `ahead` wait for new alarms, calls and roll-ups. Of its minute `kept` wait for
    them too: others have what those leave of the rest, but `spared` in any surge. `heard` of the kept
    may go to the first word of each case in a minute, and `edits` of these to edits.
    """

    per_second: float = 30
    burst: int = 8
    ahead: int = 3
    per_minute: int = 20
    kept: int = 8
    heard: int = 4
    spared: int = 3
    edits: int = 1


ALIKE = 2.0  # seconds by which the ends of two waits differ that are one
TOGETHER = 3.0  # seconds within which refusals belong together
SEVERAL = 3  # chats that are refused together: the bot as a whole is
PROBING = 1.0  # seconds between two alarms that try whether the bot may speak again


class Pacer:
    """Tells when a message may go. Times are the clock's seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slot = 0.0
        self._chats: dict[int, float] = {}  # when a chat's burst will be whole again
        self._minutes: dict[int, Minute] = {}
        self._held: dict[object, float] = {}
        self._stop = Stop()

    def ready_at(self, row: Queued, now: float) -> float:
        """The earliest moment for this row, `now` if at once."""
        at = max(now, self._held.get((row.chat_id, row.urgent), 0.0), self._stop.over_at(row, now))
        if row.lane == CAMPAIGN:
            at = max(at, self._held.get(CAMPAIGN, 0.0))
        if row.chat_id < 0:
            at = max(at, self._minute(row.chat_id).ready_at(row, now))
        return at if _is_light(row) else max(at, self._burst_at(row))

    def _burst_at(self, row: Queued) -> float:
        """When the chat's bucket of `burst` drops, which refills by one a second, has one for this row."""
        kept = self._limits.ahead if row.chat_id < 0 and not row.urgent else 0
        return self._chats.get(row.chat_id, 0.0) - (self._limits.burst - 1 - kept)

    def _minute(self, group: int) -> Minute:
        if group not in self._minutes:
            its = self._limits
            self._minutes[group] = Minute(
                its.per_minute, its.kept, its.heard, its.spared, its.edits
            )
        return self._minutes[group]

    def slot(self, now: float) -> float:
        """The bot's next evenly spaced place in time, not yet taken."""
        return max(now, self._slot)

    def spend(self, row: Queued, now: float) -> float:
        """Takes the next place for this row and gives its time."""
        at = self.slot(now)
        self._slot = at + 1 / self._limits.per_second
        self._stop.tried(row, now)
        self.recall(row, at)
        if len(self._chats) > 10_000:
            self._chats = {chat: whole for chat, whole in self._chats.items() if whole > now}
        return at

    def refund(self, row: Queued, at: float) -> None:
        """The row that took its place at that time was not sent after all: a chat is short of them."""
        if row.chat_id < 0:
            self._minute(row.chat_id).drop(row, at)
        if not _is_light(row) and row.chat_id in self._chats:
            self._chats[row.chat_id] -= 1

    def recall(self, row: Queued, at: float) -> None:
        """A chat was sent this at that time, maybe by a process before this one: in a group it counts
        for a minute. Told in the order of time."""
        if row.chat_id < 0:
            self._minute(row.chat_id).add(row, at)
        if not _is_light(row):
            self._chats[row.chat_id] = max(at, self._chats.get(row.chat_id, 0.0)) + 1

    def hold(self, row: Queued, now: float, wait: float) -> None:
        """Telegram answered 429 to this row: a campaign stops as a lane, anything else for that chat
        only. A new alarm there tries for itself, unless it was one that was refused. Several chats that
        are to wait alike mean the whole bot; the answer to a press tells of that only, as it counts in
        no chat."""
        until = now + wait
        if row.lane == CAMPAIGN:
            self._hold(CAMPAIGN, until)
            return
        self._stop.refused(row.chat_id, now, until)
        if row.kind != "toast":
            self._hold((row.chat_id, False), until)
            if row.urgent:
                self._hold((row.chat_id, True), until)

    def _hold(self, what: object, until: float) -> None:
        self._held[what] = max(until, self._held.get(what, 0.0))

    def passed(self, row: Queued, at: float) -> bool:
        """Telegram took a row that left at that time; True if that ended a stop of the whole bot."""
        return row.kind != "toast" and self._stop.lifted(at)


def _is_light(row: Queued) -> bool:
    """Whether it is a sign in a group, which has limits of its own (bot/minutes.py)."""
    return row.chat_id < 0 and row.is_sign


class Stop:
    """A 429 that names no chat although Telegram says it chat by chat: several are refused in a short
    time, with waits that end together. Only alarms try then, one a second; the first that Telegram
    takes ends it."""

    def __init__(self) -> None:
        self._refusals: deque[tuple[float, float, int]] = deque()  # when, until when, which chat
        self._since = 0.0
        self._until = 0.0
        self._tried = 0.0

    def refused(self, chat: int, now: float, until: float) -> None:
        """One more refusal; it may be the one that shows it."""
        while self._refusals and self._refusals[0][0] < now - TOGETHER:
            self._refusals.popleft()
        self._refusals.append((now, until, chat))
        alike = {other for _, end, other in self._refusals if abs(end - until) <= ALIKE}
        if len(alike) >= SEVERAL:
            if now >= self._until:
                self._since = now
            self._until = max(self._until, until)

    def over_at(self, row: Queued, now: float) -> float:
        """When this row may be tried, as far as this goes."""
        if now >= self._until:
            return now
        return min(self._until, self._tried + PROBING) if row.urgent else self._until

    def tried(self, row: Queued, now: float) -> None:
        """This row is on its way."""
        if row.urgent:
            self._tried = now

    def lifted(self, at: float) -> bool:
        """Telegram took what left at that time; True if it was stopped until now."""
        if at <= self._since or at >= self._until:
            return False
        self._until = at
        self._refusals.clear()
        return True
