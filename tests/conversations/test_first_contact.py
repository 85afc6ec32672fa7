"""A resident's first contact: language, privacy, community; and the alarm before, between and after."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.cli import settle_district
from sandbox.people import Seat
from tests.town import Town

ALARM_KEYS = ["🆘 Alarm", "🤫 Silent alarm"]
PLACES = {"南湖": "[40.80, 111.65]", "万锦": "[40.82, 111.66]"}


@pytest.fixture
def chinese(town: Town) -> Seat:
    """A resident whose Telegram speaks Chinese."""
    return town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)


def knows_places(town: Town) -> None:
    """The district file says where Nanhu and Wanjin are."""
    told = town.district()
    for name, place in PLACES.items():
        named = f'name = {{ zh_Hans = "{name}"'
        told = told.replace(named, f"place = {place}, {named}")
    settle_district(town.settings(), told)


def kept(town: Town, seat: Seat) -> tuple[object, ...]:
    """Community, consent's version, whether consented, whether asked where they live."""
    with town.database() as connection:
        row = connection.execute(
            text(
                "SELECT community, consent_version, consented_at IS NOT NULL, community_asked"
                " FROM residents WHERE id = :id"
            ),
            {"id": seat.person.id},
        ).one()
    return (row[0], row[1], bool(row[2]), bool(row[3]))


async def test_first_contact_is_four_taps_in_one_message(town: Town) -> None:
    wang = town.resident
    await wang.starts()
    await wang.hears("One press on 🆘 and the officers see it at once")
    question = await wang.hears("Which language shall we speak?")
    assert (wang.keyboard() or [])[0] == ALARM_KEYS
    await wang.presses("English", on=question)
    notice = await wang.sees("Your data, in short")
    for told in ("Test Station", "servers are abroad", "ID or bank card numbers", "Not now"):
        assert told in notice.text or told in wang.labels()
    await wang.presses("✅ I agree", on=question)
    await wang.sees("Where do you live?")
    await wang.presses("Wanjin", on=question)
    done = await wang.sees("That is all")
    assert "🏘 Wanjin: an alarm goes to First Room" in done.text
    await town.telegram.settled(quiet=0.3)
    assert notice.id == question.id == done.id
    assert len([seen for seen in wang.screen() if seen.from_ == "Maple Bridge"]) == 2
    assert kept(town, wang) == ("011", 1, True, True)
    await wang.writes("/start")
    await wang.hears("Your community police room")
    await town.telegram.settled(quiet=0.3)
    assert "Which language" not in wang.screen()[-1].text


async def test_all_of_it_in_chinese(town: Town, chinese: Seat) -> None:
    await chinese.starts()
    await chinese.hears("按一下 🆘，民警马上就能看到")
    question = await chinese.hears("您想用哪种语言？")
    assert chinese.keyboard() == [
        ["🆘 报警", "🤫 静默报警"],
        ["📅 预约办事", "🗂 我的事项"],
        ["👤 我的信息", "🌐 语言"],
        ["🔒 隐私", "❓ 帮助"],
    ]
    await chinese.presses("中文", on=question)
    notice = await chinese.sees("您的信息，简单说明")
    for told in ("测试派出所", "服务器在境外", "身份证号或银行卡号", "存多久", "您的权利"):
        assert told in notice.text
    await chinese.presses("✅ 我同意", on=question)
    await chinese.sees("您住在哪个社区或村？")
    await chinese.presses("南湖", on=question)
    await chinese.sees("🏘 南湖：报警会送到第一警务室")
    await chinese.presses("🆘 报警")
    card = await town.officers.hears("Alarm 1")
    assert "🏘 Nanhu" in card.text


async def test_another_language_speaks_at_once_and_brings_its_keys(town: Town) -> None:
    wang = town.resident
    await wang.starts()
    await wang.presses("中文", on=await wang.hears("Which language"))
    await wang.sees("您的信息，简单说明")
    await wang.hears("从现在起使用中文。")
    assert (wang.keyboard() or [])[0] == ["🆘 报警", "🤫 静默报警"]


