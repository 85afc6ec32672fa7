"""The alarm as the resident makes it: raised with one press, told more while it is open, rated at the
end. What officers do about it: services/responses.py; what it does by itself: services/escalations.py.

Every change touches the case, so its cards are drawn anew before the commit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from db import alerts
from db.alerts import CLOSED, OPEN, Alert
from locales import L
from services import residents, rollups, schedules, talks
from services.refusals import RefusedError
from services.work import Work

KINDS = ("violence", "theft", "fraud", "accident", "illness", "other")
MOST_STARS = 5
LONGEST_REVIEW = 1000
PLACE = "alerts.place"  # what the seal on a place is bound to


def raise_alert(work: Work, *, silent: bool) -> Alert:
    """Raises an alarm for who acts; while theirs is not closed, adds to it instead.

    An alarm that turns silent stays so. Never refuses.
    """
    resident = residents.meet(work)
    live = alerts.live_of(work.connection, resident.id)
    if live is not None:
        return _pressed_again(work, live, silent=silent)
    room = work.station.room_for(resident.community)
    alone = rollups.has_place(work, room.id)
    alert = alerts.add(
        work.connection,
        {
            "resident_id": resident.id,
            "room_id": room.id,
            "rooms": work.station.reach(room.id),
            "state": OPEN,
            "silent": silent,
            "called_as": work.key_of(resident).seal("alerts.called_as", work.here.called),
            "raised_at": work.now,
            "open_since": work.now,
            "presses": work.here.times,
            "alone_at": work.now if alone else None,
            "due_at": schedules.first(work.now, work.station.waits, alone=alone),
        },
    )
    work.record("raise", f"alerts {alert.id}", room=room.id, silent=silent)
    if not alone:
        rollups.join(work, alert)
    return touched(work, alert)


def _pressed_again(work: Work, live: Alert, *, silent: bool) -> Alert:
    alert = alerts.add_presses(work.connection, live.id, work.here.times)
    if silent and not alert.silent:
        return touched(work, change(work, alert, silent=True, mistap_at=None))
    if alert.mistap_at is not None:  # they need us after all
        return touched(work, change(work, alert, mistap_at=None))
    # Who presses on and on is counted, and drawn as seldom as a place that moves along.
    if alert.drawn_at is None or work.now >= alert.drawn_at + schedules.STILL:
        return draw_place(work, alert)
    return alert if alert.moved else change(work, alert, moved=True)


def live_of(work: Work) -> Alert | None:
    """The alarm of who acts that is not closed."""
    return alerts.live_of(work.connection, work.here.person_id)


def mine(work: Work, number: int) -> Alert:
    """The alarm of that number, if it is theirs who act. Raises RefusedError, with the same words for
    other people's numbers as for those that don't exist."""
    alert = alerts.find(work.connection, number)
    if alert is None or alert.resident_id != work.here.person_id or not work.here.private:
        raise RefusedError(L("There is no such alarm of yours."))
    return alert


def tell_kind(work: Work, number: int, kind: str) -> Alert:
    """The resident says what happened: one of KINDS; the last word counts."""
    alert = _open(mine(work, number))
    if kind not in KINDS:
        raise RefusedError(L("This button does not work any more."))
    return alert if alert.kind == kind else touched(work, change(work, alert, kind=kind))


def tell_mistap(work: Work, number: int) -> Alert:
    """The resident says it was a mis-tap: nobody further is called, and an officer closes it. It
    stays with the room, because somebody else may be holding the phone."""
    alert = _open(mine(work, number))
    if alert.mistap_at is not None:
        return alert
    work.record("mistap", f"alerts {number}")
    return touched(work, change(work, alert, mistap_at=work.now))


def add_place(
    work: Work, alert: Alert, latitude: float, longitude: float, at: datetime, *, live: bool
) -> None:
    """Keeps where the resident is (WGS-84), unless a newer place is known already. A `live` place
    moves along; officers see it move every schedules.STILL at most."""
    if alert.place_at is not None and alert.place_at > at:
        return
    resident = residents.meet(work)
    sealed = work.key_of(resident).seal(PLACE, f"{latitude:.6f} {longitude:.6f}")
    nearer = _nearer(work, alert, latitude, longitude) if alert.place is None else {}
    alert = change(work, alert, place=sealed, place_at=at, moved=True, **nearer)
    if not live or alert.drawn_at is None or work.now >= alert.drawn_at + schedules.STILL:
        draw_place(work, alert)


def _nearer(work: Work, alert: Alert, latitude: float, longitude: float) -> dict[str, Any]:
    """The first place of an alarm that nobody has yet brings it to the room that is nearest to it;
    the room that saw it first goes on seeing it."""
    near = work.station.near(latitude, longitude)
    if not near or alert.state != OPEN or near[0].room_id == alert.room_id:
        return {}
    work.record("route", f"alerts {alert.id}", room=near[0].room_id)
    rooms = list(dict.fromkeys([*work.station.reach(near[0].room_id), *alert.rooms]))
    return {"room_id": near[0].room_id, "rooms": rooms}


def draw_place(work: Work, alert: Alert) -> Alert:
    """The officers see where the resident is now, and how often they pressed."""
    return touched(work, change(work, alert, drawn_at=work.now, moved=False))


def place_of(work: Work, alert: Alert) -> tuple[float, float] | None:
    """Latitude and longitude (WGS-84), if the resident shared a place."""
    resident = work.person(alert.resident_id)
    if alert.place is None or resident is None:
        return None
    latitude, longitude = work.key_of(resident).open(PLACE, alert.place).split()
    return float(latitude), float(longitude)


def rate(work: Work, number: int, stars: int) -> Alert:
    """The resident gives the closed case 1 to MOST_STARS stars; the last word counts."""
    alert = mine(work, number)
    if alert.state != CLOSED or not 1 <= stars <= MOST_STARS:
        raise RefusedError(L("This button does not work any more."))
    work.record("rate", f"alerts {number}", stars=stars)
    return touched(work, change(work, alert, stars=stars))


def review(work: Work, number: int, words: str) -> Alert:
    """A word to the stars."""
    if len(words) > LONGEST_REVIEW:
        raise RefusedError(
            L("That is long. {most} characters at most, please.", most=LONGEST_REVIEW)
        )
    return touched(work, change(work, mine(work, number), review=words))


def shown(work: Work, number: int) -> None:
    """Telegram has taken a card of the alarm for the officers: it is drawn anew, because what it says
    may have changed on the way."""
    alert = alerts.find(work.connection, number)
    if alert is None:
        return
    if alert.shown_at is None and alert.state != CLOSED:
        alert = change(work, alert, shown_at=work.now)
    touched(work, alert)


def change(work: Work, alert: Alert, **values: object) -> Alert:
    """Changes facts of an alarm that nothing else has changed meanwhile, and when it acts next. One
    that gets cards of its own brings along all that was said before."""
    told: dict[str, Any] = dict(values)
    coming = schedules.next_deed(replace(alert, **told), work.station.waits)
    told["due_at"] = coming and coming[1]
    changed = alerts.change(work.connection, alert.id, told, while_in=[alert.state])
    if changed is None:
        raise LookupError(f"alarm {alert.id} changed under the one writer there is")
    if alert.rolled:
        rollups.follow(work, alert, changed)
        if not changed.rolled:
            talks.follow(work, changed)
    return changed


def stand_alone(work: Work, alert: Alert) -> Alert:
    """An alarm out of a roll-up gets cards of its own."""
    return touched(work, change(work, alert, alone_at=work.now))


def touched(work: Work, alert: Alert) -> Alert:
    work.touch("alerts", alert.id, alert)
    return alert


def _open(alert: Alert) -> Alert:
    if alert.state == CLOSED:
        raise RefusedError(L("Alarm {number} is closed.", number=alert.id))
    return alert
