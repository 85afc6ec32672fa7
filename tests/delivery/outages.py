"""Histories in which Telegram is gone for seconds or hours, groups refuse in many words, people block the
bot, answers are lost and the bot is killed: what was promised arrives, or both sides are told, or it
is superseded by a rule (services/lifetimes.py). What was promised and what people saw: promises.py.

`make simulate-outages HISTORIES=10000`, or: python -m tests.delivery.outages 10000 [--seed 1] [--at-once 2]
Each history has its own seed; `--only 1234` plays that one alone. Every hundred it is told how far it is;
the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest import mock

import structlog

from cards import alerts as presses
from cards import bookings
from cards.calendars import Take
from db.alerts import ACCEPTED, OPEN
from sandbox.faults import Fault
from tests.databases import SqliteFiles, in_memory
from tests.delivery.names import FIRST, OFFICERS, ROOM_OF, SECOND
from tests.delivery.promises import Promises
from tests.delivery.still import START

STEPS = 7
TRIES = 25  # more than anything was once given up after
HOUR = 3600.0
LONGEST = 6 * HOUR
STRIDE = 1.5 * HOUR  # on a machine that sleeps; a reminder's time is two hours
PART = 100  # histories, after which it is told how far it is
NAMES = ("histories", "promised", "arrived", "told", "superseded", "silent_losses")
MUTE = (  # how Telegram says that a chat takes nothing
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: CHAT_RESTRICTED"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: have no rights to send a message"),
    (400, "Bad Request: Have no write access to the chat"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: TOPIC_CLOSED"),
    (400, "Bad Request: PEER_ID_INVALID"),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED"),
    (403, "Forbidden: the group chat was deleted"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (403, "Forbidden: bot is not a member of the supergroup chat"),
    (403, "Forbidden: something new"),
)
STRANGE = ((400, "Bad Request: SOMETHING_NEW"), (400, "Bad Request"), (418, "I'm a teapot"))
NO_VOICES = (
    (400, "Bad Request: not enough rights to send voice notes to the chat"),
    (400, "Bad Request: CHAT_SEND_VOICES_FORBIDDEN"),
)


class History:
    """One history, from its seed."""

    def __init__(self, url: str, seed: str) -> None:
        self.chance = random.Random(seed)
        self.town = Promises(url)
        self.bot = self.town.bot
        self.until: list[tuple[float, Fault]] = []
        self.bot.start()

    def play(self) -> Counter[str]:
        """Lives through it, comes to rest, and counts what became of what was promised."""
        deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            *((3, self._alarm), (6, self._words), (2, self._voice), (6, self._answer)),
            *((4, self._accept), (2, self._close), (3, self._book)),
            *((4, self._gone), (4, self._mute), (2, self._strange), (2, self._no_voices)),
            *((3, self._block), (3, self._return), (2, self._hiccup), (1, self._kill)),
        )
        weights, what = [weight for weight, _ in deeds], [deed for _, deed in deeds]
        self._alarm()
        for _ in range(STEPS):
            self._passes(self.chance.choice([0, 1, 2, 10, 40]))
            for deed in self.chance.choices(what, weights, k=2):
                deed()
        days_pass = self.chance.random() < 0.1
        self._comes_to_rest(days_pass=days_pass)
        return self.town.judged(their_days_came=days_pass)

    # --- people ----------------------------------------------------------------------------

    def _resident(self) -> int:
        return self.chance.randrange(len(self.town.seats))

    def _alarm(self) -> None:
        self.town.promises_help(self._resident())

    def _words(self) -> None:
        self.town.promises_words(self._resident())

    def _voice(self) -> None:
        self.town.promises_words(self._resident(), spoken=True)

    def _answer(self) -> None:
        live = [alarm for alarm in self.town.alarms() if alarm.state in (OPEN, ACCEPTED)]
        if live:
            self.town.promises_answer(self.chance.choice(live), self._officer)

    def _officer(self, room: int) -> int:
        return self.chance.choice([one for one in OFFICERS if ROOM_OF[one] == room])

    def _accept(self) -> None:
        waiting = [alarm for alarm in self.town.alarms() if alarm.state == OPEN]
        if waiting:
            alarm = self.chance.choice(waiting)
            press = presses.Accept(number=alarm.id).pack()
            self.town.presses(self._officer(alarm.room_id), 0, press)

    def _close(self) -> None:
        for alarm in self.town.alarms():
            if alarm.state == ACCEPTED and alarm.officer_id is not None:
                press = presses.Close(number=alarm.id, outcome="helped").pack()
                self.town.presses(alarm.officer_id, 0, press)
                return

    def _book(self) -> None:
        """A place two days ahead at one of the window's times, held and then confirmed."""
        resident = self.town.seats[self._resident()].person.id
        day = int((START.timestamp() + self.town.clock.at) // 86400) + 2
        moment = day * 1440 + 60 + 20 * self.chance.randrange(20)  # 01:00 UTC is nine o'clock there
        self.town.presses(resident, 0, Take(errand="card", moment=moment, visit=0).pack())
        self._passes(1)
        held = self.town.held(resident)
        if held is not None:
            self.town.presses(resident, 0, bookings.Confirm(number=held).pack())
            self._passes(1)  # before anything lasts so long that the place is let go
            self.town.promises_place(resident, held)

    # --- what goes wrong -------------------------------------------------------------------

    def _gone(self) -> None:
        """Telegram is not there, for a second or for hours; people write on meanwhile."""
        briefly = self.chance.random() < 0.85
        lasts = 10 ** self.chance.uniform(0, 3) if briefly else self.chance.uniform(1000, LONGEST)
        kind = self.chance.choice(["down", "fail", "cut_after"])
        fault = self.town.telegram.faults.on(kind, count=None)
        for _ in range(self.chance.randrange(4)):
            deeds = [self._words, self._answer, self._accept, self._alarm, self._book]
            self.chance.choice(deeds)()
            self._passes(lasts / 8)
        looks = 1 if briefly else TRIES
        for _ in range(looks):
            self._passes(lasts / 2 / looks)
        fault.off()

    def _mute(self) -> None:
        group = self.chance.choice([FIRST, FIRST, SECOND])
        self._refuses(group, self.chance.choice(MUTE))

    def _strange(self) -> None:
        chat = self.chance.choice([FIRST, *(seat.person.id for seat in self.town.seats)])
        self._refuses(chat, self.chance.choice(STRANGE))

    def _no_voices(self) -> None:
        self._refuses(FIRST, self.chance.choice(NO_VOICES), method="copyMessage")

    def _refuses(self, chat: int, said: tuple[int, str], method: str | None = None) -> None:
        code, words = said
        where = {"chat": chat, "method": method}
        fault = self.town.telegram.faults.on("refuse", code=code, words=words, **where)
        lasts = self.chance.choice([5, 60, 600, HOUR])
        self.until.append((self.town.clock.at + lasts, fault))

    def _block(self) -> None:
        self.town.shuts_us_out(self._resident(), heard=self.chance.random() < 0.5)

    def _return(self) -> None:
        self.town.lets_us_in(self._resident(), heard=self.chance.random() < 0.5)

    def _hiccup(self) -> None:
        kind = self.chance.choice(["refuse", "cut_before", "cut_after", "fail"])
        how = {"retry_after": self.chance.choice([1, 30])} if kind == "refuse" else {}
        code = {"refuse": 429, "fail": 502}.get(kind, 500)
        self.town.telegram.faults.on(kind, count=self.chance.randrange(1, 4), code=code, **how)

    def _kill(self) -> None:
        self.bot.dies_in(self.chance.randrange(40))

    # --- time ------------------------------------------------------------------------------

    def _passes(self, seconds: float) -> None:
        """Time goes on in strides, as on a machine that sleeps."""
        strides = max(1, math.ceil(seconds / STRIDE))
        for _ in range(strides):
            for at, fault in self.until:
                if at <= self.town.clock.at:
                    fault.off()
            if not self.bot.runs:
                self.bot.lives_on()
                self.bot.start()
            self.town.clock.at += seconds / strides
            self.bot.settles()
        self.town.looks_around()

    def _comes_to_rest(self, *, days_pass: bool) -> None:
        """All is well again, but for residents who blocked the bot and never come back."""
        for fault in list(self.town.telegram.faults.active):
            fault.off()
        self.bot.lives_on()
        self._passes(1)
        for deed in (self._accept, self._close):  # so that no alarm rings on for ever
            for _ in self.town.seats:
                deed()
            self._passes(30)
        self._passes(3 * HOUR)  # by then every chat has been tried again
        if days_pass:
            self._passes(4 * 24 * HOUR)
        self._passes(60)


def play(seed: str, url: str) -> Counter[str]:
    """One history; nothing in it depends on how fast the machine is."""
    with mock.patch("bot.sender.LOOK_ROUND", 1e9), mock.patch("bot.budget.SECONDS", 1e9):
        history = History(url, seed)
        try:
            return history.play()
        finally:
            history.town.close()


def play_some(seeds: list[str]) -> dict[str, Counter[str]]:
    """Histories in this process, each with a fresh database in memory where there is a folder for that."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(dir=in_memory()) as name:
        folder = Path(name)
        files = SqliteFiles(folder)
        found: dict[str, Counter[str]] = {}
        for seed in seeds:
            found[seed] = play(seed, files.fresh(folder))
            for suffix in ("-wal", "-shm"):
                (folder / f"maple.sqlite3{suffix}").unlink(missing_ok=True)
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("histories", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--only", type=int, help="the number of one history")
    asked = parser.parse_args()
    numbers = range(asked.histories) if asked.only is None else [asked.only]
    seeds = [f"{asked.seed} {number}" for number in numbers]
    parts = [seeds[start : start + PART] for start in range(0, len(seeds), PART)]
    began, total = time.monotonic(), Counter[str]()
    with ProcessPoolExecutor(asked.at_once) as pool:
        for found in pool.map(play_some, parts):
            for seed, counted in found.items():
                total += counted + Counter(histories=1)
                if counted["silent_losses"]:
                    print(f"{seed}: {counted}", flush=True)  # noqa: T201
            told = {name: total[name] for name in NAMES}
            print(f"{time.monotonic() - began:.0f} s, {json.dumps(told)}", file=sys.stderr)  # noqa: T201
    print(json.dumps(told))  # noqa: T201
    return 1 if total["silent_losses"] else 0


if __name__ == "__main__":
    sys.exit(main())
