"""Waiting for a place: which days are full, any day of several, and where somebody stands in line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import takewhile

from cards.calendars import (
    DATE,
    DAYS_IN_A_ROW,
    HOUR,
    Day,
    Full,
    next_free,
    spelt,
    this_month,
)
from cards.errands import Errands
from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.said import joined
from db.waits import Wait
from locales import L, Local, Phrase
from services import openings, waits
from services.speech import Button, Buttons
from services.windows import Errand, Window
from services.work import Work

WEEK = 7 * openings.DAY
Opened = Mapping[date, bool]  # the days that can be booked: whether a time is free


class First(Press):
    """Which is the first of several days?"""

    verb = "waits.first"

    errand: str


class Last(Press):
    """Which is the last?"""

    verb = "waits.last"

    errand: str
    first: Day


class Days(Press):
    """Several days were chosen."""

    verb = "waits.days"

    errand: str
    first: Day
    last: Day


class Join(Press):
    verb = "waits.join"

    errand: str
    first: Day
    last: Day


class Leave(Press):
    verb = "waits.leave"

    number: Number


def full(work: Work, errand: Errand, window: Window) -> tuple[Phrase, Buttons]:
    """The full days, to wait for one of them or for any of several."""
    opened = _opened(work, errand, window)
    single = [
        Button(L("{day}", day=spelt(work, day)), _join(errand, day, day))
        for day, is_free in opened.items()
        if not is_free
    ]
    back = [Button(L("◀️ Back"), this_month(work, errand))]
    if not single:
        return L("👍 No day is full: every open day has a free time."), [back]
    told = L(
        "⏳ <b>Full days.</b> If a place becomes free, whoever asked first is offered it first."
    )
    rows = in_rows([*_ready(work, errand, opened)], DAYS_IN_A_ROW)
    if _beginnings(opened):
        rows.append([Button(L("🗓 Any day from … to …"), First(errand=errand.code).pack())])
    return told, [*rows, *in_rows(single, DAYS_IN_A_ROW), back]


def _opened(work: Work, errand: Errand, window: Window) -> Opened:
    _, latest = openings.bounds(work, window)
    return openings.open_days(work, window, errand, openings.today(work), latest)


def _join(errand: Errand, first: date, last: date) -> str:
    return Join(errand=errand.code, first=first.toordinal(), last=last.toordinal()).pack()


def _days(errand: Errand, first: date, last: date) -> str:
    return Days(errand=errand.code, first=first.toordinal(), last=last.toordinal()).pack()


def _ready(work: Work, errand: Errand, opened: Opened) -> Iterator[Button]:
    """The choices that most will want, as far as there is something to wait for: several days, and no
    time free on any of them."""
    today = openings.today(work)
    monday = today - today.weekday() * openings.DAY
    spans = (
        (L("🗓 This week"), monday, monday + WEEK),
        (L("🗓 Next week"), monday + WEEK, monday + 2 * WEEK),
        (L("🗓 Any day"), today, date.max),
    )
    for label, begin, end in spans:
        days = [day for day in opened if begin <= day < end]
        if len(days) > 1 and not any(opened[day] for day in days):
            yield Button(label, _days(errand, days[0], days[-1]))


def _beginnings(opened: Opened) -> list[date]:
    """The days that can be the first of several."""
    return [day for day in opened if not opened[day] and _ends(opened, day)]


def _ends(opened: Opened, first: date) -> list[date]:
    """The days that can be the last: as long as no time is free on one in between."""
    later = (day for day in opened if day > first)
    return list(takewhile(lambda day: not opened[day], later))


def first_days(work: Work, errand: Errand, window: Window) -> tuple[Phrase, Buttons]:
    """The first day of several is asked for."""
    keys = [
        Button(
            L("{day}", day=spelt(work, day)),
            Last(errand=errand.code, first=day.toordinal()).pack(),
        )
        for day in _beginnings(_opened(work, errand, window))
    ]
    return L("🗓 <b>From which day on?</b>"), [*in_rows(keys, DAYS_IN_A_ROW), _others(errand)]


def last_days(work: Work, errand: Errand, window: Window, first: date) -> tuple[Phrase, Buttons]:
    """The last day of several is asked for."""
    keys = [
        Button(L("{day}", day=spelt(work, day)), _days(errand, first, day))
        for day in _ends(_opened(work, errand, window), first)
    ]
    told = L("🗓 <b>From {day} until which day?</b>", day=spelt(work, first))
    return told, [*in_rows(keys, DAYS_IN_A_ROW), _others(errand)]


def chosen(
    work: Work, errand: Errand, window: Window, first: date, last: date
) -> tuple[Phrase, Buttons]:
    """The days as they would be waited for, shown before anybody waits."""
    days = openings.open_days(work, window, errand, first, last)
    if not days:
        return L("These days can't be booked any more."), [_others(errand)]
    if any(days.values()):
        free = openings.free(work, window, errand, first, last)[0]
        day, time = Local(free.at, skeleton=DATE), Local(free.at, HOUR)
        told = L("👍 <b>Good news: {day}, {time} is free.</b>", day=day, time=time)
        return told, [[next_free(work, errand, free)], _others(errand)]
    told = L(
        "⏳ <b>Wait for any day from {first} to {last}?</b> The first place that becomes free is "
        "offered to you, after those who asked before you.",
        first=spelt(work, min(days)),
        last=spelt(work, max(days)),
    )
    return told, [[Button(L("✅ Yes, wait"), _join(errand, first, last))], _others(errand)]


def _others(errand: Errand) -> list[Button]:
    return [Button(L("◀️ Other days"), Full(errand=errand.code).pack())]


def _span(work: Work, first: date, last: date) -> Phrase:
    """One day, or the first and the last of several."""
    if first == last:
        return L("{day}", day=spelt(work, first))
    return L("{first} to {last}", first=spelt(work, first), last=spelt(work, last))


def standing(work: Work, mine: list[Wait]) -> tuple[Phrase, Buttons]:
    """For which days the resident waits, and as which of those who do."""
    lines: list[Phrase | str] = [L("⏳ <b>You are waiting</b>")]
    lines += [
        L("{day}: {place}", day=_awaited(work, wait), place=_in_line(work, wait)) for wait in mine
    ]
    return joined(lines), [[_leave(work, wait)] for wait in mine]


def _awaited(work: Work, wait: Wait) -> Phrase:
    """The days that are still to come."""
    first = max(date.fromisoformat(wait.day), openings.today(work))
    return _span(work, first, date.fromisoformat(wait.last))


def _in_line(work: Work, wait: Wait) -> Phrase:
    place = waits.place_in_line(work, wait)
    return L("you are first") if place == 1 else L("you are number {place}", place=place)


def _leave(work: Work, wait: Wait) -> Button:
    label = L("✖️ No longer: {day}", day=_awaited(work, wait))
    return Button(label, Leave(number=wait.id).pack())


def joined_line(work: Work, wait: Wait) -> tuple[Phrase, Buttons]:
    """What somebody is told who has just begun to wait."""
    words = L(
        "⏳ <b>{day}: {place}.</b> If a place becomes free, it is offered to you for an hour; "
        "at night for longer. /mybookings shows it.",
        day=_awaited(work, wait),
        place=_in_line(work, wait),
    )
    return words, [[_leave(work, wait)], [Button(L("◀️ Something else"), Errands().pack())]]
