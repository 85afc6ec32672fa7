"""The sender's book-keeping: what is on its way under this leader's fence, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection

from db import alerts, cards, lately, leaders, leases, outbox, tidings
from db.engine import Database
from db.lately import Said
from db.leases import Leased
from db.outbox import ALARM, CAMPAIGN, Queued

LONGEST_BACK_OFF = 5.0  # seconds between two tries of an alarm
COUNTED = timedelta(minutes=1)  # how long Telegram counts what a group was sent
PATIENCE = 20  # tries of anything that is no alarm


class Fate(Enum):
    """What became of a message on its way."""

    ARRIVED = auto()
    REFUSED = auto()  # for good
    FORBIDDEN = auto()  # for good: blocked, kicked
    LATER = auto()  # certainly not sent
    UNKNOWN = auto()  # sent or not: nobody can tell
    MOVED = auto()  # the chat has a new id
    TOPIC_GONE = auto()  # somebody deleted the topic


@dataclass(frozen=True, slots=True)
class Opening:
    """All that waits, and what groups were sent in the minute before, which Telegram still counts."""

    waiting: list[Queued]
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Page:
    """What one transaction of the sender gave: rows on their way, rows that wait again, and whether
    somebody has news to hear."""

    leased: list[Leased]
    waiting: list[Queued]
    news: bool


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


class Books:
    """Transactions of the sender; all of them confirm that this leader still leads."""

    def __init__(self, database: Database, epoch: int) -> None:
        self._database = database
        self._epoch = epoch
        self._news = False

    def open(self, now: datetime) -> Opening:
        """Takes over what an earlier leader left."""
        with self._database.writing() as connection:
            leaders.confirm(connection, self._epoch)
            said = lately.said(connection, now - COUNTED, now)
            leases.recover(connection, self._epoch)
            return Opening(outbox.waiting(connection), said)

    def missed(self) -> list[Queued]:
        """All that waits: what another process wrote is found here."""
        with self._database.reading() as connection:
            return outbox.waiting(connection)

    def turn(self, outcomes: Sequence[Outcome], wanted: Sequence[int], now: datetime) -> Page:
        """In one transaction: records how messages went, and leases the next."""
        waiting: list[Queued] = []
        self._news = False
        with self._database.writing(Database.DOOR) as connection:
            leaders.confirm(connection, self._epoch)
            plain = [outcome for outcome in outcomes if outcome.plain]
            if plain:
                arrived = [(outcome.row.id, outcome.message_id) for outcome in plain]
                leases.arrive(connection, arrived, self._epoch, now)
            for outcome in outcomes:
                if not outcome.plain:
                    waiting += self._record(connection, outcome, now)
            leased = leases.lease(connection, wanted, self._epoch) if wanted else []
            _hush(connection, leased)
        return Page(leased, waiting, self._news)

    def _record(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        row = outcome.row
        match outcome.fate:
            case Fate.ARRIVED:
                mine = self._end(connection, outcome, now, outbox.SENT)
                waiting: list[Queued] = []
                if mine and row.card is not None and outcome.message_id is not None:
                    told = row.chat_id, row.card, outcome.message_id, outcome.shown
                    is_new = outcome.message_id != row.message_id
                    cards.keep(connection, *told, is_new=is_new)
                    if is_new:  # what waits for it is an edit from now on
                        waiting = outbox.newest_of(connection, row.chat_id, row.card)
                if mine and row.about is not None and row.message_id is None:
                    self._tell(connection, row.about, row, tidings.DELIVERED, now)
                return waiting
            case Fate.REFUSED | Fate.FORBIDDEN:
                mine = self._end(connection, outcome, now, outbox.REFUSED)
                if mine and row.about is not None:
                    self._tell(connection, row.about, row, tidings.REFUSED, now)
                if mine and outcome.fate is Fate.FORBIDDEN:
                    self._tell(connection, "chat", row, tidings.UNREACHABLE, now)
            case Fate.TOPIC_GONE:
                # The desk makes the topic again, and says in it all that was said, this too.
                self._end(connection, outcome, now, outbox.REFUSED)
                topic = row.content.get("within") or row.card
                self._tell(
                    connection, str(topic), row, tidings.GONE, now, row.thread or row.message_id
                )
            case Fate.MOVED:
                # The desk moves the room and what waits; this row comes along with it.
                self._tell(connection, "chat", row, tidings.MIGRATED, now, outcome.successor)
                self._again(connection, outcome, now)
            case Fate.LATER | Fate.UNKNOWN:
                return self._try_again(connection, outcome, now)
        return []

    def _tell(
        self,
        connection: Connection,
        about: str,
        row: Leased,
        outcome: str,
        now: datetime,
        successor: int | None = None,
    ) -> None:
        tidings.tell(connection, about, row.chat_id, outcome, now, successor)
        self._news = True

    def _end(self, connection: Connection, outcome: Outcome, now: datetime, state: str) -> bool:
        return leases.end(
            connection, outcome.row, self._epoch, now, state, outcome.message_id, outcome.reason
        )

    def _try_again(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        row = outcome.row
        if row.lane == ALARM and row.about is not None:
            self._tell(connection, row.about, row, tidings.HELD, now)
        if row.lane == CAMPAIGN and outcome.fate is Fate.UNKNOWN:
            self._end(connection, outcome, now, outbox.UNCERTAIN)
            return []
        if row.lane != ALARM and row.tries >= PATIENCE:
            self._end(connection, outcome, now, outbox.REFUSED)
            return []
        return self._again(connection, outcome, now)

    def _again(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        row = outcome.row
        back_off = min(LONGEST_BACK_OFF, 0.25 * 2 ** min(row.tries - 1, 8))
        at = now + timedelta(seconds=outcome.again_in or back_off)
        back = leases.give_back(
            connection,
            row,
            self._epoch,
            not_before=at,
            repeat=outcome.fate is Fate.UNKNOWN,
            reason=outcome.reason,
        )
        return [row.again(at)] if back else []


def _hush(connection: Connection, leased: Sequence[Leased]) -> None:
    """Nothing may sound where a silent alarm is live, also what was written before it was."""
    loud = [row for row in leased if row.chat_id > 0 and "silent" not in row.content]
    if loud:
        silent = alerts.silent(connection, {row.chat_id for row in loud})
        for row in loud:
            if row.chat_id in silent:
                row.content["silent"] = True