async def test_who_says_not_now_is_asked_no_more_and_nothing_is_kept(town: Town) -> None:
    wang = town.resident
    await wang.starts()
    question = await wang.hears("Which language")
    await wang.presses("English", on=question)
    await wang.sees("Your data, in short")
    await wang.presses("Not now", on=question)
    await wang.sees("That is all. The alarm works at any time")
    assert kept(town, wang) == (None, 1, False, False)
    await wang.writes("/start")
    await wang.hears("Your community police room")
    await wang.presses("🆘 Alarm")
    assert "🏘 Community not told" in (await town.officers.hears("Alarm 1")).text
    assert not [seen for seen in wang.screen() if "Your data, in short" in seen.text]


@pytest.mark.parametrize("taps", [[], ["English"], ["English", "✅ I agree"]])
async def test_the_alarm_works_at_each_question_and_start_goes_on_from_it(
    town: Town, taps: list[str]
) -> None:
    wang = town.resident
    await wang.starts()
    question = await wang.hears("Which language")
    for tap in taps:
        await wang.presses(tap, on=question)
    waits = ["Which language", "Your data, in short", "Where do you live?"][len(taps)]
    await wang.sees(waits)
    assert (wang.keyboard() or [])[0] == ALARM_KEYS
    await wang.presses("🆘 Alarm")
    await town.officers.hears("Alarm 1")
    await wang.writes("a man at the door")
    await town.officers.sees("💬 a man at the door")
    await wang.hears("is recorded")
    await wang.writes("/start")
    again = await wang.hears(waits)
    for tap in ["English", "✅ I agree", "Nanhu"][len(taps) :]:
        await wang.presses(tap, on=again)
    await wang.sees("🏘 Nanhu: an alarm goes to First Room")


async def test_the_earlier_buttons_work_on_after_the_alarm(town: Town) -> None:
    wang = town.resident
    await wang.starts()
    question = await wang.hears("Which language")
    await wang.presses("🆘 Alarm")
    await town.officers.hears("Alarm 1")
    for tap in ("English", "✅ I agree", "Wanjin"):
        await wang.presses(tap, on=question)
    await wang.sees("🏘 Wanjin: an alarm goes to First Room")


async def test_the_community_may_be_skipped_and_is_not_asked_again(town: Town) -> None:
    wang = town.resident
    await agreed(wang)
    await wang.presses("⏭ Skip")
    await wang.sees("That is all. The alarm works at any time")
    assert kept(town, wang) == (None, 1, True, True)
    await wang.writes("/start")
    await wang.hears("Your community police room")
    await town.telegram.settled(quiet=0.3)
    assert "Where do you live" not in wang.screen()[-1].text


async def agreed(seat: Seat) -> None:
    """Through language and notice, in English, up to the community."""
    await seat.starts()
    question = await seat.hears("Which language")
    await seat.presses("English", on=question)
    await seat.presses("✅ I agree", on=question)
    await seat.sees("Where do you live?")


async def test_villages_have_a_page_of_their_own(town: Town) -> None:
    village = '{ code = "101", kind = "village", name = { zh_Hans = "新胜", en = "Xinsheng" } },\n]'
    told = town.district().replace("]\n[emergency]", village + "\n[emergency]", 1)
    settle_district(town.settings(), told.replace('"011"]', '"011", "101"]'))
    wang = town.resident
    await agreed(wang)
    assert "Xinsheng" not in wang.labels()
    await wang.presses("🌾 Villages")
    await wang.presses("Xinsheng")
    await wang.sees("🏘 Xinsheng: an alarm goes to First Room")


