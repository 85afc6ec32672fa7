"""Answers, as the desk gives them: many in one transaction, and none goes on while an alarm is in a hurry."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.budget import LONGEST, SECONDS
from bot.desk import Desk
from db import inbox
from db.inbox import Arrival
from services.turn import Turn
from tests.town import Town

MANY = 20


@pytest.mark.parametrize(
    ("hurried", "beginning", "fits"),
    [
        (False, 0.0, LONGEST),
        (True, 0.0, SECONDS),
        # Each question is a journey: what it takes to know who wrote is not the answers' time.
        (True, 0.030, 0.030),
    ],
)
def test_a_batch_is_as_long_as_its_budget(
    quiet_town: Town,
    lone_desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    hurried: bool,
    beginning: float,
    fits: float,
) -> None:
    database, each, passed = lone_desk._database, 0.004, 0.0
    look_up = Turn.look_up

    def looks_up(turn: Turn, chats: set[int]) -> None:
        nonlocal passed
        passed += beginning
        look_up(turn, chats)

    async def converses(*_: Any) -> None:
        nonlocal passed
        passed += each

    monkeypatch.setattr(Turn, "look_up", looks_up)
    monkeypatch.setattr("bot.answers.handlers.converse", converses)
    monkeypatch.setattr("bot.budget.time.perf_counter", lambda: passed)
    with database.writing() as connection:
        said = '{{"update_id": {0}, "message": {{"message_id": 1, "date": 1, "text": "hello",'
        said += ' "chat": {{"id": {0}, "type": "private"}},'
        said += ' "from": {{"id": {0}, "is_bot": false, "first_name": "Wang"}}}}}}'
        arrivals = [
            Arrival(number, number, False, said.format(number)) for number in range(1, MANY + 1)
        ]
        inbox.file(connection, 1, arrivals, quiet_town.now())
    with database.haste.lasting() if hurried else nullcontext():
        assert lone_desk._batch()
    with database.reading() as connection:
        done = select(func.count()).where(inbox.inbox.c.state == inbox.DONE)
        assert connection.scalar(done) == int(fits / each) + 1  # the last of them began in time
