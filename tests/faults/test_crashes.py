"""The bot is killed, fails or meets a broken disk at every named point: what came in is done once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db import alerts, inbox, talks
from tests.faults.nursery import Child, Nursery
from tests.faults.points import Arm
from tests.town import Town

if TYPE_CHECKING:
    from sqlalchemy import Connection

CRASHES = [
    (point, deed)
    for point in (
        "door, before the commit",
        "door, after the commit",
        "desk, before the commit",
        "desk, after the commit",
        "sender, after the lease",
        "sender, after the send",
        "sender, before the mark",
        "sender, after the mark",
        "leader, before the commit",
    )
    for deed in ("kill", "raise", "trouble")
    if not (deed == "trouble" and "after the" in point)  # nothing there asks the database
]


def all_done(town: Town, count: int) -> bool:
    """Every update Telegram handed out is in the inbox, and done."""
    with town.database() as connection:
        states = Counter(connection.scalars(select(inbox.inbox.c.state)))
    return states == {inbox.DONE: count}


def copies(town: Town, chat: int, text: str) -> tuple[int, int]:
    """How many messages with that text Telegram took for the chat: not marked as repeats, and marked.

    As they came: a card that is edited later loses its mark.
    """
    sent = [
        str(call.parameters["text"])
        for call in town.telegram.log
        if call.method == "sendMessage" and call.answer["ok"] and call.parameters["chat_id"] == chat
    ]
    marked = sum(text in one and one.startswith("↻") for one in sent)
    return sum(text in one for one in sent) - marked, marked


@pytest.mark.parametrize(("point", "deed"), CRASHES)
async def test_f01_a_crash_at_any_point_loses_and_doubles_nothing(
    quiet_town: Town, nursery: Nursery, point: str, deed: str
) -> None:
    town = quiet_town
    town.expected |= {"terminated by other getUpdates"}
    armed = await nursery.bear(town, Arm(point, deed))
    await town.resident.writes("/alarm")
    await town.resident.writes("a man at the door")
    if deed == "kill":
        assert await armed.ended() == -9
    supervising = asyncio.create_task(_restarted(town, nursery, armed))
    await town.officers.sees("a man at the door")
    await town.resident.sees("Shown to the officers")
    await town.until(lambda _: all_done(town, 2))
    await town.has_said_all()
    supervising.cancel()

    with town.database() as connection:
        [alert] = _alarms(connection)
        assert alert.presses == 1
        assert [said.text for said in talks.said(connection, alert.id, 9)] == ["a man at the door"]
    card = f"Alarm {alert.id}"  # PostgreSQL gives no number twice, also not one that a crash took
    for chat, text in ((town.alarm_group.id, card), (town.wang.id, f"{card} is recorded")):
        unmarked, marked = copies(town, chat, text)
        assert unmarked <= 1
        assert 1 <= unmarked + marked <= 2


async def _restarted(town: Town, nursery: Nursery, child: Child) -> None:
    await child.ended(60)
    await nursery.bear(town)


def _alarms(connection: Connection) -> list[alerts.Alert]:
    ids = connection.scalars(select(alerts.alerts.c.id).order_by(alerts.alerts.c.id)).all()
    found = [alerts.find(connection, number) for number in ids]
    return [alert for alert in found if alert is not None]
