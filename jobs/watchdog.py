"""Who watches the watchdog: the officers hear when it has fallen silent, and when it is back."""

from __future__ import annotations

from db.outbox import NOTICE
from locales import L, Phrase
from services.work import Work


def is_silent(work: Work) -> None:
    _tell(work, L("⚠️ The watchdog has been silent for two minutes: please tell the operator."))


def is_back(work: Work) -> None:
    _tell(work, L("✅ The watchdog is back."))


def _tell(work: Work, words: Phrase) -> None:
    for group in work.station.groups.values():
        if group.desk:
            work.send(group.chat_id, words, lane=NOTICE)
