"""What becomes of a message on its way, and how long it rests before it is tried again.

Nothing is given up because it was tried often: what ends, ends by its age (services/lifetimes.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from bot import wire
from bot.objections import Objection
from db.holds import SAYS
from db.leases import Leased
from db.outbox import ALARM, BY_CHAT

LONGEST_BACK_OFF = 5.0  # seconds between two tries of an alarm
LONGEST_PAUSE = 60.0  # seconds between two tries of anything else
HELD_FIRST = 5.0  # seconds until what was refused is tried again; doubled each time
HELD_MOST = {True: 600.0, False: 3600.0}  # and the most: for a group, for a person


class Fate(Enum):
    """What became of a message on its way."""

    ARRIVED = auto()
    REFUSED = auto()  # for good
    SHUT = auto()  # the chat takes nothing: blocked, kicked, muted
    UNCLEAR = auto()  # refused, and nobody knows why
    LATER = auto()  # certainly not sent
    UNKNOWN = auto()  # sent or not: nobody can tell
    MOVED = auto()  # the chat has a new id
    TOPIC_GONE = auto()  # somebody deleted the topic


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one message went. `again_in` seconds for LATER, `successor` for MOVED."""

    row: Leased
    fate: Fate
    message_id: int | None = None
    shown: str = ""
    again_in: float | None = None
    successor: int | None = None
    reason: str = ""

    @property
    def plain(self) -> bool:
        """It arrived, and nothing hangs on it: no card to remember, nobody to tell."""
        return self.fate is Fate.ARRIVED and self.row.card is None and self.row.about is None

    @property
    def shows_it_takes(self) -> bool:
        """What arrived shows that its chat takes messages: a new one, or a change that was refused itself
        before. An answered press does not, nor does a card that needed no change."""
        row = self.row
        if row.kind not in SAYS or self.shown == row.shown:
            return False
        was_refused = row.held == BY_CHAT and row.tries > 1
        return was_refused or self.message_id != row.message_id


_FATES = {
    Objection.MOVED: Fate.MOVED,
    Objection.TOKEN: Fate.LATER,
    Objection.ABSENT: Fate.SHUT,
    Objection.MUTE: Fate.SHUT,
    Objection.TOPIC_CLOSED: Fate.SHUT,
    Objection.UNKNOWN: Fate.UNCLEAR,
}
_OF_DEEDS = frozenset({Objection.MUTE, Objection.TOPIC_CLOSED, Objection.UNKNOWN})


def fate_of(row: Leased, objection: Objection) -> Fate:
    """What becomes of a message that Telegram refused with that objection. What says nothing (an edit, a
    reaction, a topic) needs other rights than a message, and is not worth a second try; an alarm's
    message is never given up."""
    if objection is Objection.TOPIC_GONE:
        return Fate.TOPIC_GONE if wire.in_topic(row) else Fate.REFUSED
    says = row.kind in SAYS and "topic" not in row.content
    if not says and objection in _OF_DEEDS:
        return Fate.REFUSED
    fate = _FATES.get(objection, Fate.REFUSED)
    if fate is Fate.REFUSED and says and row.lane == ALARM:
        return Fate.UNCLEAR
    return fate


def back_off(row: Leased) -> float:
    """Seconds until what Telegram did not take, or may not have taken, is tried again. What may have
    arrived is a repeat each time, so only alarms are tried every few seconds."""
    longest = LONGEST_BACK_OFF if row.lane == ALARM else LONGEST_PAUSE
    return float(min(longest, 0.25 * 2 ** min(row.tries - 1, 8)))


def rest(row: Leased, held: str) -> timedelta:
    """How long what was refused rests: longer each time."""
    tries = row.tries if row.held == held else 1
    most = HELD_MOST[row.chat_id < 0]
    return timedelta(seconds=min(most, HELD_FIRST * 2 ** min(tries - 1, 12)))
