"""All that is kept of a resident's alarm, for the copy of their data (PIPL Art. 45): what their own list
shows of it, their word to the stars, and everything that was said in it by both sides.

Of pictures, voices and other files nothing is kept but that they were sent and when: they stand in the chat
itself. What officers noted for themselves about a case is the police's working record, and not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cards import alerts as shown
from cards import mine
from cards.said import joined, literally
from db import alerts, talks
from db.talks import TEXT, Talk
from locales import L, Local, Phrase
from services import officers
from services.cases import Case
from services.speech import Words
from services.talks import QUICK, QUICKLY
from services.work import Work

MOMENT = "yyyy-MM-dd HH:mm"
PIECE = 1500  # characters that stand together; a message takes 4,096 UTF-16 units
_PICTURE, _VIDEO, _FILE = L("🖼 a picture"), L("🎬 a video"), L("📎 a file")
FILES = {
    "photo": _PICTURE,
    "live_photo": _PICTURE,
    "sticker": _PICTURE,
    "animation": _VIDEO,
    "video": _VIDEO,
    "video_note": _VIDEO,
    "voice": L("🎤 a voice message"),
    "audio": L("🎵 a sound"),
    "contact": L("📇 a contact"),
}


def of_alarm(work: Work, case: Case) -> Iterator[Words]:
    """Everything that is kept of the alarm and may be told, a line each."""
    alert = alerts.find(work.connection, case.number)
    if alert is None:
        return
    yield from mine.facts(work, alert)
    if alert.kind is not None:
        yield L("📌 {kind}", kind=shown.KIND[alert.kind])
    if alert.review:
        yield from _pieces(L("✍️ Your word to it:"), alert.review)
    for talk in talks.of_alert(work.connection, alert.id):
        yield from _said(work, talk)


def _said(work: Work, talk: Talk) -> Iterator[Words]:
    at = Local(talk.said_at, MOMENT)
    head = joined([at, "💬"], " ")
    if talk.officer_id is not None:
        head = L("{time} 👮 {officer}:", time=at, officer=officers.named(work, talk.officer_id))
    if talk.kind.startswith(QUICKLY):
        yield joined([head, QUICK[int(talk.kind.split()[1]) - 1]], " ")
        return
    if talk.kind != TEXT:
        head = joined([head, FILES.get(talk.kind, _FILE)], " ")
    yield from _pieces(head, talk.text)


def _pieces(head: Phrase, text: str) -> Iterator[Words]:
    """The words behind the head, in as many lines as they need."""
    yield joined([head, literally(text[:PIECE])], " ") if text else head
    for start in range(PIECE, len(text), PIECE):
        yield joined([literally(text[start : start + PIECE])])
