"""The calendar: what happens by the clock on the wall, every hour, day or week. It keeps nothing:
what must not be missed is a due row, and this is only for what may as well happen a little later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from db.base import MICROSECOND
from jobs import bookings, housekeeping, mornings, reports, weeks
from services.clock import Clock
from services.work import Work

Deed = Callable[[Work], bool | None]
SET = timedelta(seconds=1)  # less is a clock that is kept in time
HOURLY: tuple[Deed, ...] = (housekeeping.tidy, bookings.show_sheets)
DAILY: tuple[Deed, ...] = (reports.show_yesterday, weeks.show_last_week)
ON_TIME = {"misfire_grace_time": None, "coalesce": True}  # however late, and once


class DistrictTrigger(CronTrigger):  # type: ignore[misc]  # APScheduler 3 is untyped
    """A cron trigger that goes by the district's clock, which may run ahead of the wall's."""

    def __init__(self, clock: Clock, **fields: Any) -> None:
        super().__init__(**fields)
        self._clock = clock
        self._told: datetime | None = None

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """APScheduler's question, translated into the district's time and back. `previous` is a
        moment of a wall that may have been set since, so the district's own last one counts."""
        ahead = _ahead(self._clock)
        after = now + ahead
        if previous is not None and self._told is not None:
            after = max(after, self._told + MICROSECOND)
        self._told = super().get_next_fire_time(None, after)
        return self._told and self._told - ahead


class Calendar:
    """Orders the deeds at the desk, the hourly ones, the daily ones at their hour and, every quarter of
    a minute, those done `often`; begins with one of each, for what was missed."""

    def __init__(
        self,
        clock: Clock,
        timezone: tzinfo,
        order: Callable[[Deed], None],
        often: Sequence[Deed] = (),
    ) -> None:
        self._order = order
        self._clock = clock
        self._ahead = _ahead(clock)
        self._scheduler = AsyncIOScheduler(timezone=timezone)
        times: tuple[tuple[Sequence[Deed], dict[str, Any]], ...] = (
            (HOURLY, {"minute": 7}),
            (DAILY, {"hour": mornings.AT.hour}),
            (often, {"second": "*/15"}),
        )
        for deeds, fields in times:
            for deed in deeds:
                trigger = DistrictTrigger(clock, timezone=timezone, **fields)
                self._scheduler.add_job(order, trigger, args=[deed], **ON_TIME)

    def start(self) -> None:
        for job in self._scheduler.get_jobs():
            self._order(job.args[0])
        self._scheduler.start()

    def moved(self) -> None:
        """The clock was moved forward: what fell into the gap is done now, once, and all is planned
        anew."""
        for job in self._scheduler.get_jobs():
            self._order(job.args[0])
            job.reschedule(job.trigger)

    def look(self) -> None:
        """Plans anew when the wall's clock was set, by which APScheduler goes; nothing is left out
        and nothing done twice."""
        ahead = _ahead(self._clock)
        if abs(ahead - self._ahead) > SET:
            self._ahead = ahead
            for job in self._scheduler.get_jobs():
                job.reschedule(job.trigger)

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def _ahead(clock: Clock) -> timedelta:
    """How far the district's clock is ahead of the wall's."""
    return clock.now() - datetime.now(UTC)
