"""A resident meets the bot, chooses a language, asks for help, and says what nobody understands."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from locales import LANGUAGES, render
from sandbox.people import Seat
from services.speech import ALARM, SILENT_ALARM
from tests.town import Town

UTC = ZoneInfo("UTC")


@pytest.fixture
def chinese(town: Town) -> Seat:
    """A resident whose Telegram speaks Chinese."""
    return town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)


async def test_the_greeting_brings_the_alarm_first_and_asks_for_the_language_once(
    town: Town,
) -> None:
    await town.resident.writes("/start")
    await town.resident.hears("Your community police room")
    await town.resident.hears("Which language shall we speak?")
    assert town.resident.keyboard() == [
        ["🆘 Alarm", "🤫 Silent alarm"],
        ["📅 Book a visit", "🗂 My cases"],
        ["👤 About me", "🌐 Language"],
        ["🔒 Privacy", "❓ Help"],
    ]
    await town.resident.presses("English")
    await town.resident.sees("Your data, in short")
    await town.resident.writes("/start")
    await town.resident.hears("Your community police room")
    await town.resident.hears("Your data, in short")
    await town.telegram.settled(quiet=0.3)
    asked = [seen for seen in town.resident.screen() if "Which language" in seen.text]
    assert not asked


async def test_somebody_whose_telegram_is_chinese_is_greeted_in_chinese(
    town: Town, chinese: Seat
) -> None:
    await chinese.writes("/start")
    await chinese.hears("按一下 🆘，民警马上就能看到")
    assert (chinese.keyboard() or [])[0] == ["🆘 报警", "🤫 静默报警"]


@pytest.mark.parametrize(("language", "name"), LANGUAGES.items())
async def test_the_chosen_language_is_spoken_from_then_on(
    town: Town, language: str, name: str
) -> None:
    await town.resident.writes("/language")
    await town.resident.presses(name)
    await town.resident.sees(f"🌐 {name}")
    await town.resident.writes("/start")
    keys = [render(key, language, timezone=UTC, html=False) for key in (ALARM, SILENT_ALARM)]
    greeting = {"zh_Hans": "您的社区警务室", "en": "Your community police room"}
    await town.resident.hears(greeting.get(language, "👋"))
    assert (town.resident.keyboard() or [])[0] == keys
    await town.resident.presses(keys[0])
    await town.officers.hears("🆘 Alarm 1")  # the officers' group goes on in its own
    await town.resident.sees(
        {"zh_Hans": "尚无人受理", "en": "Nobody has accepted"}.get(language, "1")
    )


async def test_the_language_key_asks_like_the_command(town: Town, chinese: Seat) -> None:
    await chinese.writes("/start")
    await chinese.presses("🌐 语言")
    await chinese.presses("English", on=await chinese.hears("您想用哪种语言？"))
    await chinese.hears("From now on in English.")
    assert (chinese.keyboard() or [])[0] == ["🆘 Alarm", "🤫 Silent alarm"]


async def test_help_says_what_each_key_does(town: Town, chinese: Seat) -> None:
    await town.resident.writes("/help")
    told = await town.resident.hears("nothing here makes a sound")
    assert "The bot does not call 110 for you" in told.text
    await chinese.writes("/start")
    await chinese.presses("❓ 帮助")
    await chinese.hears("机器人不会替您拨打 110")


async def test_what_only_an_alarm_can_take_is_told_so(town: Town, chinese: Seat) -> None:
    told: dict[str, tuple[str, str]] = {
        "photo": ("pictures and files only while an alarm is open", "转达图片和文件"),
        "video": ("pictures and files only while an alarm is open", "转达图片和文件"),
        "voice": ("your voice only while an alarm is open", "转达语音"),
        "sticker": ("Pictures like this say nothing to me", "这样的图我看不懂"),
    }
    english = town.resident
    for seat, language in ((english, 0), (chinese, 1)):
        for what, words in told.items():
            await getattr(seat, f"sends_{what}")()
            await seat.hears(words[language])
    await english.shares_place(40.8, 111.7)
    await english.hears("a place only while an alarm is open")
    await english.shares_contact("+8613911112222")
    await english.hears("a phone number only under 👤 About me")
    assert (english.keyboard() or [])[0] == ["🆘 Alarm", "🤫 Silent alarm"]


async def test_an_album_outside_an_alarm_gets_one_answer(town: Town) -> None:
    await town.resident.sends_album([None, None, None])
    await town.resident.hears("pictures and files only while an alarm is open")
    await town.has_said_all()
    answers = [seen for seen in town.resident.screen() if "pictures and files" in seen.text]
    assert len(answers) == 1


@pytest.mark.parametrize(("code", "words"), [("en", "My cases"), ("zh", "我的事项")])
async def test_the_menu_of_commands_speaks_each_language(town: Town, code: str, words: str) -> None:
    def told() -> dict[str, str] | None:
        for call in town.telegram.log:
            asked = call.parameters
            where = asked.get("scope", {}).get("type"), asked.get("language_code")
            if call.method == "setMyCommands" and where == ("all_private_chats", code):
                return {each["command"]: each["description"] for each in asked["commands"]}
        return None

    commands = await town.telegram.until(told)
    assert commands is not None
    assert list(commands) == [
        *("alarm", "book", "mybookings", "mycases", "about"),
        *("privacy", "language", "help", "cancel"),
    ]
    assert commands["mycases"] == words


async def test_there_is_nothing_to_stop(town: Town, chinese: Seat) -> None:
    await town.resident.writes("/cancel")
    await town.resident.hears("There is nothing to stop.")
    await chinese.writes("/cancel")
    await chinese.hears("现在没有需要停止的操作。")


@pytest.mark.parametrize("words", ["asdf", "/nonsense", "🐈", "⏭ Skip"])
async def test_nonsense_gets_an_honest_answer_and_the_keys(town: Town, words: str) -> None:
    await town.resident.writes(words)
    told = "That question has ended" if words == "⏭ Skip" else "I did not understand that"
    await town.resident.hears(told)
    assert (town.resident.keyboard() or [])[0] == ["🆘 Alarm", "🤫 Silent alarm"]


async def test_a_button_nobody_knows_is_answered(town: Town) -> None:
    await town.resident.writes("/language")
    question = await town.resident.hears("Which language")
    for row in town.resident.chat.messages[question.id].buttons:
        for button in row:
            button["callback_data"] = "1|lights.switch|7"
    await town.resident.presses("English", on=question)
    await town.resident.told("This button does not work any more.")


async def test_who_blocked_the_bot_and_comes_back_is_reached_again(town: Town) -> None:
    await town.resident.writes("/alarm")
    await town.officers.hears("Alarm 1")
    await town.resident.sees("Shown to the officers")
    town.expected.add("blocked")
    town.resident.blocks()
    await town.officers.presses("✋ Accept")
    await town.officers.told("Alarm 1 is yours")
    await town.officers.presses("✅ Helped")
    await town.officers.sees("Closed by Li Na: ✅ Helped")
    town.resident.unblocks()
    await town.resident.writes("🆘 Alarm")
    await town.officers.hears("Alarm 2")
    await town.resident.hears("Alarm 2 is recorded")
