"""The plates of a year in one picture, by month and by community, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.reports import alone, noon
from cards.said import joined
from db.outbox import ANSWER
from locales import L, Local, Names, Phrase
from services import visits
from services.plates import Plates
from services.speech import Bars, Figures, Note, Part, Picture, Table, Words
from services.windows import Window
from services.work import Work

NOW = "plates now"
NONE = L("No plate in the last twelve months.")


def show_now(work: Work, windows: Sequence[Window], plates: Plates) -> None:
    """The picture for who asks: below what they wrote, whatever they saw before."""
    chat_id = work.here.chat_id
    work.forget(chat_id, [NOW])
    work.carry(chat_id, NOW, picture(work, windows, plates), lane=ANSWER, inside=work.here.topic)


def picture(work: Work, windows: Sequence[Window], plates: Plates) -> Picture:
    """What is drawn: this month and this year, the last twelve months, the communities."""
    this_month = plates.months[-1][0]
    words, under = in_words(work, windows, plates), _where(work, windows)
    if not any(count for _, count in plates.months):
        return Picture(words, L("Plates"), under, [Note(NONE)])
    bars = [(_month(work, month), count) for month, count in plates.months]
    parts: list[Part] = [
        Figures(
            [
                (str(plates.this_month), alone(Local(noon(work, this_month), skeleton="yMMM"))),
                (str(plates.this_year), L("since January")),
            ]
        ),
        Bars(L("Last twelve months"), bars, len(bars) - 1),
    ]
    if plates.communities:
        head: list[Words] = [L("Community"), _month(work, this_month), str(this_month.year)]
        rows: list[list[Words]] = [
            [_home(work, code), str(month), str(year)] for code, month, year in plates.communities
        ]
        parts.append(Table(head, rows))
    return Picture(words, L("Plates"), under, parts)


def in_words(work: Work, windows: Sequence[Window], plates: Plates) -> Phrase:
    """The same facts for who can't see the picture."""
    lines: list[Phrase | str] = [L("🔖 <b>Plates</b> · {where}", where=_where(work, windows))]
    if not any(count for _, count in plates.months):
        return joined([*lines, NONE])
    each = [
        Phrase("{month} {count}", None, {"month": _month(work, month), "count": count})
        for month, count in plates.months
    ]
    lines += [
        L(
            "{month} this month, {year} since January",
            month=plates.this_month,
            year=plates.this_year,
        ),
        L("📅 {months}", months=joined(each, " · ")),
    ]
    if plates.communities:
        lines.append(L("🏘 <b>By community</b>, this month / since January:"))
    lines += [
        Phrase(
            "{community} {month} / {year}",
            None,
            {"community": _home(work, code), "month": month, "year": year},
        )
        for code, month, year in plates.communities
    ]
    return joined(lines)


def _where(work: Work, windows: Sequence[Window]) -> Phrase:
    """The room whose windows they are, or the station."""
    rooms = {visits.room_of(work, window) for window in windows}
    if len(rooms) == 1:
        return alone(Names(work.station.rooms[rooms.pop()].names))
    return alone(Names(work.station.facts["name"]))


def _home(work: Work, code: str | None) -> Phrase:
    if code is None:
        return L("Not known")
    return alone(Names(work.station.communities[code].names))


def _month(work: Work, first: date) -> Phrase:
    return alone(Local(noon(work, first), "LLL"))
