"""What Telegram means when it refuses, by its words, in whatever case it writes them."""

from __future__ import annotations

import pytest

from bot.fates import Fate, fate_of
from bot.objections import Objection, objection
from bot.telegram import RefusedByTelegramError
from db.leases import Leased
from db.outbox import ALARM, ANSWER

MEANT = [
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Objection.MUTE),
    (400, "Bad Request: chat_restricted", Objection.MUTE),
    (400, "Bad Request: not enough rights to send text messages to the chat", Objection.MUTE),
    (403, "Forbidden: Not enough rights to send text messages to the chat", Objection.MUTE),
    (400, "Bad Request: need administrator rights in the channel chat", Objection.MUTE),
    (400, "Bad Request: have no rights to send a message", Objection.MUTE),
    (400, "Bad Request: have no write access to the chat", Objection.MUTE),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", Objection.MUTE),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED", Objection.MUTE),
    (400, "Bad Request: chat not found", Objection.ABSENT),
    (400, "Bad Request: Chat not found", Objection.ABSENT),
    (400, "Bad Request: PEER_ID_INVALID", Objection.ABSENT),
    (403, "Forbidden: the group chat was deleted", Objection.ABSENT),
    (403, "Forbidden: user is deactivated", Objection.ABSENT),
    (403, "Forbidden: bot was blocked by the user", Objection.ABSENT),
    (403, "Forbidden: bot was kicked from the supergroup chat", Objection.ABSENT),
    (403, "Forbidden: bot is not a member of the supergroup chat", Objection.ABSENT),
    (403, "Forbidden: bot can't initiate conversation with a user", Objection.ABSENT),
    (403, "Forbidden: words that nobody has met", Objection.ABSENT),
    (400, "Bad Request: TOPIC_CLOSED", Objection.TOPIC_CLOSED),
    (400, "Bad Request: message thread not found", Objection.TOPIC_GONE),
    (400, "Bad Request: TOPIC_DELETED", Objection.TOPIC_GONE),
    (400, "Bad Request: not enough rights to send photos to the chat", Objection.MEDIUM),
    (400, "Bad Request: CHAT_SEND_VOICES_FORBIDDEN", Objection.MEDIUM),
    (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", Objection.MEDIUM),
    (400, "Bad Request: IMAGE_PROCESS_FAILED", Objection.MEDIUM),
    (400, "Bad Request: message is too long", Objection.MARKUP),
    (400, "Bad Request: MESSAGE_TOO_LONG", Objection.MARKUP),
    (400, "Bad Request: can't parse entities: Unsupported start tag", Objection.MARKUP),
    (400, "Bad Request: BUTTON_DATA_INVALID", Objection.BUTTONS),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", Objection.MESSAGE),
    (400, "Bad Request: message to copy not found", Objection.MESSAGE),
    (400, "Bad Request: message to edit not found", Objection.MESSAGE_GONE),
    (400, "Bad Request: message is not modified: specified new message content", Objection.SAME),
    (400, "Bad Request: query is too old and response timeout expired", Objection.QUERY),
    (401, "Unauthorized", Objection.TOKEN),
    (404, "Not Found", Objection.TOKEN),
    (429, "Too Many Requests: retry after 3", Objection.PACE),
    (400, "Bad Request: SOMETHING_NEW", Objection.UNKNOWN),
    (400, "Bad Request", Objection.UNKNOWN),
]


@pytest.mark.parametrize(("code", "words", "meant"), MEANT)
def test_a_refusal_is_judged_by_its_words(code: int, words: str, meant: Objection) -> None:
    assert objection(RefusedByTelegramError(code, words, {})) is meant


def row(kind: str, lane: int = ANSWER, **said: object) -> Leased:
    return Leased(1, lane, -7, kind, None, dict(said), None, 1, False, None, None)


def test_what_says_nothing_makes_no_chat_lost() -> None:
    assert fate_of(row("card"), Objection.MUTE) is Fate.SHUT
    assert fate_of(row("edit"), Objection.MUTE) is Fate.REFUSED
    assert fate_of(row("reaction"), Objection.UNKNOWN) is Fate.REFUSED
    assert fate_of(row("card", topic="🆘 1", closed=False), Objection.MUTE) is Fate.REFUSED
    assert fate_of(row("reaction"), Objection.ABSENT) is Fate.SHUT


def test_an_alarm_is_given_up_for_no_refusal() -> None:
    assert fate_of(row("card"), Objection.MESSAGE) is Fate.REFUSED
    assert fate_of(row("card", ALARM), Objection.MESSAGE) is Fate.UNCLEAR
    assert fate_of(row("card", ALARM), Objection.UNKNOWN) is Fate.UNCLEAR


def test_only_what_stands_in_a_topic_of_ours_has_it_made_again() -> None:
    assert fate_of(row("card", within="topics 1"), Objection.TOPIC_GONE) is Fate.TOPIC_GONE
    assert fate_of(row("message"), Objection.TOPIC_GONE) is Fate.REFUSED
