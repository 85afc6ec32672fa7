"""Sets the wall's clock of this process, and of those that it forks, to what it is for the whole run.

Times that only grow (time.monotonic) and whatever is no Python (PostgreSQL, the browser) stay as they are:
nothing that is said to anybody may come from them.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

FILE = "WALL_FILE"
_whole = sys.modules.get("pytest")
if _whole is None:
    sys.modules["pytest"] = None  # type: ignore[assignment]  # time_machine would load it into the bot
try:
    import time_machine
finally:
    if _whole is None:
        del sys.modules["pytest"]
_travel: list[time_machine.Traveller] = []


def look() -> None:
    """Goes by what the file says now, in seconds."""
    then = time.monotonic() + float(Path(os.environ[FILE]).read_text())
    if _travel:
        _travel[0].move_to(then)
    else:
        _travel.append(time_machine.travel(then, tick=True).start())
    time.time()  # from here on it ticks


if FILE in os.environ:
    look()
    os.register_at_fork(after_in_child=look)
