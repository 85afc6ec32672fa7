"""The wall's clock of a test run: real, or what `--day` says.

Every process of the run goes by it, the demo and its bot as well: Python reads sitecustomize.py beside this
file first, because PYTHONPATH names its folder, and finds in a file how far the wall is ahead of the
machine's monotonic clock, which all of them share.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

from tests.spoken import ZONE
from tests.wall.sitecustomize import FILE, look


def read_day(told: str) -> datetime:
    """A day as `--day` takes it, in the district: noon, where no hour is told. Raises ValueError."""
    moment = datetime.fromisoformat(told if "T" in told else f"{told}T12:00")
    return moment.replace(tzinfo=ZONE)


class Wall:
    """It is `day` as often as it `begins`, here and in all that is started from here."""

    def __init__(self, day: datetime, file: Path) -> None:
        self._day = day
        self._file = file
        folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
        os.environ[FILE] = str(file)
        self.begin()

    def begin(self) -> None:
        """It is that moment now, and goes on from there."""
        self._file.write_text(str(self._day.timestamp() - time.monotonic()))
        look()
