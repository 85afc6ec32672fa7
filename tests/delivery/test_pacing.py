"""Telegram's limits as the pacer keeps them: for the bot, for a chat, for a group, after a 429."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.pacing import PROBING, Limits, Pacer
from db.outbox import ALARM, ANSWER, CAMPAIGN, NOTICE, Queued

GROUP, OTHER_GROUP, WANG = -1001, -1002, 700


def row(
    lane: int, chat: int, case: str | None = None, kind: str = "card", *, edit: bool = False
) -> Queued:
    return Queued(1, lane, chat, kind, None, edit, case)


def alarm(chat: int = GROUP, number: int = 1) -> Queued:
    return row(ALARM, chat, f"alerts {number}")


def edit(lane: int = ALARM, number: int = 1) -> Queued:
    return row(lane, GROUP, f"alerts {number}", edit=True)


def talk(number: int) -> Queued:
    return row(NOTICE, GROUP, f"alerts {number}")


def rollup() -> Queued:
    return row(ALARM, GROUP, "rollups 1", edit=True)


def spend(pacer: Pacer, what: Queued, now: float) -> float:
    """Sends at the earliest moment, and gives it."""
    return pacer.spend(what, pacer.ready_at(what, now))


def goes(pacer: Pacer, what: Queued, now: float = 100.0) -> bool:
    """Sends it if it may go at once."""
    if pacer.ready_at(what, now) > now:
        return False
    pacer.spend(what, now)
    return True


def fast(**limits: int) -> Pacer:
    """A pacer whose bot and chats take what comes; a group's minute is counted."""
    told = {"burst": 1000, **limits}
    return Pacer(Limits(per_second=1e9, **told))


def test_thirty_a_second_are_evenly_spaced_alarms_among_them() -> None:
    pacer = Pacer(Limits(per_second=30))
    sent = [
        spend(pacer, row(ALARM if chat % 5 else CAMPAIGN, chat), 100.0) for chat in range(1, 61)
    ]
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert all(gap == pytest.approx(1 / 30) for gap in gaps)
    assert sent[0] == 100.0


def test_time_that_nobody_used_is_not_saved_up() -> None:
    pacer = Pacer(Limits(per_second=30))
    spend(pacer, row(ANSWER, 1), 100.0)
    assert [spend(pacer, row(ANSWER, chat), 200.0) for chat in (2, 3)] == pytest.approx(
        [200, 200 + 1 / 30]
    )


def test_a_chat_gets_its_burst_and_then_one_a_second_edits_among_them() -> None:
    pacer = fast(burst=3)
    sent = [spend(pacer, row(ANSWER, WANG, edit=bool(n % 2)), 100.0) for n in range(6)]
    assert sent == pytest.approx([100, 100, 100, 101, 102, 103], abs=1e-6)
    assert pacer.ready_at(row(ANSWER, WANG + 1), 100.0) == 100.0


def test_of_a_groups_burst_some_waits_for_alarms() -> None:
    pacer = fast(burst=8)
    assert sum(goes(pacer, edit(number=number)) for number in range(9)) == 5
    assert sum(goes(pacer, alarm(number=number)) for number in range(9)) == 3
    assert pacer.ready_at(alarm(), 100.0) == pytest.approx(101)
    assert pacer.ready_at(edit(), 100.0) == pytest.approx(104)


def test_a_group_takes_twenty_a_minute_of_which_eight_are_kept_for_alarms() -> None:
    pacer = fast()
    for number in range(12):
        assert goes(pacer, row(ANSWER, GROUP, edit=bool(number % 2)))
    for blocked in (row(ANSWER, GROUP), edit(), edit(NOTICE), row(NOTICE, GROUP)):
        assert pacer.ready_at(blocked, 101.0) == pytest.approx(160)
    for number in range(8):
        assert goes(pacer, alarm(number=number), 101.0)
    assert pacer.ready_at(alarm(), 102.0) == pytest.approx(160)
    assert pacer.ready_at(alarm(OTHER_GROUP), 102.0) == 102.0


def test_what_alarms_use_comes_off_the_others_share_but_three_are_always_theirs() -> None:
    pacer = fast()
    assert sum(goes(pacer, alarm(number=number)) for number in range(10)) == 10
    assert sum(goes(pacer, row(ANSWER, GROUP)) for _ in range(20)) == 3
    assert sum(goes(pacer, alarm(number=number)) for number in range(20)) == 7


