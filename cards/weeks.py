"""The week at a room's windows in one picture, and the same in words for who can't see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from cards.calendars import Day as AnyDay
from cards.calendars import named
from cards.presses import Number, Press
from cards.reports import alone, noon, weekday
from cards.said import joined
from db.outbox import ANSWER, NOTICE
from locales import L, Local, Names, Phrase
from services import weeks
from services.openings import DAY
from services.speech import Button, Buttons, Columns, Figures, Note, Part, Picture, Words
from services.weeks import WEEK, Day, Week
from services.windows import Window
from services.work import Work

NOW = "weeks now"
SHORT = "MMMd"
MOST = 10  # days that are told one by one in the words: a caption has 1,024 characters
BOOKED, MISSED, EMPTY = L("booked"), L("did not come"), L("empty")
ROWS: Sequence[tuple[Phrase, Callable[[Day], str]]] = (
    (L("Booked"), lambda day: f"{day.taken}/{day.places}" if day.places else "–"),
    (L("Came"), lambda day: str(day.came)),
    (L("Did not come"), lambda day: str(day.missed)),
    (L("Without a visit"), lambda day: str(day.walk_ins)),
    (L("Empty"), lambda day: str(day.empty)),
)


class Show(Press):
    verb = "weeks.show"

    room: Number
    day: AnyDay


def name(monday: date) -> str:
    """The card of that week's picture: a chat that has it gets it no second time."""
    return f"weeks {monday.isoformat()}"


def show_week(work: Work, chat_id: int, week: Week) -> None:
    """The picture of a week that is over, without a sound; it has no buttons and so stays what it is."""
    work.carry(chat_id, name(week.monday), picture(work, week), lane=NOTICE, silent=True)


def show_now(work: Work, week: Week) -> None:
    """The picture for who asks: below what they wrote, whatever they saw before."""
    work.forget(work.here.chat_id, [NOW])
    _carry(work, week)


def turn(work: Work, week: Week) -> None:
    """Another week, in the picture whose button was pressed."""
    work.adopt(NOW)
    _carry(work, week)


def _carry(work: Work, week: Week) -> None:
    shown = picture(work, week)
    buttons, topic = _buttons(work, week), work.here.topic
    work.carry(work.here.chat_id, NOW, shown, lane=ANSWER, buttons=buttons, inside=topic)


def _buttons(work: Work, week: Week) -> Buttons:
    first, last = weeks.bounds(work)
    turning = []
    if week.monday > first:
        turning.append(Button(L("◀️ Week before"), _press(week.room_id, week.monday - WEEK)))
    if week.monday < last:
        turning.append(Button(L("Week after ▶️"), _press(week.room_id, week.monday + WEEK)))
    others = [
        [Button(L("🏠 {room}", room=_room(work, room)), _press(room, week.monday))]
        for room in weeks.rooms(work)
        if room != week.room_id
    ]
    return [turning, *others]


def _press(room_id: int, monday: date) -> str:
    return Show(room=room_id, day=monday.toordinal()).pack()


def picture(work: Work, week: Week) -> Picture:
    """What is drawn: the week in three numbers, then each window day by day."""
    figures = [(number, label) for number, label, _ in _sums(week)]
    parts: list[Part] = [Figures(figures)] if figures else []
    for window, days in week.windows:
        title = L("{window}", window=named(window.name))
        parts.append(_columns(work, title, days) if days else Note(L("Closed all week."), title))
    under = L("{room}: the week at the window", room=_room(work, week.room_id))
    return Picture(in_words(work, week), _title(work, week), under, parts)


def _columns(work: Work, title: Phrase, days: Sequence[Day]) -> Columns:
    columns: list[tuple[Words, int, int, int]] = [
        (weekday(work, one.day), one.taken - one.lost, one.lost, one.empty) for one in days
    ]
    rows = [(label, [told(one) for one in days]) for label, told in ROWS]
    return Columns(title, columns, [BOOKED, MISSED, EMPTY], rows)


def _sums(week: Week) -> list[tuple[str, Phrase, Phrase]]:
    """The week's numbers, each with what it is in the picture and in the words; only those that say
    something."""
    places, taken, unused, came, missed = (
        sum(getattr(day, fact) for day in week.days)
        for fact in ("places", "taken", "unused", "came", "missed")
    )
    found = []
    if places:
        told = L("📅 {taken} of {places} places booked", taken=taken, places=places)
        found.append((str(taken), L("of {places} booked", places=places), told))
    if came + missed:
        share = f"{round(100 * missed / (came + missed))}%"
        told = L(
            "🚫 {share} did not come: {part} of {all}", share=share, part=missed, all=came + missed
        )
        found.append((share, MISSED, told))
    if places and week.over:
        told = L("⬜ {count} places went unused", count=unused)
        found.append((str(unused), L("went unused"), told))
    elif places and week.begun:
        told = L("⬜ {count} places unused so far", count=unused)
        found.append((str(unused), L("unused so far"), told))
    elif places:
        free = places - taken
        found.append((str(free), L("still free"), L("⬜ {count} places still free", count=free)))
    return found


def in_words(work: Work, week: Week) -> Phrase:
    """The same facts for who can't see the picture."""
    lines: list[Phrase | str] = [
        L(
            "📈 <b>{week}</b> · {room}",
            week=_title(work, week),
            room=_room(work, week.room_id),
        ),
        *(told for _, _, told in _sums(week)),
    ]
    for window, days in week.windows:
        lines += _window(work, window, days, one_by_one=len(week.days) <= MOST)
    return joined(lines)


def _window(
    work: Work, window: Window, days: Sequence[Day], *, one_by_one: bool
) -> list[Phrase | str]:
    title = L("🪟 <b>{window}</b>", window=named(window.name))
    if not days:
        return [joined([title, L("Closed all week.")])]
    if one_by_one:
        return [title, *(_line(weekday(work, one.day), [one]) for one in days)]
    return [_line(title, days)]


def _line(begin: Phrase, days: Sequence[Day]) -> Phrase:
    def count(fact: str) -> int:
        return sum(getattr(day, fact) for day in days)

    told = [L("{taken} of {places} booked", taken=count("taken"), places=count("places"))]
    for fact, words in (
        ("came", L("{count} came", count=count("came"))),
        ("missed", L("{count} did not come", count=count("missed"))),
        ("walk_ins", L("{count} without a visit", count=count("walk_ins"))),
        ("empty", L("{count} empty", count=count("empty"))),
    ):
        if count(fact):
            told.append(words)
    return L("{begin}: {told}", begin=begin, told=joined(told, " · "))


def _title(work: Work, week: Week) -> Phrase:
    first, last = (
        Local(noon(work, day), skeleton=SHORT) for day in (week.monday, week.monday + DAY * 6)
    )
    return L("{first} to {last}", first=first, last=last)


def _room(work: Work, room_id: int) -> Phrase:
    return alone(Names(work.station.rooms[room_id].names))
