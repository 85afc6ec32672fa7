"""Telegram's limits as the pacer keeps them: for the bot, for a chat, for a group, after a 429."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.pacing import Limits, Pacer
from db.outbox import ALARM, ANSWER, CAMPAIGN

GROUP, OTHER_GROUP, WANG = -1001, -1002, 700


def spend(pacer: Pacer, lane: int, chat: int, now: float, *, edit: bool = False) -> float:
    """Sends at the earliest moment, and gives it."""
    at = pacer.ready_at(lane, chat, now, edit=edit)
    return pacer.spend(chat, at, edit=edit)


def test_thirty_a_second_are_evenly_spaced_alarms_among_them() -> None:
    pacer = Pacer(Limits(per_second=30))
    sent = [spend(pacer, ALARM if chat % 5 else CAMPAIGN, chat, 100.0) for chat in range(1, 61)]
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert all(gap == pytest.approx(1 / 30) for gap in gaps)
    assert sent[0] == 100.0


def test_time_that_nobody_used_is_not_saved_up() -> None:
    pacer = Pacer(Limits(per_second=30))
    spend(pacer, ANSWER, 1, 100.0)
    assert [spend(pacer, ANSWER, chat, 200.0) for chat in (2, 3)] == pytest.approx(
        [200, 200 + 1 / 30]
    )


def test_a_chat_gets_its_burst_and_then_one_a_second() -> None:
    pacer = Pacer(Limits(per_second=1e9, burst=3))
    sent = [spend(pacer, ANSWER, WANG, 100.0) for _ in range(6)]
    assert sent == pytest.approx([100, 100, 100, 101, 102, 103], abs=1e-6)
    assert pacer.ready_at(ANSWER, WANG + 1, 100.0, edit=False) == 100.0


def test_a_group_takes_twenty_a_minute_of_which_eight_are_kept_for_alarms() -> None:
    pacer = Pacer(Limits(per_second=1e9))
    for _ in range(12):
        assert spend(pacer, ANSWER, GROUP, 100.0) == pytest.approx(100, abs=1e-6)
    assert pacer.ready_at(ANSWER, GROUP, 101.0, edit=False) == pytest.approx(160)
    for _ in range(8):
        assert spend(pacer, ALARM, GROUP, 101.0) == pytest.approx(101, abs=1e-6)
    assert pacer.ready_at(ALARM, GROUP, 102.0, edit=False) == pytest.approx(160)
    assert pacer.ready_at(ALARM, OTHER_GROUP, 102.0, edit=False) == 102.0
    assert pacer.ready_at(ALARM, GROUP, 102.0, edit=True) == 102.0  # edits are counted apart


def test_never_more_than_twenty_in_any_minute() -> None:
    pacer = Pacer(Limits(per_second=1e9))
    sent: list[float] = []
    now = 0.0
    while len(sent) < 100:
        now = max(now, pacer.ready_at(ALARM, GROUP, now, edit=False))
        sent.append(pacer.spend(GROUP, now, edit=False))
        now += 0.5
    assert all(later - first >= 60 for first, later in zip(sent, sent[20:], strict=False))


def test_a_refusal_stops_what_it_names() -> None:
    pacer = Pacer(Limits())
    pacer.hold(CAMPAIGN, WANG, 130.0)
    assert pacer.ready_at(CAMPAIGN, WANG + 1, 100.0, edit=False) == 130.0
    assert pacer.ready_at(ALARM, WANG, 100.0, edit=False) == 100.0
    pacer.hold(ALARM, GROUP, 140.0)
    assert pacer.ready_at(ALARM, GROUP, 100.0, edit=False) == 140.0
    assert pacer.ready_at(ALARM, OTHER_GROUP, 100.0, edit=False) == 100.0
    pacer.hold(ALARM, GROUP, 120.0)  # a shorter word does not shorten the longer one
    assert pacer.ready_at(ALARM, GROUP, 100.0, edit=True) == 140.0
