"""A Bot API server that is older than our library, or newer: what counts of the bot's own place is read."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from db import inbox, rooms
from tests.faults.older import restricted
from tests.faults.test_far_corners import facts
from tests.faults.test_intake import states
from tests.town import ALARMS, Town


def is_lost(look: Connection) -> bool:
    return next(group.lost for group in rooms.load(look)[2] if group.chat_id == ALARMS)


@pytest.mark.parametrize(
    ("told", "status", "may"),
    [
        ({}, "restricted", [True, True]),
        ({"can_send_messages": False}, "restricted", [True, False]),
        ({"is_member": False, "can_send_messages": "?"}, "restricted", [False, True]),
        ({"status": "left"}, "left", [None, None]),
        ({"status": "observer"}, "member", [None, None]),
        ({"status": None}, "member", [None, None]),
    ],
)
def test_9_of_a_member_the_status_and_whether_they_may_write_is_read(
    told: dict[str, Any], status: str, may: list[bool | None]
) -> None:
    update = restricted(**told)
    assert facts(update)[2:] == [status, may]
    for name in ("old_chat_member", "date", "from"):
        del update["my_chat_member"][name]
        assert facts(update)[2:] == [status, may]


async def test_9_a_group_that_may_be_written_in_again_is_heard_of_by_an_older_server(
    town: Town,
) -> None:
    kicked, let_back = restricted(status="kicked"), restricted()
    town.telegram.inject(town.bot, {"my_chat_member": kicked["my_chat_member"]})
    await town.until(is_lost)
    town.telegram.inject(town.bot, {"my_chat_member": let_back["my_chat_member"]})
    await town.until(lambda look: not is_lost(look))
    await town.has_heard_all()
    assert set(states(town)) == {inbox.DONE}
