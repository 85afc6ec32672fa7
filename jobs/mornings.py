"""What desk groups see in the morning: at its hour, or, when nothing ran then, later that day; each once,
however often it is asked for."""

from __future__ import annotations

from datetime import time

from db.rooms import Group
from services import reports
from services.work import Work

AT = time(8)  # by the district's clocks


def is_early(work: Work) -> bool:
    """Whether it is not yet the hour."""
    return work.now < reports.moment(reports.today(work), AT, work.turn.house.timezone)


def desks_without(work: Work, card: str) -> list[Group]:
    """The desk groups that have no card of that name yet."""
    desks = [one for one in work.station.groups.values() if one.desk and not one.lost]
    have = work.there([(desk.chat_id, card) for desk in desks])
    return [desk for desk in desks if (desk.chat_id, card) not in have]
