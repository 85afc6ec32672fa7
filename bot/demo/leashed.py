"""The bot as the demo runs it: it ends with the demo, even when that one is killed, so that the next
demo on the same port never meets it. Standard input is the leash: its end is the demo's end."""

from __future__ import annotations

import os
import signal
import threading

from bot.cli import app


def hang_on() -> None:
    """Returns never: the demo writes nothing, so whatever comes is the end."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=hang_on, name="leash", daemon=True).start()
    app(["run"])
