"""Choosing a time: a month's free days, a day's free times. Only what is free stands there, in words that
make sense when they are read aloud; holidays are named, full days have a waiting list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from cards.keyboards import in_rows
from cards.presses import Press
from cards.said import joined
from db.base import EPOCH
from locales import L, Local, Names, Phrase
from services import holidays, openings, written
from services.openings import Free
from services.speech import Button, Buttons
from services.windows import Errand, Window
from services.work import Work

Visit = Annotated[int, Field(ge=0, lt=2**63)]  # the visit that is moved; 0 for a new one
Day = Annotated[int, Field(ge=366, le=date(9998, 12, 31).toordinal())]
MORNING, AFTERNOON = 0, 1
NOON = time(12)
DAYS_IN_A_ROW, TIMES_IN_A_ROW = 3, 4
MINUTE = timedelta(minutes=1)
DATE, MONTH, HOUR = "MMMEd", "yMMMM", "HH:mm"


class Choose(Press):
    verb = "bookings.choose"

    errand: str


class Month(Press):
    """`month` counts months since the year 0."""

    verb = "bookings.month"

    errand: str
    month: Annotated[int, Field(ge=12, lt=12 * 9999)]
    visit: Visit


class Times(Press):
    verb = "bookings.times"

    errand: str
    day: Day
    half: Annotated[int, Field(ge=MORNING, le=AFTERNOON)]
    visit: Visit


class Take(Press):
    """`moment` in minutes since 1970."""

    verb = "bookings.take"

    errand: str
    moment: Annotated[int, Field(ge=0, lt=10**9)]
    visit: Visit


class Full(Press):
    """The days that are full: cards/waits.py."""

    verb = "waits.full"

    errand: str


def named(names: written.Names) -> Names:
    return Names(names.model_dump())


def called(errand: Errand) -> Phrase:
    return L("{errand}", errand=named(errand.name))


def moment_of(press: Take) -> datetime:
    return EPOCH + press.moment * MINUTE


def this_month(work: Work, errand: Errand, visit: int = 0) -> str:
    """The press that shows the month it is now."""
    return Month(errand=errand.code, month=_number(openings.today(work)), visit=visit).pack()


def month_of(work: Work, moment: datetime, errand: Errand, visit: int = 0) -> Month:
    """The press that shows the month of a moment."""
    number = _number(openings.local_day(work, moment))
    return Month(errand=errand.code, month=number, visit=visit)


def around(work: Work, press: Take) -> Times:
    """The press that shows the day of a time."""
    local = moment_of(press).astimezone(work.turn.house.timezone)
    half = MORNING if local.time() < NOON else AFTERNOON
    day = local.date().toordinal()
    return Times(errand=press.errand, day=day, half=half, visit=press.visit)


def month(work: Work, errand: Errand, window: Window, press: Month) -> tuple[Phrase, Buttons]:
    """The free days of a month, the next free time, the way to its neighbours."""
    _, latest = openings.bounds(work, window)
    today = openings.today(work)
    number = min(max(press.month, _number(today)), _number(latest))
    # To the horizon in one look, for the next free time as well.
    free = openings.free_days(work, window, errand)
    first, after = _first(number), _first(number + 1)
    shown = [one for one in free if first <= one.day < after]
    title = L(
        "📅 <b>{month}</b> · {errand}",
        month=spelt(work, first, MONTH),
        errand=called(errand),
    )
    lines: list[Phrase | str] = [title, *_closed(work, max(first, today), min(after, latest))]
    lines.append(L("Free days:") if shown else L("No day is free in this month."))
    rows: list[list[Button]] = []
    if free:
        rows.append([next_free(work, errand, free[0], press.visit)])
    rows += in_rows([_day_button(work, errand, one, press.visit) for one in shown], DAYS_IN_A_ROW)
    rows.append(_neighbours(work, errand, number, _number(today), _number(latest), press.visit))
    if not press.visit:
        rows.append([Button(L("⏳ A full day: wait for a place"), Full(errand=errand.code).pack())])
        rows.append([Button(L("◀️ Back"), Choose(errand=errand.code).pack())])
    return joined(lines), [row for row in rows if row]


def next_free(work: Work, errand: Errand, place: Free, visit: int = 0) -> Button:
    """The key that takes the first of the free times."""
    label = L(
        "⏩ Next free: {day}, {time}",
        day=Local(place.at, skeleton=DATE),
        time=Local(place.at, HOUR),
    )
    return Button(label, _take(errand, place, visit))


def _day_button(work: Work, errand: Errand, first: Free, visit: int) -> Button:
    """`first`: the day's first free time."""
    zone = work.turn.house.timezone
    half = MORNING if first.at.astimezone(zone).time() < NOON else AFTERNOON
    press = Times(errand=errand.code, day=first.day.toordinal(), half=half, visit=visit)
    return Button(L("{day}", day=Local(first.at, skeleton=DATE)), press.pack())


def _neighbours(
    work: Work, errand: Errand, number: int, first: int, last: int, visit: int
) -> list[Button]:
    def press(other: int) -> str:
        return Month(errand=errand.code, month=other, visit=visit).pack()

    keys = []
    if number > first:
        before = spelt(work, _first(number - 1), MONTH)
        keys.append(Button(L("◀️ {month}", month=before), press(number - 1)))
    if number < last:
        then = spelt(work, _first(number + 1), MONTH)
        keys.append(Button(L("{month} ▶️", month=then), press(number + 1)))
    return keys


def _closed(work: Work, first: date, after: date) -> Iterator[Phrase]:
    """The holidays that fall into it, so that nobody wonders."""
    language = work.language_in(work.here.chat_id)
    day = first
    while day < after:
        if name := holidays.name(day, language):
            yield L("🎉 {day}: {holiday}", day=spelt(work, day), holiday=name)
        day += openings.DAY


def times(work: Work, errand: Errand, window: Window, press: Times) -> tuple[Phrase, Buttons]:
    """A day's free times, of the morning or of the afternoon."""
    day = date.fromordinal(press.day)
    zone = work.turn.house.timezone
    free = openings.free(work, window, errand, day, day)
    halves: tuple[list[Free], list[Free]] = ([], [])
    for one in free:
        halves[one.at.astimezone(zone).time() >= NOON].append(one)
    half = press.half if halves[press.half] else 1 - press.half
    rows = in_rows(
        [
            Button(L("{time}", time=Local(one.at, HOUR)), _take(errand, one, press.visit))
            for one in halves[half]
        ],
        TIMES_IN_A_ROW,
    )
    if halves[1 - half]:
        other = press.model_copy(update={"half": 1 - half})
        label = L("Afternoon") if half == MORNING else L("Morning")
        rows.append([Button(label, other.pack())])
    back = Month(errand=errand.code, month=_number(day), visit=press.visit)
    rows.append([Button(L("◀️ Another day"), back.pack())])
    head = L("📅 <b>{day}</b> · {errand}", day=spelt(work, day), errand=called(errand))
    if not free:
        return joined([head, L("Nothing is free on this day any more.")]), rows
    part = L("In the morning:") if half == MORNING else L("In the afternoon:")
    return joined([head, part]), rows


def _take(errand: Errand, place: Free, visit: int) -> str:
    minutes = (place.at - EPOCH) // MINUTE
    return Take(errand=errand.code, moment=minutes, visit=visit).pack()


def spelt(work: Work, day: date, skeleton: str = DATE) -> Local:
    """A day of the district, as its readers write it."""
    return Local(openings.midnight(day, work.turn.house.timezone), skeleton=skeleton)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
