"""A resident's own cases, of whatever kind: which there are, and which one a number means.

Somebody else's number gets the answer of a number that does not exist: the queries ask for the
resident's own only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from locales import L, Phrase
from services.refusals import RefusedError
from services.speech import Words
from services.work import Work


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its resident's list shows it. `number` is its number among those of its noun."""

    noun: str
    number: int
    at: datetime  # when it began
    title: Phrase
    standing: Phrase
    told: tuple[Words, ...]  # what else there is to see of it, a line each


@dataclass(frozen=True, slots=True)
class Kind:
    """How a noun joins the list; both give cases of who acts and nobody else's.

    `newest`: those begun before a moment (None: all), newest first, as many as asked for.
    `find`: the one of that number.
    """

    newest: Callable[[Work, datetime | None, int], list[Case]]
    find: Callable[[Work, int], Case | None]


Kinds = Mapping[str, Kind]


def newest(work: Work, kinds: Kinds, before: datetime | None, most: int) -> list[Case]:
    """The resident's newest cases of all kinds that began before that moment."""
    found = [case for kind in kinds.values() for case in kind.newest(work, before, most)]
    return sorted(found, key=lambda case: case.at, reverse=True)[:most]


def find(work: Work, kinds: Iterable[Kind], number: int) -> list[Case]:
    """The resident's cases with that number, one of a kind at most.

    Raises RefusedError when there is none: with the same words whether it is nobody's or another's.
    """
    found = [case for kind in kinds if (case := kind.find(work, number)) is not None]
    if not found:
        raise RefusedError(L("You have no case with this number. /mycases shows those you have."))
    return found
