"""The talk while an alarm is open: both ways, in order, edits as edits, and nothing that was no answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from bot.books import Books, Page
from bot.fates import Outcome
from cards.alerts import Accept
from db import talks
from sandbox.people import Seat
from tests.town import ALARMS, Town


@pytest.fixture(params=["forum", "plain"])
async def group(quiet_town: Town, request: pytest.FixtureRequest) -> Town:
    """A town whose alarm group makes topics, and one whose group does not."""
    town = quiet_town
    if request.param == "forum":
        town.makes_topics()
    town.groups_take_more()
    await town.start()
    return town


async def raised(town: Town) -> Seat:
    """Wang's alarm, accepted by Li; gives Li's seat where it is talked about."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.officers.presses("✋ Accept")
    await town.resident.hears("has accepted your alarm")
    return await town.at_the_alarm(1)


async def test_words_go_there_and_an_answer_comes_back(group: Town) -> None:
    town = group
    li = await raised(town)
    await town.resident.writes("a man at the dor")
    heard = await town.exactly(li, "💬 a man at the dor")
    answer = await li.writes("Stay inside", reply_to=heard)
    told = await town.resident.hears("Stay inside")
    assert "Li Na" in told.text
    assert told.reply_to is not None

    def marked() -> bool | None:
        return any(one.emoji == "👍" for one in li.seen(answer).reactions) or None

    assert await town.telegram.until(marked)
    await li.edits(answer, "Stay inside, please")
    await town.resident.sees("Stay inside, please")


async def test_an_edit_is_an_edit(group: Town) -> None:
    town = group
    li = await raised(town)
    said = await town.resident.writes("a man at the dor")
    await town.exactly(li, "💬 a man at the dor")
    await town.resident.edits(said, "a man at the door")
    await town.exactly(li, "💬 a man at the door")
    assert not [seen for seen in li.screen() if seen.text == "💬 a man at the dor"]


async def test_what_is_no_answer_stays_among_officers(group: Town) -> None:
    town = group
    li = await raised(town)
    await li.writes("Who is near?")
    mine = await li.writes("I am")
    await li.writes("Good", reply_to=mine)
    card = await li.sees("Alarm 1")
    await li.writes("We are coming", reply_to=card)
    await town.resident.hears("We are coming")
    texts = [seen.text for seen in town.resident.screen()]
    assert not [text for text in texts if "near" in text or "I am" in text or "Good" in text]


async def test_pictures_voice_and_albums_go_both_ways_under_nobodys_name(group: Town) -> None:
    town = group
    li = await raised(town)
    await town.resident.sends_photo(caption="@li_officer look")
    [picture] = await town.media(li, "photo")
    assert picture.text == "💬 @\u2060li_officer look"  # calls nobody
    await town.resident.sends_voice()
    [voice] = await town.media(li, "voice")
    await town.resident.sends_album([None, None])
    town.moves_clock(2)
    pictures = await town.media(li, "photo", 3)
    assert len({seen.album for seen in pictures}) == 2  # one alone and one album
    await li.sends_photo(caption="this one?", reply_to=voice)
    [answer] = await town.media(town.resident, "photo")
    assert answer.text == "👮 Li Na: this one?"


async def test_an_officer_who_answers_to_a_closed_alarm_is_told(group: Town) -> None:
    town = group
    li = await raised(town)
    await town.officers.presses("✅ Helped")
    await town.resident.hears("is closed")
    card = await li.sees("Closed by Li Na")
    await li.writes("Anything else?", reply_to=card)
    await li.hears("the resident does not get this")
    assert not [seen for seen in town.resident.screen() if "Anything" in seen.text]


async def test_an_answer_to_the_card_in_private_goes_to_the_resident_too(group: Town) -> None:
    town = group
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    town.moves_clock(21)
    card = await town.duty.hears("Alarm 1")
    await town.duty.writes("Stay inside", reply_to=card)
    told = await town.resident.hears("Stay inside")
    assert told.text == "👮 Li Na: Stay inside"


async def test_an_answer_that_is_faster_than_our_books_gets_there(
    group: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = group
    li = await raised(town)
    await town.has_said_all()
    noted, turn = threading.Event(), Books.turn

    def late(books: Books, outcomes: Sequence[Outcome], *rest: Any, rings: bool) -> Page:
        if any((one.row.card or "").startswith("talk ") for one in outcomes):
            noted.wait(20)
        return turn(books, outcomes, *rest, rings=rings)

    monkeypatch.setattr(Books, "turn", late)
    await town.resident.writes("a man at the door")
    heard = await town.exactly(li, "💬 a man at the door")
    await li.writes("Stay inside", reply_to=heard)
    await town.until(lambda look: len(talks.of_alert(look, 1)) == 2)
    noted.set()
    assert (await town.resident.hears("Stay inside")).text == "👮 Li Na: Stay inside"


async def test_what_cannot_be_delivered_is_told(group: Town) -> None:
    town = group
    li = await raised(town)
    town.expected.add("bot was blocked by the user")
    town.resident.blocks()
    card = await li.sees("Alarm 1 ·")
    await li.writes("Hello?", reply_to=card)
    await li.hears("does not deliver this")


async def test_quick_words_are_said_in_the_residents_language(group: Town) -> None:
    town = group
    li = await raised(town)
    await li.presses("💬 Quick words")
    await li.hears("what shall I tell")
    await li.presses("Is anybody hurt?")
    await town.resident.hears("Is anybody hurt?")
    await li.sees("👮 Is anybody hurt?")


async def test_an_answer_to_the_older_of_two_cards_is_one_too(town: Town) -> None:
    town.telegram.faults.cut_after(method="sendMessage", chat=ALARMS)
    await town.resident.writes("/alarm")
    newer = await town.officers.hears("↻ 🆘 Alarm 1")
    older = next(seen for seen in town.officers.screen() if seen.id != newer.id)
    await town.officers.writes("Stay inside", reply_to=older)
    assert (await town.resident.hears("Stay inside")).text == "👮 Li Na: Stay inside"
    await town.officers.writes("We are coming", reply_to=newer)
    await town.resident.hears("We are coming")


async def test_a_message_of_another_bot_is_no_card_whatever_its_buttons_say(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    other = town.telegram.add_bot("Other", "other_bot")
    accept = {"text": "✋", "callback_data": Accept(number=1).pack()}
    keys = {"inline_keyboard": [[accept]]}
    town.telegram.add_message(town.alarm_group, other, {"text": "a card"}, markup=keys)
    await town.officers.writes("Who is near?", reply_to=await town.officers.hears("a card"))
    await town.officers.writes("We are coming", reply_to=await town.officers.sees("🆘 Alarm 1"))
    await town.resident.hears("We are coming")
    assert not [seen for seen in town.resident.screen() if "near" in seen.text]


async def test_a_question_about_an_alarm_is_not_its_card(town: Town) -> None:
    li = await raised(town)
    await li.presses("🔀 Hand over")
    await li.writes("Can you, Zhao?", reply_to=await li.hears("to whom?"))
    await li.writes("We are coming", reply_to=await li.sees("🆘 Alarm 1"))
    await town.resident.hears("We are coming")
    assert not [seen for seen in town.resident.screen() if "Zhao" in seen.text]
