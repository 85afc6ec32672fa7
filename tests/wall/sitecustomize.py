"""Sets the wall's clock of this process, and of those that it forks, to what it is for the whole run.

Times that only grow (time.monotonic) and whatever is no Python (PostgreSQL, the browser) stay as they are:
nothing that is said to anybody may come from them.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from time_machine import Traveller

FILE = "WALL_FILE"
_travel: list[Traveller] = []


def look() -> None:
    """Goes by what the file says now, in seconds."""
    then = time.monotonic() + float(Path(os.environ[FILE]).read_text())
    if _travel:
        _travel[0].move_to(then)
    else:
        _travel.append(_departs(then))
    time.time()  # from here on it ticks


def _departs(then: float) -> Traveller:
    absent = "pytest" not in sys.modules
    if absent:
        sys.modules["pytest"] = None  # type: ignore[assignment]  # it would be loaded into the bot
    try:
        import time_machine
    finally:
        if absent:
            del sys.modules["pytest"]
    return time_machine.travel(then, tick=True).start()


if FILE in os.environ:
    look()
    os.register_at_fork(after_in_child=look)
