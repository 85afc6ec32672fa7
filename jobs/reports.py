"""The daily picture in the desk groups: yesterday's alarms in numbers, in the morning."""

from __future__ import annotations

from datetime import time, timedelta

from cards import reports as cards
from jobs import mornings
from services import reports
from services.work import Work


def show_yesterday(work: Work) -> None:
    """Every desk group gets the picture once. Before the first alarm of all there is nothing to show."""
    today, zone = reports.today(work), work.turn.house.timezone
    began = reports.moment(today, time.min, zone)
    if mornings.is_early(work) or not reports.began(work, before=began):
        return
    yesterday = today - timedelta(days=1)
    waiting = mornings.desks_without(work, cards.name(yesterday))
    if waiting:
        report = reports.of_day(work, yesterday)
        for desk in waiting:
            cards.show_day(work, desk.chat_id, report)
