"""What has to be so in every history of words: nobody's words in another's case, none lost, nobody alone."""

from __future__ import annotations

import re
from datetime import timedelta

from db import officers
from db.alerts import CLOSED, OPEN
from db.officers import DUTY_LEAD, OFFICER
from tests.delivery.district import words
from tests.delivery.words_world import SURELY_OVER, Words

FOR_RESIDENTS = re.compile(r"(?:answer|aside|note) \d+\.")
FROM_RESIDENTS = re.compile(r"words \d+\.")


def always(world: Words) -> None:
    """At any moment."""
    _somebody_can_act(world)
    _no_question_outlives_its_time(world)
    _officers_hear_each_in_their_case(world)
    _residents_hear_their_own_answers(world)
    _files_hold_what_was_meant(world)


def at_rest(world: Words) -> None:
    """When all is said."""
    always(world)
    _no_word_is_lost(world)


def _somebody_can_act(world: Words) -> None:
    """An alarm that is not closed has a clock, and an owner, if any, who serves and takes alarms."""
    with world.bot.database.reading() as connection:
        serving = officers.serving(connection)
    able = {one.user_id for one in serving if one.role in {OFFICER, DUTY_LEAD}}
    for alarm in world.alarms():
        if alarm.state == CLOSED:
            continue
        assert alarm.due_at is not None, f"alarm {alarm.id} has no clock"
        if alarm.state == OPEN:
            assert alarm.officer_id is None
        else:
            assert alarm.officer_id in able, f"alarm {alarm.id} is with nobody who can act"


def _no_question_outlives_its_time(world: Words) -> None:
    """Each says when it ends, soon enough; that it takes nothing afterwards is seen from the files."""
    for waiting in world.waiting():
        assert timedelta() < waiting.ends_at - waiting.changed_at <= SURELY_OVER


def _officers_hear_each_in_their_case(world: Words) -> None:
    for message in world.shown_to_officers():
        if "💬" in words(message):
            for text in FROM_RESIDENTS.findall(words(message)):
                assert world.alarm_in(message) == world.to_officers.get(text), words(message)


def _residents_hear_their_own_answers(world: Words) -> None:
    """Answers of their own alarms, and nothing else that officers say."""
    resident_of = {alarm.id: alarm.resident_id for alarm in world.alarms()}
    for seat in world.seats:
        for message in world.screen(seat.person.id):
            for text in FOR_RESIDENTS.findall(words(message)):
                assert text in world.to_resident, words(message)
                assert resident_of[world.to_resident[text]] == seat.person.id


def _files_hold_what_was_meant(world: Words) -> None:
    for alarm in world.alarms():
        sure = world.notes.sure.get(alarm.id)
        assert alarm.note in {sure, *world.notes.may.get(alarm.id, ())}
        assert alarm.review is None


def _no_word_is_lost(world: Words) -> None:
    among_officers = "\n".join(words(one) for one in world.shown_to_officers())
    for text in world.to_officers:
        assert text in among_officers, text
    for text, number in world.to_resident.items():
        alarm = world.alarm_of(number)
        assert alarm is not None
        assert any(text in words(one) for one in world.screen(alarm.resident_id)), text
