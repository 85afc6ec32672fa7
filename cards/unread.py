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
    """In the groups of its rooms and with those who were called."""
    groups = [one.chat_id for room in case.rooms for one in work.station.alarm_groups(room)]
    for chat in (*groups, *officers.still(work, case.called)):
        _show(work, case, chat)


def _show(work: Work, case: Unread, chat: int) -> None:
    """A card, and where it stands already, the newest call below it, a message of its own, which sounds."""
    words, keys, name = for_officers(work, case), buttons(case), f"unread {case.id}"
    ring = f"{name} again {case.rung}"
    there = work.there([(chat, name), (chat, ring)])
    work.show(chat, name, words, lane=ALARM, buttons=keys, about=name)
    if (chat, ring) in there or (case.rung_at == work.now and (chat, name) in there):
        work.show(chat, ring, words, lane=ALARM, buttons=keys, about=name)
    old = messages.begin_with(work.connection, chat, f"{name} again ")
    work.take_back(chat, [one for one in old if one != ring])


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
