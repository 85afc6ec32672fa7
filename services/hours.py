"""What a room changes about its windows in Telegram: the usual week, single days, and how visits are booked.

What officers changed counts more than the district file, until they take it back. Whoever has a visit at a
time at which the window is no longer open is told, and may choose another whenever they like; what becomes
free is offered to who waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from unicodedata import normalize

from db import bookings, openings, waits
from db.bookings import BOOKED, Booking
from locales import L
from services import visits
from services import waits as line
from services.bookings import touched
from services.openings import DAY, fits, today
from services.refusals import RefusedError
from services.rooms import Station
from services.windows import NUMBERS, WEEK, Window, limits, spans
from services.work import Work

WORKDAYS = "workdays"  # Monday to Friday at once
USUAL = "usual"  # takes back what officers changed
FORTNIGHT = 14  # days ahead that are offered to be changed
DIGITS = 6  # of any number that a window has, and more
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DASH = re.compile(r"\s*[-–—~]\s*")
_ONE_DIGIT = re.compile(r"(?<!\d)(?=\d:)")

Told = int | str | None  # a number, hours, or as it is without the officers' change


@dataclass(frozen=True, slots=True)
class Change:
    """A window as it is and as it would be; `concerned` are the booked visits for which it would not be
    open any more."""

    what: str
    now: Window
    then: Window
    concerned: list[Booking]


def about(work: Work, code: str, what: str) -> Window:
    """The window, for an officer of its room who wants to change `what`: one of NUMBERS, of WEEK,
    WORKDAYS, or a day as 2026-12-31. Raises RefusedError for anybody and anything else."""
    window = visits.own_window(work, code)
    if what not in (*NUMBERS, *WEEK, WORKDAYS) and _day(what) < today(work):
        raise RefusedError(L("This day is over."))
    return window


def consider(work: Work, code: str, what: str, words: str) -> Change:
    """What it would mean to change the window so: a number, hours as "09:00-11:00", "closed", or USUAL.
    Nothing is changed yet. Raises RefusedError for words that are none of these."""
    now = about(work, code, what)
    then = _changed(work.station, code, what, _read(what, words)).windows[code]
    zone = work.turn.house.timezone
    concerned = [one for one in _turned(work, now, then) if not fits(then, one, zone)]
    return Change(what, now, then, concerned)


def change(work: Work, code: str, what: str, words: str) -> Change:
    """The same, and it is so from now on; residents whom it concerns are told."""
    wanted = consider(work, code, what, words)
    told, officer = _read(what, words), work.here.person_id
    work.station = _changed(work.station, code, what, told)
    if _is_day(what):
        day = work.station.days[code].get(what)
        openings.change_day(work.connection, code, what, day, officer)
    else:
        settings = work.station.settings[code]
        for name in settings_of(what):
            openings.change_setting(work.connection, code, name, settings.get(name), officer)
    work.record("change", f"windows {code}", what=what, told=told)
    for booking in _turned(work, wanted.now, wanted.then):
        touched(work, booking)
    for booking in wanted.concerned:
        work.touch("closures", booking.id, booking)
    for waited_for in waits.days(work.connection, code):
        line.offer(work, code, waited_for)
    return wanted


def is_changed(work: Work, code: str, what: str) -> bool:
    """Whether officers changed it in Telegram."""
    if _is_day(what):
        return what in work.station.days.get(code, {})
    return any(name in work.station.settings.get(code, {}) for name in settings_of(what))


def settings_of(what: str) -> Sequence[str]:
    """The settings that are changed together."""
    return WEEK[:5] if what == WORKDAYS else (what,)


def told_by(window: Window, setting: str) -> int | str:
    """The window's number, or its hours on a weekday."""
    found: int | str = getattr(window.hours if setting in WEEK else window, setting)
    return found


def days_to_change(work: Work) -> list[date]:
    """The days of the next fortnight."""
    return [today(work) + DAY * number for number in range(FORTNIGHT)]


def days_that_differ(work: Work, window: Window) -> list[str]:
    """The days to come, as 2026-12-31, that are not as usual, by the file or by officers."""
    first = today(work).isoformat()
    return sorted(day for day in window.days if day >= first)


def _changed(station: Station, code: str, what: str, told: Told) -> Station:
    """The station with that changed; what is as in the file is no change."""
    if _is_day(what):
        days = _with(station.days.get(code, {}), {what: told})
        return replace(station, days={**station.days, code: days})
    filed = station.filed[code]
    wanted = {name: None if told == told_by(filed, name) else told for name in settings_of(what)}
    settings = _with(station.settings.get(code, {}), wanted)
    return replace(station, settings={**station.settings, code: settings})


def _with(before: Mapping[str, Any], wanted: Mapping[str, Told]) -> dict[str, Any]:
    return {name: told for name, told in {**before, **wanted}.items() if told is not None}


def _turned(work: Work, now: Window, then: Window) -> list[Booking]:
    """The booked visits to come for which the window is open in one of the two, and not in the other."""
    zone = work.turn.house.timezone
    farthest = work.now + DAY * (limits("horizon")[1] + 1)
    found = bookings.of_window(work.connection, now.code, work.now, farthest)
    return [
        one
        for one in found
        if one.state == BOOKED and fits(now, one, zone) != fits(then, one, zone)
    ]


def _read(what: str, words: str) -> Told:
    if words == USUAL:
        return None
    # As it comes from a Chinese keyboard: ９：００～１２：００.
    plain = normalize("NFKC", words).strip()
    return _number(what, plain) if what in NUMBERS else _hours(plain)


def _number(what: str, words: str) -> int:
    least, most = limits(what)
    number = int(words) if re.fullmatch(rf"\d{{1,{DIGITS}}}", words, re.ASCII) else -1
    if not least <= number <= most:
        raise RefusedError(
            L("Please write a number from {least} to {most}.", least=least, most=most)
        )
    return number


def _hours(words: str) -> str:
    told = " ".join(_ONE_DIGIT.sub("0", _DASH.sub("-", words)).split())
    try:
        spans(told)
    except ValueError:
        raise RefusedError(L("Please write hours as 09:00-12:00 14:30-17:30.")) from None
    return told


def _is_day(what: str) -> bool:
    return _DAY.fullmatch(what) is not None


def _day(what: str) -> date:
    try:
        return date.fromisoformat(what if _is_day(what) else "")
    except ValueError:
        raise RefusedError(L("This button does not work any more.")) from None
