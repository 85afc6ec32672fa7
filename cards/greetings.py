"""The first contact as a resident sees it: what the alarm key does, and three short questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from cards import consents
from cards.keyboards import in_rows
from cards.presses import Number, Press
from db.residents import Resident
from db.rooms import Community
from locales import LANGUAGES, L, Names, Phrase
from services.greetings import Question, next_question
from services.residents import NOTICE
from services.rooms import Station
from services.speech import Button, Buttons
from services.work import Work

IN_A_ROW = 3
ON_A_PAGE = 15
NEAREST = 4


class Speak(Press):
    """`community` is what the poster's link said, and goes along until they agree."""

    verb = "greetings.speak"

    language: str
    community: str


class Agree(Press):
    verb = "greetings.agree"

    version: Number
    community: str


class NotNow(Press):
    verb = "greetings.not_now"


class Live(Press):
    verb = "greetings.live"

    community: str


class Skip(Press):
    verb = "greetings.skip"


class Turn(Press):
    verb = "greetings.turn"

    page: Annotated[int, Field(ge=0, lt=1000)]


class Near(Press):
    verb = "greetings.near"


def greeting(work: Work) -> Phrase:
    return L(
        "👋 <b>Your community police room.</b>\n"
        "One press on 🆘 and the officers see it at once. In danger, {police} is always right too.",
        police=work.station.police,
    )


def question(work: Work, resident: Resident, community: str = "") -> tuple[Phrase, Buttons]:
    """What is asked next, or that nothing is left to ask."""
    match next_question(resident):
        case Question.LANGUAGE:
            return L("Which language shall we speak?"), languages(community)
        case Question.NOTICE:
            return consents.notice(work), answers(community)
        case Question.COMMUNITY:
            return where(), communities(work.station)
    return done(work, resident), ()


def languages(community: str) -> Buttons:
    """Each language in itself, so that it is found by who needs it."""
    return [
        [Button(name, Speak(language=language, community=community).pack())]
        for language, name in LANGUAGES.items()
    ]


def answers(community: str) -> Buttons:
    return consents.answers(Agree(version=NOTICE, community=community), NotNow())


def where() -> Phrase:
    return L("🏘 <b>Where do you live?</b> Then an alarm goes to the right room at once.")


def whether(community: Community) -> Phrase:
    return L("🏘 <b>Do you live in {community}?</b>", community=Names(community.names))


def yes_or_no(community: Community) -> Buttons:
    yes = Button(L("✅ Yes"), Live(community=community.code).pack())
    return [[yes, Button(L("No"), Skip().pack())]]


def done(work: Work, resident: Resident) -> Phrase:
    """The end of it: what was told, and that the alarm works."""
    community = work.station.communities.get(resident.community or "")
    if community is None:
        return L(
            "👌 That is all. The alarm works at any time; everything else is in the keys below."
        )
    return L(
        "👌 That is all. 🏘 {community}: an alarm goes to {room}.",
        community=Names(community.names),
        room=Names(work.station.rooms[community.room_id].names),
    )


@lru_cache(maxsize=16)
def communities(station: Station, page: int = 0) -> Buttons:
    """A page of the list, communities and villages apart, with the way to its neighbours."""
    pages = _pages(station)
    page = min(page, len(pages) - 1)
    rows = _grid(pages[page])
    turning = [
        Button(_called(pages, number), Turn(page=number).pack())
        for number in (page - 1, page + 1)
        if 0 <= number < len(pages)
    ]
    near = [Button(L("📍 Next to me"), Near().pack())] if station.knows_places else []
    last = [*near, Button(L("⏭ Skip"), Skip().pack())]
    return [*rows, *([turning] if turning else []), last]


def nearest(found: Sequence[Community]) -> Buttons:
    """The nearest of them, and the way to the whole list."""
    rows = [[button] for row in _grid(found[:NEAREST]) for button in row]
    return [*rows, [Button(L("Another one"), Turn(page=0).pack())]]


def _grid(shown: Sequence[Community]) -> list[list[Button]]:
    keys = [
        Button(L("{community}", community=Names(each.names)), Live(community=each.code).pack())
        for each in shown
    ]
    return in_rows(keys, IN_A_ROW)


def _pages(station: Station) -> list[list[Community]]:
    pages = []
    for kind in ("community", "village"):
        some = [each for each in station.communities.values() if each.kind == kind]
        pages += [some[start : start + ON_A_PAGE] for start in range(0, len(some), ON_A_PAGE)]
    return pages


def _called(pages: Sequence[Sequence[Community]], number: int) -> Phrase:
    kind = pages[number][0].kind
    same = [each for each, page in enumerate(pages) if page[0].kind == kind]
    name = L("🏘 Communities") if kind == "community" else L("🌾 Villages")
    if len(same) == 1:
        return name
    return L("{name} {page}", name=name, page=same.index(number) + 1)
