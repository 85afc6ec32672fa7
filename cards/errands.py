"""What a resident can come to the window for, and whether they have all it takes: the papers with their
notes, when the bike was bought and of which kind it is.

A list of papers that is being ticked lives in its buttons, so nothing is kept of it and it never expires.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cards.calendars import Choose, called, named, this_month
from cards.presses import Press
from cards.said import joined
from locales import L, Names, Phrase
from services.speech import Button, Buttons
from services.windows import Errand, Paper
from services.work import Work

Small = Annotated[int, Field(ge=0, lt=2**16)]
UNKNOWN, YES, NO = 0, 1, 2  # answers to a question of the list
DAYS = 15  # within which a plate is to be asked for, as elsewhere in the country


class Errands(Press):
    verb = "bookings.errands"


class Check(Press):
    """`new`: bought within DAYS; `fits`: the bike is within the standard; `ticks`: a bit a paper."""

    verb = "bookings.check"

    errand: str
    new: Small
    fits: Small
    ticks: Small


class Send(Press):
    verb = "bookings.send"

    errand: str


def listed(work: Work) -> tuple[Phrase, Buttons]:
    """All errands, one below the other."""
    if not work.station.errands:
        return L("📅 No visits can be booked here yet. Please simply come by."), ()
    keys = [
        [Button(called(errand), Choose(errand=code).pack())]
        for code, errand in work.station.errands.items()
    ]
    return L("📅 <b>What do you want to come for?</b>"), keys


def page(work: Work, errand: Errand) -> tuple[Phrase, Buttons]:
    """Where it is done, how long it takes, what to bring."""
    code = errand.code
    when = Button(L("📅 Choose a time"), this_month(work, errand))
    ready = Button(L("☑️ Do I have everything?"), Check(errand=code, new=0, fits=0, ticks=0).pack())
    send = Button(L("📋 Send me the list"), Send(errand=code).pack())
    back = Button(L("◀️ Something else"), Errands().pack())
    rows = [[when], [ready], [send], [back]] if errand.papers else [[when], [back]]
    return joined([*about(work, errand), "", *bring(errand)]), rows


def to_keep(work: Work, errand: Errand) -> Phrase:
    """The list by itself, to be kept or sent on."""
    return joined(
        [L("📋 <b>{errand}</b>", errand=called(errand)), where(work, errand), *bring(errand)]
    )


def about(work: Work, errand: Errand) -> list[Phrase | str]:
    return [L("<b>{errand}</b>", errand=called(errand)), where(work, errand), _length(errand)]


def _length(errand: Errand) -> Phrase:
    return L("⏱ About {minutes} minutes", minutes=errand.minutes)


def where(work: Work, errand: Errand) -> Phrase:
    return L("🏠 {place}", place=address(work, errand))


def address(work: Work, errand: Errand) -> Phrase:
    """The window, its room and, if it is known, the address."""
    window = work.station.windows[errand.window]
    room = work.station.room_called(window.room)
    known = work.station.address_of(room.code)
    place = L("{window}, {room}", window=named(window.name), room=Names(room.names))
    if known is None:
        return place
    return L("{place}, {address}", place=place, address=Names(known))


def bring(errand: Errand) -> list[Phrase | str]:
    """The papers with their notes, a line each."""
    if not errand.papers:
        return [L("You need to bring nothing.")]
    return [L("<b>Please bring</b>"), *(_paper(paper) for paper in errand.papers)]


def _paper(paper: Paper) -> Phrase:
    name = named(paper.name)
    if paper.note is None:
        return L("• {paper}", paper=name)
    return L("• {paper}: {note}", paper=name, note=named(paper.note))


def checklist(work: Work, errand: Errand, press: Check) -> tuple[Phrase, Buttons]:
    """What is there already, what is missing, and what the answers mean. Nothing here bars anybody
    from booking."""
    lines: list[Phrase | str] = [
        L("☑️ <b>{errand}: do you have everything?</b>", errand=called(errand)),
        "",
    ]
    rows: list[list[Button]] = []
    if errand.bike:
        rows += [_ages(press), _kinds(press)]
        lines += _meaning(errand, press)
    for number, paper in enumerate(errand.papers):
        rows.append([_tick(paper, press, number)])
    missing = [p for n, p in enumerate(errand.papers) if not press.ticks >> n & 1]
    lines += [L("<b>Still missing</b>"), *map(_paper, missing)] if missing else []
    if not missing:
        lines.append(L("👍 You have everything."))
    other = _fitting(work, errand, press)
    if other is not None:
        go = L("➡️ {errand}", errand=called(other))
        rows.append([Button(go, Choose(errand=other.code).pack())])
    rows.append([Button(L("📅 Choose a time"), this_month(work, errand))])
    rows.append([Button(L("◀️ Back"), Choose(errand=errand.code).pack())])
    return joined(lines), rows


def _ages(press: Check) -> list[Button]:
    new = L("Bought within {days} days", days=DAYS)
    return [_answer(new, press, "new", YES), _answer(L("Longer ago"), press, "new", NO)]


def _kinds(press: Check) -> list[Button]:
    fits = L("Standard bike")
    return [_answer(fits, press, "fits", YES), _answer(L("Over the standard"), press, "fits", NO)]


def _answer(label: Phrase, press: Check, question: str, answer: int) -> Button:
    chosen = getattr(press, question) == answer
    told = press.model_copy(update={question: UNKNOWN if chosen else answer})
    return Button(L("🔘 {answer}", answer=label) if chosen else label, told.pack())


def _tick(paper: Paper, press: Check, number: int) -> Button:
    told = press.model_copy(update={"ticks": press.ticks ^ 1 << number})
    name = named(paper.name)
    have = press.ticks >> number & 1
    label = L("✅ I have: {paper}", paper=name) if have else L("⬜ Not yet: {paper}", paper=name)
    return Button(label, told.pack())


def _meaning(errand: Errand, press: Check) -> list[Phrase | str]:
    lines: list[Phrase | str] = []
    if press.new == NO:
        lines.append(
            L(
                "⏰ A plate is due within {days} days of buying. It still works later: "
                "the next free time is best.",
                days=DAYS,
            )
        )
    if press.fits == NO and not errand.over_standard:
        lines.append(
            L(
                "🛵 A bike over the standard (not GB 17761 on its certificate) gets a temporary plate."
            )
        )
    if press.fits == YES and errand.over_standard:
        lines.append(L("🚲 A standard bike gets a usual plate: more than a temporary one."))
    if not lines and UNKNOWN in (press.new, press.fits):
        lines.append(L("The certificate says whether it is a standard bike: GB 17761."))
    return [*lines, ""] if lines else []


def _fitting(work: Work, errand: Errand, press: Check) -> Errand | None:
    """The errand that is right for this kind of bike, if it is another one."""
    if not errand.bike or press.fits == UNKNOWN or errand.over_standard == (press.fits == NO):
        return None
    others = [one for one in work.station.errands.values() if one.bike]
    return next((one for one in others if one.over_standard == (press.fits == NO)), None)
