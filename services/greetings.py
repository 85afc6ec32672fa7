"""A resident's first contact: which question is next. The facts say so, so that it goes on where it
stopped, whatever came between."""

from __future__ import annotations

from enum import Enum, auto

from db.residents import Resident
from locales import L
from services import residents
from services.refusals import RefusedError
from services.residents import NOTICE
from services.work import Work


class Question(Enum):
    LANGUAGE = auto()
    NOTICE = auto()
    COMMUNITY = auto()


def next_question(resident: Resident) -> Question | None:
    """None when nothing is left to ask. Without consent nobody is asked where they live."""
    if not resident.greeted:
        return Question.LANGUAGE
    if resident.consent_version != NOTICE:
        return Question.NOTICE
    if residents.consents(resident) and not resident.community_asked and not resident.community:
        return Question.COMMUNITY
    return None


def live(work: Work, community: str | None) -> Resident:
    """Keeps where the resident lives; None: they would rather not say.

    Raises RefusedError without their consent, or when the community is not on the list (any more).
    """
    if community is not None and community not in work.station.communities:
        raise RefusedError(L("This community is not on the list any more. Please choose again."))
    resident = residents.meet(work)
    if community is not None:
        resident = residents.tell(work, resident, name=None, phone=None, community=community)
    return residents.change(work, resident, community_asked=True)
