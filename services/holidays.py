"""Public holidays of the country, and the weekends on which is worked for them.

Days are the State Council's where it has said them, and reckoned for years to come (package `holidays`,
which follows its notices); what a district does differently stands in its file, under a window's `days`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

# Imported at the start: its half second would make an alarm wait that comes with the first booking.
from holidays.countries.china import China

TONGUES = {"zh_Hans": "zh_CN"}  # the others read English


@lru_cache(maxsize=32)
def _year(year: int, tongue: str) -> China:
    return China(years=[year], language=tongue)  # type: ignore[no-untyped-call]  # theirs


def name(day: date, language: str) -> str | None:
    """What the holiday of that day is called in that language; None on any other day."""
    return _year(day.year, TONGUES.get(language, "en_US")).get(day)


def is_holiday(day: date) -> bool:
    return day in _year(day.year, "en_US")


def is_made_up(day: date) -> bool:
    """A Saturday or Sunday on which is worked, because a holiday took a working day's place."""
    return day in _year(day.year, "en_US").weekend_workdays
