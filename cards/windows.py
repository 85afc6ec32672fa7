"""A window as the officers of its room see it and change it: one message with how it is now, a page for the
week, one for single days, a question at a time, and what an answer would mean before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from cards.calendars import named, spelt
from cards.keyboards import in_rows
from cards.presses import Press
from cards.said import joined
from locales import L, Local, N, Names, Phrase, Value
from services import hours, openings
from services.hours import USUAL, WORKDAYS, Change
from services.speech import Button, Buttons
from services.windows import CLOSED, NUMBERS, WEEK, Window, limits
from services.work import Work

Page = tuple[Phrase, Buttons]

IN_A_ROW, DAYS_IN_A_ROW = 2, 3
MOST = 20  # days that differ, of which a page tells
A_MONDAY = date(2024, 1, 1)  # a week whose days are named
LABELS: dict[str, Phrase] = {
    "slot": L("⏱ Minutes a slot"),
    "seats": L("🪑 Served at once"),
    "notice": L("⏳ Book ahead, minutes"),
    "horizon": L("📆 Days ahead"),
    "cut_off": L("🔒 Last change, minutes"),
    "hold": L("⌛ Place held, minutes"),
    "missed": L("🕊 Missed before we ask"),
    "each": L("👥 Visits each"),
}
QUESTIONS: dict[str, Phrase] = {
    "slot": L("How many minutes from one visit to the next?"),
    "seats": L("How many people are served at the same time?"),
    "notice": L("How many minutes ahead must a visit be booked, at least?"),
    "horizon": L("How many days ahead can be booked?"),
    "cut_off": L("Until how many minutes before a visit can it be moved or cancelled?"),
    "hold": L("For how many minutes is a place held while somebody confirms?"),
    "missed": L("After how many missed visits does somebody have to say that they come?"),
    "each": L("How many visits may one person have booked at a time?"),
}
READY: dict[str, Sequence[int]] = {
    "slot": (15, 20, 30, 60),
    "seats": (1, 2, 3, 4),
    "notice": (0, 30, 60, 120),
    "horizon": (7, 14, 30, 60),
    "cut_off": (0, 30, 60, 120),
    "hold": (5, 10, 15, 20),
    "missed": (1, 2, 3, 4),
    "each": (1, 2, 3, 4),
}


class Show(Press):
    verb = "windows.show"

    window: str


class Week(Press):
    verb = "windows.week"

    window: str


class Days(Press):
    verb = "windows.days"

    window: str


class Ask(Press):
    """`what` is as in services/hours.py."""

    verb = "windows.ask"

    window: str
    what: str


class Answer(Press):
    """An answer that stood ready, in the words of who would write it."""

    verb = "windows.answer"

    window: str
    what: str
    words: str


class Save(Press):
    verb = "windows.save"

    window: str
    what: str


def name_of(window: Window) -> str:
    return f"windows {window.code}"


def elsewhere(window: Window) -> Phrase:
    """What a message says that was the window's before."""
    return L("⬇️ {window} stands further below.", window=named(window.name))


def overview(work: Work, window: Window) -> Page:
    """How the window is now, and what of it was changed here."""
    code = window.code
    room = work.station.room_called(window.room)
    lines: list[Value] = [
        L("🪟 <b>{window}</b>, {room}", window=named(window.name), room=Names(room.names)),
        "",
        *_week(work, window),
    ]
    if window.holidays:
        lines.append(L("Closed on public holidays"))
    differ = len(hours.days_that_differ(work, window))
    if differ:
        lines.append(L("📌 Single days: {count}", count=differ))
    lines.append("")
    for number in NUMBERS:
        lines += _line(work, window, number)
    rows = [
        [
            Button(L("🕘 Hours"), Week(window=code).pack()),
            Button(L("📌 Single days"), Days(window=code).pack()),
        ],
        *in_rows([_ask(window, number, LABELS[number]) for number in NUMBERS], IN_A_ROW),
    ]
    return joined(lines), rows


def week(work: Work, window: Window) -> Page:
    """Which day of the week is to be changed?"""
    lines = [L("🕘 <b>Hours</b>, {window}", window=named(window.name)), *_week(work, window)]
    days = [_ask(window, WORKDAYS, called(work, WORKDAYS))]
    single = [_ask(window, day, called(work, day)) for day in WEEK]
    rows = [days, *in_rows(single, DAYS_IN_A_ROW), [_back(window)]]
    return joined([*lines, "", L("Which day?")]), rows


def days(work: Work, window: Window) -> Page:
    """The coming days that are not as usual, and those that can be made so."""
    differ = hours.days_that_differ(work, window)
    lines: list[Value] = [L("📌 <b>Single days</b>, {window}", window=named(window.name))]
    lines += [_valued(work, window, day) for day in differ[:MOST]]
    lines += ["…"] if len(differ) > MOST else []
    take_back = [
        [_answer(window, day, USUAL, L("↩️ As usual: {day}", day=called(work, day)))]
        for day in differ[:MOST]
        if hours.is_changed(work, window.code, day)
    ]
    coming = [
        _ask(window, day.isoformat(), called(work, day.isoformat()))
        for day in hours.days_to_change(work)
    ]
    rows = [*take_back, *in_rows(coming, DAYS_IN_A_ROW), [_back(window)]]
    return joined(
        [*lines, "", L("Which day has other hours? Later ones: as /hours 2026-12-31 closed.")]
    ), rows


