"""A kept world comes back whole, whatever it holds; and a file of another version is named."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sandbox import Phone, Seat, Telegram
from sandbox.clock import PATIENCE
from sandbox.graph import Writer
from sandbox.keeping import GAP, LEFT_OUT, Keeper, UnreadableError, restore
from sandbox.records import Bot, Chat, Message, Person


@asynccontextmanager
async def _kept(telegram: Telegram, file: Path) -> AsyncIterator[None]:
    """Saved as it goes on; dropped at the end as by kill -9, without a last save."""
    saving = asyncio.create_task(Keeper(telegram, file).run())
    try:
        yield
    finally:
        saving.cancel()
        with suppress(asyncio.CancelledError):
            await saving


async def _town(telegram: Telegram) -> tuple[Bot, Chat]:
    """People, groups and talk; an alarm that the bot has not fetched yet."""
    bot = telegram.add_bot(token="1000:TEST")
    wang = telegram.add_person("王芳", language_code="zh-hans", username="wang")
    li = telegram.add_person("李警官")
    group = telegram.add_group("报警", [li], bot)
    keys = {"keyboard": [[{"text": "报警"}]]}
    seat = wang.with_(bot)
    said = await seat.writes("/start")
    reply = {"message_id": said.id}
    await telegram.call(
        bot.token,
        "sendMessage",
        {"chat_id": wang.id, "text": "您好", "reply_markup": keys, "reply_parameters": reply},
    )
    await telegram.call(
        bot.token, "setMyCommands", {"commands": [{"command": "a", "description": "b"}]}
    )
    await telegram.call(bot.token, "getUpdates", {"offset": 2})
    buttons = {"inline_keyboard": [[{"text": "✋", "callback_data": "1"}]]}
    await telegram.call(
        bot.token,
        "sendMessage",
        {"chat_id": group.id, "text": "🆘 <b>1</b>", "parse_mode": "HTML", "reply_markup": buttons},
    )
    await li.in_(group).presses("✋")
    telegram.clock.move(60)
    telegram.inject(bot, b"\xff no JSON")
    await seat.writes("烟 🔥")
    return bot, group


def _plain(value: Any, seen: dict[int, int]) -> Any:
    """A world as something to compare: each record by the place where it was met first."""
    if hasattr(value, "__dataclass_fields__"):
        if id(value) in seen:
            return f"#{seen[id(value)]}"
        seen[id(value)] = len(seen)
        named = {one.name: _plain(getattr(value, one.name), seen) for one in fields(value)}
        return {"kind": type(value).__name__, **named}
    if isinstance(value, dict):
        return [(repr(key), _plain(one, seen)) for key, one in value.items()]
    if hasattr(value, "items") and hasattr(value, "next_id"):
        return [_plain(list(value.items), seen), value.next_id, value.allowed, value.expired]
    if isinstance(value, list | tuple):
        return [_plain(one, seen) for one in value]
    return repr(value)


def _all(telegram: Telegram) -> Any:
    return _plain({name: one for name, one in vars(telegram).items() if name not in LEFT_OUT}, {})


async def test_everything_there_is_comes_back_as_it_was(tmp_path: Path) -> None:
    before, after = Telegram(), Telegram()
    bot, group = await _town(before)
    Keeper(before, tmp_path / "world").close()
    restore(after, tmp_path / "world")
    assert _all(after) == _all(before)
    assert after.clock.offset == 60
    assert after.breaches == []
    again, room = after.bots[bot.id], after.groups[group.id]
    assert again.wire() == bot.wire()
    assert {message.chat for message in room.messages.values()} == {room}
    assert room.messages[1].author is again


async def test_what_was_on_its_way_to_the_bot_is_still_delivered_under_its_id(
    tmp_path: Path,
) -> None:
    before, after = Telegram(), Telegram()
    bot, _ = await _town(before)
    waiting = [item.id for item in bot.updates.items]
    Keeper(before, tmp_path / "world").close()
    restore(after, tmp_path / "world")
    got = await after.call(bot.token, "getUpdates", {})
    assert [item.id for item in got["result"]] == waiting
    assert got["result"][-1].body["message"]["text"] == "烟 🔥"
    assert got["result"][-2].body == b"\xff no JSON"
    press = got["result"][0].body["callback_query"]["id"]
    answered = await after.call(bot.token, "answerCallbackQuery", {"callback_query_id": press})
    assert answered["ok"]


async def test_a_restored_world_goes_on(tmp_path: Path) -> None:
    before, after = Telegram(), Telegram()
    bot, _ = await _town(before)
    Keeper(before, tmp_path / "world").close()
    restore(after, tmp_path / "world")
    anna = after.add_person("Anna")
    assert anna.id not in before.people
    message = await anna.with_(after.bots[bot.id]).writes("hello")
    assert message.id == 1
    last = max(before.bots[bot.id].updates.items, key=lambda item: item.id).id
    assert after.bots[bot.id].updates.items[-1].id == last + 1


async def test_after_a_kill_no_id_is_given_out_twice(tmp_path: Path) -> None:
    """What was said in the last second is not in the file, but the bot knows its ids."""
    before, after = Telegram(), Telegram()
    bot, group = await _town(before)
    keeper = Keeper(before, tmp_path / "world")
    keeper.save()
    person = next(iter(before.people.values()))
    lost = await _seat(before, person, bot).writes("said in the last moment")
    last = bot.updates.items[-1].id
    restore(after, tmp_path / "world")
    same = _seat(after, after.people[person.id], after.bots[bot.id])
    fresh = await same.writes("said after it")
    assert lost.id < fresh.id
    assert last < after.bots[bot.id].updates.items[-1].id
    assert after.groups[group.id].last_id == group.last_id + GAP


def _seat(telegram: Telegram, person: Person, bot: Bot) -> Seat:
    return Phone(telegram, person).with_(bot)


async def test_it_is_saved_while_it_goes_on(tmp_path: Path) -> None:
    before = Telegram()
    bot, _ = await _town(before)
    person = next(iter(before.people.values()))
    file = tmp_path / "world"
    async with _kept(before, file):
        seat = _seat(before, person, bot)
        for number in range(3):
            message = await seat.writes(f"word {number}")
            await _once(partial(_is_kept, file, message))
        seat.deletes(message)
        before.clock.move(60)
        await _once(lambda: not _is_kept(file, message))
    after = Telegram()
    restore(after, file)
    assert after.clock.offset == 120
    texts = [one.content["text"] for one in after.private[bot.id, person.id].messages.values()]
    assert texts[-2:] == ["word 0", "word 1"]


async def _once(true: Callable[[], bool]) -> None:
    """Looks again and again, as another process would: a file tells nobody."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE):
        while not true():
            looked = asyncio.Event()
            loop.call_later(0.05, looked.set)
            await looked.wait()


