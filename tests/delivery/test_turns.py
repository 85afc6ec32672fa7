"""Fair shares in a line: alarms behind nothing, each case in its turn, edits behind what is new."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.minutes import Minute
from db.outbox import ALARM, ANSWER, NOTICE
from tests.delivery.line import GROUP, StillClock, all_of, numbers, queue, row


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


def test_an_edit_on_its_way_holds_back_no_message_and_none_that_waits_does(
    clock: StillClock,
) -> None:
    line = queue(clock)
    line.add([row(1, ALARM, GROUP, case="alerts 1", edit=True), row(2, ALARM, GROUP, edit=True)])
    assert numbers(line.take(10)) == [1]
    line.add([row(3, ALARM, GROUP, case="alerts 3")])
    assert numbers(line.take(10)) == [3]


def test_new_alarms_go_before_states_these_before_talk_and_all_before_other_edits(
    clock: StillClock,
) -> None:
    line = queue(clock)
    line.add(
        [
            row(1, NOTICE, GROUP, case="alerts 1", edit=True),
            row(2, NOTICE, GROUP, case="alerts 1"),
            row(3, ALARM, GROUP, case="alerts 1", edit=True),
            row(4, ALARM, GROUP, case="rollups 1", edit=True),
            row(5, ALARM, GROUP, case="alerts 2"),
        ]
    )
    assert [number for number, _ in all_of(line, clock)] == [4, 5, 3, 2, 1]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=60))
def test_within_a_lane_each_case_has_its_turn_and_keeps_its_order(cases: list[int]) -> None:
    clock = StillClock()
    line = queue(clock, per_minute=1000)
    line.add(
        [row(n, NOTICE, GROUP, case=f"alerts {case}") for n, case in enumerate(cases, start=1)]
    )
    went = [number for number, _ in all_of(line, clock)]
    assert sorted(went) == list(range(1, len(cases) + 1))
    for case in set(cases):
        its = [number for number in went if cases[number - 1] == case]
        assert its == sorted(its)
    for case in set(cases):  # so many rounds, and in each it is said once
        places = [place for place, number in enumerate(went) if cases[number - 1] == case]
        assert all(place < (turn + 1) * len(set(cases)) for turn, place in enumerate(places))


def test_a_conversation_in_private_stays_in_order_whatever_it_is_about(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(n, ANSWER, 7, case=f"bookings {n // 3}") for n in range(1, 7)])
    assert [number for number, _ in all_of(line, clock)] == [1, 2, 3, 4, 5, 6]


def test_what_is_tried_again_holds_back_its_own_case_only(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, NOTICE, GROUP, case="alerts 1"), row(2, NOTICE, GROUP, case="alerts 1")])
    first, _ = line.take(1)[0]
    line.back(first)
    line.add([row(1, NOTICE, GROUP, case="alerts 1", after=clock.passed + 5)])
    line.add([row(3, NOTICE, GROUP, case="alerts 2")])
    assert [number for number, _ in all_of(line, clock, 4)] == [3]
    assert [number for number, _ in all_of(line, clock, 2)] == [1, 2]


def test_a_first_word_that_may_go_takes_its_topic_along(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(n, ANSWER, GROUP) for n in range(1, 13)])
    assert len(all_of(line, clock)) == 12  # the others' share is used up
    line.add([row(20, ANSWER, GROUP, case="alerts 1"), row(21, NOTICE, GROUP, case="alerts 1")])
    assert [number for number, _ in all_of(line, clock)] == [20, 21]


def test_a_card_that_has_become_a_message_waits_as_an_edit(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(1, ALARM, GROUP, "card", case="alerts 1")])
    line.add([row(1, ALARM, GROUP, "card", case="alerts 1", edit=True)])
    line.add([row(2, ALARM, GROUP, "card", case="alerts 2")])
    assert [number for number, _ in all_of(line, clock)] == [2, 1]
    assert len(line) == 0


def test_a_rollup_that_rings_waits_for_no_change_of_its_old_message(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(n, ALARM, GROUP, case=f"alerts {n}") for n in range(1, 11)])
    line.add([row(11, ALARM, GROUP, case="rollups 1", edit=True)])
    all_of(line, clock, 1)
    line.add([row(12, ALARM, GROUP, case="rollups 1", edit=True)])
    assert not all_of(line, clock, 1)  # what is left has to last
    line.add([row(13, ALARM, GROUP, case="rollups 1")])
    assert [number for number, _ in all_of(line, clock, 0.1)] == [13]


def test_what_was_not_sent_leaves_its_place_to_who_sleeps(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(n, ANSWER, GROUP) for n in range(1, 12)])
    assert len(all_of(line, clock)) == 11
    line.add([row(20, ANSWER, GROUP, edit=True)])
    edit, at = line.take(1)[0]
    line.add([row(21, ANSWER, GROUP)])
    assert not all_of(line, clock)  # it would be the thirteenth
    line.refund(edit, at)
    assert [number for number, _ in all_of(line, clock)] == [21]


def test_f68_sixty_of_one_resident_keep_no_other_waiting(clock: StillClock) -> None:
    line = queue(clock)
    line.add([row(n, NOTICE, GROUP, case="alerts 1") for n in range(1, 61)])
    before = all_of(line, clock, 3)
    line.add([row(100 + n, NOTICE, GROUP, case=f"alerts {n}") for n in (2, 3, 4)])
    after = all_of(line, clock, 5)
    assert {101, 102, 103, 104} - {101} <= {number for number, _ in after}
    rest = all_of(line, clock, 3600)
    went = [number for number, _ in before + after + rest if number < 100]
    assert went == list(range(1, 61))  # nothing is lost, and it is said in order


def test_f68_changes_of_one_case_leave_room_for_the_first_word_of_another() -> None:
    """Somebody presses and presses: their card counts, and another's alarm, topic and words go as well."""
    minute = Minute(20, kept=8, heard=4, spared=3, edits=1)
    numbers = itertools.count()
    for case in ("alerts 1", "alerts 2"):
        for kind in ("card", "topic", "card"):
            minute.add(row(next(numbers), ALARM, GROUP, kind, case=case), 0.0)

    def goes(lane: int, case: str, *, edit: bool = False) -> bool:
        one = row(next(numbers), lane, GROUP, case=case, edit=edit)
        if minute.ready_at(one, 1.0) > 1.0:
            return False
        minute.add(one, 1.0)
        return True

    changes = sum(goes(ANSWER, "alerts 1", edit=True) for _ in range(60))
    assert changes > 1
    assert goes(NOTICE, "alerts 2")
    assert [goes(ALARM, "alerts 3") for _ in range(3)] == [True] * 3
    assert goes(NOTICE, "alerts 3")


def test_f69_the_p99_of_new_alarms_in_an_hour_of_everything_else(clock: StillClock) -> None:
    """Each minute sixty edits, twenty stickers of each of three residents, and three new alarms."""
    line = queue(clock, per_second=30)
    number = 0
    rang: dict[int, float] = {}
    seen: dict[int, float] = {}
    for minute in range(60):
        for _ in range(3):
            rows = [
                row(0, lane, GROUP, "card", case=f"alerts {case}", edit=edit)
                for lane, edit in ((ALARM, True), (ANSWER, True), (NOTICE, True), (NOTICE, False))
                for case in (1, 2, 3)
                for _ in range(7)
            ]
            rows.append(row(0, ALARM, GROUP, "card", case=f"alerts {10 + minute}"))
            for one in rows:
                number += 1
                line.add([replace(one, id=number)])
            rang[number] = clock.passed
            seen |= dict(all_of(line, clock, 20))
    late = sorted(seen[alarm] - at for alarm, at in rang.items())
    assert late[int(len(late) * 0.99)] < 0.1
    assert late[-1] < 0.2
