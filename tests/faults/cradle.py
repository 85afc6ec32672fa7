"""A parent with children that do one thing, in a process of its own, ten times as fast:
`python -m tests.faults.cradle LIFE FOLDER`. What happens is a line in a file there:
births, ready, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import typer

from bot import parent
from bot.parent import Pulse

FOLDER = Path(sys.argv[2])


class Programme:
    """What a pulse is told of."""

    def __init__(self) -> None:
        self.listens = asyncio.Event()
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        self._stopped.set()

    async def run(self, pulse: Pulse) -> None:
        """Until it is told to stop, by a signal or because nobody feels its pulse."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.stop)
        beating = asyncio.create_task(pulse.beat(self))
        await asyncio.sleep(0)
        self.listens.set()
        await asyncio.sleep(0)  # it wakes up
        await asyncio.sleep(0)  # and beats
        notes("ready")
        await self._stopped.wait()
        beating.cancel()
        notes("stopped")


def lives(pulse: Pulse) -> None:
    asyncio.run(Programme().run(pulse))


def dies(_: Pulse) -> None:
    raise ValueError


def is_refused(_: Pulse) -> None:
    raise typer.Exit(2)


def is_refused_later(pulse: Pulse) -> None:
    """The first works, and ends by itself."""
    if noted("births") > 1:
        raise typer.Exit(2)
    asyncio.run(_one_beat(pulse))


def hangs_once(pulse: Pulse) -> None:
    asyncio.run(_one_beat(pulse))
    if noted("births") == 1:
        threading.Event().wait()
    lives(pulse)


def is_told_to_stop_before_it_is_born(pulse: Pulse) -> None:
    """The first dies, and the parent is told to stop while it tells of that."""
    if noted("births") == 1:
        raise ValueError
    lives(pulse)


class Interrupted:
    """A log at which somebody stops the parent."""

    def error(self, _: str, **_facts: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def stays(pulse: Pulse) -> None:
    """Deaf to SIGTERM, with a pulse."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(_beats_for_ever(pulse))


async def _one_beat(pulse: Pulse) -> None:
    beating = asyncio.create_task(pulse.beat(_ready()))
    await asyncio.sleep(0)
    beating.cancel()


async def _beats_for_ever(pulse: Pulse) -> None:
    await _one_beat(pulse)
    notes("ready")
    await pulse.beat(_ready())


def _ready() -> Programme:
    programme = Programme()
    programme.listens.set()
    return programme


def notes(what: str) -> None:
    with (FOLDER / what).open("a") as file:
        file.write(f"{os.getpid()}\n")


def noted(what: str) -> int:
    return len((FOLDER / what).read_text().splitlines())


def born(life: Callable[[Pulse], None]) -> Callable[[Pulse], None]:
    def live(pulse: Pulse) -> None:
        notes("births")
        life(pulse)

    return live


if __name__ == "__main__":
    parent.EVERY, parent.REST, parent.LONGEST_REST = 0.1, 0.001, 0.002
    known = (
        *(lives, dies, is_refused, is_refused_later, hangs_once, stays),
        is_told_to_stop_before_it_is_born,
    )
    if sys.argv[1] == is_told_to_stop_before_it_is_born.__name__:
        parent.log = Interrupted()
    sys.exit(parent.keep(born({life.__name__: life for life in known}[sys.argv[1]])))
