"""More alarms than a group may get: what is too much for single cards stands in its rooms' roll-ups, one
card each, until an officer takes it or there is room again. What a roll-up does by itself:
jobs/rollups.py.

An alarm that joins changes a few numbers here and draws nothing: the roll-up and its lists are drawn
when they are due, however many joined meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from db import alerts, rollups
from db.alerts import CLOSED, Alert
from db.rollups import Rollup
from locales import L
from services import officers
from services.refusals import RefusedError
from services.work import Work

# A group takes twenty a minute, edits and topics among them. In a surge four are for alarms with cards of
# their own, three or fewer for what is said in them, the rest for the roll-up: one in four to five seconds.
# In quieter times an alarm uses more than its five until it is closed, but not at once, and its edits fold.
EACH = 5  # of a group's minute that an alarm takes: its message, topic and card, and two changes
MINUTE = timedelta(minutes=1)
PAGE = 20  # alarms with lines and buttons in a roll-up; when no more are left it dissolves
IN_A_LIST = 40  # lines of a message that stay below Telegram's 4,096 characters
# Between two drawings: what waits for room in the group has the newest content when it goes. How often that
# is, evenly over what is left of the minute, the pacer says (bot/minutes.py).
STILL = timedelta(seconds=0.2)
LISTS_STILL = timedelta(seconds=5)
RINGS = timedelta(seconds=30)  # between two calls that sound, however many alarms call

Lately = list[tuple[datetime, str]]  # when alarms got cards of their own, and their state


def alone(work: Work) -> int:
    """How many alarms a minute may have cards of their own in a group."""
    return work.turn.house.per_minute // EACH


def stands(work: Work, room_id: int) -> bool:
    """Whether alarms stand in the room's roll-up now."""
    rollup = rollups.find(work.connection, room_id)
    return rollup is not None and rollup.since is not None


def has_place(work: Work, room_id: int) -> bool:
    """Whether one more alarm of the room may have cards of its own: nobody waits in its roll-up, and
    its group has room for it this minute."""
    return not stands(work, room_id) and free_places(work, room_id) > 0


def free_places(work: Work, room_id: int) -> int:
    """How many of the room's alarms may get cards of their own now. One that is closed takes no more of
    the minute than it has; but nobody empties it by opening and closing."""
    most, lately = alone(work), _lately(work, room_id)
    return max(0, min(most - len(_not_closed(lately)), 2 * most - len(lately)))


def next_place(work: Work, room_id: int) -> datetime:
    """When the room's group can take one more alarm with cards of its own."""
    most, lately = alone(work), _lately(work, room_id)
    full = []
    if len(unclosed := _not_closed(lately)) >= most:
        full.append(unclosed[most - 1])
    if len(lately) >= 2 * most:
        full.append(lately[-1][0])
    return max(full) + MINUTE if full else work.now


def _lately(work: Work, room_id: int) -> Lately:
    """Those that came alone in the last minute, newest first."""
    return alerts.came_alone(work.connection, room_id, work.now - MINUTE, 2 * alone(work))


def _not_closed(lately: Lately) -> list[datetime]:
    return [at for at, state in lately if state != CLOSED]


def join(work: Work, alert: Alert) -> None:
    """The alarm stands in the roll-up of each of its rooms."""
    known = rollups.places(work.connection, alert.id)
    for room_id in alert.rooms:
        if room_id not in known:
            _join(work, room_id, alert)


def _join(work: Work, room_id: int, alert: Alert) -> None:
    rollup = rollups.find(work.connection, room_id) or rollups.add(work.connection, room_id)
    if rollup.since is None:
        rollup = _begin(work, rollup)
    place = rollup.joined + 1
    rollups.join(work.connection, room_id, alert.id, place)
    rollups.change(work.connection, room_id, joined=place, **_stale(work, rollup))
    rollups.mark_list(work.connection, room_id, list_of(place), work.now)


