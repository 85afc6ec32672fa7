"""An update whose far corner is unknown, missing or broken: what is needed of it is read, the rest is set
aside alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.intake.door import arrival
from bot.updates import Readable, UnreadableError, read
from db import inbox
from handlers.filters import saying_of
from sandbox.people import Seat
from tests.faults.older import restricted
from tests.faults.test_intake import states
from tests.faults.test_words import raw_text
from tests.sandbox.conformance.stage import Stage, staged
from tests.town import Town

RECEIVED = datetime(2026, 3, 9, 8, tzinfo=UTC)
ODD: list[Any] = [
    None,
    "odd",
    "",
    7,
    -1,
    2**40,
    2**70,
    1.5,
    True,
    [],
    {},
    [None],
    [[{}]],
    {"type": "new"},
]

# What somebody here asks of an update; anything else may be as it likes. A star is any index of a list.
NEEDED = {
    *("update_id", "message_id", "date", "edit_date", "text", "caption", "media_group_id"),
    *("chat", "chat.id", "chat.type", "chat.is_forum", "message_thread_id", "is_topic_message"),
    *("from", "from.id", "from.first_name", "from.last_name", "from.language_code"),
    *("sender_chat", "sender_chat.id", "left_chat_member", "left_chat_member.id"),
    *("reply_to_message", "reply_to_message.message_id", "reply_to_message.from"),
    *("reply_to_message.from.id", "reply_to_message.reply_markup"),
    *("reply_to_message.reply_markup.inline_keyboard", "migrate_to_chat_id"),
    *("reply_to_message.reply_markup.inline_keyboard.*", "location", "location.latitude"),
    *("reply_to_message.reply_markup.inline_keyboard.*.*", "location.longitude"),
    *("reply_to_message.reply_markup.inline_keyboard.*.*.callback_data", "location.live_period"),
    *(
        "contact",
        "contact.phone_number",
        "contact.user_id",
        "venue",
        "venue.title",
        "venue.address",
    ),
    *("venue.location", "venue.location.latitude", "venue.location.longitude", "photo", "photo.*"),
    *("photo.*.file_unique_id", "id", "data", "message", "message.message_id", "message.chat"),
    *("message.chat.id", "message.chat.type", "message.chat.is_forum", "message.is_topic_message"),
    *("message.message_thread_id", "new_chat_member", "new_chat_member.status"),
    *("new_chat_member.is_member", "new_chat_member.can_send_messages"),
    *("animation", "audio", "document", "sticker", "video", "video_note", "voice"),
}
FILES = ("animation", "audio", "document", "sticker", "video", "video_note", "voice")
NEEDED |= {f"{kind}.file_unique_id" for kind in FILES}


async def examples() -> list[dict[str, Any]]:
    """One update of each sort, as the sandbox tells it."""
    stage = await staged()
    telegram, bot = stage.telegram, stage.bot
    bot.updates.drop()
    bot.updates.allowed = frozenset(
        {"message", "edited_message", "callback_query", "my_chat_member"}
    )
    alone = stage.person.with_(bot)
    there = stage.person.in_(stage.group, topic=stage.topic)
    await _says_all(alone, stage)
    await there.writes("We are coming", reply_to=stage.group_said)
    await stage.officer.in_(stage.group).promotes(stage.bot, can_manage_topics=True)
    alone.blocks()
    assert telegram is stage.telegram
    return [item.body for item in bot.updates.items if isinstance(item.body, dict)]


async def _says_all(alone: Seat, stage: Stage) -> None:
    said = await alone.writes("🆘 Alarm")
    await alone.edits(said, "a man at the door")
    await alone.sends_photo(caption="look")
    await alone.sends_voice()
    await alone.sends_video()
    await alone.sends_audio()
    await alone.sends_video_note()
    await alone.sends_document("a.pdf", b"%PDF")
    await alone.sends_sticker()
    await alone.sends_album([None, None])
    await alone.shares_place(40.75, 111.66, live_period=900)
    await alone.shares_contact("+8613800000000")
    await alone.writes("yes", reply_to=stage.said)
    await alone.forwards(stage.group_heard, from_=stage.group)
    await alone.presses("Accept", on=stage.said)


def venue(person: int) -> dict[str, Any]:
    """A message that the sandbox's people send in no test above: a place with a name, sent by a newer app."""
    user = {"id": person, "is_bot": False, "first_name": "Wang"}
    place = {"latitude": 40.7512, "longitude": 111.6604}
    named = {"location": place, "title": "Nanhu Market, gate 3", "address": "West Road 11"}
    chat = {"id": person, "type": "private", "first_name": "Wang"}
    message = {"message_id": 9, "date": 1, "from": user, "chat": chat, "location": place}
    return {"update_id": 1, "message": {**message, "venue": named}}


def facts(update: dict[str, Any]) -> list[Any]:
    """All that anybody here asks of an update."""
    told: Readable = read(json.dumps(update), "en", RECEIVED)
    event = told.event
    if isinstance(event, CallbackQuery):
        return [told.kind, told.here, event.data]
    if isinstance(event, ChatMemberUpdated):
        member = event.new_chat_member
        may = [getattr(member, name, None) for name in ("is_member", "can_send_messages")]
        return [told.kind, told.here, member.status, may]
    return [told.kind, told.here, *_message(event)]


