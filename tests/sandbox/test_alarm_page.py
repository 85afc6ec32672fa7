"""The whole alarm in a real browser, with everybody speaking English and with everybody speaking Chinese."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from cards.alerts import KIND, OUTCOMES
from cards.keyboards import CASES, PRIVACY
from cards.officers import DUTY
from locales import LANGUAGES, L
from services.speech import SILENT_ALARM
from services.talks import QUICK
from tests.bridge import (
    ALARMS,
    DISTRICT,
    FIRST_ROOM,
    LI,
    NANHU,
    SECOND_ROOM,
    SUN,
    ZHAO,
    Bridge,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What people say is theirs, so no catalog has it.
DOOR = {"en": "There is a man at the door", "zh_Hans": "门口有个男人"}
STAY = {"en": "Stay inside, please", "zh_Hans": "请待在屋里"}
REVIEW = {"en": "Quick and kind", "zh_Hans": "来得快，人也和气"}
ACCEPT = L("✋ Accept")


async def test_first_contact_is_four_taps(bridge: Bridge) -> None:
    new, desk = bridge.resident, bridge.desk
    await new.presses(await desk.own("start"))
    await new.presses(LANGUAGES[desk.language])
    await new.presses(L("✅ I agree"))
    await new.presses(NANHU.name.spoken(desk.language))
    room = DISTRICT.rooms[0].name.spoken(desk.language)
    await new.sees(
        L(
            "👌 That is all. 🏘 {community}: an alarm goes to {room}.",
            community=NANHU.name.spoken(desk.language),
            room=room,
        )
    )
    await new.presses(PRIVACY)
    await new.sees(L("<b>What I keep about you</b>"))


async def test_one_is_first_and_both_sides_talk(bridge: Bridge) -> None:
    resident, li, zhao, desk = bridge.resident, bridge.li, bridge.zhao, bridge.desk
    number = await bridge.raises()
    await zhao.opens(FIRST_ROOM, await desk.own("general"))
    card = await zhao.sees(bridge.who)
    await desk.tells("faults", kind="slow", seconds=10, method="editMessageText", chat=ALARMS)
    await li.presses(ACCEPT)
    await li.told(L("Alarm {number} is yours.", number=number))
    await zhao.presses(ACCEPT, on=card)  # which stands there a moment longer
    await zhao.told(L("{officer} was first and has alarm {number}.", officer=LI, number=number))
    await desk.page.request.delete("/sandbox/faults")
    await desk.passes(10)
    await zhao.sees(L("✋ Accepted by <b>{officer}</b>", officer=LI))
    await resident.sees(L("✋ <b>{officer} has accepted your alarm.</b>", officer=LI))

    await li.opens(FIRST_ROOM, f"🆘 {number} ·")
    await resident.writes(DOOR[desk.language])
    heard = await li.sees(L("💬 {words}", words=DOOR[desk.language]))
    await li.replies(heard, STAY[desk.language])
    await resident.sees(L("👮 <b>{officer}</b>: {words}", officer=LI, words=STAY[desk.language]))
    await expect(li.messages(STAY[desk.language]).locator(".reactions")).to_contain_text("👍")
    await li.presses(L("💬 Quick words"))
    await li.presses(QUICK[2])
    await resident.sees(L("👮 <b>{officer}</b>: {words}", officer=LI, words=QUICK[2]))
    await resident.sends_picture()
    await li.turn()
    await expect(li.seat.locator(".message.pictured img")).to_be_visible()
    await resident.presses(KIND["accident"])
    await resident.told(L("The officers see it."))
    place = await resident.sends_place()
    rounded = place.split(",")[0]  # the page shows a figure less than the card
    await desk.passes(61)
    await expect(li.messages(bridge.who).last).to_contain_text(f"📍 {rounded}")
    await li.sees(L("📌 {kind}", kind=KIND["accident"]))
    await li.presses(OUTCOMES["helped"])


async def test_the_way_there_and_the_end_are_told_at_each_step(bridge: Bridge) -> None:
    resident, li, zhao, desk = bridge.resident, bridge.li, bridge.zhao, bridge.desk
    number = await bridge.raises()
    await zhao.opens(FIRST_ROOM, await desk.own("general"))
    await li.presses(ACCEPT)
    await li.presses(L("🚗 {minutes} min", minutes=5))
    await li.told(L("The resident sees that you are coming."))
    await resident.sees(
        L("🚗 <b>{officer} is on the way</b>: about {minutes} minutes.", officer=LI, minutes=5)
    )
    await li.presses(L("🙋 Need help"))
    await li.told(L("Your colleagues are being called."))
    await zhao.sees(L("🙋 <b>{officer} needs help</b>", officer=LI))
    await li.presses(L("📍 Arrived"))
    await resident.sees(L("📍 <b>{officer} has arrived.</b>", officer=LI))
    await desk.passes(61)
    await li.presses(OUTCOMES["helped"])
    await resident.sees(
        L("🏁 Your alarm {number} is closed. Press 🆘 again whenever you need us.", number=number)
    )
    await resident.presses("4 ⭐")
    await resident.sees(L("Thank you. A word about it? Write it, or skip."))
    await resident.writes(REVIEW[desk.language])
    await resident.sees(L("Thank you. The officers read it."))
    await desk.passes(61)
    await li.opens(FIRST_ROOM, await desk.own("general"))
    closed = await li.sees(f"⭐⭐⭐⭐ {REVIEW[desk.language]}")
    await li.presses(L("📝 Note"), on=closed)
    await desk.passes(61)
    await li.sees(L("📝 What shall stand in the file of alarm {number}?", number=number))
    await li.writes(REVIEW[desk.language])
    await li.sees(L("📝 Kept with alarm {number}.", number=number))
    await li.presses(L("🚩 No need for it"), on=closed)
    await li.told(L("Marked. Their next alarm still comes at once."))


async def test_nothing_of_a_silent_alarm_sounds_on_the_residents_phone(bridge: Bridge) -> None:
    resident, li = bridge.resident, bridge.li
    counting = await bridge.desk.rings(resident, li)
    await bridge.raises(SILENT_ALARM)
    await li.sees(L("🤫 <b>Silent</b>: do not call, make no sound"))
    await resident.sees(
        L("In danger and unable to speak? SMS to {sms}", sms=DISTRICT.emergency.sms)
    )
    before = await counting()
    assert before[1] > 0  # officers have to hear it
    await li.presses(ACCEPT)
    accepted = L("✋ <b>{officer} has accepted your alarm.</b>", officer=LI)
    quiet = (await resident.sees(accepted)).locator("svg title")
    await expect(quiet).to_have_text(await bridge.desk.own("silent"))
    await li.presses(OUTCOMES["misunderstood"])
    await resident.sees("🏁")
    assert (await counting())[0] == before[0]


async def test_a_mis_tap_is_never_blamed_and_calls_nobody(bridge: Bridge) -> None:
    resident, li = bridge.resident, bridge.li
    await bridge.raises()
    await resident.presses(L("👌 Pressed by mistake"))
    await resident.told(L("No harm done. The officers see it."))
    await resident.sees(L("👌 Pressed by mistake, you say: no harm done. An officer closes it."))
    await bridge.desk.passes(61)
    await li.sees(L("👌 The resident says: pressed by mistake. Please make sure, then close it."))
    await bridge.desk.passes(600)
    await li.presses(ACCEPT)
    await li.presses(OUTCOMES["mistap"])
    await resident.presses("5 ⭐")
    await resident.presses(L("⏭ Nothing to add"))
    await resident.sees(L("Thank you."))


async def test_an_alarm_calls_wider_and_goes_on_in_another_room(bridge: Bridge) -> None:
    resident, li, zhao, sun, desk = (
        bridge.resident,
        bridge.li,
        bridge.zhao,
        bridge.sun,
        bridge.desk,
    )
    number = await bridge.raises()
    await desk.passes(21)
    again = bridge.head("🔔", number)
    await li.sees(again)
    await desk.passes(40)
    await sun.sees(bridge.who)
    await resident.sees(L("⏳ Nobody has accepted your alarm yet. We are calling more officers."))
    await desk.passes(120)
    await zhao.opens("Maple Bridge")
    await zhao.sees(bridge.who)
    await desk.passes(180)
    await sun.sees(again)
    first = bridge.head("🆘", number)
    await sun.presses(ACCEPT, on=await sun.sees(first))  # the other one may be called back
    await resident.sees(L("✋ <b>{officer} has accepted your alarm.</b>", officer=SUN))
    await li.sees(L("✋ Accepted by <b>{officer}</b>", officer=SUN))
    await resident.writes(DOOR[desk.language])

    await sun.opens(SECOND_ROOM, f"🆘 {number} ·")
    await sun.sees(L("💬 {words}", words=DOOR[desk.language]))
    await sun.presses(L("🔀 Hand over"))
    room = DISTRICT.rooms[0].name.spoken(desk.language)
    await sun.presses(L("🏠 {room}", room=room))
    await resident.sees(L("🔀 Your alarm {number} is with another room now.", number=number))
    await desk.passes(61)
    await sun.opens(SECOND_ROOM)
    topic = sun.seat.locator(".topics button", has_text=f"🆘 {number} ·")
    await expect(topic.locator("svg title")).to_have_text(await desk.own("closed"))
    await li.opens(FIRST_ROOM, f"🆘 {number} ·")
    await li.sees(L("💬 {words}", words=DOOR[desk.language]))
    await li.presses(ACCEPT)
    await li.presses(L("🔀 Hand over"))
    await li.presses(f"👮 {ZHAO}")
    await resident.sees(L("👮 <b>{officer}</b> has your alarm now.", officer=ZHAO))
    await zhao.presses(OUTCOMES["passed_on"])
    await desk.passes(61)  # a group takes few edits a minute
    await li.sees(
        L("🏁 Closed by {officer}: {outcome}", officer=ZHAO, outcome=OUTCOMES["passed_on"])
    )


async def test_commands_answer_who_may_and_nobody_else(bridge: Bridge) -> None:
    resident, li = bridge.resident, bridge.li
    number = await bridge.raises()
    await li.opens("Maple Bridge")
    await li.writes("/open")
    await li.presses(f"/case_{number}")  # as the list offers it
    await li.presses(ACCEPT, on=await li.sees(bridge.who))
    await li.writes("/duty off")
    await li.sees(L("{name}: {state}", name=LI, state=DUTY["off"]))
    await li.writes("/duty on")
    await li.sees(L("{name}: {state}", name=LI, state=DUTY["on"]))
    await li.writes("/case one")
    await li.sees(L("Please write the number too, as in /case 12."))
    await li.presses(OUTCOMES["helped"])
    await resident.presses("5 ⭐")
    await resident.presses(L("⏭ Nothing to add"))

    await resident.writes(f"/case {number}")
    await resident.sees(L("Only officers of this room can do that."))
    await resident.writes("/open")
    await resident.sees(L("Only officers can do that."))
    await resident.writes("ßß 12 ???")
    await resident.sees(
        L("I did not understand that. The keys below show what I can do; /help explains them.")
    )
    for foreign in (number - 1, 9999):
        await resident.writes(f"/mycase {foreign}")
        await expect(
            resident.messages(
                L("You have no case with this number. /mycases shows those you have.")
            )
        ).to_have_count(1 if foreign == number - 1 else 2)
    await resident.presses(CASES)
    await resident.sees(L("🗂 <b>My cases</b>, newest first"))
