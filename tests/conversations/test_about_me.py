"""A resident tells, if they like, what officers shall call them, a number, and where they live."""

from __future__ import annotations

import pytest

from sandbox.people import Seat
from tests.town import Town


@pytest.fixture
def chinese(town: Town) -> Seat:
    return town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)


async def test_all_told_and_the_officers_see_it_with_the_alarm(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("What shall the officers call you?")
    await town.resident.writes("  Aunt   Wang ")
    await town.resident.hears("A phone number")
    await town.resident.presses("📱 Share my number", phone_number="+8613911112222")
    await town.resident.presses("Wanjin", on=await town.resident.hears("Where do you live?"))
    told = await town.resident.hears("With an alarm, the officers see:")
    assert told.text.splitlines()[1:] == ["👤 Aunt Wang", "📱 +8613911112222", "🏘 Wanjin"]
    await town.resident.presses("🆘 Alarm")
    card = await town.officers.hears("Alarm 1")
    assert "👤 Aunt Wang · 📱 +8613911112222" in card.text
    assert "🏘 Wanjin" in card.text


async def test_everything_may_be_left_out(town: Town) -> None:
    await town.resident.writes("/start")
    await town.resident.presses("👤 About me")
    await town.resident.presses("✅ I agree", on=await town.resident.hears("Your data, in short"))
    await town.resident.presses("⏭ Skip the name")
    await town.resident.presses("⏭ Skip the number")
    await town.resident.presses("⏭ Skip")
    told = await town.resident.hears("With an alarm, the officers see:")
    assert told.text.splitlines()[1:] == ["👤 Wang Fang", "📱 not told", "🏘 not told"]
    await town.resident.presses("🆘 Alarm")
    card = await town.officers.hears("Alarm 1")
    assert "👤 Wang Fang\n" in card.text
    assert "🏘 Community not told" in card.text


async def test_all_of_it_in_chinese(town: Town, chinese: Seat) -> None:
    await chinese.writes("/start")
    await chinese.presses("👤 我的信息")
    await chinese.hears("填写之前，需要先征得您的同意")
    await chinese.presses("✅ 我同意", on=await chinese.hears("您的信息，简单说明"))
    await chinese.hears("民警怎么称呼您？")
    await chinese.writes("王阿姨")
    await chinese.hears("请留下电话号码")
    await chinese.writes("没有")
    await chinese.hears("没有识别出电话号码")
    await chinese.presses("⏭ 跳过电话")
    await chinese.presses("南湖", on=await chinese.hears("您住在哪个社区或村？"))
    told = await chinese.hears("您报警时，民警会看到")
    assert told.text.splitlines()[1:] == ["👤 王阿姨", "📱 未填写", "🏘 南湖"]
    await chinese.presses("🆘 报警")
    card = await town.officers.hears("Alarm 1")
    assert "👤 王阿姨" in card.text
    assert "🏘 Nanhu" in card.text


async def test_wrong_answers_are_explained_and_lose_nothing(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.writes("W" * 61)
    await town.resident.hears("60 characters at most")
    await town.resident.shares_place(40.8, 111.7)
    await town.resident.hears("Please answer with words or a button, or stop with /cancel.")
    await town.resident.writes("Aunt Wang")
    await town.resident.hears("A phone number")
    await town.resident.writes("ask my son")
    await town.resident.hears("I could not read a phone number in that")
    await town.resident.shares_contact("+8613700000000", whose=town.chen)
    await town.resident.hears("That is somebody else's number")
    await town.resident.writes("139-1111 2222")
    await town.resident.hears("Where do you live?")
    await town.resident.writes("over there")
    await town.resident.hears("Please answer with words or a button")
    await town.resident.presses("Nanhu")
    told = await town.resident.hears("With an alarm, the officers see:")
    assert told.text.splitlines()[1:] == ["👤 Aunt Wang", "📱 13911112222", "🏘 Nanhu"]


async def test_stopped_in_the_middle_nothing_is_changed(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.writes("Nobody")
    await town.resident.hears("A phone number")
    await town.resident.writes("/cancel")
    await town.resident.hears("Stopped; nothing was changed.")
    await town.resident.presses("🆘 Alarm")
    assert "👤 Wang Fang" in (await town.officers.hears("Alarm 1")).text


async def test_the_alarm_works_in_the_middle_and_words_then_go_to_the_officers(
    town: Town,
) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("What shall the officers call you?")
    assert (town.resident.keyboard() or [])[0] == ["🆘 Alarm", "🤫 Silent alarm"]
    await town.resident.presses("🤫 Silent alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.writes("a man at the door")
    await town.officers.sees("💬 a man at the door")


async def test_without_consent_nothing_is_asked_or_kept(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.hears("For this I need your consent first")
    await town.resident.presses("Not now")
    await town.resident.sees("Then nothing is kept. The alarm works all the same.")
    await town.resident.writes("Aunt Wang")
    await town.resident.hears("I did not understand that")


async def test_consent_withdrawn_in_the_middle_keeps_nothing(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.writes("Aunt Wang")
    await town.resident.hears("A phone number")
    await town.resident.writes("/privacy")
    await town.resident.presses("↩️ Withdraw my consent")
    await town.resident.sees("You have not agreed")
    await town.resident.writes("139-1111 2222")
    await town.resident.hears("I did not understand that")


async def test_a_command_in_the_middle_is_no_name(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.hears("call you")
    await town.resident.writes("/mycases")
    await town.resident.hears("You have no cases yet")
    await town.resident.writes("Aunt Wang")
    await town.resident.hears("A phone number")


async def test_a_button_of_an_earlier_conversation_says_so(town: Town) -> None:
    await town.resident.writes("/about")
    await town.resident.presses("✅ I agree")
    await town.resident.presses("⏭ Skip the name")
    await town.resident.presses("⏭ Skip the number")
    question = await town.resident.hears("Where do you live?")
    await town.resident.writes("/cancel")
    await town.resident.hears("Stopped")
    await town.resident.presses("Nanhu", on=question)
    await town.resident.told("This question is closed.")
