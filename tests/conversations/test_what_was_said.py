"""What a message says while an alarm is open: all of its contents, its true edits, and the files that take
the place of others."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from db import talks
from sandbox import samples
from sandbox.files import Upload
from sandbox.media import uploaded
from sandbox.people import Seat
from sandbox.records import Message
from sandbox.screens import Seen
from tests.faults.test_words import raw_text
from tests.town import Town

INSTEAD = "🔁 This takes the place of the one above."


@pytest.fixture(params=["forum", "plain"])
async def town(quiet_town: Town, request: pytest.FixtureRequest) -> Town:
    """A town whose alarm group makes topics, and one whose group does not."""
    if request.param == "forum":
        quiet_town.makes_topics()
    quiet_town.groups_take_more()
    await quiet_town.start()
    return quiet_town


async def raised(town: Town) -> Seat:
    """Wang's alarm; gives Li's seat where it is talked about."""
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    return await town.at_the_alarm(1)


def said(town: Town) -> list[str]:
    with town.database() as look:
        return [talk.text for talk in talks.of_alert(look, 1)]


def shares(town: Town, seat: Seat, content: dict[str, Any]) -> Message:
    """A message with whatever is in it."""
    return seat._post(content)


def tells(town: Town, message: Message, **changed: Any) -> None:
    """Telegram tells of an edit, with or without one."""
    town.telegram.inject(town.bot, {"edited_message": copy.deepcopy(message.wire()) | changed})


async def nothing_changes(town: Town, before: Callable[[], Any], deed: Callable[[], Any]) -> None:
    was = before()
    deed()
    await town.has_heard_all()
    await town.has_said_all()
    assert before() == was


# --- several contents ----------------------------------------------------------------------

PLACE = {"latitude": 40.7512, "longitude": 111.6604}
VENUE = {"location": PLACE, "title": "<b>Nanhu Market, gate 3", "address": "West Road 11"}


async def test_5_of_a_venue_the_place_and_its_name_reach_the_officers(town: Town) -> None:
    li = await raised(town)
    shares(town, town.resident, {"location": PLACE, "venue": VENUE})
    await town.officers.sees("📍 40.75120, 111.66040")
    await town.has_said_all()
    card = await town.officers.sees("Alarm 1")
    assert "💬 <b>Nanhu Market, gate 3\nWest Road 11" in card.text
    await town.exactly(li, "💬 <b>Nanhu Market, gate 3\nWest Road 11")


async def test_5_a_venue_of_which_only_the_name_can_be_read_is_not_lost(town: Town) -> None:
    await raised(town)
    odd = raw_text(town, "")
    del odd["message"]["text"]
    odd["message"] |= {"venue": {**VENUE, "location": {**PLACE, "latitude": 1e9}}}
    town.telegram.inject(town.bot, odd)
    await town.officers.sees("💬 <b>Nanhu Market, gate 3")


async def test_5_an_officers_venue_reaches_the_resident_as_it_is(town: Town) -> None:
    li = await raised(town)
    card = await li.sees("Alarm 1")
    li._post({"location": PLACE, "venue": VENUE}, card)
    found = await town.telegram.until(
        lambda: [seen for seen in town.resident.screen() if seen.venue] or None, 15
    )
    assert found, "no venue came"
    assert (found[0].venue or {})["address"] == VENUE["address"]


async def test_5_a_contact_keeps_its_name(town: Town) -> None:
    li = await raised(town)
    contact = {"phone_number": "+8613911112222", "first_name": "My", "last_name": "Neighbour"}
    shares(town, town.resident, {"contact": contact})
    found = await town.telegram.until(
        lambda: [seen for seen in li.screen() if seen.contact and not seen.mine] or None, 15
    )
    assert found, "no contact came"
    assert (found[0].contact or {})["last_name"] == "Neighbour"


async def test_5_words_below_what_cannot_be_passed_on_are_passed_on(town: Town) -> None:
    li = await raised(town)
    odd = raw_text(town, "")
    del odd["message"]["text"]
    odd["message"] |= {"caption": "he has a knife", "hologram": {"file_id": "x"}}
    town.telegram.inject(town.bot, odd)
    await town.exactly(li, "💬 he has a knife")
    await town.resident.hears("Only the words were passed on.")


# --- edits that are none -------------------------------------------------------------------


async def test_22_an_edit_of_words_from_before_the_alarm_is_no_word_of_it(town: Town) -> None:
    old = await town.resident.writes("my neighbour Zhou is a thief, between us")
    await town.resident.hears("I did not understand that")
    await town.lets_pass(3600)
    await raised(town)
    now = int(town.telegram.clock.now())
    for changed in ({}, {"edit_date": now}, {"edit_date": now, "text": "Zhou, a thief"}):
        await nothing_changes(town, lambda: said(town), lambda c=changed: tells(town, old, **c))  # type: ignore[misc]
    assert said(town) == []


async def test_22_an_edit_that_changes_nothing_is_no_word(town: Town) -> None:
    press = await town.resident.writes("🆘 Alarm")
    await town.officers.hears("Alarm 1")
    word = await town.resident.writes("a man at the door")
    command = await town.resident.writes("/help")
    await town.until(lambda look: talks.of_alert(look, 1))

    def known() -> Any:
        with town.database() as look:
            return talks.of_alert(look, 1)

    now = int(town.telegram.clock.now())
    for message in (press, word, command):
        for date in ({}, {"edit_date": now}):
            await nothing_changes(town, known, lambda m=message, d=date: tells(town, m, **d))  # type: ignore[misc]
    assert said(town) == ["a man at the door"]


async def test_22_true_edits_count_also_that_of_the_press_itself(town: Town) -> None:
    li = await raised(town)
    word = await town.resident.writes("a man at the dor")
    await town.exactly(li, "💬 a man at the dor")
    await town.resident.edits(word, "a man at the door")
    await town.exactly(li, "💬 a man at the door")
    press = next(one for one in town.resident.messages() if one.content.get("text") == "/alarm")
    await town.resident.edits(press, "at gate 3")
    await town.officers.sees("💬 at gate 3")
    assert sorted(said(town)) == ["a man at the door", "at gate 3"]


async def test_22_an_old_place_that_did_not_move_is_no_place(town: Town) -> None:
    old = await town.resident.shares_place(40.1, 111.1)
    await town.resident.hears("I can pass on a place only")
    await town.lets_pass(3600)
    await raised(town)
    tells(town, old)
    await town.has_heard_all()
    await town.has_said_all()
    assert "Place not known yet" in (await town.officers.sees("🆘 Alarm 1")).text


# --- files that take the place of others ---------------------------------------------------


def replaces(
    town: Town, seat: Seat, message: Message, kind: str, data: bytes, caption: str
) -> None:
    """The person puts another file in the place of the first."""
    fresh = uploaded(town.telegram.files, kind, Upload(data, f"new {kind}"), {})
    message.content = fresh | ({"caption": caption} if caption else {})
    seat._edited(message)


async def copies(town: Town, seat: Seat, kind: str, count: int) -> list[Seen]:
    found = await town.media(seat, kind, count)
    assert len({seen.media.file_id for seen in found if seen.media}) == count
    await town.has_said_all()  # which message it is, is written down
    return found


async def test_23_a_picture_in_the_place_of_another_reaches_the_officers_below(town: Town) -> None:
    li = await raised(town)
    picture = await town.resident.sends_photo(samples.picture(hue=1), caption="him")
    [first] = await copies(town, li, "photo", 1)
    replaces(town, town.resident, picture, "photo", samples.picture(hue=2), "him")
    second = (await copies(town, li, "photo", 2))[1]
    assert second.text == f"{INSTEAD}\n💬 him"
    assert second.reply_to == first.id
    await town.resident.edits(picture, "him, at gate 3")
    await li.sees("💬 him, at gate 3")
    replaces(town, town.resident, picture, "photo", samples.picture(hue=3), "")
    third = (await copies(town, li, "photo", 3))[2]
    assert (third.text, third.reply_to) == (INSTEAD, second.id)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("voice", samples.sound(2)), ("document", b"two"), ("video", samples.film(2))],
)
async def test_23_so_does_any_file(town: Town, kind: str, data: bytes) -> None:
    li = await raised(town)
    sent = {
        "voice": town.resident.sends_voice,
        "document": lambda: town.resident.sends_document("a.txt", b"one"),
        "video": town.resident.sends_video,
    }
    message = await sent[kind]()
    await copies(town, li, kind, 1)
    replaces(town, town.resident, message, kind, data, "")
    assert (await copies(town, li, kind, 2))[1].text == INSTEAD


async def test_23_an_officers_picture_reaches_the_resident_anew(town: Town) -> None:
    li = await raised(town)
    card = await li.sees("Alarm 1")
    picture = await li.sends_photo(samples.picture(hue=1), caption="this one?", reply_to=card)
    await copies(town, town.resident, "photo", 1)
    replaces(town, li, picture, "photo", samples.picture(hue=2), "this one?")
    second = (await copies(town, town.resident, "photo", 2))[1]
    assert second.text == f"{INSTEAD}\n👮 Li Na: this one?"


async def test_23_a_piece_of_an_album_too_and_a_picture_in_the_place_of_words(town: Town) -> None:
    li = await raised(town)
    pieces = await town.resident.sends_album([None, None])
    town.moves_clock(2)
    await copies(town, li, "photo", 2)
    replaces(town, town.resident, pieces[1], "photo", samples.picture(hue=7), "")
    assert (await copies(town, li, "photo", 3))[2].text == INSTEAD
    word = await town.resident.writes("he looks so")
    await town.exactly(li, "💬 he looks so")
    replaces(town, town.resident, word, "photo", samples.picture(hue=8), "he looks so")
    assert (await copies(town, li, "photo", 4))[3].text == f"{INSTEAD}\n💬 he looks so"


async def test_23_the_same_file_told_of_again_is_no_other(town: Town) -> None:
    li = await raised(town)
    picture = await town.resident.sends_photo(caption="him")
    await copies(town, li, "photo", 1)
    tells(town, picture, edit_date=int(town.telegram.clock.now()))
    await town.has_heard_all()
    await town.has_said_all()
    assert len(await town.media(li, "photo")) == 1
