"""Faults 68 and 69: of a group's twenty a minute everybody has a share, and a new alarm waits for nothing
that can wait. Telegram's limits are on, messages and edits and topics counted together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from cards import talks as talk_cards
from db import inbox, outbox
from db.engine import Database
from db.outbox import ANSWER, Draft
from sandbox import limits as sandbox_limits
from sandbox.people import Seat
from sandbox.telegram import Call
from tests.town import ALARMS, Town, built

MOVED = "Too Many Requests"  # a clock that is moved reaches Telegram a moment before the bot
SOON = 3.0  # seconds within which a new alarm is in the group
HEARD = 5.0  # and the next resident's voice


@pytest.fixture(params=["plain", "forum"])
async def limited(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Town]:
    """A town under all of Telegram's limits, whose group makes topics, or makes none."""
    async with built(database_url, tmp_path, limits=sandbox_limits.Limits()) as town:
        town.limits = None
        if request.param == "forum":
            town.makes_topics()
        await town.start()
        yield town


async def rings(town: Town, number: int, seat: Seat, within: float = 15) -> None:
    """Somebody presses; the group sees their alarm."""
    await seat.writes("/alarm")
    await town.officers.hears(f"🆘 Alarm {number}", within=within)


def somebody(town: Town, name: str) -> Seat:
    return town.telegram.add_person(name, language_code="en").with_(town.bot)


def refusals(town: Town) -> list[Call]:
    """What Telegram answered with 429."""
    return [call for call in town.telegram.log if call.answer.get("error_code") == 429]


def voices(town: Town) -> int:
    """How many voice messages officers have, wherever in the group."""
    messages = town.alarm_group.messages.values()
    return sum("voice" in message.content for message in messages)


async def floods(seat: Seat, what: str) -> None:
    """Sixty of a kind, one after the other."""
    for number in range(60):
        match what:
            case "stickers":
                await seat.sends_sticker()
            case "pictures":
                await seat.sends_photo()
            case "voices":
                await seat.sends_voice()
            case "words":
                await seat.writes(f"and another word {number}")
            case "presses":
                await seat.writes("🆘 Alarm")


@pytest.mark.parametrize("what", ["stickers", "pictures", "voices", "words", "presses"])
async def test_f68_one_residents_sixty_keep_no_other_waiting(limited: Town, what: str) -> None:
    town = limited
    await rings(town, 1, town.resident)
    await rings(town, 2, town.stranger)
    await floods(town.resident, what)
    await town.has_heard_all()
    before = voices(town) if what != "voices" else None
    await town.stranger.sends_voice()
    if before is None:

        def theirs() -> bool | None:
            talk = [c for c in town.telegram.log if c.method == "copyMessage"]
            return any(c.parameters["from_chat_id"] == town.chen.id for c in talk) or None

        assert await town.telegram.until(theirs, HEARD)
    else:
        assert await town.telegram.until(lambda: voices(town) > before or None, HEARD)
    third = somebody(town, "Third")  # who rings only now
    await rings(town, 3, third, within=SOON)
    await third.sends_photo()

    def seen() -> bool | None:
        talk = [c for c in town.telegram.log if c.method == "copyMessage"]
        return any(c.parameters["from_chat_id"] == third.person.id for c in talk) or None

    assert await town.telegram.until(seen, HEARD)
    await town.until(_nothing_was_dropped)
    assert not refusals(town)


def _nothing_was_dropped(connection: Connection) -> bool:
    """Whatever was written is sent, or goes later."""
    rows = connection.execute(outbox.outbox.select()).all()
    return all(row.state in (outbox.PENDING, outbox.SENDING, outbox.SENT) for row in rows)


async def test_f69_a_new_alarm_waits_for_no_edit_of_those_before(limited: Town) -> None:
    """Six of them in a group, three where each has a topic and two cards."""
    town = limited
    handled = 3 if town.alarm_group.forum else 6
    for number in range(1, handled + 1):
        await rings(town, number, somebody(town, f"Person {number}"), within=SOON)
        card = await town.officers.sees(f"🆘 Alarm {number}")
        await town.officers.presses("✋ Accept", on=card)
        await town.officers.presses("✅ Helped", on=card)
        await town.has_heard_all()
    await rings(town, handled + 1, town.resident, within=SOON)
    assert not refusals(town)
    town.expected.add(MOVED)
    for _ in range(4):  # what the edits have to say comes later
        await town.lets_pass(61)

    def all_closed() -> bool | None:
        texts = [seen.text for seen in town.officers.screen() if "Closed by Li Na" in seen.text]
        return len(texts) >= handled or None

    assert await town.telegram.until(all_closed)


