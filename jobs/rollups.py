"""What a roll-up does by itself: it is drawn when it is due, however many alarms joined meanwhile; it
tells residents that theirs was shown; and it gives alarms cards of their own again as soon as there is
room for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from cards.rollups import name_of, take_old_back
from db import cards, outbox, rollups, tidings
from db.rollups import Listing, Rollup
from db.tidings import Tiding
from jobs.sweeps import Coming, Sweep
from services import alerts
from services import rollups as service
from services.work import Work

TOLD = 10  # residents in one transaction, so that no press waits behind them
PAUSE = timedelta(seconds=0.5)


def when_due(work: Work, rollup: Rollup) -> None:
    """Back to single cards what fits, then what is new in the roll-up, then what has arrived of it."""
    _back_to_cards(work, rollup)
    shown = _tell_shown(work, rollup)
    now = rollups.find(work.connection, rollup.id) or rollup
    facts: dict[str, object] = {"shown": shown}
    left = rollups.waiting(work.connection, rollup.id)
    if now.stale and (now.free_at is None or now.free_at <= work.now):
        last = max(0, left - 1) // service.PAGE
        facts |= {"stale": False, "free_at": work.now + service.STILL, "counted": now.joined}
        facts |= {"page": min(now.page, last)}
        if not left:
            facts |= {"since": None, "shown": now.joined}
        now = rollups.change(work.connection, rollup.id, **facts)
        work.touch("rollups", rollup.id, now)
    else:
        now = rollups.change(work.connection, rollup.id, **facts)
    rollups.change(work.connection, rollup.id, due_at=_next_due(work, now, left))


def _back_to_cards(work: Work, rollup: Rollup) -> None:
    """When few are left, the room's own get cards again, oldest first, as many as its group takes."""
    if rollups.waiting(work.connection, rollup.id) > service.PAGE:
        return
    most = service.free_places(work, rollup.id)
    for alert in rollups.own(work.connection, rollup.id, most) if most else []:
        alerts.stand_alone(work, alert)


def _tell_shown(work: Work, rollup: Rollup) -> int:
    """Residents whose alarm the group has seen counted are told so. Gives up to which place it was
    done; a room without a group has nobody to see it, and its lists are in private all the same."""
    groups = [one.chat_id for one in work.station.alarm_groups(rollup.id) if not one.lost]
    if not groups:
        return rollup.counted
    if rollup.shown == rollup.counted or not _has_arrived(work, rollup, groups):
        return rollup.shown
    upto = min(rollup.counted, rollup.shown + TOLD)
    for alert in rollups.between(work.connection, rollup.id, rollup.shown, upto):
        if alert.shown_at is None:
            alerts.touched(work, alerts.change(work, alert, shown_at=work.now))
    return upto


def _has_arrived(work: Work, rollup: Rollup, groups: Sequence[int]) -> bool:
    """The roll-up as it was drawn last stands in each of these groups."""
    wanted = [(chat, name_of(rollup)) for chat in groups]
    kept = cards.kept(work.connection, wanted)
    return all(one in kept for one in wanted) and not outbox.coming(work.connection, wanted)


def _next_due(work: Work, rollup: Rollup, left: int) -> datetime | None:
    moments = []
    if rollup.stale:
        moments.append(max(work.now, rollup.free_at or work.now))
    if rollup.shown < rollup.counted and rollup.since is not None:
        moments.append(work.now + PAUSE)
    if 0 < left <= service.PAGE and rollups.own(work.connection, rollup.id, 1):
        moments.append(service.next_place(work, rollup.id))
    return min(moments, default=None)


def hear(tiding: Tiding, work: Work) -> None:
    """A new message of the roll-up is in the group: the one before it goes."""
    rollup = rollups.find(work.connection, int(tiding.about.split()[1]))
    if rollup is not None and tiding.outcome == tidings.DELIVERED:
        take_old_back(work, rollup, tiding.chat_id)


def draw_list(work: Work, listing: Listing) -> None:
    """A list that is due is drawn for those who get it."""
    rollups.drawn_list(work.connection, listing.id, work.now + service.LISTS_STILL)
    work.touch("rollup_lists", listing.id, listing)


def coming(_: Connection) -> list[Coming]:
    """Nothing that anybody would wait for: alarms say themselves when they call."""
    return []


SWEEP = Sweep(rollups.soonest, rollups.due, when_due, rollups.postpone, coming)
LISTS = Sweep(rollups.soonest_list, rollups.due_list, draw_list, rollups.postpone_list, coming)
