"""The way in on bad days: what Telegram hands out is kept, whatever it is and however it comes."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from sqlalchemy import select

from db import alerts, inbox, talks
from sandbox.updates import Queue, Waiting
from tests.ports import free_port
from tests.town import SECRET, Town


def states(town: Town) -> list[str]:
    """The states of all that came in, oldest first."""
    with town.database() as connection:
        return list(connection.scalars(select(inbox.inbox.c.state).order_by(inbox.inbox.c.id)))


def by_webhook(town: Town) -> str:
    """Sets the town to webhook; gives the address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    town.options |= {
        "updates": "webhook",
        "webhook_url": url,
        "webhook_secret": SECRET,
        "webhook_listen": f"127.0.0.1:{port}",
        "listen": f"127.0.0.1:{free_port()}",
    }
    return url


def alarm_update(town: Town, number: int, text: str = "/alarm") -> bytes:
    """An update as Telegram posts it."""
    chat = {"id": town.wang.id, "type": "private", "first_name": "Wang Fang"}
    person = {"id": town.wang.id, "is_bot": False, "first_name": "Wang Fang"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_f03_the_same_update_a_hundred_times_has_one_effect(quiet_town: Town) -> None:
    url = by_webhook(quiet_town)
    quiet_town.wang.meets(quiet_town.bot)
    await quiet_town.start()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    body = alarm_update(quiet_town, 77)
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post() -> int:
            async with session.post(url, data=body) as answer:
                return answer.status

        assert set(await asyncio.gather(*(post() for _ in range(100)))) == {200}
    await quiet_town.officers.hears("Alarm 1")
    await quiet_town.telegram.settled(quiet=0.3)
    assert states(quiet_town) == [inbox.DONE]
    with quiet_town.database() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert alert.presses == 1


async def test_f04_an_unreadable_update_delays_no_alarm_behind_it(quiet_town: Town) -> None:
    town = quiet_town
    town.telegram.inject(town.bot, {"message": {"text": 12}})
    await town.resident.writes("/alarm")
    await town.start()
    await town.officers.hears("Alarm 1")
    await town.desk.hears("was set aside: not an update")
    await town.until(lambda _: states(town) == [inbox.PARKED, inbox.DONE])
    with town.database() as connection:
        assert (
            '"text": 12'
            in connection.scalars(select(inbox.inbox.c.raw).order_by(inbox.inbox.c.id)).all()[0]
        )


async def test_f04_not_even_json_delays_no_alarm_behind_it(quiet_town: Town) -> None:
    town = quiet_town
    town.telegram.inject(town.bot, b'{"update_id":1,"message":{"text":"\xff')
    await town.resident.writes("/alarm")
    await town.start()
    await town.officers.hears("Alarm 1")
    await town.desk.hears("was set aside")
    await town.until(lambda _: sorted(states(town)) == [inbox.DONE, inbox.PARKED])


async def test_f05_an_unknown_kind_of_update_is_stored_and_not_fatal(town: Town) -> None:
    town.telegram.inject(town.bot, {"telepathy": {"from": {"id": 1}}})
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.desk.hears("unknown kind: telepathy")
    await town.until(lambda _: states(town) == [inbox.PARKED, inbox.DONE])


async def test_f07_ids_that_jump_lower_are_accepted(quiet_town: Town) -> None:
    town = quiet_town
    town.telegram.jump_ids(town.bot, 900_000_000)
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.telegram.settled(quiet=0.3)
    town.telegram.jump_ids(town.bot, 5)
    await town.resident.writes("a man at the door")
    await town.officers.sees("a man at the door")


async def test_f07_ids_that_start_anew_are_seen_although_telegram_takes_an_offset_at_its_word(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an idle week the next id may be below the one that was asked from."""
    town = quiet_town
    poll = Queue.poll

    async def from_the_offset_on(
        queue: Queue, offset: int, limit: int, seconds: float
    ) -> list[Waiting]:
        return [item for item in await poll(queue, offset, limit, seconds) if item.id >= offset]

    monkeypatch.setattr(Queue, "poll", from_the_offset_on)
    monkeypatch.setattr("bot.intake.polling.LONG", 1)
    town.telegram.jump_ids(town.bot, 900_000_000)
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.telegram.jump_ids(town.bot, 5)
    await town.resident.writes("a man at the door")
    await town.officers.sees("a man at the door")


async def test_f08_updates_out_of_order_end_in_the_right_state(quiet_town: Town) -> None:
    town = quiet_town
    by_webhook(town)
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.telegram.settled(quiet=0.3)
    town.telegram.faults.disorder(2)
    message = await town.resident.writes("a man at the dor")
    await town.resident.edits(message, "a man at the door")
    await town.officers.sees("a man at the door")
    await town.telegram.settled(quiet=0.3)
    with town.database() as connection:
        assert [said.text for said in talks.said(connection, 1, 9)] == ["a man at the door"]


async def test_f12_alarms_of_ten_minutes_without_a_bot_are_handled(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.telegram.settled(quiet=0.3)
    await town.stop()
    await town.officers.presses("✋ Accept")  # Telegram forgets it after 150 s
    await town.stranger.writes("🆘 Alarm")
    town.moves_clock(600)
    await town.start()
    card = await town.officers.hears("🆘 Alarm 2")
    await town.stranger.sees("Shown to the officers")
    await town.officers.presses("✋ Accept", on=card)
    await town.stranger.hears("has accepted your alarm")


async def test_f13_starting_drops_nothing_that_is_pending(quiet_town: Town) -> None:
    town = quiet_town
    for number in range(110):  # more than one answer of getUpdates holds
        await town.stranger.writes(f"words {number}")
    await town.resident.writes("🆘 Alarm")
    await town.start()
    await town.officers.hears("Alarm 1")
    await town.until(lambda _: states(town) == [inbox.DONE] * 111)
    assert not any("drop_pending_updates" in call.parameters for call in town.telegram.log)


async def test_f35_a_webhook_without_the_right_secret_stores_nothing(quiet_town: Town) -> None:
    url = by_webhook(quiet_town)
    await quiet_town.start()
    async with aiohttp.ClientSession() as session:
        for secret in (None, "", "wrong", "wröng", SECRET + "x", SECRET[:-1]):
            headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
            body = alarm_update(quiet_town, 9)
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 401
    assert states(quiet_town) == []
