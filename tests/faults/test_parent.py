"""The parent of the programme: whoever dies or hangs is followed within moments, what does not start is
given up loudly, and signals reach the child."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot import parent
from sandbox.clock import PATIENCE
from tests.town import Town

WITHIN = 60  # seconds for a cold start beside other work


class Cradle:
    """A parent in a process of its own, whose children lead one of the lives of tests/faults/cradle.py."""

    def __init__(self, life: str, folder: Path) -> None:
        self._folder = folder
        command = [sys.executable, "-m", "tests.faults.cradle", life, str(folder)]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log)

    def noted(self, what: str) -> list[int]:
        """Which children have noted that."""
        with suppress(FileNotFoundError):
            return [int(line) for line in (self._folder / what).read_text().splitlines()]
        return []

    async def until(self, what: str, often: int = 1) -> int:
        """Waits until that was noted so often; gives the last who did."""
        async with asyncio.timeout(WITHIN):
            while True:
                if len(noted := self.noted(what)) == often:
                    return noted[-1]
                await asyncio.sleep(0.01)

    async def ended(self) -> tuple[int, str]:
        """Its exit status, and what it logged."""
        await asyncio.to_thread(self.process.wait, WITHIN)
        return self.process.returncode, (self._folder / "log").read_text()


CradleOf = Callable[[str], Cradle]


@pytest.fixture
def cradle_of(tmp_path: Path) -> Iterator[CradleOf]:
    """Makes a cradle; whatever its parent is at when the test is over, it is over as well."""
    cradles: list[Cradle] = []

    def begin(life: str) -> Cradle:
        cradles.append(Cradle(life, tmp_path))
        return cradles[-1]

    yield begin
    for cradle in cradles:
        cradle.process.kill()
        cradle.process.wait()


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_what_does_not_start_is_given_up_loudly(cradle_of: CradleOf) -> None:
    cradle = cradle_of("dies")
    status, told = await cradle.ended()
    assert (status, len(cradle.noted("births"))) == (1, parent.IN_A_ROW)
    assert "given up: it does not start" in told


async def test_what_an_operator_has_to_mend_is_no_reason_to_try_again(cradle_of: CradleOf) -> None:
    cradle = cradle_of("is_refused")
    status, told = await cradle.ended()
    assert (status, len(cradle.noted("births"))) == (2, 1)
    assert "begins anew" not in told


async def test_once_it_has_worked_a_refusal_may_pass(cradle_of: CradleOf) -> None:
    """As while the database is away for a moment."""
    cradle = cradle_of("is_refused_later")
    status, _ = await cradle.ended()
    assert (status, len(cradle.noted("births"))) == (2, 1 + parent.IN_A_ROW)


async def test_who_is_killed_is_followed_as_often_as_it_takes(cradle_of: CradleOf) -> None:
    cradle = cradle_of("lives")
    for number in range(1, parent.IN_A_ROW + 3):
        os.kill(await cradle.until("ready", number), signal.SIGKILL)
    await cradle.until("ready", parent.IN_A_ROW + 3)
    cradle.process.terminate()
    assert (await cradle.ended())[0] == 0


async def test_whoever_hangs_is_ended_and_followed(cradle_of: CradleOf) -> None:
    cradle = cradle_of("hangs_once")
    await cradle.until("ready")
    first, second = cradle.noted("births")
    assert (is_there(first), is_there(second)) == (False, True)
    cradle.process.terminate()
    status, told = await cradle.ended()
    assert status == 0
    assert "hangs and is ended" in told


async def test_a_stop_reaches_the_child_and_no_other_follows(cradle_of: CradleOf) -> None:
    cradle = cradle_of("lives")
    child = await cradle.until("ready")
    cradle.process.terminate()
    assert (await cradle.ended())[0] == 0
    assert cradle.noted("births") == cradle.noted("stopped") == [child]
    assert not is_there(child)


async def test_a_stop_between_two_children_is_passed_on_to_the_next(cradle_of: CradleOf) -> None:
    cradle = cradle_of("is_told_to_stop_before_it_is_born")
    status, _ = await cradle.ended()
    assert status == 0  # and not ended by force, as whoever does not leave


async def test_who_does_not_leave_when_told_to_is_ended(cradle_of: CradleOf) -> None:
    cradle = cradle_of("stays")
    child = await cradle.until("ready")
    cradle.process.terminate()
    status, _ = await cradle.ended()
    assert (status, cradle.noted("births")) == (128 + signal.SIGKILL, [child])


async def test_a_child_whose_parent_is_gone_stops(cradle_of: CradleOf) -> None:
    cradle = cradle_of("lives")
    child = await cradle.until("ready")
    cradle.process.kill()
    assert await cradle.until("stopped") == child
    await cradle.ended()


# --- the programme itself ------------------------------------------------------------------


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """Where systemd would be told."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def has_loaded(pid: int, library: str) -> bool:
    return library in Path(f"/proc/{pid}/maps").read_text()


async def test_killed_the_bot_speaks_again_without_a_cold_start(
    quiet_town: Town, tmp_path: Path, systemd: socket.socket
) -> None:
    town = quiet_town
    town.expected.add("terminated by other getUpdates")  # of the one that was killed
    environment = os.environ | town.environment() | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    try:
        await town.resident.writes("/alarm")
        await town.officers.hears("Alarm 1", within=WITHIN)
        assert await asyncio.get_running_loop().sock_recv(systemd, 100) == b"READY=1"
        [first] = children(bot.pid)
        assert threads(bot.pid) == 1  # what other threads hold would be held for ever after a fork
        assert not has_loaded(bot.pid, "numpy")
        assert not has_loaded(bot.pid, "matplotlib")
        os.kill(first, signal.SIGKILL)
        await town.resident.writes("he has a knife")
        await town.officers.hears("he has a knife", within=10)
        assert children(bot.pid) != [first]
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), PATIENCE) == 0
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
