"""What people do and see, in Python and over HTTP."""

from pathlib import Path

import pytest

from sandbox import Seat, Telegram
from sandbox.records import Bot
from tests.sandbox.conftest import Ask


@pytest.fixture
def resident(telegram: Telegram, bot: Bot) -> Seat:
    return telegram.add_person("王芳").with_(bot)


async def test_buttons_are_found_by_their_label(ask: Ask, resident: Seat) -> None:
    await resident.writes("/start")
    chat = resident.person.id
    for number in (1, 2):
        markup = {"inline_keyboard": [[{"text": "Accept", "callback_data": f"accept:{number}"}]]}
        await ask("sendMessage", chat_id=chat, text=f"Alarm {number}", reply_markup=markup)
    older = await resident.sees("Alarm 1")
    await resident.presses("Accept")
    await resident.presses("Accept", on=older)
    updates = (await ask("getUpdates", offset=2))["result"]
    assert [u.body["callback_query"]["data"] for u in updates] == ["accept:2", "accept:1"]
    with pytest.raises(LookupError, match=r"no button 'Refuse'; there are \['Accept', 'Accept'\]"):
        await resident.presses("Refuse", within=0.01)


async def test_a_keyboard_lies_open_until_it_is_taken_away(ask: Ask, resident: Seat) -> None:
    await resident.writes("/start")
    once = {
        "keyboard": [[{"text": "Here", "request_location": True}], ["Alarm"]],
        "one_time_keyboard": True,
    }
    await ask("sendMessage", chat_id=resident.person.id, text="a", reply_markup=once)
    assert resident.keyboard() == [["Here"], ["Alarm"]]
    with pytest.raises(ValueError, match="say which"):
        await resident.presses("Here")
    message = await resident.presses("Here", place=(40.78, 111.66))
    assert resident.screen()[-1].location == {"latitude": 40.78, "longitude": 111.66}
    assert message is not None
    assert resident.keyboard() is None
    await ask(
        "sendMessage", chat_id=resident.person.id, text="b", reply_markup={"keyboard": [["Alarm"]]}
    )
    await resident.presses("Alarm")
    assert resident.screen()[-1].text == "Alarm"
    assert resident.keyboard() == [["Alarm"]]
    gone = {"remove_keyboard": True}
    await ask("sendMessage", chat_id=resident.person.id, text="c", reply_markup=gone)
    assert resident.keyboard() is None


async def test_hearing_goes_forward_and_seeing_anywhere(ask: Ask, resident: Seat) -> None:
    await resident.writes("/start")
    for text in ("one", "two", "one more"):
        await ask("sendMessage", chat_id=resident.person.id, text=text, disable_notification=True)
    assert not (await resident.hears("two")).sounded
    assert (await resident.hears("one")).text == "one more"
    with pytest.raises(AssertionError, match="'one' was not heard; on the screen is"):
        await resident.hears("one", within=0.01)
    assert (await resident.sees("two")).text == "two"


async def test_who_met_the_bot_may_be_written_to(telegram: Telegram, bot: Bot, ask: Ask) -> None:
    elder = telegram.add_person("赵")
    elder.meets(bot)
    assert (await ask("sendMessage", chat_id=elder.id, text="Good morning"))["ok"]
    for text in (" ", "x" * 4097):
        with pytest.raises(ValueError, match="1 to 4096"):
            await elder.with_(bot).writes(text)


async def test_a_clock_file_tells_the_bot(tmp_path: Path) -> None:
    telegram = Telegram(clock_file=tmp_path / "clock")
    telegram.clock.move(3600)
    telegram.clock.move(0.5)
    assert float((tmp_path / "clock").read_text()) == 3600.5
    with pytest.raises(ValueError, match="forward only"):
        telegram.clock.move(-1)


async def test_lean_says_the_same(telegram: Telegram, bot: Bot, resident: Seat) -> None:
    lean = Telegram(judge=False, limits=False, log=False)
    copy = lean.add_bot(name=bot.name, username=bot.username, token=bot.token)
    twin = lean.add_person("王芳", id=resident.person.id).with_(copy)
    answers = []
    for world, seat in ((telegram, resident), (lean, twin)):
        await seat.writes("/start")
        asked = {"chat_id": seat.person.id, "text": "<b>x</b>", "parse_mode": "HTML"}
        answer = await world.call(bot.token, "sendMessage", asked)
        answers.append(answer["result"] | {"date": 0})
    assert answers[0] == answers[1]
    assert lean.log == []
