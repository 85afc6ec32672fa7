"""An open alarm owns what its resident says in private, whatever they begin meanwhile: f58, with every
command, key and question there is."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.intake.door import ALARM_WORDS
from db import alerts, talks
from sandbox.people import Seat
from tests.office import english
from tests.town import Town
from tests.waiting import COMMANDS, KEYS, QUESTIONS, SKIPS, is_asked, waits


def said(connection: Connection, number: int) -> list[tuple[str, str]]:
    """All that the alarm's resident said to the officers: what kind, and the words."""
    found = select(talks.talks.c.kind, talks.talks.c.text).where(
        talks.talks.c.alert_id == number, talks.talks.c.officer_id.is_(None)
    )
    return [(row.kind, row.text) for row in connection.execute(found.order_by(talks.talks.c.id))]


def placed_at(town: Town) -> object:
    with town.database() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    return alert.place


async def test_f58_after_any_command_or_key_all_goes_to_the_officers(town: Town) -> None:
    wang = town.resident
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    expected, place = [], placed_at(town)
    for number, begins in enumerate([*COMMANDS, *KEYS, *SKIPS]):
        await wang.writes(begins)
        if begins == "/nothing":  # a command that there is not may be a word of theirs
            expected.append(("text", "/nothing"))
        await wang.writes(f"words {number}")
        await wang.sends_photo(caption=f"picture {number}")
        await wang.sends_voice()
        await wang.shares_contact("+8613800000000")
        await wang.shares_place(40.0 + number / 1000, 111.0)
        expected += [("text", f"words {number}"), ("photo", f"picture {number}")]
        expected += [("voice", ""), ("contact", "")]
        await town.has_heard_all()
        assert placed_at(town) != place, begins
        place = placed_at(town)
    with town.database() as connection:
        heard = said(connection, 1)
        assert waits(connection, town.wang.id) == []
    # What is known in groups only begins nothing here: then it is a word of theirs.
    assert [one for one in heard if one in expected] == expected
    rest = [text for kind, text in heard if (kind, text) not in expected]
    assert set(rest) <= {"/bind", "/unbind"}


async def test_f58_no_question_that_waits_keeps_words_from_the_officers(town: Town) -> None:
    people = [english(town, f"Person {number}") for number in range(len(QUESTIONS))]
    for seat in people:
        await seat.writes("/alarm")
    await town.has_heard_all()
    asked = {seat.person.id: step for seat, step in zip(people, QUESTIONS, strict=True)}
    is_asked(town, asked)  # which can't be, and would hurt if it were
    for seat in people:
        await seat.writes("he has a knife")
        await seat.sends_voice()
    await town.has_heard_all()
    with town.database() as connection:
        for number in range(1, len(people) + 1):
            assert said(connection, number) == [("text", "he has a knife"), ("voice", "")]


async def test_f58_the_alarm_ends_any_question(town: Town) -> None:
    people = [english(town, f"Person {number}") for number in range(len(QUESTIONS))]
    asked = {seat.person.id: step for seat, step in zip(people, QUESTIONS, strict=True)}
    is_asked(town, asked)
    for seat in people:
        await seat.writes("🆘 Alarm")
        await seat.writes("he has a knife")
    await town.has_heard_all()
    with town.database() as connection:
        for number, person in enumerate(asked, start=1):
            assert said(connection, number) == [("text", "he has a knife")]
            assert waits(connection, person) == []


async def test_f58_what_needs_words_is_asked_afterwards(town: Town) -> None:
    wang = town.resident
    await wang.writes("/about")
    await wang.hears("Please read how your data is kept")
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await wang.presses("✅ I agree")
    await wang.told("While your alarm is open, all you write or send goes to the officers.")
    await wang.sees("✅ Agreed.")
    await wang.writes("/about")
    await wang.hears("While your alarm is open, all you write or send goes to the officers.")
    await wang.writes("he has a knife")
    await town.officers.sees("💬 he has a knife")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await wang.hears("is closed")
    await wang.writes("/about")
    await wang.hears("What shall the officers call you?")


async def test_f58_the_key_of_a_question_that_is_over_is_no_word_for_officers(town: Town) -> None:
    wang = town.resident
    await wang.writes("/about")
    await wang.presses("✅ I agree")
    await wang.hears("What shall the officers call you?")
    await wang.writes("🤫 Silent alarm")
    await town.officers.hears("Alarm 1")
    await wang.writes("⏭ Skip the name")  # still on the keyboard of a slow phone
    told = await wang.hears("That question has ended.")
    assert not told.sounded
    assert "📍 Share where I am" in [key for row in wang.keyboard() or [] for key in row]
    with town.database() as connection:
        assert said(connection, 1) == []


async def test_f58_stars_for_another_alarm_ask_for_no_word(town: Town) -> None:
    wang = town.resident
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await wang.hears("is closed")
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 2")
    await wang.presses("5 ⭐")
    await town.officers.sees("⭐⭐⭐⭐⭐")
    await wang.writes("he is back")
    await town.officers.sees("💬 he is back")
    assert not [seen for seen in wang.screen() if "A word about it?" in seen.text]


async def test_f58_an_officer_with_an_alarm_answers_others_and_is_asked_nothing(town: Town) -> None:
    li: Seat = town.duty
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.lets_pass(21)
    card = await li.hears("Alarm 1")
    await li.writes("/alarm")
    await town.officers.hears("Alarm 2")
    await li.writes("We are coming", reply_to=card)
    await town.resident.hears("We are coming")
    await li.writes("I am hurt myself")
    await town.officers.sees("💬 I am hurt myself")
    with town.database() as connection:
        assert said(connection, 2) == [("text", "I am hurt myself")]


def test_f58_every_alarm_key_is_known() -> None:
    assert set(KEYS) >= ALARM_WORDS
    assert "/alarm" in COMMANDS
