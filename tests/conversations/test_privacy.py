"""Privacy: the notice, what is kept in plain words, consent given and withdrawn, a copy, deletion."""

from __future__ import annotations

from hashlib import sha256
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cards import consents as cards
from sandbox.people import Seat
from services import consents, residents
from tests.town import Town

# The words of each version of the notice: who changes them without a new version is told here.
WORDS = {1: "91839dca6274"}


@pytest.fixture
def chinese(town: Town) -> Seat:
    return town.telegram.add_person("王芳", language_code="zh-hans").with_(town.bot)


async def tells_all(seat: Seat) -> None:
    """A name, a number and a community, in English."""
    await seat.writes("/about")
    await seat.presses("✅ I agree")
    await seat.hears("call you")
    await seat.writes("Aunt Wang")
    await seat.hears("A phone number")
    await seat.writes("13911112222")
    await seat.presses("Wanjin", on=await seat.hears("Where do you live?"))
    await seat.hears("Thank you")


def profile(town: Town, seat: Seat) -> list[bool]:
    """Whether name, phone, community are kept, and whether there is a consent."""
    with town.database() as connection:
        row = connection.execute(
            text("SELECT name, phone, community, consented_at FROM residents WHERE id = :id"),
            {"id": seat.person.id},
        ).one()
    return [value is not None for value in row]


def verbs(town: Town) -> list[str]:
    with town.database() as connection:
        return list(connection.execute(text("SELECT verb FROM audit ORDER BY id")).scalars())


async def test_what_is_kept_is_told_in_plain_words(town: Town) -> None:
    wang = town.resident
    await wang.writes("/privacy")
    page = await wang.hears("What I keep about you")
    assert "Your data, in short" in page.text
    assert "You have not agreed" in page.text
    assert page.buttons == [["✅ I agree"], ["✏️ Correct", "📄 A copy", "🗑 Delete"]]
    await wang.presses("✅ I agree", on=page)
    await wang.told("Thank you")
    await wang.sees("✔️ You agreed on")
    await tells_all_after_consent(wang)
    await wang.presses("🔒 Privacy")
    page = await wang.hears("What I keep about you")
    for line in ("👤 Aunt Wang", "📱 13911112222", "🏘 Wanjin", "🌐 English", "/mycases"):
        assert line in page.text.splitlines() or line in page.text
    assert page.buttons[0] == ["↩️ Withdraw my consent"]


async def tells_all_after_consent(seat: Seat) -> None:
    await seat.presses("✏️ Correct")
    await seat.hears("call you")
    await seat.writes("Aunt Wang")
    await seat.hears("A phone number")
    await seat.writes("13911112222")
    await seat.presses("Wanjin", on=await seat.hears("Where do you live?"))
    await seat.hears("Thank you")


async def test_all_of_it_in_chinese(town: Town, chinese: Seat) -> None:
    await chinese.starts()
    await chinese.presses("🔒 隐私")
    page = await chinese.hears("目前保存的您的信息")
    assert "您的信息，简单说明" in page.text
    assert page.buttons == [["✅ 我同意"], ["✏️ 更正", "📄 副本", "🗑 删除"]]
    await chinese.presses("✅ 我同意", on=page)
    await chinese.sees("您已于")
    await chinese.presses("📄 副本", on=page)
    assert "Telegram 编号" in (await chinese.hears("您的信息（")).text
    await chinese.presses("🗑 删除", on=page)
    await chinese.sees("依法必须保存")
    await chinese.presses("保留", on=page)
    await chinese.sees("目前保存的您的信息")
    await chinese.presses("↩️ 撤回同意", on=page)
    await chinese.told("已撤回")
    await chinese.sees("您尚未同意")


async def test_consent_is_withdrawn_with_one_press_and_what_was_told_goes_with_it(
    town: Town,
) -> None:
    wang = town.resident
    await tells_all(wang)
    assert profile(town, wang) == [True, True, True, True]
    await wang.writes("/privacy")
    await wang.presses("↩️ Withdraw my consent")
    await wang.told("Withdrawn; name, numbers and community are deleted")
    await wang.sees("You have not agreed")
    assert profile(town, wang) == [False, False, False, False]
    assert verbs(town) == ["import", "consent", "withdraw"]
    await wang.presses("🆘 Alarm")
    card = await town.officers.hears("Alarm 1")
    assert "👤 Wang Fang\n" in card.text


async def test_what_may_be_deleted_is_and_records_stay(town: Town) -> None:
    wang = town.resident
    await tells_all(wang)
    await wang.presses("🆘 Alarm")
    card = await town.officers.hears("👤 Aunt Wang")
    await wang.writes("/privacy")
    page = await wang.hears("What I keep about you")
    await wang.presses("🗑 Delete", on=page)
    await wang.sees(
        "Records of your alarms and visits stay for as long as the law makes the police"
    )
    assert profile(town, wang)[:3] == [True, True, True]  # not before they say so
    await wang.presses("🗑 Yes, delete", on=page)
    await wang.told("Deleted: name, phone and frame numbers, community")
    assert profile(town, wang) == [False, False, False, True]
    assert verbs(town) == ["import", "consent", "raise", "erase"]
    redrawn = await town.officers.sees("👤 Wang Fang\n")
    assert redrawn.id == card.id
    await wang.writes("/mycases")
    await wang.hears("🆘 Alarm 1")


