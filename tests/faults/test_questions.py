"""A question takes its answer and nothing else: f57, with every question there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

import handlers
from bot.intake.door import ALARM_WORDS
from db import alerts, cards
from handlers.conversation import Conversations
from services.work import Work
from tests.office import english
from tests.town import ALARMS, Town
from tests.waiting import COMMANDS, KEYS, QUESTIONS, SKIPS, is_asked, waits

ENDS = {"/cancel", "/unbind", "/windows"}  # stops it, leaves the group, begins something else
NOTE = "What shall stand in the file of alarm 1?"


@pytest.fixture(params=["forum", "plain"])
async def group(quiet_town: Town, request: pytest.FixtureRequest) -> Town:
    """A town whose alarm group makes topics, and one whose group does not."""
    if request.param == "forum":
        quiet_town.makes_topics()
    quiet_town.groups_take_more()
    await quiet_town.start()
    return quiet_town


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was taken as an answer: (step, text)."""
    real, heard = Conversations.answers, []

    async def answers(self: Conversations, message: object, work: Work) -> bool:
        step = work.step or ""
        wanted = await real(self, message, work)  # type: ignore[arg-type]  # as it was given
        if wanted:
            heard.append((step, getattr(message, "text", None) or ""))
        return wanted

    monkeypatch.setattr(Conversations, "answers", answers)
    return heard


def note(town: Town, number: int = 1) -> str | None:
    with town.database() as connection:
        alert = alerts.find(connection, number)
    assert alert is not None
    return alert.note


