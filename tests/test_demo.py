"""The demo as a process: it prints its address, answers, ends in good order and leaves nothing."""

import asyncio
import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.demo.files import Files
from sandbox.clock import PATIENCE
from tests.desk import demo, start
from tests.ports import free_port

CAST = ["王芳", "Anna", "李警官", "赵警官", "孙警官"]


def _children(process: int) -> list[int]:
    """The processes that this one has started (Linux's /proc)."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for listed in found for child in listed.read_text().split()]


def _is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def _has_a_network() -> bool:
    """Whether this machine has an address that others could type."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            socket.socket.connect(looking, ("192.0.2.1", 9))
        except OSError:
            return False
        return not looking.getsockname()[0].startswith("127.")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_and_ends_without_a_trace(tmp_path: Path, sign: signal.Signals) -> None:
    async with demo(tmp_path) as running, ClientSession() as http:
        async with http.get(running.url) as page:
            assert "枫桥" in await page.text()
        async with http.get(f"{running.url}sandbox/state") as answer:
            people = (await answer.json())["people"]
        assert [person["first_name"] for person in people] == CAST
        chat = f"people/{people[1]['id']}/chats/{people[1]['chats'][0]['id']}"
        async with http.get(f"{running.url}sandbox/{chat}") as answer:
            keyboard = (await answer.json())["keyboard"]["keyboard"]
        assert keyboard[0][0]["text"] == "🆘 Alarm"
        children = _children(running.process.pid)
        assert len(children) == 1
        running.process.send_signal(sign)
        async with asyncio.timeout(PATIENCE):
            assert await running.process.wait() == 0
        assert all(map(_is_gone, children))


async def test_a_bot_that_ends_by_itself_is_started_again(tmp_path: Path) -> None:
    async with demo(tmp_path) as running, ClientSession() as http:
        async with http.ws_connect(f"{running.url}sandbox/live") as live:
            (before,) = _children(running.process.pid)
            os.kill(before, signal.SIGKILL)
            told: list[bool] = []
            async with asyncio.timeout(PATIENCE):
                while len(told) < 2:
                    event = await live.receive_json()
                    if event["kind"] == "bot":
                        told.append(event["running"])
        assert told == [False, True]
        (after,) = _children(running.process.pid)
        assert after != before


async def test_a_port_in_use_is_named_with_its_mend(tmp_path: Path) -> None:
    port = free_port()
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        process = await start("--port", str(port), "--folder", str(tmp_path))
        said, complained = await process.communicate()
    finally:
        await runner.cleanup()
    assert process.returncode == 2
    assert said == b""
    assert complained.decode() == (
        f"Port {port} of 127.0.0.1 is in use: choose another one, as in `make demo PORT=8090`.\n"
    )


async def test_other_machines_are_let_in_with_a_warning_only(tmp_path: Path) -> None:
    async with demo(tmp_path, "--host", "0.0.0.0") as running:  # noqa: S104 - the point of the test
        assert running.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            warning = await running.process.stderr.readline()
            address = (
                await running.process.stderr.readline() if _has_a_network() else b"type http://"
            )
    assert warning.startswith(b"Anyone on the network can use it")
    assert b"type http://" in address
    process = await start("--host", "192.0.2.1", "--folder", str(tmp_path))
    _, complained = await process.communicate()
    assert process.returncode == 2
    assert b"choose 127.0.0.1, or 0.0.0.0 to let others in" in complained


async def _anna(http: ClientSession, url: str) -> tuple[str, Any]:
    """Where Anna's deeds are done, and her chat with the bot as she sees it."""
    async with http.get(f"{url}sandbox/state") as answer:
        state = await answer.json()
    anna = next(person for person in state["people"] if person["first_name"] == "Anna")
    path = f"{url}sandbox/people/{anna['id']}/chats/{state['bots'][0]['id']}"
    async with http.get(path) as answer:
        return path, await answer.json()


async def _read(http: ClientSession, url: str, text: str) -> None:
    """Until that stands on Anna's screen."""
    async with http.ws_connect(f"{url}sandbox/live") as live, asyncio.timeout(60):
        while True:
            _, chat = await _anna(http, url)
            if any(text in message["text"] for message in chat["screen"]):
                return
            await live.receive()


async def _due(http: ClientSession, url: str) -> list[Any]:
    async with http.get(f"{url}demo/due") as answer:
        due: list[Any] = (await answer.json())["due"]
        return due


async def _alarm(http: ClientSession, url: str) -> None:
    """Anna raises an alarm, which reaches the officers."""
    path, _ = await _anna(http, url)
    async with http.post(f"{path}/presses", json={"label": "🆘 Alarm"}) as answer:
        assert answer.status == 200
    await _read(http, url, "Shown to the officers")


NEXT = "alerts.next_room"  # what comes when calling the same room again was of no use


