"""What the bot tells those who run it: whether updates are taken in here, and numbers for Prometheus."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.plainly import MendableError
from bot.programme import Programme
from sandbox.clock import PATIENCE
from tests.faults.test_intake import by_webhook
from tests.faults.test_trouble import listening
from tests.town import Town


async def numbers(town: Town) -> dict[str, float]:
    """The samples of /metrics, by name and labels."""
    async with (
        ClientSession() as session,
        session.get(f"http://{town.options['listen']}/metrics") as answer,
    ):
        assert answer.status == 200
        text = await answer.text()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_numbers_for_prometheus_count_what_came_and_what_waits(quiet_town: Town) -> None:
    town = quiet_town
    listening(town)
    await town.start()
    before = await numbers(town)
    with town.telegram.faults.refuse(
        retry_after=3600, method="sendMessage", chat=town.alarm_group.id
    ):
        town.expected.add("Too Many Requests")
        await town.resident.writes("/alarm")
        await town.resident.hears("is recorded")
        async with asyncio.timeout(PATIENCE):
            while (during := await numbers(town))["maple_messages_waiting alarm"] == 0:
                pass
    assert during["maple_updates_total"] == before["maple_updates_total"] + 1
    assert 0 < during["maple_oldest_alarm_seconds"] < 60
    town.moves_clock(3601)
    await town.officers.hears("Alarm 1")
    async with asyncio.timeout(PATIENCE):
        # The two are counted one after the other, and something may be said in between.
        while (after := await numbers(town))["maple_messages_waiting alarm"] > 0 or after[
            "maple_oldest_alarm_seconds"
        ] > 0:
            pass
    assert after["maple_messages_total arrived"] > before.get("maple_messages_total arrived", 0)


async def test_who_reaches_the_webhook_can_not_ask_how_things_stand(quiet_town: Town) -> None:
    town = quiet_town
    hook = by_webhook(town)
    await town.start()
    pages, calls = town.options["listen"], town.options["webhook_listen"]
    async with ClientSession() as session:
        for page in ("healthz", "readyz", "metrics", "proof"):
            async with session.get(f"http://{pages}/{page}") as shown:
                assert shown.status == 200, page
            async with session.get(f"http://{calls}/{page}") as refused:
                assert refused.status == 404, page
        async with session.post(f"http://{pages}{urlsplit(hook).path}") as refused:
            assert refused.status == 404


@pytest.mark.parametrize("setting", ["listen", "webhook_listen"])
async def test_an_address_where_somebody_else_listens_is_named_with_its_mend(
    quiet_town: Town, setting: str
) -> None:
    town = quiet_town
    by_webhook(town)
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        town.options[setting] = f"127.0.0.1:{somebody.getsockname()[1]}"
        with pytest.raises(MendableError, match=f"^{setting.upper()}=127.+end what listens there"):
            await Programme(town.settings()).run()


async def test_ready_is_who_takes_updates_in(quiet_town: Town) -> None:
    town = quiet_town
    listening(town)
    await town.start()
    async with (
        ClientSession() as session,
        session.get(f"http://{town.options['listen']}/readyz") as answer,
    ):
        assert (answer.status, await answer.json()) == (200, {"ready": True})