def question(work: Work, window: Window, what: str) -> Page:
    """One question, with how it is now, an example, and answers that can be pressed."""
    if what in NUMBERS:
        asked, ready = QUESTIONS[what], [str(number) for number in READY[what]]
        least, most = limits(what)
        how = L("Press, or write a number from {least} to {most}.", least=least, most=most)
        keys = [_answer(window, what, words, words) for words in ready]
    else:
        asked = L("Which hours?")
        how = L("Write them as 09:00-12:00 14:30-17:30, or press.")
        keys = [_answer(window, what, CLOSED, L("🚫 Closed"))]
    rows = [keys]
    if hours.is_changed(work, window.code, what):
        rows.append([_answer(window, what, USUAL, _usual(work, window, what))])
    lines = [called(work, what), L("<b>{question}</b>", question=asked)]
    lines += [L("Now: {value}", value=value(work, window, what)), how]
    return joined(lines), [*rows, [_back(window)]]


def preview(work: Work, change: Change) -> Page:
    """What would be saved, and whom it concerns."""
    window, what = change.now, change.what
    count = len(change.concerned)
    means: Phrase = L("Visits that are booked stay as they are.")
    if count:
        means = N(
            "⚠️ {count} booked visit no longer fits; its resident is told at once.",
            "⚠️ {count} booked visits no longer fit; their residents are told at once.",
            count=count,
        )
    lines = [
        L("📝 <b>Save this?</b>"),
        called(work, what),
        L("New: <b>{value}</b>", value=value(work, change.then, what)),
        L("Now: {value}", value=value(work, window, what)),
        means,
    ]
    save = Button(L("✅ Save"), Save(window=window.code, what=what).pack())
    leave = Button(L("✖️ Leave it"), Show(window=window.code).pack())
    return joined(lines), [[save, leave]]


def saved(change: Change) -> Phrase:
    if not change.concerned:
        return L("✅ Saved.")
    return L("✅ Saved. Residents who are told: {count}", count=len(change.concerned))


def called(work: Work, what: str) -> Phrase:
    """What it is that is changed."""
    if what in NUMBERS:
        return LABELS[what]
    if what == WORKDAYS:
        return L("Monday to Friday")
    if what in WEEK:
        return L("{day}", day=_weekday(work, WEEK.index(what)))
    return L("{day}", day=spelt(work, date.fromisoformat(what)))


def value(work: Work, window: Window, what: str) -> Value:
    """How it is at the window."""
    if what in NUMBERS or what in WEEK:
        return _hours(hours.told_by(window, what))
    if what == WORKDAYS:
        told = {hours.told_by(window, day) for day in hours.settings_of(what)}
        return _hours(told.pop()) if len(told) == 1 else L("different from day to day")
    spans = openings.hours_on(window, date.fromisoformat(what))
    return _hours(" ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans) or CLOSED)


def _hours(told: int | str) -> Value:
    return L("closed") if told == CLOSED else told


def _week(work: Work, window: Window) -> list[Value]:
    """The usual hours, days that follow each other and are alike on one line."""
    filed = work.station.filed[window.code]

    def told(day: int) -> tuple[int | str, int | str]:
        return hours.told_by(window, WEEK[day]), hours.told_by(filed, WEEK[day])

    lines: list[Value] = []
    for (now, in_file), alike in groupby(range(len(WEEK)), told):
        run = list(alike)
        first, last = _weekday(work, run[0]), _weekday(work, run[-1])
        when = (
            L("{first}–{last}", first=first, last=last) if len(run) > 1 else L("{day}", day=first)
        )
        lines.append(L("{what}: {value}", what=when, value=_hours(now)))
        lines += [] if now == in_file else [_changed(_hours(in_file))]
    return lines


def _line(work: Work, window: Window, what: str) -> list[Value]:
    in_file = value(work, work.station.filed[window.code], what)
    changed = hours.is_changed(work, window.code, what)
    return [_valued(work, window, what), *([_changed(in_file)] if changed else [])]


def _valued(work: Work, window: Window, what: str) -> Phrase:
    return L("{what}: {value}", what=called(work, what), value=value(work, window, what))


def _changed(in_file: Value) -> Phrase:
    return L("✏️ changed here, file says {value}", value=in_file)


def _usual(work: Work, window: Window, what: str) -> Phrase:
    """The button that takes back what officers changed."""
    if what not in (*NUMBERS, *WEEK, WORKDAYS):
        return L("↩️ As usual")
    filed = work.station.filed[window.code]
    return L("↩️ As in the file: {value}", value=value(work, filed, what))


def _weekday(work: Work, number: int) -> Local:
    """0 is Monday."""
    return spelt(work, A_MONDAY + openings.DAY * number, "E")


def _ask(window: Window, what: str, label: Phrase) -> Button:
    return Button(label, Ask(window=window.code, what=what).pack())


def _answer(window: Window, what: str, words: str, label: Phrase | str) -> Button:
    return Button(label, Answer(window=window.code, what=what, words=words).pack())


def _back(window: Window) -> Button:
    return Button(L("◀️ Back"), Show(window=window.code).pack())
