"""What watches the bot speaks up within a minute, once, and again when it is over; and the bot notices
when nobody watches. Real processes, and real minutes: five disasters share one."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.watchdog import LIMITS, Proof, judge, main
from sandbox.clock import PATIENCE
from sandbox.people import Seat
from sandbox.telegram import Telegram
from tests.databases import PostgresDatabases, SqliteFiles
from tests.faults.nursery import Child, Nursery
from tests.faults.test_trouble import gone
from tests.ports import free_port
from tests.town import Town, built

WITHIN = 60.0  # seconds
WELL = Proof(leads=True, updates=1, commits=1, messages=1, clock=1, alarm=0, free_mb=9000)


@pytest.mark.parametrize("what", LIMITS)
def test_each_proof_that_grows_old_is_a_trouble_of_its_own(what: str) -> None:
    assert judge([WELL]) == set()
    assert judge([WELL.model_copy(update={what: LIMITS[what] - 1})]) == set()
    assert judge([WELL.model_copy(update={what: LIMITS[what] + 1})]) == {what}


def test_of_several_processes_the_one_that_leads_is_judged() -> None:
    waits = WELL.model_copy(update={"leads": False, "updates": 9000.0})
    assert judge([waits, WELL]) == set()
    assert judge([waits]) == {"leads"}
    assert judge([]) == {"answer"}
    assert judge([WELL.model_copy(update={"free_mb": 100})]) == {"free_mb"}


def test_m14_of_two_that_say_they_lead_the_one_that_keeps_something_is_judged() -> None:
    cut_off = WELL.model_copy(update=dict.fromkeys(LIMITS, 9000.0))
    assert judge([cut_off, WELL]) == set()
    assert judge([WELL, cut_off]) == set()
    worse = WELL.model_copy(update={"messages": 9000.0})
    assert judge([cut_off, worse]) == {"messages"}


def test_it_shares_no_code_with_what_it_watches() -> None:
    asked = "import bot.watchdog, sys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    rooms = {"bot", "handlers", "jobs", "cards", "services", "db", "locales", "aiogram", "sandbox"}
    shared = {name for name in told.stdout.split() if name.split(".")[0] in rooms}
    assert shared == {"bot", "bot.watchdog"}


def test_what_it_lacks_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHDOG_CHAT", "the operators")
    monkeypatch.delenv("WATCHDOG_TOKEN", raising=False)
    assert main(None) == 2
    told = capsys.readouterr().err
    assert "WATCHDOG_TOKEN is missing: get a second bot's token from @BotFather" in told
    assert "WATCHDOG_CHAT is not valid: give the number of the operators' group" in told


@dataclass
class Watched:
    """A bot in a process of its own, and its watchdog in another, which has a Telegram of its own: what
    cuts the bot off shall not cut off who tells of it."""

    town: Town
    child: Child
    operator: Seat


@asynccontextmanager
async def watched(url: str, folder: Path, nursery: Nursery) -> AsyncIterator[Watched]:
    """Both run, and the watchdog has said so."""
    kennel = Telegram()
    async with built(url, folder) as town, kennel.serving() as theirs:
        dog = kennel.add_bot("Watchdog", "watchdog_bot")
        someone = kennel.add_person("Operator")
        group = kennel.add_group("Operators", [someone], dog)
        own = town.telegram.add_group("Operators", [town.li], town.bot, id=group.id)
        listen = f"127.0.0.1:{free_port()}"
        child = await nursery.bear(town, LISTEN=listen, WATCHDOG_CHAT=str(group.id))
        await child.leads()
        await town.li.in_(own).hears("Maple Bridge is awake")
        environment = {
            "WATCHDOG_TOKEN": dog.token,
            "WATCHDOG_CHAT": str(group.id),
            "BOT_API_URL": theirs,
            "LISTEN": listen,
            "DEFAULT_LOCALE": "en",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.watchdog", env=os.environ | environment
        )
        operator = someone.in_(group)
        try:
            await operator.hears("The watchdog is watching", within=60)
            yield Watched(town, child, operator)
        finally:
            process.terminate()
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


Mend = Callable[[], None]
Disaster = Callable[[Watched, ExitStack], Mend | None]


def killed(watched: Watched, _: ExitStack) -> Mend | None:
    watched.child.kill()
    return None


def frozen(watched: Watched, _: ExitStack) -> Mend | None:
    watched.child.kill(signal.SIGSTOP)
    return lambda: watched.child.kill(signal.SIGCONT)


def full(watched: Watched, _: ExitStack) -> Mend | None:
    """No file of this process may grow any more."""
    process, size = watched.child.pid, resource.RLIMIT_FSIZE
    most = resource.prlimit(process, size)[1]
    resource.prlimit(process, size, (0, most))

    def room_again() -> None:
        resource.prlimit(process, size, (most, most))

    return room_again


def without_its_database(watched: Watched, stack: ExitStack) -> Mend | None:
    stack.enter_context(gone(watched.town.database_url))
    return stack.close


def cut_off(watched: Watched, stack: ExitStack) -> Mend | None:
    stack.enter_context(watched.town.telegram.faults.down())
    return stack.close


DISASTERS: dict[Disaster, str] = {
    killed: "the bot does not answer",
    frozen: "the bot does not answer",
    full: "the database keeps nothing",
    without_its_database: "the database keeps nothing",
    cut_off: "no updates come in",
}


async def live_through(
    disaster: Disaster, url: str, folder: Path, nursery: Nursery
) -> tuple[str, float]:
    """Which disaster, and how many seconds passed until the operators heard of it."""
    async with watched(url, folder, nursery) as it:
        with ExitStack() as stack:
            began = time.monotonic()
            mend = disaster(it, stack)
            await it.operator.hears(f"🔴 Maple Bridge: {DISASTERS[disaster]}", within=WITHIN + 30)
            took = time.monotonic() - began
            if mend is not None:
                mend()
                await it.operator.hears(f"over again: {DISASTERS[disaster]}", within=WITHIN + 30)
        told = [seen.text for seen in it.operator.screen() if DISASTERS[disaster] in seen.text]
        assert len(told) == (2 if mend else 1)  # once each
    return disaster.__name__, took


async def test_it_speaks_up_within_a_minute_whatever_happens_to_the_bot(
    nursery: Nursery,
    tmp_path: Path,
    sqlite_files: SqliteFiles,
    postgres_databases: PostgresDatabases,
) -> None:
    lives = []
    for disaster in DISASTERS:
        folder = tmp_path / disaster.__name__
        folder.mkdir()
        on_postgres = disaster is without_its_database
        url = postgres_databases.fresh() if on_postgres else sqlite_files.fresh(folder)
        lives.append(live_through(disaster, url, folder, nursery))
    took = dict(await asyncio.gather(*lives))
    assert max(took.values()) <= WITHIN, took


async def test_officers_hear_that_nobody_watches_and_that_somebody_does_again(
    quiet_town: Town,
) -> None:
    town = quiet_town
    port = free_port()
    town.options |= {"watchdog_chat": town.desk_group.id, "listen": f"127.0.0.1:{port}"}
    async with AsyncExitStack() as stack:
        await town.start()
        await town.desk.hears("Maple Bridge is awake")
        town.moves_clock(121)
        await town.desk.hears("The watchdog has been silent for two minutes")
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        stack.callback(writer.close)
        writer.write(b"GET /proof HTTP/1.1\r\nHost: here\r\n\r\n")
        await town.desk.hears("The watchdog is back")
