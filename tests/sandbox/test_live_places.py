"""Places that move: they are edited, prolonged, stopped, and end by themselves; and other places."""

from typing import Any

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask

HERE = {"latitude": 40.78, "longitude": 111.66}
THERE = {"latitude": 40.79, "longitude": 111.67}


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(limits=False)


@pytest.fixture
async def resident(telegram: Telegram, bot: Bot) -> Seat:
    seat = telegram.add_person("王芳").with_(bot)
    await seat.writes("/start")
    return seat


async def test_a_bot_moves_and_stops_its_place(
    telegram: Telegram, ask: Ask, resident: Seat
) -> None:
    """core.telegram.org/bots/api#editmessagelivelocation and #stopmessagelivelocation."""
    chat = resident.person.id
    sent = (await ask("sendLocation", chat_id=chat, live_period=900, heading=90, **HERE))["result"]
    assert sent["location"] == {**HERE, "live_period": 900, "heading": 90}
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    moved = (await ask("editMessageLiveLocation", **where, **THERE))["result"]
    assert moved["location"] == {**THERE, "live_period": 900}
    same = await ask("editMessageLiveLocation", **where, **THERE)
    assert same["description"].startswith("Bad Request: message is not modified")
    stopped = (await ask("stopMessageLiveLocation", **where))["result"]
    assert stopped["location"] == THERE
    answer = await ask("editMessageLiveLocation", **where, **HERE)
    assert answer["description"] == "Bad Request: message can't be edited"
    assert telegram.breaches == []


async def test_a_place_ends_by_the_clock(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#location: live_period is told of active places only."""
    chat = resident.person.id
    sent = (await ask("sendLocation", chat_id=chat, live_period=900, **HERE))["result"]
    theirs = await resident.shares_place(40.78, 111.66, live_period=60)
    before = len((await ask("getUpdates"))["result"])
    telegram.clock.move(61)
    assert await telegram.until(lambda: theirs.content == {"location": HERE} or None, 5)
    with pytest.raises(PermissionError, match="not any more"):
        await resident.moves_place(theirs, 40.79, 111.67)
    where = {"chat_id": chat, "message_id": sent["message_id"]}
    longer = await ask("editMessageLiveLocation", **where, **HERE, live_period=1800)
    assert longer["result"]["location"]["live_period"] == 1800
    telegram.clock.move(900)
    stored = resident.chat.messages[sent["message_id"]]
    assert [due.at for due in telegram.due.list()][-1] == sent["date"] + 1800
    assert "live_period" in stored.content["location"]
    telegram.clock.move(900)
    assert await telegram.until(lambda: stored.content == {"location": HERE} or None, 5)
    assert (await ask("editMessageLiveLocation", **where, **THERE))["description"] == (
        "Bad Request: message can't be edited"
    )
    assert len((await ask("getUpdates"))["result"]) == before  # nobody is told that time is over
    assert telegram.breaches == []


async def test_a_person_ends_their_place(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#update: edited_message, also when a live place is stopped."""
    place = await resident.shares_place(40.78, 111.66, live_period=900)
    await resident.moves_place(place, 40.79, 111.67)
    await resident.ends_place(place)
    edits = [item.body.get("edited_message") for item in (await ask("getUpdates"))["result"]][-2:]
    assert [edit["location"] for edit in edits] == [{**THERE, "live_period": 900}, THERE]
    assert telegram.breaches == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"longitude": 1.0}, "latitude is empty"),
        ({"latitude": 1.0}, "longitude is empty"),
        ({"latitude": 91.0, "longitude": 1.0}, "invalid location specified"),
        ({**HERE, "live_period": 59}, "wrong live location period specified"),
        ({**HERE, "live_period": 86_401}, "wrong live location period specified"),
        ({**HERE, "live_period": 60, "heading": 361}, "wrong live location heading specified"),
    ],
)
async def test_what_is_no_place(
    ask: Ask, resident: Seat, place: dict[str, Any], words: str
) -> None:
    """core.telegram.org/bots/api#sendlocation: the limits of each field."""
    answer = await ask("sendLocation", chat_id=resident.person.id, **place)
    assert answer["description"] == f"Bad Request: {words}"


async def test_a_venue_a_contact_and_dice(telegram: Telegram, ask: Ask, resident: Seat) -> None:
    """core.telegram.org/bots/api#sendvenue, #sendcontact, #senddice."""
    chat = resident.person.id
    named = {"title": "Police room", "address": "1 Zhaojun Road"}
    venue = (await ask("sendVenue", chat_id=chat, **HERE, **named))["result"]
    assert venue["venue"] == {"location": HERE, **named}
    assert venue["location"] == HERE
    contact = {"phone_number": "110", "first_name": "Police"}
    assert (await ask("sendContact", chat_id=chat, **contact))["result"]["contact"] == contact
    for emoji, highest in (("🎲", 6), ("⚽", 5), ("🎰", 64)):
        dice = (await ask("sendDice", chat_id=chat, emoji=emoji))["result"]["dice"]
        assert dice["emoji"] == emoji
        assert 1 <= dice["value"] <= highest
    assert telegram.breaches == []
    answer = await ask("sendContact", chat_id=chat, phone_number="110")
    assert answer["description"] == 'Bad Request: parameter "first_name" is required'
    answer = await ask("sendDice", chat_id=chat, emoji="🚓")
    assert answer["description"] == "Bad Request: DICE_EMOJI_INVALID"
