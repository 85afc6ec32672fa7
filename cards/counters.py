"""The errands of a window as officers see them, to add one or to take one back."""

from __future__ import annotations

from cards.calendars import called, named
from cards.presses import Press
from cards.said import joined
from locales import L, Phrase
from services.speech import Button, Buttons
from services.windows import Window
from services.work import Work


class Add(Press):
    verb = "errands.add"

    window: str


class Drop(Press):
    verb = "errands.drop"

    errand: str


def errands_at(work: Work, window: Window) -> tuple[Phrase, Buttons]:
    """What the window offers; what officers added can be taken back here."""
    offered = [one for one in work.station.errands.values() if one.window == window.code]
    added = {one["code"] for one in work.station.added}
    lines = [
        L("🪟 <b>{window}</b>", window=named(window.name)),
        *(
            L("• {errand}, {minutes} min", errand=called(one), minutes=one.minutes)
            for one in offered
        ),
    ]
    rows = [
        [Button(L("✖️ No more: {errand}", errand=called(one)), Drop(errand=one.code).pack())]
        for one in offered
        if one.code in added
    ]
    add = [Button(L("➕ Add an errand"), Add(window=window.code).pack())]
    return joined(lines), [*rows, add]
