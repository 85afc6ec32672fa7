"""The weekly picture in the desk groups: how last week went at the room's windows, on Monday morning."""

from __future__ import annotations

from cards import weeks as cards
from jobs import mornings
from services import openings, weeks
from services.weeks import WEEK
from services.work import Work


def show_last_week(work: Work) -> None:
    """Every desk group of a room with windows gets last week's picture once: on Monday, or on the first
    day after it on which the bot runs. A week in which nobody came or was expected has none."""
    if mornings.is_early(work):
        return
    last = weeks.monday(openings.today(work)) - WEEK
    rooms = weeks.with_windows(work)
    for desk in mornings.desks_without(work, cards.name(last)):
        if desk.room_id in rooms:
            week = weeks.of_room(work, desk.room_id, last)
            if week.anybody:
                cards.show_week(work, desk.chat_id, week)