def _begin(work: Work, rollup: Rollup) -> Rollup:
    """The first alarm: a new message, which sounds, and new lists."""
    before = -(-rollup.joined // IN_A_LIST) * IN_A_LIST
    places = dict.fromkeys(("begun", "joined", "counted", "shown"), before)
    called = [one.user_id for one in officers.to_call(work, rollup.id)]
    work.record("roll_up", f"rollups {rollup.id}")
    return rollups.change(
        work.connection,
        rollup.id,
        since=work.now,
        ring=rollup.ring + 1,
        rung_at=work.now,
        called=called,
        page=0,
        free_at=None,
        **places,
    )


def list_of(place: int) -> int:
    """Which list has that place."""
    return (place - 1) // IN_A_LIST + 1


def _stale(work: Work, rollup: Rollup) -> dict[str, object]:
    """It has to be drawn anew, as soon as it may be."""
    soon = max(work.now, rollup.free_at or work.now)
    return {"stale": True, "due_at": min(soon, rollup.due_at or soon)}


def follow(work: Work, before: Alert, alert: Alert) -> None:
    """An alarm that stood in roll-ups has changed: it leaves them, joins more of them, or looks
    different there."""
    if not alert.rolled:
        _mark(work, alert)
        rollups.leave(work.connection, alert.id)
        return
    if alert.rooms != before.rooms:
        join(work, alert)
    if (alert.silent, alert.mistap_at) != (before.silent, before.mistap_at):
        _mark(work, alert)


def _mark(work: Work, alert: Alert) -> None:
    for room_id, place in rollups.places(work.connection, alert.id).items():
        mark(work, room_id)
        rollups.mark_list(work.connection, room_id, list_of(place), work.now)


def mark(work: Work, room_id: int) -> None:
    """The room's roll-up has to be drawn anew."""
    rollup = rollups.find(work.connection, room_id)
    if rollup is not None and rollup.since is not None:
        rollups.change(work.connection, room_id, **_stale(work, rollup))


def call(work: Work, room_id: int, users: Iterable[int]) -> None:
    """One of its alarms calls: the roll-up sounds again, unless it did just now, and these officers
    get the room's lists too."""
    rollup = rollups.find(work.connection, room_id)
    if rollup is None or rollup.since is None or rollup.rung_at is None:
        return
    called = list(dict.fromkeys([*rollup.called, *users]))
    facts: dict[str, object] = {}
    if called != rollup.called:
        facts["called"] = called
        rollups.mark_lists(work.connection, room_id, list_of(rollup.begun + 1), work.now)
    if work.now >= rollup.rung_at + RINGS:
        facts |= {"ring": rollup.ring + 1, "rung_at": work.now, **_stale(work, rollup)}
    if facts:
        rollups.change(work.connection, room_id, **facts)


def not_reached(work: Work, room_id: int, user_id: int) -> None:
    """Telegram did not take a list for an officer: who comes next gets the room's lists."""
    officers.lose(work, user_id)
    rollup = rollups.find(work.connection, room_id)
    if rollup is None or user_id not in rollup.called:
        return
    following = officers.next_to_call(work, room_id, but=rollup.called)
    left = [one for one in rollup.called if one != user_id]
    rollups.change(work.connection, room_id, called=left)
    call(work, room_id, [one.user_id for one in following])


def called(work: Work, alert: Alert) -> list[int]:
    """The officers called for the alarm in private: by its own cards, and by roll-ups it stands in."""
    users = list(alert.called or [])
    if alert.rolled:
        for room_id in rollups.places(work.connection, alert.id):
            rollup = rollups.find(work.connection, room_id)
            users += rollup.called if rollup is not None else []
    return list(dict.fromkeys(users))


def turn_page(work: Work, room_id: int, page: int) -> None:
    """An officer of the room, or one who was called for it, has the roll-up show other alarms."""
    rollup = rollups.find(work.connection, room_id)
    officers.acting(work, room_id, called=rollup.called if rollup is not None else None)
    if rollup is None or rollup.since is None:
        raise RefusedError(L("This button does not work any more."))
    last = (rollups.waiting(work.connection, room_id) - 1) // PAGE
    soon = max(work.now, rollup.free_at or work.now)
    rollups.change(work.connection, room_id, page=min(page, last), stale=True, due_at=soon)
