"""What has to be so in every history of the alarm, at each step and when it has come to rest."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from sqlalchemy import Row, select

from db import audit, inbox
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from tests.delivery import shown
from tests.delivery.clocks import REOPENED, asked_by, called_by
from tests.delivery.district import District, marked, words
from tests.delivery.names import GROUP, NAMES
from tests.delivery.trail import Case, played

BESIDE = re.compile(  # what a resident is told beside the card
    r"Alarm \d+ is recorded|✋ .* has accepted|🚗 .* is on the way|📍 .* has arrived"
    r"|👮 .* has your alarm now|🔀 Your alarm|🏁 Your alarm|⏳ Nobody has accepted your|⏳ Your alarm"
    r"|👌 .* knows that you called again"
)
ANSWER = re.compile(r"answer \d+(?: mended)?$")


def always(district: District) -> None:
    """At any moment: one live alarm at most and one owner at most, as the trail of what was rightly
    pressed has it; nobody promised anything that is not so; no word passed on that was no answer;
    nothing loud where an alarm is silent; nothing against Telegram's rules."""
    known = {alarm.id: alarm for alarm in district.alarms()}
    live = Counter(alarm.resident_id for alarm in known.values() if alarm.state != CLOSED)
    assert max(live.values(), default=0) <= 1
    cases = played(district.trail(), district.departed)
    assert cases.keys() == known.keys()
    for alarm in known.values():  # none that is not closed lacks a clock
        assert (alarm.due_at is None) == (alarm.state == CLOSED), alarm
    for number, alarm in known.items():
        _as_the_trail_has_it(cases[number], alarm)
        _rightly_pressed(district, cases[number])
    for seat in district.seats:
        mine = [case for case in cases.values() if case.resident == seat.person.id]
        _promised_no_more(district, seat.person.id, mine)
        _only_answers(district, seat.person.id, {case.number for case in mine})
    assert not district.sounded
    assert not district.telegram.breaches


def at_rest(district: District) -> None:
    """When nothing is under way any more: no press is lost, and every card shows the truth."""
    always(district)
    _nothing_waits(district)
    trail = district.trail()
    for owed in district.owed:
        since = {line.verb for line in trail if line.id > owed.since and _is(line, owed.number)}
        assert since & owed.verbs or owed.officer in district.departed, owed
    cases = played(trail, district.departed)
    pressed: Counter[int] = Counter()
    for alarm in district.alarms():
        pressed[alarm.resident_id] += alarm.presses
        _called_in_time(district, cases[alarm.id], alarm)
        shown.to_officers(district, cases[alarm.id], alarm)
        shown.to_resident(district, alarm)
    assert pressed == +district.alarm_presses
    for seat in district.seats:
        mine = [case for case in cases.values() if case.resident == seat.person.id]
        _told_everything(district, seat.person.id, mine)
    _words_are_kept(district)
    _answers_went(district)
    with district.bot.database.reading() as connection:
        audit.verify(connection, district.keys)


def _is(line: Row[Any], number: int) -> bool:
    return bool(line.noun == f"alerts {number}")


def _as_the_trail_has_it(case: Case, alarm: Alert) -> None:
    facts = (alarm.state, alarm.officer_id, alarm.room_id, alarm.rooms, alarm.rung)
    assert facts == (case.state, case.owner, case.room, case.rooms, case.rung)
    assert (alarm.recalled_at is not None) == case.recalled
    assert (alarm.officer_id is None) == (alarm.state == OPEN)
    assert set(alarm.called or []) == case.called
    assert set(alarm.former) == case.former
    assert (alarm.on_way_at is not None, alarm.arrived_at is not None) == (
        case.on_way,
        case.arrived,
    )
    assert (alarm.outcome, alarm.stars) == (case.outcome, case.stars)
    assert (alarm.flagged_at is not None) == case.flagged
    if case.mistap and alarm.mistap_at is None:  # they pressed again, and need us after all
        assert alarm.presses > 1
    if alarm.mistap_at is not None:
        assert case.mistap


def _rightly_pressed(district: District, case: Case) -> None:
    """Each deed was pressed by whoever did it, that often, where it may be done."""
    done = Counter((who, what) for who, what, _ in case.pressed)
    for (who, what), times in done.items():
        allowed = [chats for person, press, chats in case.pressed if (person, press) == (who, what)]
        where = set[int]().union(*allowed)
        assert times <= sum(district.pressed[who, what][chat] for chat in where)


