"""Somebody who came without a visit, as the officer notes them: one message, one question at a time."""

from __future__ import annotations

from cards.calendars import called, named
from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.said import joined
from db.rooms import Community
from db.walk_ins import WalkIn
from locales import L, Names, Phrase
from services import visits
from services.speech import Button, Buttons
from services.walk_ins import NOT_GIVEN, name_of, place_today
from services.windows import Errand, Window
from services.work import Work

IN_A_ROW = 2  # names of communities are long
PLATE = L("🔖 Please write the plate's number.")


class Note(Press):
    verb = "walk_ins.note"

    errand: str


class Plain(Press):
    """No plate was given."""

    verb = "walk_ins.plain"

    number: Number


class Live(Press):
    """An empty community: not known."""

    verb = "walk_ins.live"

    number: Number
    community: str


class Mistake(Press):
    verb = "walk_ins.mistake"

    number: Number


def which(work: Work, window: Window) -> tuple[Phrase, Buttons]:
    """For what somebody can come to the window."""
    keys = [
        [Button(called(one), Note(errand=one.code).pack())]
        for one in work.station.errands.values()
        if one.window == window.code
    ]
    asked = L("🚶 <b>For what did they come?</b> {window}", window=named(window.name))
    return asked, keys


def draw(work: Work, walk_in: WalkIn) -> None:
    """What is known, and the next question; where it is noted."""
    errand = work.station.errands.get(walk_in.errand)
    question, answers = _question(work, walk_in, errand)
    number = place_today(work, walk_in)
    what = called(errand) if errand else walk_in.errand
    lines = [L("🚶 <b>Number {number} today</b> · {errand}", number=number, errand=what)]
    if walk_in.plate is not None:
        plate = walk_in.plate or L("no plate")
        lines.append(L("🔖 {plate}", plate=plate))
    if walk_in.community is not None:
        lines.append(L("🏘 {community}", community=_home(work, walk_in.community)))
    lines += [question] if question else []
    mistake = Button(L("✖️ A mistake"), Mistake(number=walk_in.id).pack())
    buttons = [*answers, [mistake]]
    name, topic = name_of(walk_in.id), work.here.topic
    work.show(work.here.chat_id, name, joined(lines), buttons=buttons, inside=topic)


def _question(work: Work, walk_in: WalkIn, errand: Errand | None) -> tuple[Phrase | None, Buttons]:
    """What is not known yet. Who comes without a bike is asked nothing more."""
    if errand is None or not errand.bike:
        return None, ()
    if walk_in.plate is None:
        plain = Button(L("Without a plate"), Plain(number=walk_in.id).pack())
        return PLATE, [[plain]]
    if walk_in.community is None:
        room_id = visits.room_of(work, work.station.windows[walk_in.window])
        keys = [_key(walk_in, one) for one in work.station.looked_after(room_id)]
        rows = in_rows(keys, IN_A_ROW)
        unknown = Live(number=walk_in.id, community=NOT_GIVEN).pack()
        return L("🏘 Where do they live?"), [*rows, [Button(L("Not known"), unknown)]]
    return None, ()


def _key(walk_in: WalkIn, community: Community) -> Button:
    press = Live(number=walk_in.id, community=community.code)
    return Button(L("{community}", community=Names(community.names)), press.pack())


def _home(work: Work, code: str) -> Names | Phrase:
    community = work.station.communities.get(code)
    return Names(community.names) if community else L("not known")


def taken_back(work: Work, number: int) -> None:
    """What was a mistake says so."""
    words = L("✖️ Taken back. It does not count.")
    work.show(work.here.chat_id, name_of(number), words, inside=work.here.topic)
