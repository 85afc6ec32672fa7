"""Start the sandbox alone: python -m sandbox --port 8081 --token 1000:TEST."""

import argparse
import asyncio
import sys
from pathlib import Path

from sandbox import Telegram

KEPT = 1000  # messages of each chat in lean mode, so that a bench may run as long as it likes


async def serve(telegram: Telegram, host: str, port: int) -> None:
    """Answer until the process is ended."""
    async with telegram.serving(port=port, host=host) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", action="append", default=[], help="a bot's; may be repeated")
    parser.add_argument("--clock-file", type=Path, help="where a moved clock is written")
    parser.add_argument(
        "--lean",
        action="store_true",
        help=f"no rule book, limits and log, and only {KEPT} messages of a chat",
    )
    asked = parser.parse_args()
    full = not asked.lean
    keep = None if full else KEPT
    clock_file = asked.clock_file
    telegram = Telegram(judge=full, limits=full, log=full, clock_file=clock_file, keep=keep)
    for number, token in enumerate(asked.token):
        telegram.add_bot(f"Bot {number + 1}", f"sandbox_{number + 1}_bot", token)
    try:
        asyncio.run(serve(telegram, asked.host, asked.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
