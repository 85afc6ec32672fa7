"""What the desk does by itself: what is due, news of messages, orders of the calendar. Each is work of its
own: where it fails nothing of it stays, and where it hangs it is set aside alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection

import cards
import jobs
from bot import complaints
from bot.budget import Budget
from bot.hourglass import Hourglass, Suspect
from db import districts, hung, tidings
from db.engine import is_trouble
from db.leaders import DeposedError
from db.tidings import Tiding
from jobs.sweeps import Case, Sweep
from services.turn import Turn
from services.work import Work

log = structlog.get_logger()

Deed = Callable[[Work], bool | None]  # True: a slice is done, and more is left


class Deeds:
    """In transactions of the desk; each goes on with the next for as long as its budget says."""

    def __init__(self, hourglass: Hourglass) -> None:
        self._hourglass = hourglass

    def do_due(self, turn: Turn, found: tuple[Sweep, Case] | None, budget: Budget) -> None:
        """That case, and whatever else is due; what fails waits a while."""
        while found is not None:
            self._do_case(turn, *found)
            if budget.is_over():
                return
            found = jobs.find_due(turn.connection, turn.now)

    def _do_case(self, turn: Turn, sweep: Sweep, case: Case) -> None:
        kind = name_of(sweep.do)
        name = f"{kind} {case.id}"
        # A case that was touched since has forgotten that it was put off.
        rest = hung.rests_until(turn.connection, name, turn.now)
        if rest is not None:
            sweep.postpone(turn.connection, case.id, rest)
        elif not self._do(turn, lambda work: sweep.do(work, case), _resting(name)):
            sweep.postpone(turn.connection, case.id, turn.now + jobs.AFTER_A_FAILURE)
            complaints.failed(turn, kind, name)

    def hear(self, turn: Turn, news: Sequence[Tiding], budget: Budget) -> None:
        """The news, one after the other; what can't be heard is heard again, or set aside."""
        heard = []
        for tiding in news:
            if self._hear(turn, tiding):
                heard.append(tiding)
            else:
                complaints.unheard(turn, tiding)
            # A group that moved or was bound: the rest is heard by who knows of it.
            changed = turn.station.revision != districts.revision(turn.connection)
            if changed or budget.is_over():
                break
        tidings.taken_up(turn.connection, heard)

    def _hear(self, turn: Turn, tiding: Tiding) -> bool:
        name = f"news of {tiding.about}"

        def set_aside(connection: Connection, now: datetime) -> None:
            hung.note(connection, name, now)
            tidings.set_aside(connection, tiding, now)

        return self._do(turn, partial(jobs.hear, tiding), Suspect(name, set_aside))

    def obey(self, turn: Turn, deed: Deed) -> bool:
        """An order of the calendar, or a slice of it: True when more of it is left."""
        left: list[object] = []
        name = name_of(deed)
        if hung.rests_until(turn.connection, name, turn.now) is not None:
            return False
        if not self._do(turn, lambda work: left.append(deed(work)), _resting(name)):
            complaints.failed(turn, name, name)
            return False
        return left == [True]

    def _do(self, turn: Turn, deed: Callable[[Work], object], suspect: Suspect) -> bool:
        """The deed, as work of its own: False when it failed."""
        work = Work(turn)
        self._hourglass.turn(suspect)
        try:
            deed(work)
            cards.redraw(work)
            work.keep()
        except Exception as error:
            if is_trouble(error) or isinstance(error, DeposedError):
                raise
            work.drop()
            log.error("a job failed", deed=suspect.name, reason=complaints.where(error))
            return False
        finally:
            self._hourglass.clear()
        return True


def _resting(name: str) -> Suspect:
    """Should it hang, it rests by its name."""
    return Suspect(name, lambda connection, now: hung.note(connection, name, now))


def name_of(deed: Callable[..., object]) -> str:
    """As the log and the operators know it: "housekeeping.tidy"."""
    deed = deed.func if isinstance(deed, partial) else deed
    return f"{deed.__module__.rpartition('.')[2]}.{deed.__qualname__}"
