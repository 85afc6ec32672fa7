"""Getting to know a resident, and changing what we know as they wish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from db import residents
from db.residents import Resident
from locales import L
from locales.signs import has_anything_visible
from services.refusals import RefusedError
from services.work import Work

NOTICE = 1
"""The privacy notice's version (cards/consents.py): raised with its words, it is asked anew (PIPL 14)."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What an officer may see of a resident; `called` is never empty."""

    called: str
    phone: str | None
    community: str | None


def meet(work: Work) -> Resident:
    """The resident who writes; at their first word we begin to know them."""
    here = work.here
    known = work.person(here.person_id)
    if known is not None:
        return known if known.reachable else change(work, known, reachable=True)
    resident = Resident(
        id=here.person_id,
        key=work.turn.house.keys.new_key(),
        name=None,
        phone=None,
        community=None,
        language=here.tongue,
        greeted=False,
        reachable=True,
        since=work.now,
    )
    residents.add(work.connection, resident)
    work.know(resident)
    return resident


def change(work: Work, resident: Resident, **facts: Any) -> Resident:
    """Changes plain facts: language, community, greeted, reachable."""
    if not facts:  # nothing was told, as by who skips every question
        return resident
    residents.change(work.connection, resident.id, facts)
    changed = replace(resident, **facts)
    work.know(changed)
    return changed


def consents(resident: Resident) -> bool:
    """Whether the resident has agreed to the privacy notice as it is now."""
    return resident.consented_at is not None and resident.consent_version == NOTICE


def tell(
    work: Work, resident: Resident, *, name: str | None, phone: str | None, community: str | None
) -> Resident:
    """Keeps what the resident told of themselves, name and phone sealed with their own key; what
    was not told stays as it was. Raises RefusedError without their consent (PIPL Art. 13)."""
    if not consents(resident):
        raise RefusedError(L("I keep this only if you agree. You can do that under 🔒 Privacy."))
    key = work.key_of(resident)
    facts: dict[str, Any] = {
        column: key.seal(column, told)
        for column, told in (("name", name), ("phone", phone))
        if told
    }
    if community is not None:
        facts["community"] = community
    return change(work, resident, **facts)


def told(work: Work, resident: Resident) -> list[str]:
    """The name and the number that they told, as far as they did."""
    key = work.key_of(resident)
    kept = (("name", resident.name), ("phone", resident.phone))
    return [key.open(column, sealed) for column, sealed in kept if sealed is not None]


def require_name(words: str, most: int) -> str:
    """The name that somebody told, in one line. Raises RefusedError for one that nobody could read, or of
    more than `most` characters."""
    name = " ".join(words.split())
    if not has_anything_visible(name):
        raise RefusedError(L("I can't see a name in that. Please write it again."))
    if len(name) > most:
        raise RefusedError(
            L("That is long for a name. {most} characters at most, please.", most=most)
        )
    return name


def portrait(work: Work, resident: Resident, *, called: str = "") -> Portrait:
    """The resident as officers see them; `called` is the name Telegram shows, if none was told. Whose
    name shows nothing is called by their number."""
    key = work.key_of(resident)
    told = key.open("name", resident.name) if resident.name else None
    names = [name for name in (told, called) if name and has_anything_visible(name)]
    phone = key.open("phone", resident.phone) if resident.phone else None
    return Portrait(names[0] if names else str(resident.id), phone, resident.community)
