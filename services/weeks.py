"""A week at a room's windows in numbers: how many places there were, what became of them, what stood empty.

Places are counted by the hours as they are known now, so a week is told anew when its hours change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db import weeks
from db.bookings import ARRIVED, DONE, LACKING, MISSED, SERVING
from db.weeks import Visit
from services import officers, openings, visits
from services.openings import DAY
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work

WEEK = timedelta(weeks=1)
BACK, AHEAD = 52, 8  # weeks that can be looked at
HERE = (ARRIVED, SERVING, DONE, LACKING)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at a window. `places`: slots times seats; of them `taken` by visits, `lost` by visits to which
    nobody came, `unused` by nobody and over. `came`, `missed` and `walk_ins` count people."""

    day: date
    places: int
    taken: int
    lost: int
    unused: int
    came: int
    missed: int
    walk_ins: int

    @property
    def empty(self) -> int:
        return self.places - self.taken

    @property
    def told(self) -> bool:
        """Whether there is anything to tell of it."""
        return any((self.places, self.came, self.missed, self.walk_ins))


@dataclass(frozen=True, slots=True)
class Week:
    """The week that begins on that Monday, window by window; of each day of which there is anything to
    tell."""

    room_id: int
    monday: date
    begun: bool
    over: bool
    windows: Sequence[tuple[Window, Sequence[Day]]]

    @property
    def days(self) -> list[Day]:
        return [day for _, days in self.windows for day in days]

    @property
    def anybody(self) -> bool:
        """Whether anybody came or was expected."""
        return any(day.taken or day.came or day.missed or day.walk_ins for day in self.days)


def monday(day: date) -> date:
    """When the day's week begins."""
    return day - DAY * day.weekday()


def rooms(work: Work) -> list[int]:
    """The rooms with windows whose weeks are for who acts: their own, for a duty lead then the others.
    Raises RefusedError when there are none."""
    officer = officers.serving(work)
    all_rooms = with_windows(work)
    mine = [room for room in all_rooms if room == officer.room_id]
    mine += [room for room in all_rooms if room not in mine and officers.leads(officer)]
    if not mine:
        raise RefusedError(officers.NO_WINDOW)
    return mine


def with_windows(work: Work) -> list[int]:
    """The rooms that have windows."""
    windows = work.station.windows.values()
    return list(dict.fromkeys(visits.room_of(work, one) for one in windows))


def look(work: Work, room_id: int, day: date) -> Week:
    """That day's week, or the nearest that can be looked at, for who acts. Raises RefusedError for other
    rooms' officers and everybody else."""
    if room_id not in rooms(work):
        raise RefusedError(officers.NOT_THE_WINDOWS)
    first, last = bounds(work)
    return of_room(work, room_id, min(max(monday(day), first), last))


def bounds(work: Work) -> tuple[date, date]:
    """The first and the last Monday that can be looked at."""
    now = monday(openings.today(work))
    return now - WEEK * BACK, now + WEEK * AHEAD


def of_room(work: Work, room_id: int, first: date) -> Week:
    """The room's week from that Monday on."""
    zone = work.turn.house.timezone
    begin, end = (openings.midnight(day, zone) for day in (first, first + WEEK))
    windows = {
        code: window
        for code, window in work.station.windows.items()
        if visits.room_of(work, window) == room_id
    }
    span = work.connection, list(windows), begin, end
    booked: defaultdict[tuple[str, date], list[Visit]] = defaultdict(list)
    for visit in weeks.visits(*span):
        booked[visit.window, openings.local_day(work, visit.start)].append(visit)
    came = Counter((one.window, openings.local_day(work, one.at)) for one in weeks.came(*span))
    told = []
    for code, window in windows.items():
        days = [
            _day(work, window, day, booked[code, day], came[code, day])
            for day in (first + DAY * number for number in range(7))
        ]
        told.append((window, [day for day in days if day.told]))
    return Week(room_id, first, begin <= work.now, end <= work.now, told)


def _day(work: Work, window: Window, day: date, booked: Sequence[Visit], walk_ins: int) -> Day:
    begins = [at for span in openings.slots(window, day, work.turn.house.timezone) for at in span]
    kept: Counter[object] = Counter()  # a slot's visits
    served: Counter[object] = Counter()  # of those, without who did not come
    for visit in booked:
        for at in openings.between(begins, window.step, visit.start, visit.until):
            kept[at] += 1
            served[at] += visit.state != MISSED
    taken = {at: min(kept[at], window.seats) for at in begins}
    used = sum(min(served[at], window.seats) for at in begins)
    return Day(
        day=day,
        places=len(begins) * window.seats,
        taken=sum(taken.values()),
        lost=sum(taken.values()) - used,
        unused=sum(window.seats - taken[at] for at in begins if at < work.now),
        came=sum(visit.state in HERE for visit in booked),
        missed=sum(visit.state == MISSED for visit in booked),
        walk_ins=walk_ins,
    )
