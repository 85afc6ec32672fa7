"""The demo as a process: it prints its address, answers, ends in good order and leaves nothing."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from tests.desk import demo, free_port, start


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


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_and_ends_without_a_trace(tmp_path: Path, sign: signal.Signals) -> None:
    async with demo(tmp_path) as running, ClientSession() as http:
        async with http.get(running.url) as page:
            assert "枫桥" in await page.text()
        async with http.get(f"{running.url}sandbox/state") as answer:
            people = (await answer.json())["people"]
        assert [person["first_name"] for person in people] == ["王芳", "Anna", "李警官", "赵警官"]
        chat = f"people/{people[1]['id']}/chats/{people[1]['chats'][0]['id']}"
        async with http.get(f"{running.url}sandbox/{chat}") as answer:
            keyboard = (await answer.json())["keyboard"]["keyboard"]
        assert keyboard[0][0]["text"] == "🆘 Alarm"
        children = _children(running.process.pid)
        assert len(children) == 1
        running.process.send_signal(sign)
        async with asyncio.timeout(20):
            assert await running.process.wait() == 0
        assert all(map(_is_gone, children))


async def test_a_bot_that_ends_by_itself_is_started_again(tmp_path: Path) -> None:
    async with demo(tmp_path) as running, ClientSession() as http:
        async with http.ws_connect(f"{running.url}sandbox/live") as live:
            (before,) = _children(running.process.pid)
            os.kill(before, signal.SIGKILL)
            told: list[bool] = []
            async with asyncio.timeout(20):
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
        async with asyncio.timeout(5):
            warning = await running.process.stderr.readline()
    assert warning.startswith(b"Anyone on the network can use it")
    process = await start("--host", "192.0.2.1", "--folder", str(tmp_path))
    _, complained = await process.communicate()
    assert process.returncode == 2
    assert b"choose 127.0.0.1, or 0.0.0.0 to let others in" in complained
