"""The sender's book-keeping: what is on its way under this leader's fence, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.fates import Fate, Outcome, back_off, rest
from db import alerts, cards, holds, lately, leaders, leases, outbox, rooms, tidings
from db.engine import Database
from db.holds import SAYS, Owed
from db.lately import Said
from db.leases import Leased
from db.outbox import ALARM, CAMPAIGN, Queued

PART = 500  # rows of one look at what waits: some milliseconds
COUNTED = timedelta(minutes=1)  # how long Telegram counts what a group was sent


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


class Books:
    """Transactions of the sender; all of them confirm that this leader still leads."""

    def __init__(self, database: Database, epoch: int) -> None:
        self._database = database
        self._epoch = epoch
        self._news = False
        self._shut: set[int] = set()  # chats that took nothing the last time
        self._looked, self._newest = 0, 0  # rows: where the next look goes on; seen last

    def open(self, now: datetime) -> Opening:
        """Takes over what an earlier leader left."""
        with self._database.writing() as connection:
            leaders.confirm(connection, self._epoch)
            said = lately.said(connection, now - COUNTED, now)
            for owed in leases.recover(connection, self._epoch, now):
                self._tell_owed(connection, owed, tidings.UNCERTAIN, now)
            self._shut = holds.holding(connection) | rooms.lost_groups(connection)
            waiting = outbox.waiting(connection)
        self._newest = max((row.id for row in waiting), default=0)
        return Opening(waiting, said)

    def missed(self) -> list[Queued]:
        """What is new, and a part of all that waits, the next each time: what another process wrote, or
        was forgotten here, is found."""
        with self._database.reading() as connection:
            new = outbox.waiting_after(connection, self._newest, PART)
            part = outbox.waiting_after(connection, self._looked, PART)
        self._looked = part[-1].id if len(part) == PART else 0
        self._newest = max([self._newest, *(row.id for row in new)])
        return new + part

    def turn(
        self,
        outcomes: Sequence[Outcome],
        wanted: Sequence[int],
        now: datetime,
        *,
        rings: bool = False,
    ) -> Page:
        """In one transaction: records how messages went, and leases the next. The desk makes room for it
        when one of them rings."""
        with self._database.haste.lasting() if rings else nullcontext():
            return self._turn(outcomes, wanted, now)

    def _turn(self, outcomes: Sequence[Outcome], wanted: Sequence[int], now: datetime) -> Page:
        waiting: list[Queued] = []
        self._news = False
        with self._database.writing(Database.SENDER) as connection:
            leaders.confirm(connection, self._epoch)
            plain = [outcome for outcome in outcomes if outcome.plain]
            if plain:
                arrived = [(outcome.row.id, outcome.message_id) for outcome in plain]
                leases.arrive(connection, arrived, self._epoch, now)
                shown = {outcome.row.chat_id for outcome in plain if outcome.shows_it_takes}
                for chat_id in self._shut & shown:
                    waiting += self._takes(connection, chat_id, now)
            for outcome in outcomes:
                if not outcome.plain:
                    waiting += self._record(connection, outcome, now)
            leased = leases.lease(connection, wanted, self._epoch, now) if wanted else []
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
                if row.chat_id in self._shut and outcome.shows_it_takes:
                    waiting += self._takes(connection, row.chat_id, now)
                return waiting
            case Fate.REFUSED:
                self._refuse(connection, outcome, now)
            case Fate.SHUT:
                return self._shuts(connection, outcome, now)
            case Fate.UNCLEAR:
                return self._unclear(connection, outcome, now)
            case Fate.TOPIC_GONE:
                # The desk makes the topic again, and says in it all that was said, this too.
                self._end(connection, outcome, now, outbox.REFUSED)
                topic = row.content.get("within") or row.card
                self._tell(
                    connection, str(topic), row, tidings.GONE, now, row.thread or row.message_id
                )
            case Fate.MOVED:
                # The desk moves the room and what waits.
                self._tell(connection, "chat", row, tidings.MIGRATED, now, outcome.successor)
                new = outcome.successor or row.chat_id
                return holds.move(connection, row.id, self._epoch, row.chat_id, new)
            case Fate.LATER | Fate.UNKNOWN:
                return self._try_again(connection, outcome, now)
        return []

    # --- refused ---------------------------------------------------------------------------

    def _refuse(self, connection: Connection, outcome: Outcome, now: datetime) -> None:
        """For good."""
        row = outcome.row
        if self._end(connection, outcome, now, outbox.REFUSED) and row.about is not None:
            self._tell(connection, row.about, row, tidings.REFUSED, now)

    def _shuts(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        """The chat takes nothing: all that waits for it is held, and whoever wants to know is told, once
        of each. A campaign goes on without it."""
        row = outcome.row
        self._shut.add(row.chat_id)
        if row.held != outbox.BY_CHAT:
            self._tell(connection, "chat", row, tidings.UNREACHABLE, now)
        if row.lane == CAMPAIGN or row.kind not in SAYS:
            self._refuse(connection, outcome, now)
            return []
        if row.held != outbox.BY_CHAT and row.about is not None:
            self._tell(connection, row.about, row, tidings.UNREACHABLE, now)
        at = now + rest(row, outbox.BY_CHAT)
        self._give_back(connection, outcome, at, outbox.BY_CHAT)
        for owed in holds.hold(connection, row.chat_id, at, now):
            self._tell_owed(connection, owed, tidings.UNREACHABLE, now)
        return outbox.waiting(connection, [row.chat_id])

    def _takes(self, connection: Connection, chat_id: int, now: datetime) -> list[Queued]:
        """The chat takes messages again, and gets what was held."""
        self._shut.discard(chat_id)
        tidings.tell(connection, "chat", chat_id, tidings.TAKES, now)
        self._news = True
        return holds.release(connection, [chat_id])

    def _unclear(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        row = outcome.row
        if row.held != outbox.BY_ITSELF and row.about is not None:
            self._tell(connection, row.about, row, tidings.HELD, now)
        at = now + rest(row, outbox.BY_ITSELF)
        return self._give_back(connection, outcome, at, outbox.BY_ITSELF)

    # --- told ------------------------------------------------------------------------------

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

    def _tell_owed(self, connection: Connection, owed: Owed, outcome: str, now: datetime) -> None:
        if owed.about is not None:
            tidings.tell(connection, owed.about, owed.chat_id, outcome, now)
            self._news = True

    def _end(self, connection: Connection, outcome: Outcome, now: datetime, state: str) -> bool:
        return leases.end(
            connection, outcome.row, self._epoch, now, state, outcome.message_id, outcome.reason
        )

    # --- tried again -----------------------------------------------------------------------

    def _try_again(self, connection: Connection, outcome: Outcome, now: datetime) -> list[Queued]:
        row = outcome.row
        if row.lane == ALARM and row.about is not None:
            self._tell(connection, row.about, row, tidings.HELD, now)
        if row.lane == CAMPAIGN and outcome.fate is Fate.UNKNOWN:
            mine = self._end(connection, outcome, now, outbox.UNCERTAIN)
            if mine and row.about is not None:
                self._tell(connection, row.about, row, tidings.UNCERTAIN, now)
            return []
        at = now + timedelta(seconds=outcome.again_in or back_off(row))
        return self._give_back(connection, outcome, at)

    def _give_back(
        self, connection: Connection, outcome: Outcome, at: datetime, held: str | None = None
    ) -> list[Queued]:
        row = outcome.row
        back = leases.give_back(
            connection,
            row,
            self._epoch,
            not_before=at,
            repeat=outcome.fate is Fate.UNKNOWN,
            reason=outcome.reason,
            held=held,
        )
        is_held = (held or row.held) is not None
        return [row.again(at, held=is_held)] if back else []


def _hush(connection: Connection, leased: Sequence[Leased]) -> None:
    """Nothing may sound where a silent alarm is live, also what was written before it was."""
    loud = [row for row in leased if row.chat_id > 0 and "silent" not in row.content]
    if loud:
        silent = alerts.silent(connection, {row.chat_id for row in loud})
        for row in loud:
            if row.chat_id in silent:
                row.content["silent"] = True
