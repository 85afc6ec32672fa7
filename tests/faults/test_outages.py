"""Telegram is gone for a while, or for hours: everything that was promised arrives and no card stays stale.
What is given up is given up by its age, never because it was tried often, and then it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.fates import LONGEST_PAUSE
from db import outbox
from services.lifetimes import TALK
from tests.office import Office, held
from tests.town import ALARMS, Town, built_as

MOVES = 25  # of the clock; more tries than anything was once given up after
WAY_OUT = (
    *("sendMessage", "editMessageText", "copyMessage", "answerCallbackQuery", "sendPhoto"),
    *("sendDocument", "setMessageReaction", "deleteMessage"),
)
PATIENT = """
[escalation]
not_on_way = 10_000_000
"""


class Patient(Office):
    """An office whose owners of alarms may take their time."""

    def district(self) -> str:
        return super().district() + PATIENT


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with built_as(Patient, database_url, tmp_path) as town:
        town.begins_on_monday()
        town.expected.add("query is too old")  # a press that was tried until it was
        await town.start()
        yield town


@contextmanager
def gone(town: Town, *methods: str) -> Iterator[None]:
    """Telegram takes nothing, as it answers with errors of its own; people's messages come through."""
    with ExitStack() as faults:
        for method in methods or WAY_OUT:
            faults.enter_context(town.telegram.faults.on("fail", code=502, method=method))
        yield


def _waits(words: str, connection: Connection) -> bool:
    said = select(outbox.outbox.c.content).where(outbox.outbox.c.ended_at.is_(None))
    return any(words in content for content in connection.scalars(said))


def _tried(chat: int, connection: Connection) -> int:
    """How often what waits for a chat was tried."""
    tries = select(outbox.outbox.c.tries).where(outbox.outbox.c.chat_id == chat)
    waits = tries.where(outbox.is_pending).order_by(outbox.outbox.c.tries.desc())
    return connection.scalar(waits) or 0


def _tried_more(chat: int, before: int, connection: Connection) -> bool:
    return _tried(chat, connection) > before


async def lasts(town: Town, seconds: int, chat: int) -> None:
    """So much time passes; what waits for the chat is tried meanwhile, as often as it is."""
    for _ in range(MOVES):
        with town.database() as connection:
            before = _tried(chat, connection)
        town.moves_clock(seconds / MOVES)
        if seconds / MOVES >= LONGEST_PAUSE:
            await town.until(partial(_tried_more, chat, before))


@pytest.mark.parametrize("seconds", [90, 600, 6 * 3600])
async def test_f56_what_was_promised_during_an_outage_arrives_after_it(
    office: Office, seconds: int
) -> None:
    town = office
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    place = await held(town, town.stranger)
    with gone(town):
        await town.officers.presses("✋ Accept", on=card)
        await town.until(partial(_waits, "has accepted"))
        await town.officers.writes("Stay inside, door locked", reply_to=card)
        await town.resident.writes("a man at the door")
        await town.stranger.presses("✅ Book it", on=place)
        for words in ("door locked", "a man at the door", "is booked"):
            await town.until(partial(_waits, words))
        await lasts(town, seconds, town.wang.id)
    town.moves_clock(LONGEST_PAUSE)
    await town.resident.hears("has accepted your alarm")
    await town.resident.hears("Stay inside, door locked")
    await town.officers.sees("a man at the door")
    await town.officers.sees("Accepted by Li Na")
    await town.stranger.sees("Visit 1 is booked")
    town.moves_clock(61)  # a group takes so many edits a minute
    await town.has_said_all()
    shown = [seen.text for seat in (town.officers, town.resident) for seen in seat.screen()]
    assert not any("Nobody has accepted" in text for text in shown)


async def test_f56_words_that_never_arrive_are_told_to_both_sides(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    with gone(town):
        await town.officers.writes("Stay inside, door locked", reply_to=card)
        await town.until(partial(_waits, "door locked"))
        await town.resident.writes("a man at the door")
        await town.until(partial(_waits, "a man at the door"))
        town.moves_clock(TALK.total_seconds() + 1)
        await town.until(partial(_waits, "did not reach the resident in time"))
        await town.until(partial(_waits, "did not reach the officers in time"))
    town.moves_clock(LONGEST_PAUSE)
    await town.officers.sees("did not reach the resident in time")
    await town.resident.sees("An officer had written to you")
    await town.resident.sees("did not reach the officers in time")
    assert not any("door locked" in seen.text for seen in town.resident.screen())


async def test_f56_an_alarm_is_shown_however_late(town: Town) -> None:
    with gone(town):
        await town.resident.writes("/alarm")
        await town.until(partial(_waits, "Alarm 1"))
        await town.lets_pass(timedelta(days=30).total_seconds())
    town.moves_clock(LONGEST_PAUSE)
    await town.officers.sees("Alarm 1")


async def test_f56_the_answer_to_an_old_press_is_not_brought(town: Town) -> None:
    await town.resident.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    ended = select(outbox.outbox.c.state).where(
        outbox.outbox.c.kind == "toast", outbox.outbox.c.chat_id == ALARMS
    )
    with gone(town, "answerCallbackQuery"):
        await town.officers.presses("✋ Accept", on=card)
        await town.officers.sees("Accepted by Li Na")
        town.moves_clock(61)
        await town.until(lambda connection: connection.scalar(ended) == outbox.EXPIRED)
    await town.has_said_all()
