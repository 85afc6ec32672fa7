"""A resident is erased, as far as the law lets them be: their key is thrown away, so that what was sealed
with it opens nowhere any more, not even an old copy of the row.

Gone are name, phone number, community, frame numbers, unfinished answers, what waits to be said to them and
names them, and the words of what was set aside. What stays (PIPL Art. 47, last paragraph): their Telegram
number and language; an alarm with the name that Telegram showed, its place and all that was said in it, under
a key of the case's own; that they came to a window, when, for what and with which plate; the audit trail,
which names nobody. Each for as long as db/retention.py says, and for nothing but the case.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

from db import alerts, erasures, officers
from db.outbox import ALARM
from db.residents import Resident
from services import alerts as cases
from services import bookings, residents
from services.alerts import CALLED, PLACE
from services.work import Work

PROFILE: dict[str, None] = {"name": None, "phone": None, "community": None}


def erase(work: Work, resident: Resident) -> Resident:
    """Who acts is erased. What officers still have to read of them is drawn anew, without the name."""
    work.leave_all()  # an unfinished "About me" holds it too
    named = residents.told(work, resident)
    _keep_records(work, resident)
    for booking in erasures.forget_frames(work.connection, resident.id):
        bookings.touched(work, booking)
    key = work.turn.house.keys.new_key()
    resident = residents.change(work, resident, key=key, **PROFILE)
    _leave_unsaid(work, resident, named)
    erasures.blank_set_aside(work.connection, resident.id)
    alert = alerts.live_of(work.connection, resident.id)
    if alert is not None:  # its card shows name and number
        cases.touched(work, alert)
    return resident


def _keep_records(work: Work, resident: Resident) -> None:
    """Alarms from before each had a key of its own get one, before the resident's goes."""
    theirs, keys = work.key_of(resident), work.turn.house.keys
    for alert in erasures.sealed_with_theirs(work.connection, resident.id):
        key = keys.new_key()
        own = keys.unwrap(key)
        called = theirs.open(CALLED, alert.called_as)
        facts: dict[str, Any] = {"key": key, "called_as": own.seal(CALLED, called)}
        if alert.place is not None:
            facts["place"] = own.seal(PLACE, theirs.open(PLACE, alert.place))
        alerts.change(work.connection, alert.id, facts, while_in=[alert.state])


def _leave_unsaid(work: Work, resident: Resident, named: Sequence[str]) -> None:
    """What waits and names them is not said to them; what waits for officers is drawn anew."""
    staff = [one.user_id for one in officers.serving(work.connection)]
    waiting = erasures.waiting(work.connection, {resident.id, *work.station.groups, *staff})
    naming = [row for row in waiting if any(_names(row.content, name) for name in named)]
    unsaid = [row.id for row in naming if row.chat_id == resident.id and row.lane != ALARM]
    erasures.leave_unsaid(work.connection, unsaid)
    for case in {row.case for row in naming if row.case is not None}:
        noun, _, number = case.partition(" ")
        alert = alerts.find(work.connection, int(number)) if noun == "alerts" else None
        if alert is not None and alert.resident_id == resident.id:
            cases.touched(work, alert)


def _names(content: str, name: str) -> bool:
    """Whether a message has that in it, which may have been made harmless in it (cards/said.py)."""
    plain = json.dumps(json.loads(content), ensure_ascii=False)
    quoted = json.dumps(name, ensure_ascii=False)[1:-1]
    return quoted in html.unescape(plain).replace("\u2060", "")
