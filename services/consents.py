"""Consent to the privacy notice: given, left for later, withdrawn as easily as given; and what a
resident may have deleted.

PIPL Art. 14 (asked again when it changes), 15 (withdrawal), 16 (no service refused over data it does
not need), 47 (deletion, also when consent is withdrawn).
"""

from __future__ import annotations

from db.residents import Resident
from locales import L
from services import erasures, residents
from services.refusals import RefusedError
from services.residents import NOTICE
from services.work import Work


def agree(work: Work, version: int) -> Resident:
    """Who acts agrees to that version of the notice. Raises RefusedError when it is not the newest,
    for they have not read that one."""
    if version != NOTICE:
        raise RefusedError(L("The notice has changed meanwhile. Please read it under 🔒 Privacy."))
    resident = residents.meet(work)
    if residents.consents(resident):
        return resident
    work.record("consent", f"residents {resident.id}", version=NOTICE)
    return residents.change(work, resident, consent_version=NOTICE, consented_at=work.now)


def leave(work: Work) -> Resident:
    """Leaves the question for later: nothing is kept, and it is not asked again until the notice
    changes. What somebody agreed to before stays until they withdraw it."""
    resident = residents.meet(work)
    if resident.consented_at is not None:
        return resident
    return residents.change(work, resident, consent_version=NOTICE)


def withdraw(work: Work) -> Resident:
    """Takes the consent back, and with it what was told under it."""
    resident = residents.meet(work)
    if resident.consented_at is not None:
        work.record("withdraw", f"residents {resident.id}", version=resident.consent_version)
    resident = residents.change(
        work, resident, consented_at=None, consent_version=NOTICE, community_asked=False
    )
    return erasures.erase(work, resident)


def erase(work: Work) -> Resident:
    """Deletes what the resident told of themselves. Records of their cases stay: the law says how
    long a police station keeps them."""
    resident = residents.meet(work)
    work.record("erase", f"residents {resident.id}")
    return erasures.erase(work, resident)
