"""How one hears the other: the resident's words and media where the officers talk about the alarm, an
officer's answer in the resident's chat, and nobody's account in either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from cards.presses import Number, Press
from cards.said import joined, literally, shortened
from db import alerts, outbox, talks
from db import cards as messages
from db.alerts import Alert
from db.outbox import ANSWER, NOTICE, SENDING
from db.talks import TEXT, Talk
from locales import L, Phrase
from services import officers
from services.lifetimes import TALK
from services.speech import Button, Buttons, Copied, Manner, Words
from services.talks import QUICK, QUICKLY, album_of, chats, name_of, thread_of
from services.work import Work

# Characters of a message that stand together. Telegram takes 4,096 UTF-16 units; a character may be
# two of them, or one and the joiner that makes it harmless.
PIECE = 2000
MOST_PIECES = 3  # Telegram lets nobody write more
LONGEST_CAPTION = 800
COLLECTED = timedelta(seconds=1)  # for the pieces of an album, which come one by one
LATE = timedelta(seconds=0.8)  # after that a piece goes alone: the album may be on its way
ONLY_WORDS = L("Only the words were passed on. What else was in that message I can't pass on.")


class Quick(Press):
    verb = "talks.quick"

    number: Number


class Say(Press):
    verb = "talks.say"

    number: Number
    which: Number


def quick_words(alert: Alert) -> Buttons:
    """What is said most, a button each."""
    keys = enumerate(QUICK, start=1)
    return [[Button(words, Say(number=alert.id, which=which).pack())] for which, words in keys]


def draw(work: Work, talk: Talk) -> None:
    """Shows it to those who have not said it themselves."""
    alert = alerts.find(work.connection, talk.alert_id)
    if alert is None:
        raise LookupError("a talk about no alarm")
    how = {"about": f"talks {talk.id}", "until": work.now + TALK}
    for chat in chats(work, alert):
        if chat != talk.chat_id or talk.gone:
            _show(work, talk, chat, {"thread": thread_of(alert)}, lane=NOTICE, **how)
    if talk.officer_id is not None and not talk.gone:
        _show(work, talk, alert.resident_id, {"silent": alert.silent}, lane=ANSWER, **how)


def _show(work: Work, talk: Talk, chat: int, manner: Manner, **how: Any) -> None:
    how["case"] = f"alerts {talk.alert_id}"  # all that is said in an alarm shares its turns
    answered = _answered(work, talk, chat)
    if answered is not None:
        manner = {**manner, "answers": answered}
    in_words = talk.kind == TEXT or talk.kind.startswith(QUICKLY)
    if in_words and talk.carrier is None:
        _in_words(work, talk, chat, manner, **how)
    if talk.copies:
        _anew(work, talk, chat, manner, **how)
    elif in_words:
        return
    elif talk.album is None:
        copied = Copied(*_source(work, talk), _caption(work, talk))
        work.carry(chat, name_of(talk), copied, **how, **manner)
    else:
        _in_album(work, talk, chat, manner, **how)


def _in_words(work: Work, talk: Talk, chat: int, manner: Manner, **how: Any) -> None:
    first, *others = _pieces(work, talk)
    work.show(chat, name_of(talk), first, **how, **manner)
    names = [f"{name_of(talk)} {number}" for number in range(2, MOST_PIECES + 1)]
    for number, (name, piece) in enumerate(zip(names, others, strict=False), start=2):
        further = {**how, "about": f"talks {talk.id} {number}"}
        work.show(chat, name, piece, **further, **manner)
    if talk.edited:  # it is shorter now
        work.take_back(chat, names[len(others) :])


def _in_album(work: Work, talk: Talk, chat: int, manner: Manner, **how: Any) -> None:
    """The pieces come one by one: they are collected for a second, and what comes later goes alone.
    Their words are said beside them, because copied captions would be live."""
    pieces = album_of(work, talk)
    first = min(pieces, key=lambda one: one.id)
    alone = _alone(work, talk, first, pieces, chat)
    together = [one for one in pieces if one.id not in alone]
    if talk.text:
        beside = {"lane": how["lane"], "case": how["case"], **manner}
        words = _by(work, talk, literally(talk.text))
        work.show(chat, f"{name_of(talk)} words", words, **beside)
    if talk not in together:
        first, together = talk, [talk]
    copied = Copied(talk.chat_id, [one.message_id for one in together])
    if talk.gone:
        copied = Copied(*_source(work, first))
    work.carry(chat, name_of(first), copied, not_before=first.said_at + COLLECTED, **how, **manner)


def _anew(work: Work, talk: Talk, chat: int, manner: Manner, **how: Any) -> None:
    """Another file has taken the place of what it showed: a copy of its own below, in answer to the one
    before, because the file of a message that was copied can't be changed."""
    first = album_of(work, talk)[0]
    before = name_of(talk, talk.copies - 1) if talk.copies > 1 else name_of(first)
    caption = _caption(work, talk)
    shown = messages.kept(work.connection, [(chat, before)]).get((chat, before))
    if shown is not None:  # else it is on its way there, and comes above all the same
        manner = {**manner, "answers": shown[0]}
    instead = L("🔁 This takes the place of the one above.")
    caption = joined([instead, caption]) if caption else instead
    copied = Copied(*_source(work, talk), caption)
    work.carry(chat, name_of(talk, talk.copies), copied, **how, **manner)