def test_never_more_than_twenty_in_any_minute() -> None:
    pacer = fast()
    sent: list[float] = []
    now = 0.0
    kinds = [alarm(), edit(), talk(2), rollup(), row(ANSWER, GROUP)]
    while len(sent) < 200:
        wanted = kinds[len(sent) % len(kinds)]
        now = max(now, pacer.ready_at(wanted, now))
        if pacer.ready_at(wanted, now) <= now:
            sent.append(pacer.spend(wanted, now))
        now += 0.5
    assert all(later - first >= 60 for first, later in zip(sent, sent[20:], strict=False))


def test_deletes_and_reactions_take_nothing_of_it_and_have_a_limit_of_their_own() -> None:
    pacer = fast()
    for _ in range(20):
        assert goes(pacer, row(ALARM, GROUP, kind="delete", edit=True))
    assert not goes(pacer, row(NOTICE, GROUP, kind="reaction", edit=True))
    assert sum(goes(pacer, alarm()) for _ in range(25)) == 20


def test_no_case_takes_more_talk_than_it_leaves_to_others() -> None:
    pacer = fast()
    assert sum(goes(pacer, talk(1)) for _ in range(60)) == 12  # alone
    pacer = fast()
    assert goes(pacer, alarm(number=2))  # somebody else is there
    assert sum(goes(pacer, talk(1)) for _ in range(60)) == 6
    assert sum(goes(pacer, talk(2)) for _ in range(60)) == 3
    assert sum(goes(pacer, talk(3)) for _ in range(60)) >= 1


def test_the_first_word_of_a_case_may_take_of_what_is_kept() -> None:
    pacer = fast()
    assert sum(goes(pacer, talk(1)) for _ in range(60)) == 12
    assert [goes(pacer, talk(number)) for number in (1, 2, 2, 3, 4, 5)] == [
        *(False, True, False, True, True, False)
    ]
    assert [goes(pacer, edit(NOTICE)) for _ in range(2)] == [True, False]
    assert sum(goes(pacer, alarm(number=number)) for number in range(9)) == 4


def test_where_an_alarm_stands_may_take_what_new_alarms_left() -> None:
    pacer = fast()
    for number in range(6):
        assert goes(pacer, alarm(number=number))
    assert sum(goes(pacer, edit(ANSWER, number)) for number in range(20)) == 6
    assert sum(goes(pacer, edit(ALARM, number)) for number in range(20)) == 6
    assert [goes(pacer, alarm(number=number)) for number in (7, 8, 9)] == [True, True, False]


def test_neither_talk_nor_edits_are_starved() -> None:
    pacer, now = fast(), 100.0
    for _ in range(10):  # minutes in which ten cases talk without end
        went = [goes(pacer, talk(number), now) for number in range(10) for _ in range(20)]
        assert sum(went) >= 10
        assert sum(goes(pacer, edit(NOTICE), now) for _ in range(20)) >= 1
        assert sum(goes(pacer, alarm(number=number), now) for number in range(9)) >= 4
        now += 61
    for _ in range(10):  # and some in which edits never end
        assert sum(goes(pacer, edit(NOTICE), now) for _ in range(20)) == 12
        assert sum(goes(pacer, talk(number), now) for number in range(4)) == 4
        now += 61


def test_a_rollup_spreads_what_is_left_of_the_minute() -> None:
    pacer = fast()
    for number in range(4):
        assert goes(pacer, alarm(number=number))
    now, drawn = 100.0, [100.0]
    pacer.spend(row(ALARM, GROUP, "rollups 1"), now)
    while now < 400:
        goes(pacer, edit(ANSWER), now)  # as many as there is room for
        now = pacer.ready_at(rollup(), now + 4)
        pacer.spend(rollup(), now)
        drawn.append(now)
    gaps = [later - earlier for earlier, later in pairwise(drawn)]
    assert max(gaps) < 10
    assert max(gaps[:12]) < 5.5


def test_what_was_not_sent_takes_no_place() -> None:
    pacer = fast()
    for _ in range(12):
        at = pacer.spend(edit(), 100.0)
    pacer.refund(edit(), at)
    assert [goes(pacer, edit()), goes(pacer, edit())] == [True, False]


