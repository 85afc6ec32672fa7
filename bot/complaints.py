"""When something can't be done: told to the person, to the officers if it may have been an alarm, and
to the operators; and never a word of a person's in a log."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

import cards
from cards.keyboards import MENU
from cards.presses import Press
from cards.said import joined
from db import inbox, tidings
from db.hung import Hung
from db.inbox import Waiting
from db.outbox import NOTICE
from db.tidings import Tiding
from locales import L, Local, N, Phrase
from services import unread
from services.refusals import RefusedError
from services.turn import Here, Turn
from services.work import Work

log = structlog.get_logger()
# After how long news is heard again that could not be heard.
HEARINGS = tuple(timedelta(seconds=seconds) for seconds in (1, 10, 60))


def where(error: BaseException) -> str:
    """The kind of an error and the line that raised it; its text may quote a person, so not that."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f" at {Path(last.filename).name}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{place}"


def refuse(turn: Turn, here: Here, refusal: RefusedError, pressed: str | None = None) -> None:
    """Tells why: a pop-up for a press, a message for anything else. The work itself was dropped, so
    a try that belongs in the audit trail is recorded here, with the button if it was one of ours."""
    work = Work(turn, here)
    if refusal.about is not None:
        press = Press.unpack(pressed)
        work.record("refused", refusal.about, press=press.pack() if press else None)
    if here.query is not None:
        work.answer(refusal.words, popup=True)
    else:
        work.say(refusal.words)
    work.keep()


def park(turn: Turn, row: Waiting, reason: str, here: Here | None = None) -> None:
    """Sets an update aside with its raw text. What may have been an alarm is shown raw to the
    officers, the person gets an apology, the operators are told."""
    inbox.park(turn.connection, row.id, turn.now, reason)
    log.error("an update was set aside", update=row.id, reason=reason)
    work = Work(turn, here)
    if row.urgent:
        unread.set_aside(work, row)
    if row.chat_id > 0:
        work.send(
            row.chat_id,
            L(
                "Sorry, something went wrong on our side and this did not get through. "
                "Please try again. In danger, call {police}.",
                police=turn.station.police,
            ),
            keyboard=MENU,
        )
    _tell_operators(work, row, reason)
    cards.redraw(work)
    work.keep()


def unheard(turn: Turn, tiding: Tiding) -> None:
    """News that could not be heard, because its listener failed: tried again a few times, each later than
    the one before, and then set aside, of which the operators are told: the newest of an hour."""
    if tiding.tries < len(HEARINGS):
        tidings.again(turn.connection, tiding, turn.now + HEARINGS[tiding.tries])
        return
    tidings.set_aside(turn.connection, tiding, turn.now)
    log.error("news was set aside", about=tiding.about, outcome=tiding.outcome)
    work = Work(turn)
    words = L(
        "⚙️ News of {about} was set aside: {outcome}", about=tiding.about, outcome=tiding.outcome
    )
    _show_operators(work, "news_set_aside", words)
    work.keep()


def failed(turn: Turn, kind: str, name: str) -> None:
    """A deed that failed over a mistake of ours: the operators have one card for each kind and hour."""
    work = Work(turn)
    words = L("⚙️ {what} failed. It is tried again, and all else goes on.", what=name)
    _show_operators(work, f"failed {kind}", words)
    work.keep()


def hung(turn: Turn, found: Sequence[Hung]) -> None:
    """Deeds that hung so long that their process was ended."""
    told = [
        L("⚙️ {what} hung and rests until {time}.", what=one.name, time=Local(one.until))
        for one in found
    ]
    work = Work(turn)
    _show_operators(work, "hung", joined(told))
    work.keep()


def _tell_operators(work: Work, row: Waiting, reason: str) -> None:
    """The desk groups have one card for all of an hour: the first at once, and how many came after it,
    so that a hundred of a kind keep nothing else from them."""
    aside = inbox.set_aside(work.connection, _this_hour(work))
    told: list[Phrase | str] = [
        L("⚙️ Update {number} was set aside: {reason}", number=aside.first, reason=aside.reason)
    ]
    if aside.count > 1:
        told.append(
            N(
                "And {count} more until {time}; the newest is update {number}: {reason}",
                "And {count} more until {time}; the newest is update {number}: {reason}",
                count=aside.count - 1,
                time=Local(work.now),
                number=row.id,
                reason=reason,
            )
        )
    _show_operators(work, "set_aside", joined(told))


def _show_operators(work: Work, name: str, words: Phrase) -> None:
    for group in work.station.groups.values():
        if group.desk:
            work.show(group.chat_id, f"{name} {_this_hour(work):%Y%m%d%H}", words, lane=NOTICE)


def _this_hour(work: Work) -> datetime:
    return work.now.replace(minute=0, second=0, microsecond=0)