def _alone(work: Work, talk: Talk, first: Talk, pieces: Sequence[Talk], chat: int) -> set[int]:
    """The pieces that go alone, or went: those that were said late, and `talk` if it is said now and the
    others are on their way to the chat. What was copied can't be changed, so that nothing can join it."""
    names = {one.id: (chat, name_of(one)) for one in pieces}
    waits = outbox.coming(work.connection, names.values())
    there = messages.kept(work.connection, list(names.values()))
    alone = {
        one.id
        for one in pieces
        if one.said_at > first.said_at + LATE or names[one.id] in waits or names[one.id] in there
    }
    has_left = names[first.id] in there or SENDING in waits.get(names[first.id], ())
    if has_left and talk.said_at == work.now:
        alone.add(talk.id)
    return alone - {first.id}


def _source(work: Work, talk: Talk) -> tuple[int, list[int]]:
    """The message to copy: what was said, or, where that went with its topic, what the resident got."""
    if talk.gone:
        alert = alerts.find(work.connection, talk.alert_id)
        chat = alert.resident_id if alert is not None else 0
        got = messages.kept(work.connection, [(chat, name_of(talk))]).get((chat, name_of(talk)))
        if got is not None:
            return chat, [got[0]]
    return talk.chat_id, [talk.message_id]


def _pieces(work: Work, talk: Talk) -> Iterator[Phrase]:
    """Its words, in as many messages as they need."""
    if talk.kind.startswith(QUICKLY):
        yield _by(work, talk, QUICK[int(talk.kind.split()[1]) - 1])
        return
    said = talks.carried(work.connection, talk.id)
    if len(said) > 1:
        yield joined([_by(work, one, literally(one.text)) for one in said])
        return
    for start in range(0, len(talk.text), PIECE):
        piece = talk.text[start : start + PIECE]
        yield _by(work, talk, literally(piece) if talk.officer_id is None else piece)


def _by(work: Work, talk: Talk, words: Phrase | str) -> Phrase:
    if talk.officer_id is None:
        return L("💬 {words}", words=words)
    officer = officers.named(work, talk.officer_id)
    return L("👮 <b>{officer}</b>: {words}", officer=officer, words=words)


def _caption(work: Work, talk: Talk) -> Words | None:
    """A caption is said again, so that nothing in it calls anybody; an officer's has their name."""
    if talk.officer_id is None and not talk.text:
        return "" if talk.edited else None
    return _by(work, talk, literally(shortened(talk.text, LONGEST_CAPTION)))


def _answered(work: Work, talk: Talk, chat: int) -> int | None:
    """The message of that chat that this is a reply to."""
    if talk.answers is None:
        return None
    replied = talks.find(work.connection, talk.answers)
    if replied is None or replied.chat_id != chat:
        return None
    return replied.message_id