async def test_a_shared_place_offers_the_nearest(town: Town) -> None:
    knows_places(town)
    wang = town.resident
    await agreed(wang)
    await wang.presses("📍 Next to me")
    await wang.hears("Share where you are with the key below")
    assert (wang.keyboard() or [])[0] == ALARM_KEYS
    await wang.writes("over there")
    await wang.hears("Please share where you are with the key below")
    await wang.presses("📍 Share where I am", place=(40.819, 111.66))
    await wang.hears("keep no place")
    nearest = await wang.hears("Where do you live?")
    assert nearest.buttons == [["Wanjin"], ["Nanhu"], ["Another one"]]
    assert "📍 Share where I am" not in [key for row in wang.keyboard() or [] for key in row]
    await wang.presses("Wanjin", on=nearest)
    await wang.sees("🏘 Wanjin: an alarm goes to First Room")


async def test_a_place_far_away_leads_to_the_list(town: Town) -> None:
    knows_places(town)
    wang = town.resident
    await agreed(wang)
    await wang.presses("📍 Next to me")
    await wang.presses("📍 Share where I am", place=(40.9, 111.66))
    await wang.hears("I know no community of ours near there")
    await wang.presses("Nanhu", on=await wang.hears("Where do you live?"))
    await wang.sees("🏘 Nanhu: an alarm goes to First Room")


async def test_with_an_open_alarm_a_place_is_the_officers(town: Town) -> None:
    knows_places(town)
    wang = town.resident
    await agreed(wang)
    await wang.presses("📍 Next to me")
    await wang.hears("Share where you are")
    await wang.presses("🆘 Alarm")
    await wang.hears("is recorded")
    await wang.presses("📍 Next to me")
    await wang.told("While your alarm is open, all you write or send goes to the officers")
    await wang.presses("📍 Share where I am", place=(40.819, 111.66))
    await town.officers.sees("40.81900, 111.66000")


async def test_other_keys_work_while_a_place_is_waited_for(town: Town) -> None:
    knows_places(town)
    wang = town.resident
    await agreed(wang)
    await wang.presses("📍 Next to me")
    await wang.hears("Share where you are")
    await wang.presses("🔒 Privacy")
    await wang.hears("What I keep about you")
    await wang.presses("⏭ Skip")
    await wang.sees("That is all")


async def test_a_poster_says_the_community(town: Town) -> None:
    wang = town.resident
    await wang.starts("c_011")
    question = await wang.hears("Which language")
    await wang.presses("English", on=question)
    await wang.sees("Your data, in short")
    assert kept(town, wang)[0] is None  # only once they agree
    await wang.presses("✅ I agree", on=question)
    await wang.sees("🏘 Wanjin: an alarm goes to First Room")


async def test_a_poster_elsewhere_asks_whether_one_lives_there(town: Town, chinese: Seat) -> None:
    await chinese.starts("c_011")
    question = await chinese.hears("您想用哪种语言？")
    await chinese.presses("中文", on=question)
    await chinese.presses("✅ 我同意", on=question)
    await chinese.sees("🏘 万锦：报警会送到第一警务室")
    await chinese.starts("c_001")
    await chinese.presses("✅ 是", on=await chinese.hears("您住在南湖吗？"))
    await chinese.sees("🏘 南湖：报警会送到第一警务室")


async def test_two_taps_on_agree_are_one_consent(town: Town) -> None:
    town.expected.add("not modified")
    wang = town.resident
    await wang.starts()
    question = await wang.hears("Which language")
    await wang.presses("English", on=question)
    await wang.sees("Your data, in short")
    press = await wang.presses("✅ I agree", on=question)
    again = town.telegram.press(town.bot, town.wang.person, wang.chat)
    query = {
        "id": again.id,
        "from": town.wang.person.wire(),
        "message": wang.chat.messages[question.id].wire(),
        "chat_instance": "1",
        "data": "1|greetings.agree|1|",
    }
    town.telegram.inject(town.bot, {"callback_query": query})
    await wang.sees("Where do you live?")
    await town.telegram.until(lambda: again.answer)
    assert press is not None
    with town.database() as connection:
        verbs = connection.execute(text("SELECT verb FROM audit")).scalars().all()
    assert verbs.count("consent") == 1
