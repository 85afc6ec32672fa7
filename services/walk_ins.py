"""Who came without a visit, as the officer at the window notes it: a row from the first tap, answers one by
one, and taken back on the same day if it was a mistake."""

from __future__ import annotations

from db import cards, walk_ins
from db.cards import CardName
from db.walk_ins import WalkIn
from locales import L
from services import officers, openings, places, visits
from services.refusals import RefusedError
from services.work import Work

NOT_GIVEN = ""  # a plate, a community: asked for, and there is none
GONE = L("This button does not work any more.")


def name_of(number: int) -> str:
    """The card on which it is noted."""
    return f"walk_ins {number}"


def note(work: Work, code: str) -> WalkIn:
    """Somebody came for that errand and was served. A list that is tapped twice notes one."""
    noted = _noted_here(work)
    if noted is not None:
        return mine(work, noted)
    errand, window = places.errand(work, code)
    officer = officers.at_window(work, visits.room_of(work, window))
    facts = {"window": window.code, "errand": errand.code, "at": work.now}
    walk_in = walk_ins.add(work.connection, {**facts, "officer_id": officer.user_id})
    work.record("walk_in", f"walk_ins {walk_in.id}", window=window.code)
    return _touched(work, walk_in)


def _noted_here(work: Work) -> int | None:
    """The number of what the pressed message notes already: with the first tap it becomes the card."""
    pressed = work.here.message_id or 0
    card, message_id = cards.called(work.connection, work.here.chat_id, pressed) or ("", 0)
    name = CardName.read(card) if message_id == pressed else None
    return name.number if name is not None and name.noun == "walk_ins" else None


def mine(work: Work, number: int) -> WalkIn:
    """What who acts noted today. Raises RefusedError for what others noted, or was noted another day."""
    walk_in = walk_ins.find(work.connection, number)
    window = work.station.windows.get(walk_in.window) if walk_in else None
    if walk_in is None or window is None:
        officers.serving(work)
        raise RefusedError(GONE)
    officers.at_window(work, visits.room_of(work, window))
    today = openings.local_day(work, walk_in.at) == openings.today(work)
    if walk_in.officer_id != work.here.person_id or not today:
        raise RefusedError(L("Only who noted it can change it, and on the same day."))
    return walk_in


def tell_plate(work: Work, number: int, words: str | None) -> WalkIn:
    """The plate they got, None for none. Raises RefusedError for what is no plate number."""
    mine(work, number)
    plate = NOT_GIVEN if words is None else visits.read_plate(words)
    work.record("plate", f"walk_ins {number}", given=bool(plate))
    return _touched(work, walk_ins.change(work.connection, number, {"plate": plate}))


def tell_community(work: Work, number: int, code: str) -> WalkIn:
    """Where they live: a community or village of the window's room, or NOT_GIVEN."""
    walk_in = mine(work, number)
    room_id = visits.room_of(work, work.station.windows[walk_in.window])
    if code not in {NOT_GIVEN, *(one.code for one in work.station.looked_after(room_id))}:
        raise RefusedError(GONE)
    return _touched(work, walk_ins.change(work.connection, number, {"community": code}))


def take_back(work: Work, number: int) -> None:
    """It was a mistake, and never was."""
    mine(work, number)
    work.record("take_back", f"walk_ins {number}")
    walk_ins.drop(work.connection, number)


def place_today(work: Work, walk_in: WalkIn) -> int:
    """Its number among those of the day at its window."""
    begin = openings.midnight(openings.local_day(work, walk_in.at), work.turn.house.timezone)
    return walk_ins.place(work.connection, walk_in, begin)


def _touched(work: Work, walk_in: WalkIn) -> WalkIn:
    work.touch("walk_ins", walk_in.id, walk_in)
    return walk_in