async def test_a_copy_holds_everything(town: Town) -> None:
    wang = town.resident
    await tells_all(wang)
    await wang.presses("🆘 Alarm")
    await wang.presses("📍 Share where I am", place=(40.81234, 111.65432))
    await wang.writes("a man at the door @police")
    await town.officers.sees("a man at the door")
    await wang.writes("/privacy")
    await wang.presses("📄 A copy", on=await wang.hears("What I keep about you"))
    copy = await wang.hears("📄 Your data")
    for told in (
        f"Telegram number: {town.wang.id}",
        "👤 Aunt Wang",
        "📱 13911112222",
        "🏘 Wanjin",
        "🆘 Alarm 1",
        "📍 40.81234, 111.65432",
        "💬 a man at the door",
    ):
        assert told in copy.text


async def test_d43_a_copy_holds_the_review_files_and_what_officers_wrote(quiet_town: Town) -> None:
    town = quiet_town
    town.groups_take_more()
    await town.start()
    wang = town.resident
    await wang.writes("/alarm")
    card = await town.officers.hears("Alarm 1")
    await wang.sends_photo(caption="the stairs")
    await wang.sends_voice()
    for number in range(12):
        await wang.writes(f"word {number}")
    await wang.writes("long " + "x" * 400 + " end")
    await town.officers.sees(" end")
    await town.officers.presses("✋ Accept")
    await wang.hears("has accepted your alarm")
    await town.officers.writes("we are at @the door", reply_to=card)
    await wang.hears("we are at")
    await town.officers.presses("✅ Helped")
    await wang.presses("5 ⭐")
    await wang.hears("A word about it?")
    await wang.writes("quick and kind")
    await wang.hears("The officers read it")
    await wang.writes("/privacy")
    await wang.presses("📄 A copy", on=await wang.hears("What I keep about you"))
    copy = (await wang.hears("📄 Your data")).text
    for told in (
        "⭐⭐⭐⭐⭐",
        "✍️ Your word to it: quick and kind",
        "💬 🖼 a picture the stairs",
        "💬 🎤 a voice message",
        "💬 word 0\n",
        "💬 word 11\n",
        "x end",
        "👮 Li Na: we are at @",
        "they stand above in this chat",
    ):
        assert told in copy, copy


async def test_a_long_copy_takes_as_many_messages_as_it_needs(town: Town) -> None:
    wang = town.resident
    await wang.writes("/alarm")
    await town.officers.hears("Alarm 1")
    for number in range(10):
        await wang.writes(f"{number}" + "🐈" * 290)
    await wang.writes("/privacy")
    await wang.presses("📄 A copy", on=await wang.hears("What I keep about you"))
    await wang.hears("📄 Your data")
    await wang.hears("💬 9")
    parts = [seen for seen in wang.screen() if seen.from_ == "Maple Bridge" and "🐈" in seen.text]
    assert len(parts) >= 2


async def test_a_new_notice_is_asked_anew_where_somebody_comes_by(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = town.resident
    await tells_all(wang)
    for module in (residents, consents, cards):
        monkeypatch.setattr(module, "NOTICE", 2)
    await wang.writes("/help")
    page = await wang.hears("to an earlier notice. Please read this one.")
    assert profile(town, wang) == [True, True, True, True]
    await wang.presses("✅ I agree", on=page)
    await wang.sees("✔️ You agreed on")
    await wang.writes("/help")
    await wang.hears("nothing here makes a sound")
    await town.has_said_all()
    assert "earlier notice" not in wang.screen()[-1].text
    assert verbs(town) == ["import", "consent", "consent"]


async def test_nobody_agrees_to_a_notice_they_have_not_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = town.resident
    await wang.writes("/privacy")
    page = await wang.hears("What I keep about you")
    for module in (residents, consents, cards):
        monkeypatch.setattr(module, "NOTICE", 2)
    await wang.presses("✅ I agree", on=page)
    await wang.told("The notice has changed meanwhile")
    assert profile(town, wang)[3] is False


async def test_a_service_keeps_nothing_without_consent(town: Town) -> None:
    wang = town.resident
    await wang.writes("/privacy")
    page = await wang.hears("What I keep about you")
    for row in wang.chat.messages[page.id].buttons:
        for button in row:
            button["callback_data"] = "1|greetings.live|011"
    await wang.presses("✅ I agree", on=page)
    await wang.told("I keep this only if you agree")
    assert profile(town, wang) == [False, False, False, False]


def test_the_notice_changes_only_with_its_version() -> None:
    station = SimpleNamespace(facts={"name": {"en": "", "zh_Hans": ""}})
    notice = cards.notice(SimpleNamespace(station=station))  # type: ignore[arg-type]  # the name only
    digest = sha256(notice.message.encode()).hexdigest()[:12]
    assert WORDS[residents.NOTICE] == digest, "raise services.residents.NOTICE with the words"
