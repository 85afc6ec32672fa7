"""How what may be an alarm and could not be read looks to officers: its raw text, who looks after it, and a
call that rings again."""

from __future__ import annotations

from cards.presses import Number, Press
from cards.said import joined
from db import cards as messages
from db import unread
from db.outbox import ALARM
from db.unread import Unread
from locales import L, Local, N, Phrase
from services import officers
from services.speech import Button, Buttons
from services.work import Work

SHOWN = 1500  # characters of a raw update that officers are shown


class Take(Press):
    verb = "unread.take"

    number: Number


def draw(work: Work, case: Unread) -> None:
    """In the groups of its rooms and with those who were called. Each call is a message of its own, which
    sounds; the one before goes."""
    words, keys = for_officers(work, case), buttons(case)
    about, name = f"unread {case.id}", name_of(case)
    for room in case.rooms:
        for group in work.station.alarm_groups(room):
            _show(work, group.chat_id, name, words, keys, about)
    for officer in officers.still(work, case.called):
        _show(work, officer, name, words, keys, about)


def _show(work: Work, chat: int, name: str, words: Phrase, keys: Buttons, about: str) -> None:
    old = [one for one in messages.begin_with(work.connection, chat, f"{about} ") if one != name]
    work.take_back(chat, old)
    work.show(chat, name, words, lane=ALARM, buttons=keys, about=about)


def name_of(case: Unread) -> str:
    """Its newest message."""
    return f"unread {case.id} {case.rung}"


def for_officers(work: Work, case: Unread) -> Phrase:
    """What came, as it came, and who looks after it."""
    raw = unread.words(work.connection, case.parked)
    lines: list[Phrase | str] = [
        L(
            "🆘 <b>This may be an alarm</b> that I could not read. Chat {chat}:\n<pre>{raw}</pre>",
            chat=case.chat_id,
            raw=raw[:SHOWN],
        )
    ]
    if case.count > 1:
        lines.append(N("{count} message of theirs", "{count} messages of theirs", count=case.count))
    if case.officer_id is None:
        lines.append(L("⏳ <b>Nobody looks after it yet</b>"))
    else:
        lines.append(
            L(
                "✋ {time} <b>{officer}</b> looks after it",
                time=Local(case.taken_at or case.open_since),
                officer=officers.named(work, case.officer_id),
            )
        )
    return joined(lines)


def buttons(case: Unread) -> Buttons:
    """One, until somebody pressed it."""
    if case.officer_id is not None:
        return ()
    return [[Button(L("✋ I look after it"), Take(number=case.id).pack())]]
