"""Until when a message makes sense, by what it is: the one table of what is given up, and it is given up by
age, never because it was tried often.

A card is kept true and never ends; an alarm's message neither, unless its chat takes nothing for a month
(db/holds.py). Whoever knows better says so where the
message is written (`until=`): a reminder ends when the visit begins. What ends unsaid is news
(`tidings.EXPIRED`) for whoever wanted to hear of it (`about=`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from db.outbox import ALARM, ANSWER, CAMPAIGN, NOTICE, Draft

DAY = timedelta(days=1)
# What changes or answers something that is there.
KINDS = {
    "toast": timedelta(minutes=1),  # the phone that pressed waits no longer
    "reaction": DAY,
    "edit": DAY,  # of a message that was pressed: whoever waits has pressed again, or begun anew
    "delete": 2 * DAY,  # later Telegram refuses it (core.telegram.org/bots/api#deletemessage)
    "ask": timedelta(minutes=10),
}
# Messages of their own, by lane.
LANES = {ANSWER: DAY, NOTICE: 3 * DAY, CAMPAIGN: 3 * DAY}
TALK = 3 * DAY  # words between officer and resident; then both are told that they did not arrive


def ending(draft: Draft, now: datetime) -> Draft:
    """The draft with its end, if it said none itself and has one."""
    if draft.until is not None:
        return draft
    lifetime = KINDS.get(draft.kind)
    if draft.kind == "message" and draft.lane != ALARM:
        lifetime = LANES[draft.lane]
    return draft if lifetime is None else replace(draft, until=now + lifetime)
