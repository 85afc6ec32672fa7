"""The suite is green on any day: here a few tests on two days, with `make any-day` all that know a calendar;
nobody takes the day from the wall; and what stands on a screen is read to the end of its numbers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.cli import settle_district
from db import audit
from sandbox import Telegram
from sandbox.people.reading import whole
from tests.any_day import TZ, run
from tests.office import label
from tests.spoken import ZONE
from tests.town import Town
from tests.visitors import Visit, read_card
from tests.wall import read_day

ROOT = Path(__file__).parents[1]
SAMPLE = (
    "tests/test_any_day.py::test_it_is_the_day_that_was_asked_for",
    "tests/conversations/test_waits.py::test_any_day_from_one_to_another_is_one_wait[sqlite-en]",
    "tests/conversations/test_visits.py::"
    "test_the_sheets_of_today_and_tomorrow_are_there_in_the_morning[sqlite]",
)
ROOMS = (
    *("bot", "handlers", "jobs", "cards", "services", "db", "locales", "sandbox"),
    "tests",
)
WALL = re.compile(
    r"(\w+\.)*(datetime|date)\.(now|today|utcnow)\(.*"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|asctime|strftime)\(.*|(\w+\.)?Clock\(\)",
    re.DOTALL,
)
SETS_IT = "sets the wall itself, and sees that nobody minds"
ON_THE_WALL = {
    "services/clock.py::_wall": "is the clock by which the programme goes",
    "sandbox/clock.py::now": "is the clock by which the sandbox goes, and tests",
    "bot/calendar.py::_ahead": "measures how far the wall is off, by which APScheduler goes",
    "tests/delivery/test_sender.py::of": "paces messages, asks no day",
    "tests/faults/test_drafts.py::test_f70_what_was_begun_before_the_update_ends_politely": (
        "writes a row of before an update, when there is no town with a clock yet"
    ),
    "tests/faults/test_bookings.py::"
    "test_f28_the_walls_clock_is_set_and_a_held_place_keeps_its_time": SETS_IT,
    "tests/faults/test_time_and_state.py::"
    "test_f28_the_walls_clock_is_set_and_no_step_is_left_out_or_doubled": SETS_IT,
    "tests/faults/test_time_and_state.py::"
    "test_f28_the_calendar_fires_once_an_hour_whatever_the_wall_says": SETS_IT,
    "tests/faults/test_wrong_clocks.py::clock": SETS_IT,
    "tests/test_any_day.py::test_it_is_the_day_that_was_asked_for": "sees what the wall says",
    "tests/wall/sitecustomize.py::look": "sets the wall of a whole run",
}


def test_it_is_the_day_that_was_asked_for(request: pytest.FixtureRequest) -> None:
    told = request.config.getoption("--day")
    now = datetime.now(UTC)
    ask = "from datetime import UTC, datetime; print(datetime.now(UTC).isoformat())"
    printed = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True).stdout
    later = datetime.fromisoformat(printed.decode().strip()) - now
    assert timedelta() <= later < timedelta(minutes=1)  # what we start goes by the same wall
    if told is not None:
        assert timedelta() <= now - read_day(told) < timedelta(minutes=1)


@pytest.mark.parametrize("day", ["2026-12-31T23:59", "2028-02-29"])
def test_f75_a_few_tests_on_a_few_days(day: str) -> None:
    told = run(day, SAMPLE, TZ.get(day, ""))
    assert told.green, told.said


def test_f75_what_is_imported_is_dated_by_the_districts_clock(quiet_town: Town) -> None:
    quiet_town.moves_clock(timedelta(days=40).total_seconds())
    before = quiet_town.now() - timedelta(minutes=1)
    settle_district(quiet_town.settings(), quiet_town.district().replace('"Wanjin"', '"Wan Jin"'))
    with quiet_town.database() as connection:
        assert connection.scalar(select(func.max(audit.audit.c.at))) > before


def test_f75_nobody_takes_the_day_from_the_wall() -> None:
    found = {place for room in ROOMS for place in _ask_the_wall(ROOT / room)}
    assert found == set(ON_THE_WALL), (
        "tests choose their day by the sandbox's clock (tests/office.py)"
    )


def _ask_the_wall(room: Path) -> Iterator[str]:
    for file in sorted(room.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for place in _places(tree, "the file itself"):
            yield f"{file.relative_to(ROOT)}::{place}"


def _places(node: ast.AST, within: str) -> Iterator[str]:
    """The functions in which the wall is asked."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        within = node.name
    if isinstance(node, ast.Call) and WALL.fullmatch(ast.unparse(node)):
        yield within
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        yield from (within for one in node.names if one.name in {"time", "localtime", "strftime"})
    for child in ast.iter_child_nodes(node):
        yield from _places(child, within)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_f75_every_day_of_a_year_is_read_from_a_card_as_itself(language: str) -> None:
    first = date(2027, 12, 1)  # the February to come has 29 days
    for number in range(366):
        day = first + timedelta(days=number)
        days = {label(day + timedelta(days=each), language): each for each in range(-29, 31)}
        words = f"✅ 11\n📅 {label(day, language)}, 09:20\n2/29"
        at = datetime(day.year, day.month, day.day, 9, 20, tzinfo=ZONE)
        told = {one: day + timedelta(days=each) for one, each in days.items()}
        assert read_card(words, told) == Visit(11, at)


@pytest.mark.parametrize(
    ("text", "words"),
    [("Dec 1", "Tue, Dec 15"), ("Alarm 1", "Alarm 12 · 09:00"), ("1 · 报警", "11 · 报警")],
)
async def test_f75_half_a_number_is_not_seen(text: str, words: str) -> None:
    telegram = Telegram()
    bot = telegram.add_bot("Maple Bridge", "maple_bridge_bot", "1000:TEST")
    wang = telegram.add_person("Wang").with_(bot)
    telegram.add_message(wang.chat, bot, {"text": words})
    assert not whole(text).search(words)
    for look in (wang.sees, wang.hears):
        with pytest.raises(AssertionError):
            await look(text, within=0)
    telegram.add_message(wang.chat, bot, {"text": f"({text})"})
    assert (await wang.sees(text)).text == (await wang.hears(text)).text == f"({text})"
