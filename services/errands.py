"""Errands that officers add and take back in Telegram; those of the district file stay with the file."""

from __future__ import annotations

from collections.abc import Sequence

from db import openings
from locales import L
from services import visits
from services.refusals import RefusedError
from services.windows import Errand, Paper
from services.work import Work
from services.written import Names

LONGEST, MOST_PAPERS = 128, 12
MINUTES = (5, 240)


def names(words: str) -> Names:
    """A name in Chinese and in English from "中文 / English". Raises RefusedError for anything else."""
    chinese, _, english = (part.strip() for part in words.partition("/"))
    if not chinese or not english or max(len(chinese), len(english)) > LONGEST:
        raise RefusedError(
            L("Please write it in both languages, as: 居住证咨询 / Residence permits")
        )
    return Names(zh_Hans=chinese, en=english)


def minutes(words: str) -> int:
    """How long a visit takes. Raises RefusedError for anything else."""
    least, most = MINUTES
    number = int(words) if words.isascii() and words.isdigit() and len(words) <= 3 else 0
    if not least <= number <= most:
        raise RefusedError(
            L("Please write minutes, from {least} to {most}.", least=least, most=most)
        )
    return number


def papers(words: str) -> list[Paper]:
    """Documents to bring, one a line; "-" for none."""
    lines = [line for line in words.splitlines() if line.strip()]
    if words.strip() == "-":
        return []
    if len(lines) > MOST_PAPERS:
        raise RefusedError(L("{most} papers at most, please.", most=MOST_PAPERS))
    return [Paper(name=names(line)) for line in lines]


def add(work: Work, window_code: str, name: Names, takes: int, to_bring: Sequence[Paper]) -> Errand:
    """Residents can book it from the next moment on."""
    code = visits.own_window(work, window_code).code
    known = work.station.errands
    number = next(number for number in range(1, len(known) + 2) if f"added{number}" not in known)
    errand = Errand(
        code=f"added{number}",
        window=code,
        name=name,
        minutes=takes,
        papers=list(to_bring),
    )
    facts = errand.model_dump(mode="json")
    openings.add_errand(work.connection, facts, work.here.person_id)
    work.record("add", f"errands {errand.code}", window=code)
    return errand


def drop(work: Work, code: str) -> None:
    """It is not offered any more; visits that are booked for it stand."""
    errand = work.station.errands.get(code)
    if errand is None:
        raise RefusedError(L("This is not offered any more."))
    visits.own_window(work, errand.window)
    if not openings.drop_errand(work.connection, code):
        raise RefusedError(L("It stands in the district file, and can only be changed there."))
    work.record("drop", f"errands {code}")
