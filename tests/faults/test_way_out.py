"""Days on which Telegram loses answers, refuses, hangs or is not there: alarms arrive all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.cli import settle_district
from bot.fates import LONGEST_BACK_OFF
from db import alerts, outbox
from db.engine import Database
from db.outbox import ALARM, CAMPAIGN, Draft
from tests.ports import free_port
from tests.rooms import UNHURRIED
from tests.town import ALARMS, Town


def alarm_messages(town: Town) -> list[str]:
    """What the alarm group was sent, in order."""
    return [seen.text for seen in town.officers.screen()]


def write(town: Town, lane: int, chats: list[int], text: str) -> None:
    """Messages wait in the outbox."""
    database = Database(town.database_url)
    drafts = [Draft(lane, chat, "message", {"text": text}) for chat in chats]
    with database.writing() as connection:
        outbox.write(connection, drafts, town.now())
    database.close()


async def asked(town: Town, method: str, chat: int) -> None:
    """Returns when the bot has called that method for that chat."""

    def called() -> bool | None:
        calls = town.telegram.log
        return (
            any(c.method == method and c.parameters.get("chat_id") == chat for c in calls) or None
        )

    assert await town.telegram.until(called, 5)


async def test_f14_an_alarm_whose_answer_was_lost_is_sent_again_and_marked(town: Town) -> None:
    town.telegram.faults.cut_after(method="sendMessage", chat=ALARMS)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    again = await town.officers.hears("↻ 🆘 Alarm 1")
    await town.resident.sees("Shown to the officers")
    await town.telegram.settled(quiet=0.3)
    assert len(alarm_messages(town)) == 2
    first = next(seen for seen in town.officers.screen() if seen.id != again.id)
    await town.officers.presses("✋ Accept", on=first)
    await town.officers.told("Alarm 1 is yours")
    await town.colleague.presses("✋ Accept", on=first)
    await town.colleague.told("Li Na was first")
    await town.officers.sees("Accepted by Li Na")


async def test_f15_a_campaign_that_is_refused_holds_up_no_alarm(quiet_town: Town) -> None:
    town = quiet_town
    crowd = [town.telegram.add_person(f"Resident {number}") for number in range(30)]
    for phone in crowd:
        phone.meets(town.bot)
    write(town, CAMPAIGN, [phone.id for phone in crowd], "Beware of fraud.")
    town.telegram.faults.refuse(429, retry_after=600, chat=crowd[0].id, count=1)
    await town.start()
    await asked(town, "sendMessage", crowd[0].id)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    served = [phone for phone in crowd if phone.with_(town.bot).screen()]
    assert len(served) < len(crowd)  # the lane stands still
    town.moves_clock(601)
    for phone in crowd:
        await phone.with_(town.bot).sees("Beware of fraud")


async def test_f16_a_refused_alarm_is_tried_in_time_and_officers_are_called_at_once(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = quiet_town
    # Nobody is called by the clock, nor because the card was not seen for a while.
    settle_district(town.settings(), town.district() + UNHURRIED)
    monkeypatch.setattr("services.schedules.SHOWN_WITHIN", timedelta(hours=1))
    await town.start()
    town.telegram.faults.refuse(429, retry_after=600, chat=ALARMS, method="sendMessage", count=1)
    await town.resident.writes("/alarm")
    await town.duty.hears("Alarm 1")
    assert not alarm_messages(town)
    town.moves_clock(601)
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")


async def test_f16_a_restart_remembers_what_the_group_was_sent_in_the_minute_before(
    quiet_town: Town,
) -> None:
    town = quiet_town
    write(town, ALARM, [ALARMS] * 20, "Be careful on the ice.")
    await town.start()
    await town.has_said_all(ALARMS)
    await town.stop()
    await town.start()
    await town.resident.writes("/alarm")
    await town.resident.hears("is recorded")
    await town.has_heard_all()
    assert not town.telegram.refused
    town.moves_clock(61)
    await town.officers.hears("Alarm 1")  # and nothing was refused: the town looks at its end


@pytest.mark.parametrize("fault", ["fail", "cut_before"])
async def test_f22_an_alarm_outlives_errors_on_telegrams_side(town: Town, fault: str) -> None:
    town.telegram.faults.on(fault, method="sendMessage", chat=ALARMS, count=3)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.telegram.settled(quiet=0.3)
    assert len(alarm_messages(town)) == 1


async def test_f22_an_alarm_is_never_given_up_and_tried_every_five_seconds(town: Town) -> None:
    fault = town.telegram.faults.fail(method="sendMessage", chat=ALARMS)
    await town.resident.writes("/alarm")
    for tries in range(1, 60):  # of two cards; nothing else is tried more than twenty times
        await town.until(partial(_asked_times, town, tries))
        await town.until(_rests)
        town.moves_clock(LONGEST_BACK_OFF)
    fault.off()
    town.moves_clock(LONGEST_BACK_OFF)
    await town.officers.hears("Alarm 1")


def _rests(connection: Connection) -> bool:
    """The alarm waits for its next try."""
    here = outbox.outbox.c.chat_id == ALARMS, outbox.outbox.c.state == outbox.PENDING
    row = connection.execute(outbox.outbox.select().where(*here)).first()
    return row is not None and row.not_before is not None


def _asked_times(town: Town, times: int, _: Connection) -> bool:
    return _asked(town) >= times


def _asked(town: Town) -> int:
    calls = town.telegram.log
    return sum(c.method == "sendMessage" and c.parameters["chat_id"] == ALARMS for c in calls)


def _tried(connection: Connection) -> int:
    row = connection.execute(
        outbox.outbox.select().where(
            outbox.outbox.c.chat_id == ALARMS, outbox.outbox.c.state == outbox.PENDING
        )
    ).first()
    return row.tries if row else 0


async def test_f22_an_alarm_is_delivered_when_telegram_is_back(town: Town) -> None:
    fault = town.telegram.faults.slow(1, method="sendMessage", chat=ALARMS)
    await town.resident.writes("/alarm")
    await town.until(lambda connection: alerts.find(connection, 1))
    await town.telegram.goes_down()
    fault.off()
    await town.until(lambda c: _tried(c) >= 1)
    await town.telegram.comes_up()
    await town.officers.hears("Alarm 1")


async def test_f22_a_revoked_token_is_told_to_the_operators_and_loses_nothing(
    quiet_town: Town,
) -> None:
    town = quiet_town
    programme = await town.start()
    fault = town.telegram.faults.refuse(401, method="sendMessage")
    await town.resident.writes("/alarm")
    await town.until(lambda c: _tried(c) >= 1)
    assert "BOT_TOKEN" in programme.troubles.now()["Telegram"]
    fault.off()
    town.moves_clock(5.001)
    await town.officers.hears("Alarm 1")
    await town.telegram.settled(quiet=0.3)
    assert "Telegram" not in programme.troubles.now()


@asynccontextmanager
async def impostor(*, tls: bool) -> AsyncIterator[int]:
    """Something on a port that is no Bot API: without TLS, or with a broken handshake."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x15\x03\x01\x00\x02\x02\x28" if tls else b"HTTP/1.1 200 OK\r\n\r\n[]")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", free_port())
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("tls", [True, False])
async def test_f22_an_alarm_survives_a_line_that_is_no_telegram(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch, *, tls: bool
) -> None:
    town = quiet_town
    monkeypatch.setattr("bot.programme.DRAIN", 0.2)
    write(town, outbox.ALARM, [ALARMS], "Alarm 1")
    async with impostor(tls=tls) as port:
        town.options["bot_api_url"] = f"http{'s' if tls else ''}://127.0.0.1:{port}"
        programme = await town.start()
        await town.until(lambda c: _tried(c) > 1)
        assert programme.troubles.now()["Telegram"] == "does not answer"
        await town.stop()
    del town.options["bot_api_url"]
    await town.start()
    await town.officers.hears("Alarm 1")


