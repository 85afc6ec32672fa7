"""Plates that were issued at the windows: month by month, and by the community in which people live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import plates
from db.plates import MONTHS
from services import openings
from services.windows import Window
from services.work import Work


@dataclass(frozen=True, slots=True)
class Plates:
    """`months`: the first day of each of the last twelve, oldest first, and how many. `communities`: code
    (None where it is not known), this month, this year; only those with any."""

    months: Sequence[tuple[date, int]]
    communities: Sequence[tuple[str | None, int, int]]

    @property
    def this_month(self) -> int:
        return self.months[-1][1]

    @property
    def this_year(self) -> int:
        return sum(year for _, _, year in self.communities)


def issued(work: Work, windows: Sequence[Window]) -> Plates:
    """What was issued at these windows in the last twelve months, this one included. A community that is
    none of the district's any more is not known."""
    today, zone = openings.today(work), work.turn.house.timezone
    number = today.year * 12 + today.month - 1
    firsts = [date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 1)]
    begins = [openings.midnight(first, zone) for first in firsts]
    months: Counter[date] = Counter()
    this_month: Counter[str | None] = Counter()
    this_year: Counter[str | None] = Counter()
    for one in plates.issued(work.connection, [window.code for window in windows], begins):
        month = firsts[one.month]
        home = one.community if one.community in work.station.communities else None
        months[month] += one.count
        if month.year == today.year:
            this_year[home] += one.count
        if month == firsts[-1]:
            this_month[home] += one.count
    return Plates(
        [(first, months[first]) for first in firsts],
        [
            (home, this_month[home], this_year[home])
            for home in (*work.station.communities, None)
            if this_year[home]
        ],
    )
