"""The places where a bot can be made to fail, by name, and what can be done to it there.

Only a forked bot is armed, by wrapping its functions; the product has no hooks for this.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy.exc import OperationalError

import handlers
import jobs
from bot.books import Books
from bot.desk import Desk
from bot.intake.door import Door
from bot.sender import Sender
from bot.studio import Studio
from db import inbox, leaders
from services import escalations
from services.turn import Turn


@dataclass(frozen=True, slots=True)
class Arm:
    """What happens at a point: `deed` at its `nth` passing and the `times` - 1 after that.

    `word` narrows the point "conversation" to updates that say it.
    """

    point: str
    deed: str
    nth: int = 1
    times: int = 1
    word: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A function, and whether the deed is done before or after it."""

    owner: Any
    name: str
    before: bool = False


POINTS = {
    "door, before the commit": Point(inbox, "file"),
    "door, after the commit": Point(Door, "_tell", before=True),
    "desk, before the commit": Point(Turn, "write"),
    "desk, after the commit": Point(Sender, "offer", before=True),
    "sender, after the lease": Point(Sender, "_start", before=True),
    "studio, before the picture": Point(Studio, "draw", before=True),
    "sender, after the send": Point(Sender, "_call"),
    "sender, before the mark": Point(Books, "_record"),
    "sender, after the mark": Point(Sender, "_turn"),
    "leader, before the commit": Point(leaders, "take_over"),
    "beat": Point(leaders, "beat", before=True),
    "conversation": Point(handlers, "converse", before=True),
    "what is due": Point(escalations, "_act", before=True),
    "news": Point(jobs, "hear", before=True),
    "the calendar": Point(inbox, "tidy", before=True),
    "recovery": Point(Desk, "_recover", before=True),
}


def _full() -> None:
    raise OperationalError("armed", None, sqlite3.OperationalError("database or disk is full"))


def _fail() -> None:
    raise RuntimeError("armed")


def _spin() -> None:
    while True:
        pass


DEEDS: dict[str, Callable[[], Any]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "raise": _fail,
    "trouble": _full,
    "hang": lambda: time.sleep(3600),
    "spin": _spin,
}


def arm(arms: list[Arm]) -> None:
    """Wraps the functions of this process."""
    for one in arms:
        _wrap(POINTS[one.point], one)


def _wrap(point: Point, one: Arm) -> None:
    real = getattr(point.owner, point.name)
    passed = 0

    def strike(arguments: tuple[Any, ...]) -> None:
        nonlocal passed
        if one.word and one.word not in (getattr(arguments[1], "text", None) or ""):
            return
        passed += 1
        if one.nth <= passed < one.nth + one.times:
            DEEDS[one.deed]()

    @wraps(real)
    def call(*arguments: Any, **named: Any) -> Any:
        if point.before:
            strike(arguments)
            return real(*arguments, **named)
        result = real(*arguments, **named)
        strike(arguments)
        return result

    @wraps(real)
    async def later(*arguments: Any, **named: Any) -> Any:
        if point.before:
            strike(arguments)
        result = await real(*arguments, **named)
        if not point.before:
            strike(arguments)
        return result

    # A wrapped coroutine function has to stay one, or the deed is done before it has run.
    coroutine = real.__code__.co_flags & 0x80
    setattr(point.owner, point.name, later if coroutine else call)
