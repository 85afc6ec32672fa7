"""The parent of the programme: it has imported everything, forks the programme, and forks it again when
that dies or is found hanging. A cold start takes seconds, nearly all of them imports; a fork a hundredth.

It stays deaf and simple. All it knows of its child is the pulse that comes through a pipe, and how it ended;
it has no event loop, no thread, no connection and no settings, because what is there before a fork is there
twice after it. What it hears from outside are signals, which it passes on, and what it tells is told to
systemd (NOTIFY_SOCKET, sd_notify(3)).
"""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Protocol

import structlog
import typer

from bot import logs
from bot.plainly import REFUSED

log = structlog.get_logger()

EVERY = 1.0  # seconds between two beats, and between two looks for one
HANGS = 30  # looks without a beat: seconds in which we ran too, and not a machine that stood still
LEAVES = 20  # looks that a child has to end when it was told to
IN_A_ROW = 10  # children that die before they are ready, until the parent gives up
REST = 0.1  # seconds after the second of these, and twice as long after each that follows
LONGEST_REST = 5.0
READY, BEAT = b"R", b"."
SIGNS = {signal.SIGTERM, signal.SIGINT}


class Lives(Protocol):
    """What beats for a programme must know of it."""

    listens: asyncio.Event

    def stop(self) -> None: ...


class Pulse:
    """The child's end of the pipe."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        os.set_blocking(pipe, False)  # a parent that was halted reads nothing, and holds up nothing

    async def beat(self, programme: Lives) -> None:
        """Shows that its loop goes round, and at once that it is ready, until the parent is gone: then the
        programme stops as well, or the next one would find its port taken."""
        while True:
            ready = programme.listens.is_set()
            try:
                with suppress(BlockingIOError):
                    os.write(self._pipe, READY if ready else BEAT)
            except BrokenPipeError:
                programme.stop()
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await (asyncio.sleep(EVERY) if ready else programme.listens.wait())


Life = Callable[[Pulse], None]


def keep(live: Life) -> int:
    """Keeps a programme alive until a signal ends it; `live` is its life in a process of its own. Gives the
    exit status: 0 when it was told to stop, REFUSED when the first start was refused, else what the last of
    too many deaths was."""
    logs.begin()
    gc.collect()
    gc.freeze()  # a child that collects would copy all of it
    return Parent(live).keep()


class Parent:
    """One child at a time."""

    def __init__(self, live: Life) -> None:
        self._live = live
        self._child: int | None = None
        self._asked: signal.Signals | None = None
        self._was_ready = False  # one of the children, ever

    def keep(self) -> int:
        for sign in SIGNS:
            signal.signal(sign, self._pass_on)
        deaths = 0
        while True:
            status, was_ready = self._watch(self._bear())
            if self._asked is not None:
                return 0 if status in (0, -self._asked) else _shown(status)
            if status == REFUSED and not self._was_ready:
                return REFUSED
            deaths = 0 if was_ready else deaths + 1
            log.error("the programme ended and begins anew", status=status, deaths_at_start=deaths)
            if deaths == IN_A_ROW:
                log.error("given up: it does not start", status=status)
                return _shown(status)
            if not self._rests(deaths):
                return 0

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        self._asked = signal.Signals(number)
        if self._child is not None:
            os.kill(self._child, number)

    def _bear(self) -> int:
        """A child; gives our end of its pipe."""
        ours, its = os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNS)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(ours)
            os._exit(_status(self._live, Pulse(its)))
        self._child = pid
        if self._asked is not None:  # when there was no child to pass it on to
            os.kill(pid, self._asked)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(its)
        return ours

    def _watch(self, pipe: int) -> tuple[int, bool]:
        """Until it has ended: how, and whether it had been ready."""
        assert self._child is not None  # noqa: S101 - it was born a line before
        ready, silent, leaving = False, 0, 0
        while True:
            readable, _, _ = select.select([pipe], [], [], EVERY)
            heard = os.read(pipe, 512) if readable else None
            if heard == b"":
                break
            if heard and READY in heard and not ready:
                ready = self._was_ready = True
                _notify("READY=1")
            silent = silent + 1 if heard is None else 0
            leaving += self._asked is not None
            if silent == HANGS or leaving == LEAVES:
                log.error("the programme hangs and is ended")
                os.kill(self._child, signal.SIGKILL)
        os.close(pipe)
        _, ended = os.waitpid(self._child, 0)
        self._child = None
        return os.waitstatus_to_exitcode(ended), ready

    def _rests(self, deaths: int) -> bool:
        """Before another try; False when it was told to stop meanwhile."""
        if deaths < 2:
            return True
        until = time.monotonic() + min(REST * 2 ** (deaths - 2), LONGEST_REST)
        while self._asked is None and time.monotonic() < until:
            time.sleep(REST)
        return self._asked is None


def _status(live: Life, pulse: Pulse) -> int:
    """Lives; the exit status of that."""
    try:
        live(pulse)
    except typer.Exit as refused:
        return refused.exit_code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _shown(status: int) -> int:
    """As a shell would: 128 and the signal's number for what a signal ended."""
    return 128 - status if status < 0 else status


def _notify(state: str) -> None:
    """Tells systemd, if that started us."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, suppress(OSError):
        systemd.sendto(state.encode(), "\0" + where[1:] if where.startswith("@") else where)
