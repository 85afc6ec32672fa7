"""`make any-day`: what knows a calendar, on days that are not as others, each in a run of its own.

Run as: python -m tests.any_day [DAY ...], with days as `--day` takes them. Ends with a JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.wall.sitecustomize import FILE

ROOT = Path(__file__).parents[1]
DAYS = {
    "2026-11-30": "a Monday; Dec 1 and Dec 15 are both within reach, and both are Tuesdays",
    "2026-09-30": "the eve of National Day, which closes a week",
    "2026-12-31T23:59": "the year's last minute",
    "2027-01-01T00:00:30": "the year's first minute",
    "2027-01-31": "a Sunday, with a February of four weeks to come, all of it within reach",
    "2027-02-05": "the Spring Festival's eve, from which on a week is closed",
    "2028-02-29": "the day that is only every four years",
    "2028-02-28T23:59": "the minute before it",
}
TZ = {"2026-12-31T23:59": "America/St_Johns", "2027-01-01T00:00:30": "Pacific/Kiritimati"}
# What has a day, an hour or a week in it. The rest is told a moment by its test, or asks for none.
KNOWS_A_CALENDAR = (
    *("tests/conversations", "tests/services", "tests/jobs"),
    *("tests/faults/test_bookings.py", "tests/faults/test_places.py"),
    *("tests/faults/test_time_and_state.py", "tests/faults/test_watchdog.py"),
    *("tests/sandbox/test_booking_page.py", "tests/sandbox/test_alarm_page.py"),
    *("tests/sandbox/test_window_page.py", "tests/sandbox/test_stories.py"),
    *("tests/sandbox/test_live_places.py", "tests/sandbox/test_page.py"),
    *("tests/sandbox/test_tools.py", "tests/sandbox/test_polls.py"),
    *("tests/test_printouts.py", "tests/test_studio.py", "tests/test_week_pictures.py"),
    *("tests/test_demo.py", "tests/test_cli.py"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a day's tests said in the end."""

    day: str
    green: bool
    said: str
    seconds: float


def run(day: str, tests: Sequence[str], machine: str = "", options: Sequence[str] = ()) -> Run:
    """These tests on that day, where the machine itself goes by the time zone `machine`."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--day={day}", *options]
    environment = {name: told for name, told in os.environ.items() if name != FILE}
    if machine:
        environment["TZ"] = machine
    told = subprocess.run(
        [*command, *tests], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    said = told.stdout.decode(errors="replace") + told.stderr.decode(errors="replace")
    return Run(day, told.returncode == 0, said, time.monotonic() - began)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("days", nargs="*", help="instead of those that are known to be hard")
    parser.add_argument("--at-once", default="2", help="files of tests side by side")
    asked = parser.parse_args()
    options = (f"--numprocesses={asked.at_once}", "--dist=loadfile")
    runs = []
    for day in asked.days or DAYS:
        told = run(day, KNOWS_A_CALENDAR, TZ.get(day, ""), options)
        mark = "green" if told.green else "RED"
        print(f"{mark:6} {day:20} {told.seconds:5.0f} s  {DAYS.get(day, '')}", flush=True)  # noqa: T201
        if not told.green:
            print(told.said)  # noqa: T201
        runs.append(told)
    print(json.dumps({"days": len(runs), "green": sum(one.green for one in runs)}))  # noqa: T201
    return 0 if all(one.green for one in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
