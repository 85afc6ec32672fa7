"""A parent process that has imported the bot and forks one whenever a test wants to kill one.

Importing takes two seconds, forking a hundredth: so a hundred kills fit into a minute. The parent
starts no thread, else a fork of it would not be safe. It ends with its input, and its bots with it.

    child = await nursery.bear(town)
    child.kill()
    await child.ended()
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.points import Arm
    from tests.town import Town

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


# --- the parent ----------------------------------------------------------------------------


class Parent:
    """Reads wishes as JSON lines, forks, reaps, and tells both as JSON lines."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._wake, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        heard = b""
        _tell(ready=os.getpid())
        while True:
            readable, _, _ = select.select([0, self._wake], [], [])
            if self._wake in readable:
                os.read(self._wake, 512)
                self._reap()
            if 0 not in readable:
                continue
            more = os.read(0, 65536)
            if not more:
                break
            *lines, heard = (heard + more).split(b"\n")
            for line in lines:
                self._bear(json.loads(line))
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            _tell(ended=pid, status=os.waitstatus_to_exitcode(status))

    def _bear(self, wish: dict[str, Any]) -> None:
        at = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _tell(born=os.getpid(), at=at)  # itself, so that it is born before it leads
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
            os._exit(_live(wish))
        self._children.add(pid)


def _tell(**news: Any) -> None:
    os.write(
        1, json.dumps(news).encode() + b"\n"
    )  # one write: lines of several processes stay whole


def _live(wish: dict[str, Any]) -> int:
    """A bot's life; its exit status."""
    from bot import logs
    from bot.pacing import Limits
    from bot.programme import Programme
    from bot.settings import Settings
    from tests.faults.points import Arm, arm

    null = os.open(os.devnull, os.O_RDONLY)
    errors = os.open(wish["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(null, 0)
    os.dup2(errors, 2)
    os.environ.update(wish["environment"])
    logs.begin()
    arm([Arm(**one) for one in wish["arms"]])

    async def main() -> None:
        limits = wish["limits"]
        programme = Programme(Settings(_env_file=None), Limits(**limits) if limits else None)
        telling = asyncio.create_task(_tell_when(programme.leads))
        await programme.run()
        telling.cancel()

    try:
        asyncio.run(main())
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


async def _tell_when(leads: asyncio.Event) -> None:
    await leads.wait()
    _tell(leads=os.getpid(), at=time.monotonic())


# --- the tests' side -----------------------------------------------------------------------


@dataclass(eq=False)
class Child:
    """A bot in a process of its own. Times are of time.monotonic()."""

    pid: int
    born_at: float
    leading_at: asyncio.Future[float] = field(repr=False)
    status: asyncio.Future[int] = field(repr=False)

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Sends a signal, unless it is over anyway."""
        if not self.status.done():
            os.kill(self.pid, sign)

    async def ended(self, within: float = 15) -> int:
        """Its exit status; minus the signal that ended it."""
        return await asyncio.wait_for(asyncio.shield(self.status), within)

    async def leads(self, within: float = 10) -> float:
        """When it began to lead."""
        return await asyncio.wait_for(asyncio.shield(self.leading_at), within)


class Nursery:
    """Bears bots. One parent process serves many tests: `open` and `shut` around each."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._in, self._out = self._parent.stdin, self._parent.stdout
        assert b"ready" in self._out.readline()
        os.set_blocking(self._out.fileno(), False)
        self._heard = b""
        self._children: dict[int, Child] = {}
        self._births: list[asyncio.Future[Child]] = []

    def open(self) -> None:
        asyncio.get_running_loop().add_reader(self._out.fileno(), self._listen)

    async def shut(self) -> None:
        """Kills what still lives."""
        for child in self._children.values():
            child.kill()
        for child in self._children.values():
            await child.ended()
        self._children.clear()
        asyncio.get_running_loop().remove_reader(self._out.fileno())

    def end(self) -> None:
        self._in.close()
        self._parent.wait(10)
        self._out.close()

    async def bear(self, town: Town, *arms: Arm, **environment: str) -> Child:
        """Starts a bot for that town; `environment` comes on top of the town's."""
        wish = {
            "environment": town.environment() | environment,
            "limits": asdict(town.limits) if town.limits else None,
            "arms": [asdict(arm) for arm in arms],
            "errors": str(town.folder / "stderr"),
        }
        born: asyncio.Future[Child] = asyncio.get_running_loop().create_future()
        self._births.append(born)
        self._in.write(json.dumps(wish).encode() + b"\n")
        self._in.flush()
        return await born

    def _listen(self) -> None:
        *lines, self._heard = (self._heard + os.read(self._out.fileno(), 65536)).split(b"\n")
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, news: dict[str, Any]) -> None:
        match news:
            case {"born": pid, "at": at}:
                loop = asyncio.get_running_loop()
                child = Child(pid, at, loop.create_future(), loop.create_future())
                self._children[pid] = child
                self._births.pop(0).set_result(child)
            case {"leads": pid, "at": at}:
                self._children[pid].leading_at.set_result(at)
            case {"ended": pid, "status": status}:
                self._children[pid].status.set_result(status)


if __name__ == "__main__":
    for module in ("bot.logs", "bot.programme", "tests.faults.points"):
        import_module(module)  # once, for every child
    gc.freeze()  # a child that collects would copy all of it
    Parent().run()
