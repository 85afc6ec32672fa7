"""The bot with its desk under cProfile, for `bench.surge --profile FILE`: what the one thread that may
fall behind spends its time on. Reading it: python -m pstats FILE.
"""

from __future__ import annotations

import cProfile
import os

from bot.cli import app
from bot.desk import Desk

_run = Desk.run


def run(self: Desk) -> None:
    """The desk's life, and what it was spent on."""
    profile = cProfile.Profile()
    profile.runcall(_run, self)
    profile.dump_stats(os.environ["PROFILE"])


if __name__ == "__main__":
    Desk.run = run  # type: ignore[method-assign]  # only in this process
    app()
