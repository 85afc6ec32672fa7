"""A resident's cases in one list, newest first, and each of them by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from cards import copies, mine, visits
from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.said import joined
from db.base import EPOCH, MICROSECOND
from locales import L, Local, Phrase
from services import cases
from services.cases import Case, Kind
from services.speech import Button, Buttons, Words
from services.work import Work

# Whose cases a resident finds here: a noun joins with a line.
KINDS: dict[str, Kind] = {"alerts": mine.KIND, "bookings": visits.KIND}
# What a copy of their data says of one of them, a line each.
COPIED: dict[str, Callable[[Work, Case], Iterator[Words]]] = {
    "alerts": copies.of_alarm,
    "bookings": visits.copied,
}

PAGE = 5
IN_A_ROW = 3
MOST = 100  # in a copy of one's data
DAY = "yyyy-MM-dd HH:mm"


class Look(Press):
    verb = "cases.look"

    kind: str  # a key of KINDS
    number: Number


class Older(Press):
    """On to those that began before `moment`, in microseconds since 1970; 0: the newest."""

    verb = "cases.older"

    moment: Annotated[int, Field(ge=0, lt=10**16)]  # until the year 2286


def listed(work: Work, moment: int = 0) -> tuple[Phrase, Buttons]:
    """A page of the list and its buttons."""
    before = EPOCH + moment * MICROSECOND if moment else None
    found = cases.newest(work, KINDS, before, PAGE + 1)
    shown = found[:PAGE]
    if not shown:
        return L("🗂 You have no cases yet. What you bring to us will stand here."), ()
    lines = [L("🗂 <b>My cases</b>, newest first"), *map(_line, shown)]
    return joined(lines), [*_looks(shown), *_turning(moment, found)]


def single(case: Case) -> tuple[Phrase, Buttons]:
    """One case with all that the resident may see of it."""
    back = Button(L("🗂 My cases"), Older(moment=0).pack())
    return joined([_line(case), *case.told]), [[back]]


def everything(work: Work) -> Iterator[Words]:
    """All of the resident's cases, a line each and all that is kept of it."""
    for case in cases.newest(work, KINDS, None, MOST):
        yield ""
        yield _line(case)
        yield from COPIED[case.noun](work, case)


def _line(case: Case) -> Phrase:
    return L(
        "<b>{title}</b> · {time} · {standing}",
        title=case.title,
        time=Local(case.at, DAY),
        standing=case.standing,
    )


def _looks(shown: Sequence[Case]) -> Buttons:
    keys = [Button(case.title, Look(kind=case.noun, number=case.number).pack()) for case in shown]
    return in_rows(keys, IN_A_ROW)


def _turning(moment: int, found: Sequence[Case]) -> Buttons:
    keys = []
    if moment:
        keys.append(Button(L("⏮ Newest"), Older(moment=0).pack()))
    if len(found) > PAGE:
        last: datetime = found[PAGE - 1].at
        older = Older(moment=(last - EPOCH) // MICROSECOND)
        keys.append(Button(L("Older ▶️"), older.pack()))
    return [keys] if keys else []
