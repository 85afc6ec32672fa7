"""The windows of a police room as the district file tells them, and the errands that are done there: when
a window is open, how many are served at once, how early and how late a visit may be booked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.written import Code, Names, Place, Where, Written

CLOSED = "closed"
LONGEST = 128  # characters of a day's hours
Span = tuple[time, time]
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@lru_cache(maxsize=256)
def spans(hours: str) -> tuple[Span, ...]:
    """The spans of "09:00-12:00 14:30-17:30", none of "closed". Raises ValueError for anything else,
    for spans that run backwards or into each other, and for more than anybody reads."""
    if hours == CLOSED:
        return ()
    found: list[Span] = []
    for word in hours.split():
        match = _SPAN.fullmatch(word)
        if match is None:
            raise ValueError(word)
        opens, past, closes, then = (int(number) for number in match.groups())
        span = time(opens, past), time(closes, then)
        if span[0] >= span[1] or (found and found[-1][1] > span[0]):
            raise ValueError(word)
        found.append(span)
    if not found or len(hours) > LONGEST:
        raise ValueError(hours)
    return tuple(found)


def _readable(hours: str) -> str:
    try:
        spans(hours)
    except ValueError:
        raise PydanticCustomError(
            "hours", 'this is as "09:00-12:00 14:30-17:30", in order, or "closed"'
        ) from None
    return hours


def _a_day(day: str) -> str:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise PydanticCustomError("day", "this is a day, as 2026-12-31") from None
    return day


Hours = Annotated[str, AfterValidator(_readable)]
Day = Annotated[str, AfterValidator(_a_day)]


class Week(Written):
    """The usual hours."""

    mon: Hours = CLOSED
    tue: Hours = CLOSED
    wed: Hours = CLOSED
    thu: Hours = CLOSED
    fri: Hours = CLOSED
    sat: Hours = CLOSED
    sun: Hours = CLOSED

    def on(self, weekday: int) -> str:
        """Monday is 0."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)[weekday]


class Window(Written):
    """A window, or a desk, at which residents are served one after the other."""

    code: Code
    room: Code
    name: Names
    place: Place | None = None
    """Where it is, for the map."""
    hours: Week
    days: dict[Day, Hours] = Field(default_factory=dict)
    """Days that are not as usual; they count more than holidays."""
    holidays: bool = True
    """Closed on public holidays, open on the weekends that make up for them."""
    slot: Annotated[int, Field(ge=5, le=240)] = 20
    """Minutes from one visit to the next; a longer errand takes several."""
    seats: Annotated[int, Field(ge=1, le=20)] = 1
    """How many are served at once."""
    notice: Annotated[int, Field(ge=0, le=20160)] = 60
    """Minutes that a visit must be booked ahead."""
    horizon: Annotated[int, Field(ge=1, le=366)] = 30
    """Days ahead that can be booked."""
    cut_off: Annotated[int, Field(ge=0, le=20160)] = 60
    """Minutes before a visit from which on it can't be moved or cancelled any more."""
    hold: Annotated[int, Field(ge=1, le=120)] = 10
    """Minutes that a place is kept while somebody confirms."""
    missed: Annotated[int, Field(ge=1, le=99)] = 2
    """So many visits missed within a year: the next has to be confirmed the day before."""
    each: Annotated[int, Field(ge=1, le=9)] = 1
    """How many visits one resident may have booked at the same time."""

    def changed(self, settings: Mapping[str, Any]) -> Window:
        """The window with other numbers, and other hours on weekdays (by their names in Week)."""
        week = {name: told for name, told in settings.items() if name in WEEK}
        numbers = {name: told for name, told in settings.items() if name in NUMBERS}
        return self.model_copy(
            update={**numbers, "hours": self.hours.model_copy(update=week)} if settings else {}
        )

    def on_days(self, days: Mapping[str, str]) -> Window:
        """The window with other hours on these days."""
        return self.model_copy(update={"days": {**self.days, **days}}) if days else self

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.slot)


WEEK = tuple(Week.model_fields)
NUMBERS = ("slot", "seats", "notice", "horizon", "cut_off", "hold", "missed", "each")
"""What officers may change about a window in Telegram, besides hours."""


def limits(number: str) -> tuple[int, int]:
    """The least and the most that one of NUMBERS may be, as its field says."""
    told = {type(one): one for one in Window.model_fields[number].metadata}
    return told[Ge].ge, told[Le].le


class Paper(Written):
    """A document to bring; the note says what to look for."""

    name: Names
    note: Names | None = None


class Errand(Written):
    """What a resident comes to a window for."""

    code: Code
    window: Code
    name: Names
    minutes: Annotated[int, Field(ge=5, le=240)] = 20
    papers: list[Paper] = Field(default_factory=list, max_length=12)
    bike: bool = False
    """It is about a bike: its frame number is asked for, when it was bought and of which kind it is."""
    over_standard: bool = False
    """It is for bikes that exceed the standard (GB 17761), and only for them."""

    def steps(self, window: Window) -> int:
        """How many of the window's slots a visit takes."""
        return -(-self.minutes // window.slot)


def misfits(
    windows: Sequence[Window], errands: Sequence[Errand], rooms: Collection[str]
) -> Iterator[tuple[Where, str]]:
    """What does not fit together: (where, what is wrong)."""
    known: set[str] = set()
    for number, window in enumerate(windows):
        if window.code in known:
            yield ("windows", number, "code"), f"{window.code} is there already"
        known.add(window.code)
        if window.room not in rooms:
            yield ("windows", number, "room"), f"no room has the code {window.room}"
    taken: set[str] = set()
    for number, errand in enumerate(errands):
        if errand.code in taken:
            yield ("errands", number, "code"), f"{errand.code} is there already"
        taken.add(errand.code)
        if errand.window not in known:
            yield ("errands", number, "window"), f"no window has the code {errand.window}"