def _message(message: Message) -> Iterator[Any]:
    yield saying_of(message)
    yield message.text, message.date, message.edit_date, message.migrate_to_chat_id
    yield message.location and (message.location.latitude, message.location.longitude)
    yield message.contact and (message.contact.phone_number, message.contact.user_id)
    yield message.left_chat_member and message.left_chat_member.id
    replied = message.reply_to_message
    if replied is not None:
        yield replied.message_id, replied.from_user and replied.from_user.id
        rows = replied.reply_markup.inline_keyboard if replied.reply_markup else []
        yield [key.callback_data for row in rows for key in row]


Place = tuple[str | int, ...]


def corners(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every place in it, from the outside in."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in inside:
        yield (*here, name)
        if isinstance(inner, dict | list):
            yield from corners(inner, (*here, name))


def is_needed(place: Place) -> bool:
    """Whether the place, or anything in it, is needed."""
    return ".".join("*" if isinstance(part, int) else part for part in place) in NEEDED


def garbled(event: dict[str, Any], place: Place, odd: Any, *, away: bool) -> dict[str, Any]:
    """The event with something else there, or nothing."""
    event = copy.deepcopy(event)
    holder: Any = event
    for part in place[:-1]:
        holder = holder[part]
    if away and isinstance(holder, dict):
        del holder[place[-1]]
    else:
        holder[place[-1]] = odd
    return event


async def test_f71_no_corner_that_nobody_needs_changes_what_is_read() -> None:
    """Every place of every sort of update, with every oddity, and without."""
    tried = 0
    for update in [
        *await examples(),
        venue(7),
        restricted(is_member=True, can_send_messages=False),
    ]:
        kind = next(name for name in update if name != "update_id")
        before = facts(update)
        for place in corners(update[kind]):
            if is_needed(place):
                continue
            for odd in ODD:
                changed = garbled(update[kind], place, odd, away=False)
                assert facts({**update, kind: changed}) == before, (place, odd)
                tried += 1
            gone = garbled(update[kind], place, None, away=True)
            assert facts({**update, kind: gone}) == before, place
    assert tried > 2000


NEW = [
    *("hologram", "forward_origin", "entities", "paid_media", "checklist", "quote", "poll", "game"),
    *("external_reply", "link_preview_options", "pinned_message", "giveaway", "story", "via_bot"),
    *("gift", "video_chat_started", "suggested_post_info", "chat_background_set", "dice"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "chat", "date", "user", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=400, suppress_health_check=list(HealthCheck), database=None)
@given(st.dictionaries(st.sampled_from(NEW), JSON, max_size=6), JSON)
def test_f71_the_press_for_help_is_one_whatever_else_is_in_it(
    more: dict[str, Any], replied: Any
) -> None:
    person = {"id": 7, "is_bot": False, "first_name": "W"}
    chat = {"id": 7, "type": "private"}
    plain = {"message_id": 1, "date": 1, "from": person, "chat": chat, "text": "🆘 Alarm"}
    update = {"update_id": 1, "message": {**more, "reply_to_message": replied, **plain}}
    assert arrival(update).urgent
    told = read(arrival(update).raw, "en", RECEIVED)
    assert isinstance(told.event, Message)
    assert (told.event.text, told.here.chat_id, told.here.private) == ("🆘 Alarm", 7, True)


@settings(max_examples=400, suppress_health_check=list(HealthCheck), database=None)
@given(
    JSON, st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "x"])
)
def test_f71_whatever_comes_is_read_or_unreadable(anything: Any, kind: str) -> None:
    for update in (anything, {"update_id": anything, kind: anything}, {kind: {"chat": anything}}):
        try:
            read(arrival(update).raw, "en", RECEIVED)
        except UnreadableError:
            continue


@pytest.mark.parametrize("missing", ["message_id", "date", "from", "chat", "chat.type", "from.id"])
def test_f71_what_is_missing_and_can_be_told_is_put_in(missing: str) -> None:
    update = venue(7)
    place: Place = tuple(missing.split("."))
    message = garbled(update["message"], place, None, away=True)
    told = read(json.dumps({**update, "message": message}), "en", RECEIVED)
    assert (told.here.chat_id, told.here.person_id, told.here.private) == (7, 7, True)
    assert isinstance(told.event, Message)
    assert told.event.date in {datetime.fromtimestamp(1, UTC), RECEIVED}


@pytest.mark.parametrize(
    "number", [str(2**63), str(-(2**63) - 1), f'"{2**63}"', "9" * 4001, "0", '"x"']
)
def test_f71_who_has_no_number_that_a_database_holds_is_nobody(number: str) -> None:
    raw = json.dumps(venue(777)).replace("777", number)
    with pytest.raises(UnreadableError):
        read(raw, "en", RECEIVED)


async def test_f71_an_alarm_with_a_corner_of_later_days_is_an_alarm_with_its_card(
    town: Town,
) -> None:
    town.wang.meets(town.bot)
    odd = raw_text(town, "🆘 Alarm")
    odd["message"] |= {
        "forward_origin": {"type": "dream"},
        "reply_to_message": {"message_id": None},
    }
    odd["message"] |= {"entities": [{"type": "glow", "offset": "first"}], "hologram": {"x": [1]}}
    town.telegram.inject(town.bot, odd)
    card = await town.officers.hears("🆘 Alarm 1")
    await town.officers.presses("✋ Accept", on=card)
    await town.resident.hears("has accepted your alarm")
    assert states(town) == [inbox.DONE] * 2
