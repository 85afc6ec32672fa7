"""A day's alarms in numbers: how many, by room, how the three clocks kept their standards, what
residents thought of it. A day is the district's, from midnight to midnight by its TIMEZONE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from statistics import mean, median

from db import reports
from db.reports import Counted
from services import officers
from services.work import Work

DAYS = 7  # that a report looks back, its own day among them
# How soon after the press, as a Chinese city's command centre publishes them every week: signed for,
# somebody on the way, reported back.
STANDARDS: Mapping[str, timedelta] = {
    "signed": timedelta(seconds=30),
    "set_out": timedelta(minutes=5),
    "reported": timedelta(minutes=30),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How a clock ran: `within` its standard, of how many, and the time that half of them took."""

    within: int
    of: int
    half: timedelta | None


@dataclass(frozen=True, slots=True)
class Report:
    """A day in numbers. `days` are the DAYS up to it, oldest first, and `paces` and `stars` are of
    all of them; `rooms` has (room, on the day, in all the days, open now) for each room; `open` counts
    what is not closed now, whenever it was raised."""

    day: date
    over: bool  # the day is over
    days: Sequence[tuple[date, int]]
    paces: Mapping[str, Pace]
    stars: float | None
    rated: int
    open: int
    rooms: Sequence[tuple[int, int, int, int]]

    @property
    def alarms(self) -> int:
        """How many were raised on the day."""
        return self.days[-1][1]

    @property
    def all_days(self) -> int:
        return sum(count for _, count in self.days)


def so_far(work: Work) -> Report:
    """Today until now, for who acts. Raises RefusedError for who is no officer, or elsewhere."""
    officers.serving(work)
    return of_day(work, today(work))


def today(work: Work) -> date:
    return work.now.astimezone(work.turn.house.timezone).date()


def began(work: Work, before: datetime) -> bool:
    """Whether there was an alarm yet at that moment."""
    first = reports.first(work.connection)
    return first is not None and first < before


def of_day(work: Work, day: date) -> Report:
    """The day and the DAYS - 1 before it."""
    zone = work.turn.house.timezone
    days = [day - timedelta(days=back) for back in reversed(range(DAYS))]
    end = moment(day + timedelta(days=1), time.min, zone)
    since = reports.since(work.connection, moment(days[0], time.min, zone))
    found = [one for one in since if one.raised_at < end]
    when = Counter((one.room_id, one.raised_at.astimezone(zone).date()) for one in found)
    still = reports.open_now(work.connection)
    stars = [one.stars for one in found if one.stars is not None]
    return Report(
        day=day,
        over=end <= work.now,
        days=[(each, sum(when[at] for at in when if at[1] == each)) for each in days],
        paces={name: _pace(name, found, work.now) for name in STANDARDS},
        stars=mean(stars) if stars else None,
        rated=len(stars),
        open=sum(still.values()),
        rooms=[
            (room, when[room, day], sum(when[room, each] for each in days), still.get(room, 0))
            for room in work.station.rooms
        ],
    )


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """When the district's clocks show that time of that day."""
    return datetime.combine(day, at, zone).astimezone(UTC)


# When each clock stopped, as the alarm's card shows it: after a hand-over the new owner's moments count.
_STOPPED: Mapping[str, Callable[[Counted], datetime | None]] = {
    "signed": lambda one: one.accepted_at,
    "set_out": lambda one: one.on_way_at or one.arrived_at,
    "reported": lambda one: one.closed_at,
}


def _pace(name: str, alarms: Sequence[Counted], now: datetime) -> Pace:
    """What still runs counts once it is late, with its time so far; where nobody had to set out
    before the case was closed, that clock does not count."""
    standard = STANDARDS[name]
    taken: list[timedelta] = []
    for one in alarms:
        stopped = _STOPPED[name](one)
        if stopped is not None:
            taken.append(stopped - one.raised_at)
        elif one.closed_at is None and now - one.raised_at > standard:
            taken.append(now - one.raised_at)
    within = sum(lasted <= standard for lasted in taken)
    half = median(lasted.total_seconds() for lasted in taken) if taken else None
    return Pace(within, len(taken), None if half is None else timedelta(seconds=half))
