"""An update that no database takes, or that can't be filed for any reason, keeps nobody out behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.intake.door import arrival
from bot.intake.polling import _numbers
from db import inbox
from db.inbox import Arrival
from tests.faults.test_intake import alarm_update, by_webhook, states
from tests.faults.test_words import raw_text
from tests.town import SECRET, Town

HUGE = (2**63, -(2**63) - 1, 10**40)
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def huge(town: Town, where: str, number: int) -> dict[str, Any]:
    """The press for help of somebody whose number, or whose chat's, or whose update's, is beyond all."""
    update = raw_text(town, "🆘 Alarm")
    match where:
        case "update":
            return {"update_id": number, **update}
        case "message":
            update["message"]["message_id"] = number
        case "chat" | "from":
            update["message"][where]["id"] = number
        case "everywhere":
            update["message"]["chat"]["id"] = update["message"]["from"]["id"] = number
    return update


def kept(town: Town) -> list[Any]:
    """What was filed, oldest first."""
    columns = (inbox.inbox.c[name] for name in ("update_id", "chat_id", "urgent", "state", "raw"))
    with town.database() as look:
        return list(look.execute(select(*columns).order_by(inbox.inbox.c.id)))


@pytest.mark.parametrize("where", ["update", "message", "chat", "from", "everywhere"])
async def test_f71_a_number_beyond_all_delays_no_alarm_behind_it_by_polling(
    quiet_town: Town, where: str
) -> None:
    town = quiet_town
    town.expected.add("message to react not found")  # these presses stand on nobody's screen
    town.chen.meets(town.bot)
    town.wang.meets(town.bot)
    for number in HUGE:
        town.telegram.inject(town.bot, huge(town, where, number))
    await town.stranger.writes("/alarm")
    await town.start()
    await town.stranger.hears("is recorded")
    await town.until(lambda _: len(states(town)) == 4 and inbox.WAITING not in states(town))


async def test_f71_a_number_beyond_all_is_taken_by_the_webhook_and_told(quiet_town: Town) -> None:
    town = quiet_town
    url = by_webhook(town)
    town.chen.meets(town.bot)
    town.wang.meets(town.bot)
    await town.start()
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        for body in (
            json.dumps({"update_id": 1, **huge(town, "everywhere", 2**63)}).encode(),
            json.dumps(huge(town, "update", 2**63)).encode(),
            b'{"update_id": ' + b"9" * 5000 + b"}",
            b'{"update_id": 7, "message": ' + b"[" * 2000 + b"]" * 2000 + b"}",
            b"[" * 100_000,
        ):
            async with session.post(url, data=body) as answer:
                assert answer.status == 200
    await town.desk.hears("was set aside")
    assert len(states(town)) == 5


class Choosy:
    """Filing that fails for what `refuses` says, as a mistake of ours would."""

    def __init__(self, refuses: str) -> None:
        self._file = inbox.file
        self._refuses = refuses

    def __call__(
        self, connection: Connection, bot_id: int, arrivals: Sequence[Arrival], at: datetime
    ) -> None:
        if any(self._refuses in one.raw for one in arrivals):
            raise LookupError("a mistake of ours")
        self._file(connection, bot_id, arrivals, at)


@pytest.mark.parametrize("refuses", ["poison", '{"update_id'])
async def test_f71_what_cannot_be_filed_is_set_aside_alone_and_told(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch, refuses: str
) -> None:
    """Also where not even its words can be kept: then it is told that it came."""
    town = quiet_town
    town.wang.meets(town.bot)
    town.telegram.inject(town.bot, raw_text(town, "/alarm poison"))
    if refuses == "poison":
        await town.stranger.writes("/alarm")
    monkeypatch.setattr(inbox, "file", Choosy(refuses))
    await town.start()
    await town.officers.hears("This may be an alarm")
    await town.desk.hears("was set aside")
    rows = kept(town)
    aside = [row for row in rows if row.state == inbox.PARKED]
    assert [(row.update_id < 0, row.chat_id, row.urgent) for row in aside] == [(True, 0, True)]
    if refuses == "poison":
        await town.stranger.hears("is recorded")
        assert "signs that can't be kept" in aside[0].raw
    else:
        assert "poison" in aside[0].raw
    await town.until(lambda _: not town.bot.updates.items)  # confirmed: it does not come again


async def test_f71_a_webhook_files_the_others_of_the_same_commit(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = quiet_town
    url = by_webhook(town)
    town.wang.meets(town.bot)
    monkeypatch.setattr(inbox, "file", Choosy("poison"))
    await town.start()
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        for body in (alarm_update(town, 5, "poison"), alarm_update(town, 6)):
            async with session.post(url, data=body) as answer:
                assert answer.status == 200
    await town.officers.hears("Alarm 1")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["update_id", "message", "chat", "id", "text"]), inner)
    ),
    max_leaves=10,
)


@settings(max_examples=500, suppress_health_check=list(HealthCheck), database=None)
@given(JSON)
@example({"update_id": 2**63})
@example({"update_id": 1, "message": {"chat": {"id": -(2**63) - 1}}})
def test_f71_whatever_arrives_fits_into_the_inbox(update: Any) -> None:
    row = arrival(update)
    assert -(2**63) <= row.update_id < 2**63
    assert -(2**63) <= row.chat_id < 2**63
    assert row.raw.isascii()
    assert all(number < 2**63 - 1 for number in _numbers([update]))
