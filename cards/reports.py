"""The daily picture for officers: what is drawn, and the same in words for who can't see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from math import ceil

from cards.said import joined, shortened
from db.outbox import ANSWER, NOTICE
from locales import L, Local, N, Names, Phrase
from services.alerts import MOST_STARS
from services.reports import STANDARDS, Pace, Report, moment
from services.speech import Bars, Figures, Note, Part, Picture, Shares, Table, Words
from services.work import Work

NOW = "reports now"
QUIET = L("Seven days without an alarm.")
LISTED = 6  # rooms in the words: a caption has 1,024 characters
LONGEST_NAME = 40

CLOCKS: Mapping[str, Phrase] = {
    "signed": L("Signed for"),
    "set_out": L("On the way"),
    "reported": L("Reported back"),
}
SIGNS = {"signed": "✋", "set_out": "🚗", "reported": "🏁"}  # as on the alarms' own cards


def name(day: date) -> str:
    """The card of that day's picture: a chat that has it gets it no second time."""
    return f"reports {day.isoformat()}"


def show_day(work: Work, chat_id: int, report: Report) -> None:
    """The picture of a day that is over, in the morning, without a sound."""
    work.carry(chat_id, name(report.day), picture(work, report), lane=NOTICE, silent=True)


def show_now(work: Work, report: Report) -> None:
    """The picture so far, for who asks: below what they wrote, whatever they saw before."""
    chat_id = work.here.chat_id
    work.forget(chat_id, [NOW])
    work.carry(chat_id, NOW, picture(work, report), lane=ANSWER, inside=work.here.topic)


def picture(work: Work, report: Report) -> Picture:
    """What is drawn, from the top; what there is nothing to tell of is left out."""
    parts: list[Part] = [_figures(report)]
    if report.all_days:
        bars = [(weekday(work, day), count) for day, count in report.days]
        parts.append(Bars(L("Alarms, last seven days"), bars, len(bars) - 1))
    else:
        parts.append(Note(QUIET))
    shares = [
        (CLOCKS[clock], pace.within, pace.of, _share(pace), _times(clock, pace))
        for clock, pace in report.paces.items()
        if pace.of
    ]
    if shares:
        parts.append(Shares(L("On time, last seven days"), shares))
    if report.stars is not None:
        filled = round(report.stars)
        signs = "★" * filled + "☆" * (MOST_STARS - filled)
        rated = L(
            "{signs} {stars} · {rated}", signs=signs, stars=_mean(report), rated=_rated(report)
        )
        parts.append(Note(rated, L("Stars, last seven days")))
    if _tells_rooms_apart(report):
        parts.append(_table(work, report))
    station = alone(Names(work.station.facts["name"]))
    return Picture(in_words(work, report), _title(work, report), station, parts)


def in_words(work: Work, report: Report) -> Phrase:
    """The same facts for who can't see the picture."""
    lines: list[Phrase | str] = [
        L(
            "📊 <b>{day}</b> · {station}",
            day=_title(work, report),
            station=Names(work.station.facts["name"]),
        ),
        L(
            "🆘 {day}, {week} · {open}",
            day=N("{count} alarm", "{count} alarms", count=report.alarms),
            week=L("{count} in seven days", count=report.all_days),
            open=L("{count} open now", count=report.open),
        ),
        _by_day(work, report) if report.all_days else QUIET,
    ]
    lines += [
        L(
            "{sign} {clock}: {share}, {times}",
            sign=SIGNS[clock],
            clock=CLOCKS[clock],
            share=_share(pace),
            times=_times(clock, pace),
        )
        for clock, pace in report.paces.items()
        if pace.of
    ]
    if report.stars is not None:
        lines.append(
            L(
                "⭐ {stars} of {most}, {rated}",
                stars=_mean(report),
                most=MOST_STARS,
                rated=_rated(report),
            )
        )
    if _tells_rooms_apart(report):
        lines += [
            L(
                "🏘 {room}: {day}, {week} · {open}",
                room=_room(work, room),
                day=day,
                week=L("{count} in seven days", count=week),
                open=L("{count} open now", count=still),
            )
            for room, day, week, still in report.rooms[:LISTED]
        ]
    return joined(lines)


def _tells_rooms_apart(report: Report) -> bool:
    return len(report.rooms) > 1 and (report.all_days > 0 or report.open > 0)


def _by_day(work: Work, report: Report) -> Phrase:
    days = [
        Phrase("{day} {count}", None, {"day": weekday(work, day), "count": count})
        for day, count in report.days
    ]
    frame = " · ".join(f"{{day{index}}}" for index in range(len(days)))
    return Phrase(f"📅 {frame}", None, {f"day{index}": day for index, day in enumerate(days)})


def _figures(report: Report) -> Figures:
    return Figures(
        [
            (str(report.alarms), N("alarm", "alarms", count=report.alarms)),
            (str(report.open), L("open now")),
        ]
    )


def _mean(report: Report) -> str:
    return f"{report.stars:.1f}"


def _rated(report: Report) -> Phrase:
    return N("from {count} resident", "from {count} residents", count=report.rated)


def _title(work: Work, report: Report) -> Phrase:
    when = noon(work, report.day)
    day = L(
        "{weekday} {day} {month}",
        weekday=Local(when, "EEEE"),
        day=Local(when, "d"),
        month=Local(when, "MMM"),
    )
    if report.over:
        return day
    return L("{day} until {time}", day=day, time=Local(work.now, "HH:mm"))


def weekday(work: Work, day: date) -> Phrase:
    """The day's name, short."""
    return alone(Local(noon(work, day), "EEE"))


def alone(value: Local | Names) -> Phrase:
    """A moment or a name with no words around it."""
    return Phrase("{value}", None, {"value": value})


def noon(work: Work, day: date) -> datetime:
    """A moment of the day on which every clock agrees that it is that day."""
    return moment(day, time(12), work.turn.house.timezone)


def _share(pace: Pace) -> Phrase:
    return L("{part} of {all}", part=pace.within, all=pace.of)


def _times(clock: str, pace: Pace) -> Phrase:
    standard, half = _lasting(STANDARDS[clock]), _lasting(pace.half or timedelta())
    return L("within {standard} · half within {half}", standard=standard, half=half)


def _lasting(lasted: timedelta) -> Phrase:
    """As exactly as anybody asks, and never shorter than it was, so that no standard looks kept."""
    seconds = ceil(lasted.total_seconds())
    if seconds < 60:
        return L("{seconds} s", seconds=seconds)
    if seconds < 600 and seconds % 60:
        return L("{minutes} min {seconds} s", minutes=seconds // 60, seconds=seconds % 60)
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return L("{minutes} min", minutes=minutes)
    return L("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def _room(work: Work, room_id: int) -> Names:
    """The room as its officers call it, not longer than fits."""
    names = work.station.rooms[room_id].names
    return Names({code: name and shortened(name, LONGEST_NAME) for code, name in names.items()})


def _table(work: Work, report: Report) -> Table:
    head = [L("Room"), weekday(work, report.day), L("7 days"), L("open")]
    rows: list[list[Words]] = [
        [alone(_room(work, room)), str(day), str(week), str(still)]
        for room, day, week, still in report.rooms
    ]
    return Table(head, rows)
