"""What a person sees of a case. A card is a function of the facts: whatever touches a case has its
cards drawn anew before the commit, and no conversation has to remember it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cards import alerts, bookings, closures, reminders, responses, rollups, talks, unread, walk_ins
from services.work import Work

DRAWN: dict[str, tuple[Callable[[Work, Any], None], ...]] = {
    "alerts": (alerts.draw, responses.draw),
    "bookings": (bookings.draw,),
    "closures": (closures.draw,),
    "reminders": (reminders.draw,),
    "talks": (talks.draw,),
    "rollups": (rollups.draw,),
    "rollup_lists": (rollups.draw_list,),
    "unread": (unread.draw,),
    "walk_ins": (walk_ins.draw,),
}


def redraw(work: Work) -> None:
    """Draws the cards of every case that this work touched."""
    for (noun, _), case in work.touched.items():
        for draw in DRAWN[noun]:
            draw(work, case)
