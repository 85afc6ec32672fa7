"""The bot as the demo runs it: it ends with the demo, even when that one is killed, so that the next
demo on the same port never meets it. Standard input is the leash: its end is the demo's end."""

from __future__ import annotations

import os
import signal
import sys
import threading

import bot.programme  # noqa: F401 - here, before the first fork
from bot import cli, parent


def hang_on() -> None:
    """Returns never: the demo writes nothing, so whatever comes is the end, of the parent too."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def live(pulse: parent.Pulse) -> None:
    """The bot's life; the leash is in the child's hand, because its parent has no thread."""
    threading.Thread(target=hang_on, name="leash", daemon=True).start()
    cli.live(pulse)


if __name__ == "__main__":
    sys.exit(parent.keep(live))