def _promised_no_more(district: District, resident: int, cases: list[Case]) -> None:
    """What a resident reads beside their card is in the trail, each once."""
    expected = Counter(told for case in cases for told in case.told)
    once = Counter(
        words(one)
        for one in district.screen(resident)
        if not marked(one) and BESIDE.match(words(one))
    )
    assert once <= expected
    for message in district.screen(resident):
        if BESIDE.match(words(message)):
            assert expected[words(message)]
        shown.never_more_than_true(district, cases, message)


def _only_answers(district: District, resident: int, numbers: set[int]) -> None:
    """Nothing of what officers say among themselves, nothing of other people's alarms, and nothing
    of anybody's own words."""
    for message in district.screen(resident):
        text = words(message)
        assert "aside" not in text
        assert not re.search(r"words \d|edited \d", text)
        found = ANSWER.search(text)
        assert ("answer" in text) == (found is not None)
        if found is not None:
            assert district.meant[found[0]] in numbers


def _told_everything(district: District, resident: int, cases: list[Case]) -> None:
    """Each thing once, or as a repeat; of repeats no more than faults explain."""
    expected = Counter(told for case in cases for told in case.told)
    found = [one for one in district.screen(resident) if BESIDE.match(words(one))]
    once = Counter(words(one) for one in found if not marked(one))
    again = Counter(words(one) for one in found if marked(one))
    assert expected - once <= again
    assert len(found) - expected.total() <= district.faults + district.bot.crashes


def _nothing_waits(district: District) -> None:
    with district.bot.database.reading() as connection:
        unhandled = connection.execute(
            select(inbox.inbox.c.id, inbox.inbox.c.reason).where(inbox.inbox.c.state != inbox.DONE)
        ).all()
    assert not unhandled
    assert not district.unsaid()


def _called_in_time(district: District, case: Case, alarm: Alert) -> None:
    """An alarm that calls has reached its rung; an owner who gives no sign has been asked, and can act."""
    now = district.clock.now()
    if alarm.calls and (alarm.mistap_at is None or alarm.recalled_at is not None):
        assert case.rung == called_by((now - case.since).total_seconds())
    if alarm.state == ACCEPTED:
        assert district.serves(alarm.officer_id)
        going = case.on_way or case.arrived
        if case.asked is not None and not going:
            assert (now - case.asked).total_seconds() < REOPENED
        else:
            assert now < asked_by(case)


def _words_are_kept(district: District) -> None:
    """Of residents none of whose alarms was ever closed, every word since the first is kept; and of
    all, what is kept came in that order and is what they last said."""
    known = district.alarms()
    for alarm in known:
        said = {
            talk.message_id: talk.text
            for talk in district.said(alarm.id)
            if talk.officer_id is None
        }
        told = district.words[alarm.resident_id]
        assert said == {place: text for place, text in told.items() if place in said}
        if any(one.state == CLOSED for one in known if one.resident_id == alarm.resident_id):
            continue
        assert said == district.words[alarm.resident_id]


def _answers_went(district: District) -> None:
    """Every answer of an officer to a live case is kept and with the resident, as it last read, and
    is marked so; every mark stands under such an answer."""
    trail = district.trail()
    kept: dict[tuple[int, int], tuple[int, str]] = {}
    for alarm in district.alarms():
        heard = [words(one) for one in district.screen(alarm.resident_id)]
        for talk in district.said(alarm.id):
            if talk.officer_id is None:
                continue
            place = talk.chat_id, talk.message_id
            kept[place] = alarm.id, talk.text
            assert shown.line(talk) in heard
            if not talk.kind.startswith("quick"):
                assert district.replies[place] == kept[place]
    for number, since, chat, message in district.owed_replies:
        later = {line.verb for line in trail if line.id > since and _is(line, number)}
        assert (chat, message) in kept or later & {"close", "hand_over"}
    for chat in (*GROUP.values(), *NAMES.keys() - district.have_blocked):
        for one in district.everything_in(chat):
            assert bool(one.reactions) == ((chat, one.id) in kept), one.content
