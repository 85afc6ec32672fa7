"""The alarm as the resident makes it: raised with one press, told more while it is open, rated at the
end. What officers do about it: services/responses.py; what it does by itself: services/escalations.py.

Every change touches the case, so its cards are drawn anew before the commit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db import alerts
from db.alerts import CLOSED, OPEN, Alert
from db.seal import Key
from locales import L, Phrase
from services import calls, residents, rollups, schedules, talks
from services.refusals import RefusedError
from services.work import Work

KINDS = ("violence", "theft", "fraud", "accident", "illness", "other")
MOST_STARS = 5
LONGEST_REVIEW = 1000
CALLED, PLACE = "alerts.called_as", "alerts.place"  # what the seals on name and place are bound to
LATE = timedelta(seconds=5)  # a press that comes to us later counts from when it was made
OLDEST = timedelta(days=7)  # Telegram keeps it for a day, and our inbox while nothing runs
DELETABLE = timedelta(hours=47)  # Telegram lets a bot take back what is younger than 48
EYES = "👀"  # one of the reactions that Telegram lets everybody use
SEEN = 5  # presses that get one, between two answers


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
    pressed = _pressed_at(work)
    late = pressed != work.now
    key = work.turn.house.keys.new_key()
    alert = alerts.add(
        work.connection,
        {
            "resident_id": resident.id,
            "room_id": room.id,
            "rooms": work.station.reach(room.id),
            "state": OPEN,
            "silent": silent,
            "key": key,
            "called_as": work.turn.house.keys.unwrap(key).seal(CALLED, work.here.called),
            "raised_at": pressed,
            "heard_at": work.now if late else None,
            "open_since": pressed,
            "rang_at": work.now,
            "presses": work.here.times,
            "alone_at": work.now if alone else None,
            "due_at": schedules.first(pressed, work.now, work.station.waits, alone=alone),
        },
    )
    when = {"pressed": int(pressed.timestamp())} if late else {}
    work.record("raise", f"alerts {alert.id}", room=room.id, silent=silent, **when)
    if not alone:
        rollups.join(work, alert)
    return touched(work, alert)


def _pressed_at(work: Work) -> datetime:
    """When who acts pressed: as Telegram has it, if that was a while ago; it says whole seconds."""
    said = work.here.said_at
    if said is not None and work.now - OLDEST < said < work.now - LATE:
        return said
    return work.now


def _pressed_again(work: Work, live: Alert, *, silent: bool) -> Alert:
    """Every press is counted and answered. It calls officers anew where it has to, and whoever presses on
    and on is drawn as seldom as a place that moves along."""
    alert = alerts.add_presses(work.connection, live.id, work.here.times)
    facts: dict[str, Any] = {}
    if silent and not alert.silent:
        facts["silent"] = True
    if alert.mistap_at is not None:  # they need us after all
        facts |= {"mistap_at": None, "asked_at": None, "asks": 0}
    if alert.mistap_at is not None or schedules.rings_anew(alert, work.station.waits, work.now):
        facts |= calls.anew(work, alert)
    before = alert.answered_at
    if "rang_at" in facts or before is None or work.now >= before + schedules.ANSWERED:
        _move_answer(work, alert)
        facts |= {"answered_at": work.now, "answered": alert.presses}
    if facts:
        return touched(work, change(work, alert, drawn_at=work.now, moved=False, **facts))
    if alert.drawn_at is None or work.now >= alert.drawn_at + schedules.STILL:
        return draw_place(work, alert)
    return alert if alert.moved else change(work, alert, moved=True)


def hotline(work: Work, *, silent: bool) -> Phrase:
    """The way that never depends on us."""
    if silent:
        return L("In danger and unable to speak? SMS to {sms}", sms=work.station.police_by_sms)
    return L("In danger? Call {police} now", police=work.station.police)


def answer_of(alert: Alert) -> str:
    """The card that answers the resident's presses."""
    return f"alerts {alert.id} pressed"


def _move_answer(work: Work, alert: Alert) -> None:
    """What answers the press stands below it; the answer before goes."""
    name, chat = answer_of(alert), alert.resident_id
    if alert.answered_at is not None and work.now < alert.answered_at + DELETABLE:
        work.take_back(chat, [name])
    else:
        work.put_aside(chat, name, L("⬇️ More about alarm {number} below.", number=alert.id))


def acknowledge(work: Work, alert: Alert, message_id: int) -> None:
    """The press itself shows that it was seen, unless so many were made that the answer says it all."""
    if alert.presses - work.here.times - alert.answered < SEEN:
        work.react(alert.resident_id, message_id, EYES)


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
) -> Alert:
    """Keeps where the resident is (WGS-84), unless a newer place is known already. A `live` place
    moves along; officers see it move every schedules.STILL at most. Gives the alarm as it is then."""
    if alert.place_at is not None and alert.place_at > at:
        return alert
    sealed = key_of(work, alert).seal(PLACE, f"{latitude:.6f} {longitude:.6f}")
    nearer = _nearer(work, alert, latitude, longitude) if alert.place is None else {}
    alert = change(work, alert, place=sealed, place_at=at, moved=True, **nearer)
    if not live or alert.drawn_at is None or work.now >= alert.drawn_at + schedules.STILL:
        return draw_place(work, alert)
    return alert


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
    if alert.place is None:
        return None
    latitude, longitude = key_of(work, alert).open(PLACE, alert.place).split()
    return float(latitude), float(longitude)


def called_as(work: Work, alert: Alert) -> str:
    """The name that Telegram showed when it was raised."""
    return key_of(work, alert).open(CALLED, alert.called_as)


def key_of(work: Work, alert: Alert) -> Key:
    """What the alarm's name and place are sealed with: a key of its own, or, of an alarm from before each
    had one, its resident's."""
    if alert.key is not None:
        return work.turn.house.keys.unwrap(alert.key)
    resident = work.person(alert.resident_id)
    if resident is None:
        raise LookupError("an alarm without a resident")
    return work.key_of(resident)


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


def shown(work: Work, number: int, chat_id: int) -> None:
    """Telegram has taken a card of the alarm for the officers: it is drawn anew, because what it says
    may have changed on the way. In the group of a room that handed it on it is shown to nobody."""
    alert = alerts.find(work.connection, number)
    if alert is None:
        return
    group = work.station.groups.get(chat_id)
    theirs = group is None or group.room_id in alert.rooms
    if alert.shown_at is None and alert.state != CLOSED and theirs:
        alert = change(work, alert, shown_at=work.now)
    touched(work, alert)


def change(work: Work, alert: Alert, **values: object) -> Alert:
    """Changes facts of an alarm that nothing else has changed meanwhile, and when it acts next. One
    that gets cards of its own brings along all that was said before."""
    told: dict[str, Any] = dict(values)
    after = replace(alert, **told)
    coming = schedules.next_deed(after, work.station.waits)
    told["due_at"] = coming and coming[1]
    if after.state == OPEN and after.room_id not in work.station.rooms:
        told["due_at"] = work.now  # its room was closed meanwhile: it is to go to another
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