def _is_kept(file: Path, message: Message) -> bool:
    if not file.exists():
        return False
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT fields FROM records WHERE kind LIKE '%:Message'")
        kept = [json.loads(fields)["content"] for (fields,) in rows.fetchall()]
    connection.close()
    return message.content in kept


async def test_a_change_of_one_message_writes_one_record(tmp_path: Path) -> None:
    telegram = Telegram()
    _, group = await _town(telegram)
    keeper = Keeper(telegram, tmp_path / "world")
    keeper.save()
    looking = sqlite3.connect(tmp_path / "world")
    before = dict(looking.execute("SELECT number, fields FROM records").fetchall())
    group.messages[1].content = {"text": "changed"}
    keeper.save()
    after = dict(looking.execute("SELECT number, fields FROM records").fetchall())
    looking.close()
    changed = [number for number in after if before.get(number) != after[number]]
    assert len(changed) == 1
    assert json.loads(after[changed[0]])["content"] == {"text": "changed"}


def test_every_part_of_a_telegram_is_kept_or_named_as_left_out() -> None:
    assert vars(Telegram()).keys() >= LEFT_OUT
    Writer().write({name: one for name, one in vars(Telegram()).items() if name not in LEFT_OUT})


@pytest.mark.parametrize(
    "spoil",
    [
        "PRAGMA user_version=99",
        "UPDATE records SET kind = 'sandbox.records:Dragon'",
        "UPDATE records SET kind = 'os:system'",
        "UPDATE records SET fields = '{\"wings\": 2}'",
        "UPDATE records SET fields = '{'",
        "UPDATE world SET fields = '{\"dragons\": []}'",
        "DELETE FROM world",
        "DROP TABLE records",
    ],
)
async def test_a_file_of_another_version_is_named(tmp_path: Path, spoil: str) -> None:
    telegram = Telegram()
    await _town(telegram)
    file = tmp_path / "world"
    Keeper(telegram, file).close()
    with sqlite3.connect(file) as connection:
        connection.execute(spoil)
    connection.close()
    with pytest.raises(UnreadableError, match=f"{file} was made by another version"):
        restore(Telegram(), file)


async def test_a_file_that_is_no_world_is_named(tmp_path: Path) -> None:
    file = tmp_path / "world"
    file.write_text("once upon a time")
    with pytest.raises(UnreadableError):
        restore(Telegram(), file)


async def test_what_ends_by_the_clock_still_does_and_pictures_and_topics_are_there(
    tmp_path: Path,
) -> None:
    file = tmp_path / "world.sqlite3"
    telegram = Telegram()
    bot, _ = await _town(telegram)
    officer = telegram.add_person("赵警官")
    forum = telegram.add_group("日常", [officer], bot, forum=True)
    topic = await officer.in_(forum).opens_topic("交接班")
    resident = telegram.add_person("Anna").with_(bot)
    photo = await resident.sends_photo(caption="the door")
    place = await resident.shares_place(40.78, 111.66, live_period=120)
    asked = {
        "chat_id": forum.id,
        "question": "Tomorrow?",
        "options": [{"text": "yes"}],
        "open_period": 60,
    }
    body = await telegram.call(bot.token, "sendPoll", asked)
    file_id = photo.content["photo"][0]["file_id"]
    keeper = Keeper(telegram, file)
    keeper.save()

    fresh = Telegram()
    restore(fresh, file)
    assert fresh.files[file_id].data == telegram.files[file_id].data
    again = fresh.groups[forum.id]
    assert again.topics[topic.id].name == "交接班"
    poll = fresh.polls[body["result"]["poll"]["id"]]
    live = fresh.private[bot.id, resident.person.id].messages[place.id]
    assert not poll.closed
    assert "live_period" in live.content["location"]
    fresh.clock.move(121)
    await fresh.until(lambda: True if poll.closed else None, 10)
    await fresh.until(lambda: None if "live_period" in live.content["location"] else True, 10)
    assert poll.closed
    assert "live_period" not in live.content["location"]
    await fresh.due.stop()
    await telegram.due.stop()
