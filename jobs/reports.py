"""The daily picture in the desk groups: yesterday's alarms in numbers, in the morning."""

from __future__ import annotations

from datetime import time, timedelta

from cards import reports as cards
from services import reports
from services.work import Work

AT = time(8)  # by the district's clocks


def show_yesterday(work: Work) -> None:
    """Every desk group gets the picture once, however often this is asked for: at its hour, or, when
    nothing ran then, later that day. Before the first alarm of all there is nothing to show."""
    today, zone = reports.today(work), work.turn.house.timezone
    early = work.now < reports.moment(today, AT, zone)
    if early or not reports.began(work, before=reports.moment(today, time.min, zone)):
        return
    yesterday = today - timedelta(days=1)
    desks = [one.chat_id for one in work.station.groups.values() if one.desk and not one.lost]
    have = work.there([(chat_id, cards.name(yesterday)) for chat_id in desks])
    waiting = [chat_id for chat_id in desks if (chat_id, cards.name(yesterday)) not in have]
    if waiting:
        report = reports.of_day(work, yesterday)
        for chat_id in waiting:
            cards.show_day(work, chat_id, report)
