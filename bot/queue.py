"""Who is next: the sender's picture of what waits, strictest lane first, one message per chat on its way.

A picture only: the outbox is the truth, and a row is on its way only when its lease is committed.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Hashable

from bot.pacing import Pacer
from db.outbox import ALARM, Queued
from services.clock import Clock

Chat = Hashable
HELD = "held"
Line = list[tuple[float, int, int, Queued]]  # a heap: when, row, arrival, and the row itself


class Queue:
    """Rows by chat and lane, chats by their strictest lane."""

    def __init__(self, pacer: Pacer, clock: Clock) -> None:
        self._pacer = pacer
        self._clock = clock
        self._rows: dict[Chat, dict[int, Line]] = {}
        self._known: dict[int, tuple[int, Chat]] = {}  # row -> where it stands here
        self._ready: list[tuple[int, int, Chat]] = []
        self._asleep: list[tuple[float, int, Chat]] = []
        self._away: set[Chat] = set()
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._known)

    def is_idle(self) -> bool:
        """Nothing waits but what Telegram has refused, which is tried rarely."""
        return all(_is_held(chat) for _, chat in self._known.values())

    def add(self, rows: list[Queued]) -> None:
        """Takes rows in; one that is known moves if its lane or its chat changed."""
        for row in rows:
            chat = _chat(row)
            if self._known.get(row.id) == (row.lane, chat):
                continue
            self._known[row.id] = (row.lane, chat)
            line = self._rows.setdefault(chat, {}).setdefault(row.lane, [])
            heapq.heappush(line, (_turn(row), row.id, next(self._order), row))
            if chat not in self._away:
                heapq.heappush(self._ready, (row.lane, next(self._order), chat))

    def take(self, most: int, kept: int = 0) -> list[tuple[Queued, float]]:
        """Rows that may go now or in the next moments, each with its time; their chats are away
        until back() is called. Strictest lane first, then who came first; the last `kept` of the
        `most` are for alarms."""
        now = self._clock.seconds()
        self._wake(now)
        taken: list[tuple[Queued, float]] = []
        while self._ready and len(taken) < most and self._pacer.slot(now) <= now + AHEAD:
            lane, _, chat = heapq.heappop(self._ready)
            row = self._head(chat)
            if row is None or chat in self._away:
                continue
            if row.lane != lane:
                continue  # it stands in the heap once more, under its own lane
            if lane != ALARM and len(taken) >= most - kept:
                heapq.heappush(self._ready, (lane, next(self._order), chat))
                break
            at = self._ready_at(row, now)
            if at > now:
                heapq.heappush(self._asleep, (at, next(self._order), chat))
                continue
            heapq.heappop(self._rows[chat][row.lane])
            self._known.pop(row.id, None)
            self._away.add(chat)
            spent = now if row.kind == "toast" else self._spend(row, now)
            taken.append((row, spent))
        return taken

    def back(self, row: Queued) -> None:
        """The message to that chat has arrived or failed: the chat's next one may go."""
        chat = _chat(row)
        self._away.discard(chat)
        head = self._head(chat)
        if head is not None:
            heapq.heappush(self._ready, (head.lane, next(self._order), chat))
        else:
            self._rows.pop(chat, None)

    def next_at(self) -> float | None:
        """The clock's seconds at which something may be ready, None when nothing waits."""
        now = self._clock.seconds()
        times = [self._asleep[0][0]] if self._asleep else []
        if self._ready:
            times.append(max(now, self._pacer.slot(now) - AHEAD))
        return min(times, default=None)

    def _spend(self, row: Queued, now: float) -> float:
        return self._pacer.spend(row.chat_id, now, edit=row.edit)

    def _wake(self, now: float) -> None:
        while self._asleep and self._asleep[0][0] <= now:
            _, order, chat = heapq.heappop(self._asleep)
            head = self._head(chat)
            if head is not None:
                heapq.heappush(self._ready, (head.lane, order, chat))

    def _head(self, chat: Chat) -> Queued | None:
        """The chat's next row: its strictest lane's first; rows that moved away are skipped."""
        lanes = self._rows.get(chat, {})
        for lane in sorted(lanes):
            rows = lanes[lane]
            while rows and self._known.get(rows[0][1]) != (lane, chat):
                heapq.heappop(rows)
            if rows:
                return rows[0][3]
        return None

    def _ready_at(self, row: Queued, now: float) -> float:
        at = now
        if row.not_before is not None:
            at = max(at, now + (row.not_before - self._clock.now()).total_seconds())
        if row.kind == "toast":
            return at
        return max(at, self._pacer.ready_at(row.lane, row.chat_id, now, edit=row.edit))


AHEAD = 0.005  # seconds: messages that leave within this time share one commit of their leases


def _turn(row: Queued) -> float:
    """Where a row stands in its line. What is said to a chat stays in order, also what has to be
    tried again; of alarms, none waits behind one that Telegram would not take."""
    if row.lane != ALARM or row.not_before is None or row.held:
        return 0.0
    return row.not_before.timestamp()


def _chat(row: Queued) -> Chat:
    """The line in which a row stands. The answer to a press waits for no message, and no message for
    it; nor does any wait for a picture, which is drawn first: only the chat's next picture does. What
    Telegram has refused keeps nothing waiting, and is tried in its order."""
    if row.held:
        return HELD, row.chat_id
    match row.kind:
        case "toast":
            return "toast", row.id
        case "picture":
            return "picture", row.chat_id
    return row.chat_id


def _is_held(chat: Chat) -> bool:
    return isinstance(chat, tuple) and chat[0] == HELD
