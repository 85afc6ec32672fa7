"""Who is next on the way out, under a clock that stands still until it is moved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.outbox import ALARM, ANSWER, CAMPAIGN, NOTICE, Queued
from tests.delivery.line import GROUP, StillClock, numbers, queue, row


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


LANES = st.sampled_from([ALARM, ANSWER, NOTICE, CAMPAIGN])


@given(st.lists(st.tuples(LANES, st.integers(1, 5)), max_size=40))
def test_strictest_lane_first_then_who_came_first(rows: list[tuple[int, int]]) -> None:
    line = queue(StillClock())
    line.add([row(number, lane, chat) for number, (lane, chat) in enumerate(rows)])
    taken: list[Queued] = []
    while got := line.take(1):
        taken.append(got[0][0])
        line.back(got[0][0])
    assert len(taken) == len(rows)
    assert [one.lane for one in taken] == sorted(one.lane for one in taken)
    for chat in range(1, 6):
        for lane in (ALARM, ANSWER, NOTICE, CAMPAIGN):
            here = [one.id for one in taken if (one.chat_id, one.lane) == (chat, lane)]
            assert here == sorted(here)


def test_alarms_have_the_next_place_before_ten_thousand_who_wait(clock: StillClock) -> None:
    line = queue(clock, per_second=30)
    line.add([row(number, ANSWER, number) for number in range(1, 10_001)])
    first = line.take(64)
    assert len(first) == 1  # evenly spaced: the rest waits for its place in time
    line.add([row(20_000 + number, ALARM, GROUP - number) for number in range(3)])
    clock.passed += 0.1
    assert numbers(line.take(3)) == [20_000]
    clock.passed += 0.1
    assert numbers(line.take(3)) == [20_001]


def test_one_message_to_a_chat_is_on_its_way_at_a_time(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, ANSWER, 7), row(2, ANSWER, 7), row(3, ANSWER, 8)])
    (first, _), (other, _) = line.take(10)
    assert (first.id, other.id) == (1, 3)
    assert not line.take(10)
    line.back(first)
    assert numbers(line.take(10)) == [2]


def test_what_is_tried_again_keeps_its_place_in_the_chat(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, ANSWER, 7), row(2, ANSWER, 7)])
    (first, _) = line.take(10)[0]
    line.back(first)
    line.add([row(1, ANSWER, 7, after=clock.passed + 5)])
    assert not line.take(10)
    clock.passed += 5.001
    assert numbers(line.take(10)) == [1]


def test_no_alarm_waits_behind_one_that_is_tried_again(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, ALARM, GROUP)])
    (first, _) = line.take(10)[0]
    line.back(first)
    line.add([row(1, ALARM, GROUP, after=clock.passed + 5), row(2, ALARM, GROUP)])
    assert numbers(line.take(10)) == [2]


def test_a_press_is_answered_while_its_chat_has_spent_its_burst(clock: StillClock) -> None:
    line = queue(clock, burst=1)
    line.add([row(1, ANSWER, 7)])
    line.back(line.take(1)[0][0])
    line.add([row(2, ANSWER, 7), row(3, ALARM, 7, kind="toast")])
    assert numbers(line.take(10)) == [3]


def test_the_last_places_on_the_way_are_kept_for_alarms(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(number, CAMPAIGN, number) for number in range(1, 50)])
    assert len(line.take(10, kept=4)) == 6
    line.add([row(number, ALARM, -number) for number in range(100, 110)])
    assert numbers(line.take(4, kept=4)) == [100, 101, 102, 103]


def test_a_row_that_moved_to_a_stricter_lane_goes_once(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, NOTICE, 7)])
    line.add([row(1, ALARM, 7)])
    (taken, _) = line.take(10)[0]
    assert taken.lane == ALARM
    line.back(taken)
    assert not line.take(10)
    assert len(line) == 0


def test_what_telegram_refused_keeps_nothing_waiting_and_goes_in_its_order(
    clock: StillClock,
) -> None:
    line = queue(clock)
    held = [replace(row(number, ANSWER, 7, after=1060), held=True) for number in (1, 2)]
    line.add(held)
    assert line.is_idle()
    line.add([row(3, ANSWER, 7)])
    assert not line.is_idle()
    assert numbers(line.take(10)) == [3]
    clock.passed += 60
    (tried, _) = line.take(10)[0]
    assert tried.id == 1
    line.back(tried)
    line.add([row(2, ANSWER, 7)])  # the chat takes messages again
    line.back(row(3, ANSWER, 7))
    assert numbers(line.take(10)) == [2]