def test_a_rollups_change_that_was_not_sent_delays_none() -> None:
    pacer = fast()
    for number in range(10):
        pacer.spend(alarm(number=number), 100.0)
    assert goes(pacer, rollup(), 104.0)
    soon = pacer.ready_at(rollup(), 105.0)
    pacer.refund(rollup(), pacer.spend(rollup(), soon))
    assert pacer.ready_at(rollup(), 105.0) == pytest.approx(soon)


def test_a_refusal_stops_what_it_names() -> None:
    pacer = Pacer(Limits())
    pacer.hold(row(CAMPAIGN, WANG), 100.0, 30)
    assert pacer.ready_at(row(CAMPAIGN, WANG + 1), 100.0) == 130.0
    assert pacer.ready_at(alarm(WANG), 100.0) == 100.0
    pacer.hold(alarm(), 100.0, 40)
    assert pacer.ready_at(alarm(), 100.0) == 140.0
    assert pacer.ready_at(alarm(OTHER_GROUP), 100.0) == 100.0
    pacer.hold(alarm(), 100.0, 20)  # a shorter word does not shorten the longer one
    assert pacer.ready_at(alarm(), 100.0) == 140.0
    assert pacer.ready_at(edit(), 100.0) == 140.0


@pytest.mark.parametrize("refused", [edit(), edit(NOTICE), talk(1), row(ANSWER, GROUP)])
def test_a_refused_edit_or_talk_stops_no_new_alarm(refused: Queued) -> None:
    pacer = Pacer(Limits())
    pacer.hold(refused, 100.0, 45)
    assert pacer.ready_at(alarm(), 100.0) == 100.0
    assert pacer.ready_at(rollup(), 100.0) == 100.0
    for other in (edit(number=2), talk(2), row(ANSWER, GROUP)):
        assert pacer.ready_at(other, 100.0) == 145.0
    assert pacer.ready_at(row(NOTICE, OTHER_GROUP), 100.0) == 100.0


def test_several_chats_that_are_to_wait_alike_are_one_stop_of_the_bot() -> None:
    pacer = Pacer(Limits())
    for number in range(2):
        pacer.hold(row(ANSWER, 1 + number), 100.0 + number, 30 - number)
    assert pacer.ready_at(row(ANSWER, 9), 101.0) == 101.0
    pacer.hold(row(NOTICE, 3), 101.5, 29)
    assert pacer.ready_at(row(ANSWER, 9), 102.0) == pytest.approx(130.5)
    assert pacer.ready_at(row(CAMPAIGN, 9), 102.0) == pytest.approx(130.5)
    assert spend(pacer, alarm(), 102.0) == 102.0  # it tries
    assert spend(pacer, alarm(OTHER_GROUP), 102.1) == pytest.approx(102.0 + PROBING)
    assert not pacer.passed(row(ANSWER, 8), 99.0)  # it left before the stop
    assert pacer.passed(alarm(), 102.0)
    assert pacer.ready_at(row(ANSWER, 9), 102.5) == 102.5
    assert pacer.ready_at(row(ANSWER, 1), 102.5) == 130.0  # that chat's own word stands


def test_refusals_that_differ_or_come_one_by_one_are_each_chats_own() -> None:
    pacer = Pacer(Limits())
    for number in range(6):
        pacer.hold(row(ANSWER, 1 + number), 100.0, 5 + 10 * number)
    assert pacer.ready_at(row(ANSWER, 9), 100.0) == 100.0
    for number in range(6):
        pacer.hold(row(ANSWER, 11 + number), 200.0 + 10 * number, 90 - 10 * number)
    assert pacer.ready_at(row(ANSWER, 9), 251.0) == 251.0
    for _ in range(6):
        pacer.hold(row(ANSWER, 21), 300.0, 30)
    assert pacer.ready_at(row(ANSWER, 9), 300.0) == 300.0


def test_an_answer_to_a_press_that_is_refused_stops_no_chat() -> None:
    pacer = Pacer(Limits())
    pacer.hold(row(ALARM, GROUP, kind="toast"), 100.0, 30)
    assert pacer.ready_at(alarm(), 100.0) == 100.0
    assert pacer.ready_at(talk(1), 100.0) == 100.0