async def test_what_is_due_is_told_and_the_clock_goes_there(tmp_path: Path) -> None:
    async with demo(tmp_path) as running, ClientSession() as http:
        assert await _due(http, running.url) == []
        async with http.post(f"{running.url}demo/due") as answer:
            assert (await answer.json())["moved"] == 0
        await _alarm(http, running.url)
        (due,) = await _due(http, running.url)
        assert (due["kind"], due["case"]) == ("alerts.again", 1)
        async with http.ws_connect(f"{running.url}sandbox/live") as live:
            async with http.post(f"{running.url}demo/due") as answer:
                moved = await answer.json()
            assert 0 < moved["moved"] <= 20
            async with asyncio.timeout(PATIENCE):
                while (event := await live.receive_json())["kind"] != "clock":
                    pass
            assert event["offset"] == pytest.approx(moved["moved"])
            async with asyncio.timeout(PATIENCE):
                while [one["kind"] for one in await _due(http, running.url)] != [NEXT]:
                    await live.receive()
        async with http.get(f"{running.url}demo/outbox") as answer:
            lanes = {lane["lane"]: lane for lane in (await answer.json())["lanes"]}
        assert list(lanes) == ["alarm", "answer", "notice", "campaign"]
        assert lanes["alarm"]["sent"] > 0
        async with http.get(f"{running.url}demo/commands") as answer:
            assert "alarm" in (await answer.json())["commands"]


async def test_a_kept_demo_goes_on_after_a_restart(tmp_path: Path) -> None:
    port = str(free_port())
    async with demo(tmp_path, "--port", port, "--keep") as running, ClientSession() as http:
        await _alarm(http, running.url)
        async with http.post(f"{running.url}sandbox/clock", json={"move": 3600}) as answer:
            assert answer.status == 200
        await _read(http, running.url, "share where you are")  # with the keyboard that asks for it
        _, before = await _anna(http, running.url)
    assert running.process.returncode == 0
    async with demo(tmp_path, "--port", port, "--keep") as running, ClientSession() as http:
        async with http.get(f"{running.url}sandbox/state") as answer:
            assert (await answer.json())["offset"] >= 3600
        path, after = await _anna(http, running.url)
        known = [message["id"] for message in after["screen"]][: len(before["screen"])]
        assert known == [message["id"] for message in before["screen"]]
        assert after["keyboard"] == before["keyboard"]
        async with http.post(f"{path}/writes", json={"text": "still burning"}) as answer:
            assert answer.status == 200
        async with http.post(f"{path}/presses", json={"label": "🆘 Alarm"}) as answer:
            assert answer.status == 200
        await _read(http, running.url, "You pressed 2 times")


async def test_a_killed_demo_has_kept_what_was_said(tmp_path: Path) -> None:
    port = str(free_port())
    async with demo(tmp_path, "--port", port, "--keep") as running, ClientSession() as http:
        await _alarm(http, running.url)
        (bot,) = _children(running.process.pid)
        async with http.post(f"{running.url}demo/bot", json={"running": False}) as answer:
            assert answer.status == 200
        path, _ = await _anna(http, running.url)
        async with http.post(f"{path}/writes", json={"text": "third floor"}) as answer:
            assert answer.status == 200
        loop, kept = asyncio.get_running_loop(), asyncio.Event()
        loop.call_later(2.5, kept.set)  # two seconds are what is promised
        await kept.wait()
        running.process.kill()
        await running.process.wait()
        assert _is_gone(bot)
    async with demo(tmp_path, "--port", port, "--keep") as running, ClientSession() as http:
        _, chat = await _anna(http, running.url)
        assert [message["text"] for message in chat["screen"] if message["mine"]][
            -1
        ] == "third floor"
        async with http.get(f"{running.url}sandbox/state") as answer:
            officers = [one for one in (await answer.json())["people"] if len(one["chats"]) > 1]
        group = next(chat["id"] for chat in officers[0]["chats"] if chat["id"] < 0)
        where = f"{running.url}sandbox/people/{officers[0]['id']}/chats/{group}"
        async with http.ws_connect(f"{running.url}sandbox/live") as live, asyncio.timeout(PATIENCE):
            while True:
                async with http.get(where) as answer:
                    screen = (await answer.json())["screen"]
                if any("💬 third floor" in message["text"] for message in screen):
                    break
                await live.receive()


async def test_a_killed_demo_takes_its_bot_with_it(tmp_path: Path) -> None:
    async with demo(tmp_path) as running:
        (bot,) = _children(running.process.pid)
        running.process.kill()
        await running.process.wait()
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(_gone, bot)


def _gone(process: int) -> None:
    """Returns when that process, which is nobody's child here, has ended."""
    with suppress(ProcessLookupError):
        select.select([os.pidfd_open(process)], [], [])


async def test_a_demo_that_keeps_nothing_leaves_a_kept_one_alone(tmp_path: Path) -> None:
    files = Files.of(tmp_path, 1, keep=True)
    files.world.write_text("kept")
    Files.of(tmp_path, 1, keep=False).wipe()
    assert files.world.exists()
    files.wipe()
    assert not files.world.exists()


async def test_a_world_of_another_version_is_named_with_its_mend(tmp_path: Path) -> None:
    port = free_port()
    files = Files.of(tmp_path, port, keep=True)
    files.world.write_text("once upon a time")
    files.database.touch()
    process = await start("--port", str(port), "--folder", str(tmp_path), "--keep")
    said, complained = await process.communicate()
    assert (process.returncode, said) == (2, b"")
    assert complained.decode() == (
        f"{files.world} was made by another version. "
        f"Start without KEEP=1, or remove {files.world} to begin afresh.\n"
    )