async def test_a_slow_campaign_leaves_room_for_alarms(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram takes an hour for each message of a campaign: more of them hang than may."""
    monkeypatch.setattr("bot.telegram.ANSWER_WITHIN", 3600.0)  # none is given up meanwhile
    town = quiet_town
    crowd = [town.telegram.add_person(f"Resident {number}") for number in range(80)]
    for phone in crowd:
        phone.meets(town.bot)
        town.telegram.faults.slow(3600, chat=phone.id, method="sendMessage")
    write(town, CAMPAIGN, [phone.id for phone in crowd], "Beware of fraud.")
    await town.start()
    await town.until(lambda c: _on_their_way(c) >= 48)
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    assert not any(phone.with_(town.bot).screen() for phone in crowd)
    town.telegram.faults.active.clear()
    town.moves_clock(3600)
    await crowd[-1].with_(town.bot).sees("Beware of fraud")


def _on_their_way(connection: Connection) -> int:
    sending = outbox.outbox.select().where(outbox.outbox.c.state == outbox.SENDING)
    return len(connection.execute(sending).all())


async def test_f08_updates_out_of_order_leave_the_right_state(quiet_town: Town) -> None:
    """A webhook may bring the second of two messages first."""
    town = quiet_town
    port = free_port()
    town.options |= {
        "updates": "webhook",
        "webhook_listen": f"127.0.0.1:{port}",
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": "a-webhook-secret-of-the-tests",
    }
    await town.start()
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.telegram.faults.disorder(2, chat=town.wang.id)
    message = await town.resident.writes("the frist")
    await town.resident.edits(message, "the first")
    await town.officers.sees("the first")
    await town.telegram.settled(quiet=0.3)
    await town.officers.sees("the first")
    town.telegram.faults.disorder(2, method="message")
    await town.resident.shares_place(40.1, 111.1)
    await town.resident.writes("and more")
    await town.officers.sees("40.10000, 111.10000")
    await town.officers.sees("and more")
