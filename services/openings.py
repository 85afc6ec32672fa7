"""When a window is open and which of its times are free: computed from its hours and what is taken, never
stored, so that a change of hours is a change of one line.

Days are the district's; moments are UTC. A span of hours is cut into slots from its beginning in elapsed
time, so that a night on which clocks are set neither loses nor doubles one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from db import windows as kept
from db.bookings import Booking
from db.windows import Taken
from services import holidays
from services.windows import Errand, Span, Window, spans
from services.work import Work

DAY = timedelta(days=1)
FRIDAY, SATURDAY, MONDAY = 4, 5, 0


def hours_on(window: Window, day: date) -> Sequence[Span]:
    """The spans during which the window is open on that day."""
    told = window.days.get(day.isoformat())
    if told is not None:
        return spans(told)
    weekday = day.weekday()
    if window.holidays and holidays.is_holiday(day):
        return ()
    if window.holidays and holidays.is_made_up(day):
        weekday = FRIDAY if weekday == SATURDAY else MONDAY
    return spans(window.hours.on(weekday))


def slots(window: Window, day: date, zone: tzinfo) -> list[list[datetime]]:
    """When each slot of the day begins, span by span."""
    found = []
    step = window.step
    for opens, closes in hours_on(window, day):
        at = datetime.combine(day, opens, zone).astimezone(UTC)
        end = datetime.combine(day, closes, zone).astimezone(UTC)
        span = []
        while at + step <= end:
            span.append(at)
            at += step
        found.append(span)
    return found


@dataclass(frozen=True, slots=True)
class Free:
    """A moment at which a visit may begin, at that seat."""

    day: date
    at: datetime
    seat: int


@dataclass
class Diary:
    """A window's slots of some days, and the seats taken in each."""

    window: Window
    spans: Sequence[tuple[date, Sequence[datetime]]]
    busy: Mapping[datetime, set[int]] = field(default_factory=dict)

    def free(self, errand: Errand, soonest: datetime) -> Iterator[Free]:
        """Where the errand fits from a moment on, earliest first; of the seats the lowest."""
        for day, span in self.spans:
            yield from self._within(day, span, errand, soonest)

    def firsts(self, errand: Errand, soonest: datetime) -> Iterator[Free]:
        """The same, and of each day only the earliest."""
        found = None
        for day, span in self.spans:
            if day != found:
                for one in self._within(day, span, errand, soonest):
                    found = day
                    yield one
                    break

    def _within(
        self, day: date, span: Sequence[datetime], errand: Errand, soonest: datetime
    ) -> Iterator[Free]:
        steps = errand.steps(self.window)
        everything = set(range(1, self.window.seats + 1))
        for first in range(bisect_left(span, soonest), len(span) - steps + 1):
            taken = [self.busy[at] for at in span[first : first + steps]]
            # Who booked a seat that is no more is served all the same, at one that is.
            room = self.window.seats > max(map(len, taken))
            if room and (left := everything.difference(*taken)):
                yield Free(day, span[first], min(left))


def diary(work: Work, window: Window, first: date, last: date) -> Diary:
    """The window from one day to another, both included, in one query; of no day when they are the wrong
    way round."""
    zone = work.turn.house.timezone
    days = [first + DAY * number for number in range((last - first).days + 1)]
    all_spans = [(day, span) for day in days for span in slots(window, day, zone)]
    begin, end = midnight(first, zone), midnight(last + DAY, zone)
    taken = kept.taken(work.connection, window.code, begin, end)
    return Diary(window, all_spans, _busy(window, all_spans, taken))


def _busy(
    window: Window, all_spans: Sequence[tuple[date, Sequence[datetime]]], taken: Iterable[Taken]
) -> dict[datetime, set[int]]:
    """Which seats are taken in each slot. What was booked when slots were longer or shorter may touch
    several of today's."""
    begins = [at for _, span in all_spans for at in span]
    busy: dict[datetime, set[int]] = {at: set() for at in begins}
    step = window.step
    for one in taken:
        if one.start in busy and one.until - one.start == step:  # hundreds for a page, as a rule
            busy[one.start].add(one.seat)
            continue
        for at in between(begins, step, one.start, one.until):
            busy[at].add(one.seat)
    return busy


def between(
    begins: Sequence[datetime], step: timedelta, start: datetime, until: datetime
) -> Sequence[datetime]:
    """Of slots so long that begin at these moments, in order, those with a part between two others."""
    return begins[bisect_right(begins, start - step) : bisect_left(begins, until)]


def free(work: Work, window: Window, errand: Errand, first: date, last: date) -> list[Free]:
    """The times from one day to another that may be booked now: neither too soon nor too far off."""
    soonest, latest = bounds(work, window)
    found = diary(work, window, max(first, today(work)), min(last, latest))
    return list(found.free(errand, soonest))


def free_days(work: Work, window: Window, errand: Errand) -> list[Free]:
    """The first time of each day that has one that may be booked now, to the horizon."""
    soonest, latest = bounds(work, window)
    return list(diary(work, window, today(work), latest).firsts(errand, soonest))


def open_days(
    work: Work, window: Window, errand: Errand, first: date, last: date
) -> dict[date, bool]:
    """The days from one to another on which the errand may be booked now or could be, were nobody else
    there: whether a time is free, False for a full day."""
    soonest, latest = bounds(work, window)
    found = diary(work, window, max(first, today(work)), min(last, latest))
    nobody_there = replace(found, busy={at: set() for at in found.busy})
    free_ones = {one.day for one in found.firsts(errand, soonest)}
    return {one.day: one.day in free_ones for one in nobody_there.firsts(errand, soonest)}


def at(work: Work, window: Window, errand: Errand, moment: datetime) -> Free | None:
    """The place at exactly that moment, None when there is none (any more)."""
    day = local_day(work, moment)
    return next((one for one in free(work, window, errand, day, day) if one.at == moment), None)


def stands(work: Work, booking: Booking) -> bool:
    """Whether the window is still open at the time of a visit."""
    window = work.station.windows.get(booking.window)
    return window is not None and fits(window, booking, work.turn.house.timezone)


def fits(window: Window, booking: Booking, zone: tzinfo) -> bool:
    """Whether the window, as it is told here, is open at the time of a visit."""
    begins, ends = (at.astimezone(zone) for at in (booking.start, booking.until))
    open_spans = hours_on(window, begins.date())
    return any(opens <= begins.time() and ends.time() <= closes for opens, closes in open_spans)


def bounds(work: Work, window: Window) -> tuple[datetime, date]:
    """The soonest moment and the last day that may be booked now."""
    soonest = work.now + timedelta(minutes=window.notice)
    return soonest, today(work) + DAY * window.horizon


def today(work: Work) -> date:
    return local_day(work, work.now)


def local_day(work: Work, moment: datetime) -> date:
    """The district's day of a moment."""
    return moment.astimezone(work.turn.house.timezone).date()


def midnight(day: date, zone: tzinfo) -> datetime:
    """When the day begins in the district."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
