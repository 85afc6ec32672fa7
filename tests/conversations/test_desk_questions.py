"""What the desk is asked in its group: answered by a reply, while all others go on talking."""

from __future__ import annotations

from sandbox.people import Seat
from sandbox.screens import Seen
from tests.office import Office, booked


async def opens(seat: Seat, command: str = "/windows") -> Seen:
    await seat.writes(command)
    return await seat.hears("🪟 E-bike window")


async def test_an_errand_is_added_in_a_group_answer_by_answer(office: Office) -> None:
    desk, zhao = office.desk, office.zhao.in_(office.desk_group)
    page = await opens(desk, "/errands")
    await desk.presses("➕ Add an errand", on=page)
    await desk.hears("What is it called?")
    await zhao.writes("Who has the keys?")
    await desk.writes("I do")
    await desk.answers("Residence permits", to="What is it called?")
    await desk.hears("in both languages")
    await desk.answers("居住证咨询 / Residence permits")
    await desk.answers("20", to="How many minutes")
    await zhao.writes("40", reply_to=await zhao.hears("What is to be brought?"))
    await zhao.hears("This question is for Li, so your answer was not kept.")
    await desk.sends_photo(reply_to=await desk.sees("What is to be brought?"))
    await desk.hears("Please answer with words, or stop with /cancel.")
    await desk.answers("身份证 / ID card", to="What is to be brought?")
    await desk.hears("Residents can book it now: Residence permits")


async def test_a_setting_is_written_in_a_group_as_a_reply_to_the_call_or_to_the_window(
    office: Office,
) -> None:
    desk = office.desk
    page = await opens(desk)
    await desk.presses("⏱ Minutes a slot", on=page)
    asked = await desk.sees("Now: 20")
    assert asked.id == page.id
    call = await desk.hears("Write the answer, or press a button above.")
    assert call.forces_reply
    await desk.writes("30")  # to a colleague
    await desk.writes("soon", reply_to=page)
    await desk.hears("Please write a number from 5 to 240")
    await desk.answers("30")
    preview = await desk.hears("📝 Save this?")
    assert "New: 30\nNow: 20" in preview.text
    await desk.answers("40", to="Write the answer")  # on second thoughts
    preview = await desk.sees("New: 40")
    await desk.presses("✅ Save", on=preview)
    await desk.sees("⏱ Minutes a slot: 40")
    await office.has_said_all()
    assert call.id not in office.desk_group.messages  # what called for an answer calls no more


async def test_whoever_presses_an_answer_is_called_no_more(office: Office) -> None:
    desk, zhao = office.desk, office.zhao.in_(office.desk_group)
    page = await opens(desk)
    await desk.presses("👥 Visits each", on=page)
    call = await zhao.hears("Write the answer, or press a button above.")
    assert not call.forces_reply
    await zhao.writes("9", reply_to=page)
    await zhao.hears("This question is for Li Na, so your answer was not kept.")
    await desk.presses("3", on=page)
    await desk.presses("✅ Save", on=page)
    await desk.sees("👥 Visits each: 3")
    await office.has_said_all()
    assert call.id not in office.desk_group.messages


async def test_a_plate_is_told_in_a_group_as_a_reply(office: Office) -> None:
    desk = office.desk
    await booked(office, office.resident, "09:00", "New plate")
    await office.waits_until(office.day(1), 8, 55)
    await desk.writes("/visit 1")
    visit = await desk.hears("🎫 Visit 1")
    await desk.presses("🔔 Arrived", on=visit)
    await desk.presses("▶️ Serving", on=visit)
    await desk.presses("✅ Done", on=visit)
    asked = await desk.hears("please write the plate's number")
    await desk.writes("Good morning")
    await desk.answers("?")
    await desk.hears("no plate number")
    await desk.writes("蒙A 12345", reply_to=asked)  # where the button stands
    await desk.hears("🔖 蒙A12345")
    await office.resident.sees("🔖 Plate 蒙A12345")


async def test_in_a_group_with_topics_it_is_asked_and_answered_where_somebody_acts(
    office: Office,
) -> None:
    office.desk_group.make_forum()
    topic = await office.desk.opens_topic("Counter")
    desk = office.li.in_(office.desk_group, topic=topic.id)
    page = await opens(desk, "/errands")
    await desk.presses("➕ Add an errand", on=page)
    await desk.answers("居住证咨询 / Residence permits", to="What is it called?")
    await desk.answers("20", to="How many minutes")
    await desk.answers("-", to="What is to be brought?")
    await desk.hears("Residents can book it now: Residence permits")