async def is_asked_for_a_note(town: Town) -> None:
    """Alarm 1 is closed, and Li pressed 📝."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    await town.officers.presses("📝 Note")
    await town.officers.hears(NOTE)
    await town.has_said_all(ALARMS)


async def test_f57_a_reply_to_another_alarm_goes_to_its_resident_and_is_no_note(
    group: Town,
) -> None:
    town = group
    await is_asked_for_a_note(town)
    await town.stranger.writes("/alarm")
    await town.officers.hears("Alarm 2")
    li = await town.at_the_alarm(2)
    await li.writes("Who has the car keys?")  # in its topic, where there are topics
    card = await li.sees("🆘 Alarm 2")
    await li.writes("Stay in the flat, we are two minutes away", reply_to=card)
    await town.stranger.hears("Stay in the flat, we are two minutes away")
    await town.stranger.writes("he is gone")
    heard = await town.exactly(li, "💬 he is gone")
    await li.writes("Stay inside all the same", reply_to=heard)
    await town.stranger.hears("Stay inside all the same")
    assert (note(town, 1), note(town, 2)) == (None, None)
    assert not [seen for seen in li.screen() if "Kept with alarm" in seen.text]
    await town.officers.answers("third time this week", to=NOTE)
    await town.officers.hears("Kept with alarm 1")
    assert note(town) == "third time this week"


async def test_f57_a_colleague_and_plain_words_answer_nothing(group: Town) -> None:
    town = group
    await is_asked_for_a_note(town)
    question = await town.colleague.sees(NOTE)
    assert not question.forces_reply
    await town.officers.writes("Good morning")
    await town.colleague.writes("it was nothing", reply_to=question)
    await town.colleague.hears("This question is for Li, so your answer was not kept.")
    assert note(town) is None
    await town.officers.answers("it was nothing")
    await town.officers.hears("Kept with alarm 1")
    await town.officers.answers("it was something")
    await town.officers.hears("This question has ended, so your answer was not kept.")
    assert note(town) == "it was nothing"


async def test_f57_a_note_is_not_waited_for_longer_than_a_quarter_of_an_hour(group: Town) -> None:
    town = group
    await is_asked_for_a_note(town)
    await town.lets_pass(15 * 60 + 1)
    await town.officers.answers("Who has the car keys?", to=NOTE)
    told = await town.officers.hears("This question has ended, so what you wrote was not kept.")
    assert "To begin again: 📝 Note" in told.text
    assert note(town) is None


async def test_f57_cancel_stops_what_was_asked_in_a_group(group: Town) -> None:
    town = group
    await is_asked_for_a_note(town)
    li = await town.at_the_alarm(1)
    await town.colleague.writes("/cancel")  # of whom nothing is asked
    await (town.officers if li.topic else li).writes("/cancel")
    await town.officers.hears("Stopped; nothing was changed.")
    await town.officers.answers("third time this week", to=NOTE)
    await town.officers.hears("This question has ended")
    await town.has_said_all(ALARMS)
    assert note(town) is None
    assert len([seen for seen in town.officers.screen() if "Stopped" in seen.text]) == 1


async def test_f57_of_two_questions_only_the_newer_waits(group: Town) -> None:
    town = group
    await is_asked_for_a_note(town)
    older = await town.officers.sees(NOTE)
    await town.officers.presses("📝 Note")
    await town.officers.hears(NOTE)
    await town.has_said_all(ALARMS)
    await town.officers.writes("for the older one", reply_to=older)
    await town.officers.hears("This question has ended")
    await town.officers.answers("for the newer one")
    await town.officers.hears("Kept with alarm 1")
    assert note(town) == "for the newer one"


@pytest.mark.parametrize("words", ["/duty off", "/cancel", "/nothing", "📅 Book a visit"])
async def test_f57_a_command_in_reply_to_the_question_is_no_note(town: Town, words: str) -> None:
    await is_asked_for_a_note(town)
    await town.officers.answers(words, to=NOTE)
    told = {"/duty off": "Off duty", "/cancel": "Stopped"}.get(words, "I do not know that command")
    await town.officers.hears(told)
    assert note(town) is None


async def test_f57_no_command_and_no_key_there_is_answers_a_question_in_a_group(
    town: Town, taken: list[tuple[str, str]]
) -> None:
    await is_asked_for_a_note(town)
    question = await town.officers.sees(NOTE)
    for words in [*COMMANDS, *KEYS, *SKIPS]:
        if words not in ENDS:
            await town.officers.writes(words, reply_to=question)
    await town.has_heard_all()
    assert taken == []
    await town.officers.writes("a word at last", reply_to=question)
    await town.until(lambda _: note(town) == "a word at last")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/help", "stops what is under way"),
        ("/cancel", "Stopped; nothing was changed."),
        ("/mycases", "🗂 My cases, newest first"),
        ("🗂 My cases", "🗂 My cases, newest first"),
        ("/privacy", "What I keep about you"),
        ("/start c_001", "Your community police room"),
        ("/nothing", "I do not know that command"),
    ],
)
async def test_f57_whoever_is_asked_for_a_review_may_do_something_else(
    town: Town, words: str, told: str
) -> None:
    wang = town.resident
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await wang.presses("5 ⭐")
    await wang.hears("A word about it?")
    await wang.writes(words)
    await wang.hears(told)
    with town.database() as connection:
        alert = alerts.find(connection, 1)
    assert alert is not None
    assert alert.review is None


async def test_f57_no_question_takes_any_command_or_key(
    town: Town, taken: list[tuple[str, str]]
) -> None:
    town.expected.add("message to edit not found")
    people = [english(town, f"Person {number}") for number in range(len(QUESTIONS))]
    asked = {seat.person.id: step for seat, step in zip(people, QUESTIONS, strict=True)}
    for words in [*SKIPS, *COMMANDS, *KEYS]:
        if words == "/alarm" or words in ALARM_WORDS:  # after which nothing is asked: f58
            continue
        is_asked(town, asked)
        for seat in people:
            await seat.writes(words)
        await town.has_heard_all()
    known = handlers.KNOWN.answer_keys
    assert [(step, text) for step, text in taken if step not in known.get(text, set())] == []
    assert taken  # each answers its own question


async def test_f57_every_question_ends_by_itself_and_says_so(
    town: Town, taken: list[tuple[str, str]]
) -> None:
    people = [english(town, f"Person {number}") for number in range(len(QUESTIONS))]
    asked = {seat.person.id: step for seat, step in zip(people, QUESTIONS, strict=True)}
    is_asked(town, asked)
    await town.lets_pass(max(step.lasts for step in QUESTIONS).total_seconds() + 1)
    for seat in people:
        await seat.writes("Good morning")
        told = await seat.hears("This question has ended, so what you wrote was not kept.")
        assert "To begin again: " in told.text
        await seat.writes("Good morning")
        await seat.hears("I did not understand that")
    assert taken == []
    assert all(timedelta() < step.lasts <= timedelta(hours=1) for step in QUESTIONS)


async def test_f57_what_was_said_before_it_ended_is_told(town: Town) -> None:
    wang = town.resident
    await wang.writes("/about")
    await wang.presses("✅ I agree")
    await wang.writes("Aunt Wang")
    await wang.hears("A phone number")
    await town.lets_pass(3601)
    await wang.writes("13911112222")
    told = await wang.hears("To begin again: 👤 About me")
    assert "You had told me: Aunt Wang" in told.text
    with town.database() as connection:
        assert waits(connection, town.wang.id) == []


async def test_f57_in_private_a_reply_to_a_case_is_no_answer(town: Town) -> None:
    wang = town.resident
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.officers.presses("✅ Helped")
    await wang.hears("is closed")
    await town.has_said_all()
    with town.database() as connection:
        kept = cards.kept(connection, [(town.wang.id, "alerts 1 mine")])
    card = wang.chat.messages[kept[town.wang.id, "alerts 1 mine"][0]]
    await wang.writes("/about")
    await wang.presses("✅ I agree")
    question = await wang.hears("What shall the officers call you?")
    await wang.writes("Thank you all", reply_to=card)
    await wang.hears("That answers another message, so I did not take it")
    await wang.writes("/nothing")
    await wang.hears("I do not know that command. My question still waits")
    await wang.writes("Aunt Wang", reply_to=question)
    await wang.hears("A phone number")


def test_f57_a_question_says_how_long_it_waits() -> None:
    assert len(QUESTIONS) >= 13
    assert all(step.again for step in QUESTIONS)
