"""`make bench-sandbox`: messages a second through the sandbox's server over HTTP, on one core.

The server is `python -m sandbox --lean` on the first core, the load here on the last: keep-alive
connections on loopback, each with one sendMessage under way, which end by themselves. Then the same
with the rule book and the log, as tests and the demo have it (without Telegram's limits, which would
refuse the load).

Run as: python -m bench.sandbox [--messages N | --seconds N] [--connections N] [--chats N]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sandbox import Telegram

CORES = sorted(os.sched_getaffinity(0))
TOKEN = "1000:BENCH"
LEAN = ["-m", "sandbox", "--lean", "--port", "0", "--token", TOKEN]
FULL = ["-m", "bench.sandbox", "--serve"]
WARM = 1000  # messages before the clock runs


@dataclass
class Load:
    """How much is asked: messages or seconds, whichever is over first."""

    messages: float
    seconds: float
    connections: int
    chats: int


@dataclass
class Figures:
    """What came of it; `took` is milliseconds a message, sorted. On a machine that others use too,
    messages per second of the server's own time say more than those per second of the clock."""

    per_second: float
    per_cpu_second: float
    took: list[float]
    rss_before: float
    rss_after: float

    def at(self, share: float) -> float:
        """The milliseconds within which that share of the messages was answered."""
        return self.took[min(len(self.took) - 1, int(share * len(self.took)))]


@asynccontextmanager
async def server(command: list[str]) -> AsyncIterator[tuple[str, int]]:
    """The sandbox in a process of its own on the first core: its url and process id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    os.sched_setaffinity(process.pid, CORES[:1])
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            url = (await process.stdout.readline()).decode().strip()
        yield url, process.pid
    finally:
        process.terminate()
        await process.wait()


async def serve_in_full() -> None:
    """The sandbox as tests have it, but for the limits."""
    telegram = Telegram(limits=False)
    telegram.add_bot(token=TOKEN)
    async with telegram.serving() as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


class Client:
    """One keep-alive connection with one request under way."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def post(self, path: str, asked: dict[str, object]) -> bytes:
        """The body of the answer; fails for any that is not 200."""
        body = json.dumps(asked).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return await self._reader.readexactly(int(length))


@asynccontextmanager
async def clients(url: str, count: int) -> AsyncIterator[list[Client]]:
    """That many open connections."""
    address = urlsplit(url)
    lines = [await asyncio.open_connection(address.hostname, address.port) for _ in range(count)]
    try:
        yield [Client(*line) for line in lines]
    finally:
        for _, writer in lines:
            writer.close()


async def measure(command: list[str], load: Load) -> Figures:
    """Messages through one server, after some to warm it."""
    async with server(command) as (url, pid), clients(url, load.connections) as lines:
        people = [
            json.loads(await lines[0].post("/sandbox/people", {"first_name": "x", "met": [1000]}))
            for _ in range(load.chats)
        ]
        took: list[float] = []

        async def talk(line: Client, numbers: Iterator[int], until: float) -> None:
            while time.perf_counter() < until and (number := next(numbers, -1)) >= 0:
                chat = people[number % len(people)]["id"]
                began = time.perf_counter()
                await line.post(f"/bot{TOKEN}/sendMessage", {"chat_id": chat, "text": "An alarm"})
                took.append((time.perf_counter() - began) * 1000)

        async def run(messages: float, seconds: float) -> float:
            began = time.perf_counter()
            numbers = iter(range(int(messages)))
            await asyncio.gather(*(talk(line, numbers, began + seconds) for line in lines))
            return time.perf_counter() - began

        await run(WARM, 60)
        took.clear()
        before, worked = rss_mb(pid), cpu_seconds(pid)
        passed = await run(load.messages, load.seconds)
        worked = cpu_seconds(pid) - worked
        after = rss_mb(pid)
        return Figures(len(took) / passed, len(took) / worked, sorted(took), before, after)


def cpu_seconds(pid: int) -> float:
    """What a process has used of its core."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory of a process now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def report(lean: Figures, full: Figures) -> None:
    """The table, and the figures as one JSON object."""
    print(f"{'':6}{'messages/s':>12}{'per cpu s':>12}{'p50 ms':>10}{'p99 ms':>10}{'RSS MB':>14}")
    for name, one in (("lean", lean), ("full", full)):
        rates = f"{one.per_second:>12.0f}{one.per_cpu_second:>12.0f}"
        rss = f"{one.rss_before:.0f} -> {one.rss_after:.0f}"
        print(f"{name:6}{rates}{one.at(0.5):>10.2f}{one.at(0.99):>10.2f}{rss:>14}")
    figures = {
        "messages_per_s": round(lean.per_second),
        "messages_per_cpu_s": round(lean.per_cpu_second),
        "p50_ms": round(lean.at(0.5), 2),
        "p99_ms": round(lean.at(0.99), 2),
        "full_mode_per_s": round(full.per_second),
        "rss_mb_before": round(lean.rss_before),
        "rss_mb_after": round(lean.rss_after),
    }
    print(json.dumps(figures))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=0, help="in lean mode; else by --seconds")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        await serve_in_full()
    os.sched_setaffinity(0, CORES[-1:])
    seconds = math.inf if asked.messages else asked.seconds
    load = Load(asked.messages or 10**9, seconds, asked.connections, asked.chats)
    lean = await measure(LEAN, load)
    full = await measure(FULL, Load(10**9, asked.seconds, asked.connections, asked.chats))
    report(lean, full)


if __name__ == "__main__":
    asyncio.run(main())