@pytest.mark.parametrize("method", ["editMessageText", "copyMessage"])
async def test_f69_a_refused_edit_or_talk_holds_up_no_alarm(limited: Town, method: str) -> None:
    town = limited
    town.expected.add(MOVED)
    await rings(town, 1, town.resident)
    town.telegram.faults.refuse(429, retry_after=45, chat=ALARMS, method=method, count=1)
    await town.officers.presses("✋ Accept")
    await town.resident.sends_voice()

    def refused() -> bool | None:
        return any(call.method == method for call in refusals(town)) or None

    assert await town.telegram.until(refused)
    await rings(town, 2, town.stranger, within=SOON)
    assert len(refusals(town)) == 1
    town.moves_clock(46)
    assert await town.telegram.until(lambda: voices(town) or None)


async def test_f69_a_refusal_of_the_whole_bot_is_earned_by_few(quiet_town: Town) -> None:
    """Telegram says it chat by chat; only alarms try then, carefully."""
    town = quiet_town
    phones = [town.telegram.add_person(f"Resident {number}") for number in range(60)]
    for phone in phones:
        phone.meets(town.bot)
    crowd = [phone.with_(town.bot) for phone in phones]
    database = Database(town.database_url)
    with database.writing() as connection:
        drafts = [Draft(ANSWER, seat.person.id, "message", {"text": "Hello"}) for seat in crowd]
        outbox.write(connection, drafts, town.now())
    database.close()
    town.limits = None
    town.expected.add(MOVED)
    flood = town.telegram.faults.refuse(429, retry_after=30, method="sendMessage")
    await town.start()
    assert await town.telegram.until(lambda: len(refusals(town)) >= 3 or None)
    await town.telegram.settled(quiet=1)
    earned = len(refusals(town))
    assert earned < 15  # those that were on their way; each of sixty before
    await town.resident.writes("/alarm")
    tried = select(outbox.outbox.c.id).where(
        outbox.outbox.c.chat_id == ALARMS, outbox.outbox.c.tries > 0
    )
    await town.until(lambda connection: connection.scalar(tried))
    await town.telegram.settled(quiet=1)
    assert len(refusals(town)) < earned + 8  # a try a second
    flood.off()
    town.moves_clock(31)
    await town.officers.hears("Alarm 1")
    for seat in crowd:
        await seat.sees("Hello")


async def test_a_hundred_updates_set_aside_are_one_card(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def trips(*_: Any) -> None:
        raise RuntimeError("a mistake of ours")

    town = quiet_town
    monkeypatch.setattr("handlers.converse", trips)
    now = town.telegram.clock.now()
    town.moves_clock(3600 - now % 3600 + 300)  # so that the hour does not end meanwhile
    await town.start()
    await town.stranger.writes("/start")
    first = await town.desk.hears("Update 1 was set aside: RuntimeError")
    assert "more" not in first.text
    for _ in range(119):
        await town.stranger.writes("/start")
    parked = select(func.count()).where(inbox.inbox.c.state == inbox.PARKED)
    await town.until(lambda connection: connection.scalar(parked) == 120, 60)
    town.expected.add(MOVED)
    await town.lets_pass(61)
    card = await town.desk.sees("And 119 more until")
    assert "Update 1 was set aside: RuntimeError" in card.text
    assert "the newest is update 120: RuntimeError" in card.text
    assert len([seen for seen in town.desk.screen() if "set aside" in seen.text]) == 1
    await town.lets_pass(3600)
    await town.stranger.writes("/start")
    again = await town.desk.hears("Update 121 was set aside")
    assert again.id != card.id


async def test_a_piece_that_comes_when_its_album_has_left_goes_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk may be so late with it that time alone does not tell."""
    monkeypatch.setattr(talk_cards, "COLLECTED", timedelta())
    monkeypatch.setattr(talk_cards, "LATE", timedelta(hours=1))
    await rings(town, 1, town.resident)
    town.telegram.faults.late(20, count=1)
    await town.resident.sends_album([None, None, None])
    await town.media(town.officers, "photo", 2)
    await town.has_said_all()
    town.moves_clock(20)
    await town.media(town.officers, "photo", 3)
    await town.has_said_all()
    photos = [seen for seen in town.officers.screen() if seen.media]
    assert len(photos) == 3
