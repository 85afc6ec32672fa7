"""Before the visit and at the window: reminders, who has to say that they come, the ticket, the sheet, other
hours, stars."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from db import bookings
from db.engine import Database
from locales import L
from sandbox.people import Seat
from sandbox.screens import Seen
from tests.office import IN_BOTH, TUESDAY, Office, booked, held, label


async def on_thursday(office: Office, seat: Seat) -> Seen:
    return await booked(office, seat, "09:00", day=3)


def _has_one(connection: Connection) -> bool:
    found = select(bookings.bookings.c.id).where(bookings.bookings.c.state == bookings.BOOKED)
    return connection.execute(found).first() is not None


def state(office: Office, number: int) -> str:
    with office.database() as connection:
        found = bookings.find(connection, number)
    assert found is not None
    return found.state


async def test_a_visit_is_reminded_of_the_day_before_and_two_hours_before(office: Office) -> None:
    office.expected.add("message can't be deleted")  # the ticket, after two days
    wang = office.resident
    card = await on_thursday(office, wang)
    thursday = office.day(3)
    await office.waits_until(office.day(2), 9, 1)
    first = await wang.hears("Your visit is near")
    assert f"{label(thursday)}, 09:00" in first.text
    await wang.presses("👍 I am coming", on=first)
    await wang.sees("You said that you are coming")
    below = await wang.sees("Visit 1 stands further below")
    assert below.id == card.id  # the reminder has become the card
    await office.waits_until(thursday, 7, 1)
    await wang.hears("Your visit is near")
    await office.waits_until(thursday, 22)
    await wang.sees("is over")
    near = [seen for seen in wang.screen() if "Your visit is near" in seen.text]
    assert len(near) == 1


async def test_6_a_button_on_a_message_too_old_to_be_shown_brings_the_ticket(
    office: Office,
) -> None:
    wang = office.resident
    card = await on_thursday(office, wang)
    await office.has_said_all()
    before = max(seen.id for seen in wang.screen())
    person = {"id": office.wang.id, "is_bot": False, "first_name": "Wang Fang"}
    chat = {"id": office.wang.id, "type": "private"}
    press = {"id": "1", "from": person, "chat_instance": "1", "data": "1|bookings.ticket|1"}
    old = {"chat": chat, "message_id": card.id, "date": 0}
    office.expected.add("query is too old")
    office.telegram.inject(office.bot, {"callback_query": {**press, "message": old}})
    await office.has_heard_all()
    await office.has_said_all()
    assert [seen for seen in wang.screen() if seen.media and seen.id > before]


async def test_what_comes_too_late_to_help_is_not_said(office: Office) -> None:
    wang = office.resident
    await on_thursday(office, wang)
    thursday = office.day(3)
    await office.stop()
    office.goes_to(thursday, 9, 5)
    await office.start()
    await wang.writes("/mybookings")
    await wang.hears("is booked")
    assert not [seen for seen in wang.screen() if "Your visit is near" in seen.text]


async def test_who_missed_two_visits_is_asked_the_day_before_or_the_place_goes(
    office: Office,
) -> None:
    office.expected.add("message can't be deleted")  # the ticket, after two days
    wang = office.resident
    database = Database(office.database_url)
    for time in ("09:00", "14:00"):
        await booked(office, wang, time)
        await office.until(_has_one)
        with database.writing() as connection:
            missed = update(bookings.bookings).where(bookings.bookings.c.state == bookings.BOOKED)
            connection.execute(missed.values(state=bookings.MISSED, due_at=None))
    database.close()
    await on_thursday(office, wang)
    await office.until(_has_one)
    await office.waits_until(office.day(2), 9, 1)
    asked = await wang.hears("Are you coming?")
    assert f"{label(office.day(0))}, 21:00" in asked.text
    await office.waits_until(office.day(0), 21, 1)
    await wang.sees("has gone to the next one")
    assert state(office, 3) == bookings.EXPIRED


async def test_at_the_window_from_the_ticket_to_the_plate_and_the_stars(office: Office) -> None:
    wang, li = office.resident, office.duty
    await booked(office, wang, "09:00", "New plate")
    await office.waits_until(office.day(TUESDAY), 8, 55)
    await li.writes("/start visit_1")
    desk = await li.hears("🎫 Visit 1")
    await li.presses("🔔 Arrived", on=desk)
    await wang.sees("you are checked in")
    await li.presses("▶️ Serving", on=desk)
    await wang.sees("it is your turn")
    await li.presses("✅ Done", on=desk)
    await li.hears("write the plate's number")
    await li.writes("?")
    await li.hears("no plate number")
    await li.writes("蒙A 12345")
    await li.hears("🔖 蒙A12345")
    card = await wang.sees("🔖 Plate 蒙A12345. Safe riding!")
    await wang.presses("5 ⭐", on=card)
    await wang.sees("⭐⭐⭐⭐⭐")
    assert state(office, 1) == bookings.DONE
    await booked_again(office, wang)


async def booked_again(office: Office, seat: Seat) -> None:
    """Who was served may book the next visit."""
    message = await office.chooses(seat, "Transfer", label(office.day(1)))
    await seat.presses("09:00", on=message)
    await seat.sees("Held for you until")


@IN_BOTH
async def test_what_was_missing_is_told_and_who_did_not_come_is_met_kindly(office: Office) -> None:
    wang, chen, desk = office.resident, office.stranger, office.desk
    say, certificate = office.words, office.called("Factory certificate")
    await booked(office, wang, "09:00", "New plate")
    await booked(office, chen, "09:20", "New plate")
    await office.waits_until(office.day(TUESDAY), 9, 10)
    await desk.writes("/visit 1")
    visit = await desk.hears(say(L("🎫 <b>Visit {number}</b>", number=1)))
    await desk.presses(say(L("✔️ There: {paper}", paper=certificate)), on=visit)
    await desk.presses(say(L("📄 Not today: papers missing")), on=visit)
    card = await wang.sees(say(L("📄 <b>Visit {number}: something was missing.</b>", number=1)))
    assert say(L("• {paper}", paper=certificate)) in card.text
    soonest = L("⏩ Next free: {day}, {time}", day=office.label(0), time="14:00")
    assert card.buttons[:2] == [[say(soonest)], [say(L("📅 Choose a time"))]]
    await desk.writes("/visit 2")
    visit = await desk.hears(say(L("🎫 <b>Visit {number}</b>", number=2)))
    await desk.presses(say(L("🚫 Did not come")), on=visit)
    await desk.told(say(L("It has not begun yet: please give them a few minutes.")))
    await office.waits_until(office.day(0), 9, 26)
    await desk.presses(say(L("🚫 Did not come")), on=visit)
    kind = L("🕊 <b>Visit {number}: we waited for you.</b> Something came up?", number=2)
    assert [say(L("📅 Choose a time"))] in (await chen.sees(say(kind))).buttons
    await desk.writes("/sheet")
    sheet = await desk.hears("📋")
    for time, number, standing in (
        ("09:00", 1, L("📄 papers missing")),
        ("09:20", 2, L("🚫 did not come")),
    ):
        what = L("{errand} · {standing}", errand=office.called("New plate"), standing=standing)
        line = L("{time} · {number} · {what}", time=time, number=number, what=what)
        assert say(line) in sheet.text


async def test_who_came_without_a_visit_is_counted(office: Office) -> None:
    await office.desk.writes("/walkin")
    await office.desk.presses("Transfer", on=await office.desk.hears("For what did they come?"))
    await office.desk.told("Noted")
    await office.desk.writes("/sheet")
    await office.desk.hears("Without a visit: 1")


async def test_the_sheets_of_today_and_tomorrow_are_there_in_the_morning(office: Office) -> None:
    await booked(office, office.resident, "09:00")
    await office.waits_until(office.day(TUESDAY), 7, 10)
    sheet = await office.desk.sees(f"{label(office.day(0))} · E-bike window: 1")
    assert "09:00 · 1 · Transfer · expected" in sheet.text
    await office.desk.sees(f"{label(office.day(1))} · E-bike window: 0")


@IN_BOTH
async def test_a_closed_day_is_told_to_all_it_concerns_and_they_choose_anew(
    office: Office,
) -> None:
    wang, chen, desk, say = office.resident, office.stranger, office.desk, office.words
    await booked(office, wang, "09:00")
    await booked(office, chen, "14:00")
    day = office.day(TUESDAY)
    await office.waits_until(day, 8, 30)  # after the cut-off
    await desk.writes(f"/hours {day} 14:00-15:00")
    await desk.hears(say(L("🕘 Changed. Visits that have to be moved: {count}", count=1)))
    closed = say(L("🙏 <b>We are sorry: the window is closed at the time of your visit.</b>"))
    sorry = await wang.hears(closed)
    await wang.presses(say(L("🔁 Another time")), on=sorry)
    await wang.presses(office.label(1), on=sorry)
    await wang.presses("09:00", on=sorry)
    moved = await wang.sees(say(L("📅 <b>{day}, {time}</b>", day=office.label(1), time="09:00")))
    assert say(L("✅ <b>Visit {number} is booked.</b>", number=1)) in moved.text
    assert not [seen for seen in chen.screen() if closed in seen.text]
    await desk.writes(f"/hours {day} always")
    await desk.hears(say(L("Please write hours as 09:00-12:00 14:30-17:30.")))
    await desk.writes("/hours tomorrow closed")
    await desk.hears("/hours 2026-12-31 closed")
    await desk.writes(f"/hours {day} usual")
    await desk.hears(say(L("🕘 Changed. Visits that have to be moved: {count}", count=0)))


async def test_f36_f38_nobody_else_notes_anything(office: Office) -> None:
    wang, chen = office.resident, office.stranger
    await booked(office, wang)
    for words in ("/visit 1", "/visit 999", "/sheet", "/hours 2027-12-31 closed", "/walkin"):
        await chen.writes(words)
        await chen.hears("Only officers can do that" if "visit 1" not in words else "Only officers")
    await office.takes_out("Li Na")
    await office.duty.writes("/visit 1")
    await office.duty.hears("Only officers of the window's room")
    assert state(office, 1) == bookings.BOOKED


async def test_a_place_that_is_over_or_held_is_no_visit_at_the_window(office: Office) -> None:
    await held(office, office.neighbour("Xu"))
    await office.duty.writes("/visit 1")
    await office.duty.hears("There is no such visit at your window")
    await office.duty.writes("/visit x")
    await office.duty.hears("as in /visit 12")


async def test_an_officer_adds_an_errand_without_code_and_takes_it_back(office: Office) -> None:
    li, wang = office.duty, office.resident
    await li.writes("/errands")
    page = await li.hears("🪟 E-bike window")
    assert "• Transfer, 40 min" in page.text
    await li.presses("➕ Add an errand", on=page)
    await li.hears("What is it called?")
    await li.writes("Residence permits")
    await li.hears("in both languages")
    await li.writes("居住证咨询 / Residence permits")
    await li.hears("How many minutes")
    await li.writes("1000")
    await li.hears("from 5 to 240")
    await li.writes("20")
    await li.hears("What is to be brought?")
    await li.writes("身份证 / ID card\n租房合同 / Lease")
    await li.hears("Residents can book it now: Residence permits")
    message = await office.chooses(wang, "Residence permits", label(office.day(TUESDAY)))
    await wang.presses("09:00", on=message)
    await wang.presses("✅ Book it", on=await wang.sees("Held for you until"))
    card = await wang.sees("is booked")
    assert "• Lease" in card.text
    await li.writes("/errands")
    page = await li.hears("🪟 E-bike window")
    await li.presses("✖️ No more: Residence permits", on=page)
    await li.sees("It is not offered any more")
    await wang.writes("/book")
    offered = await wang.hears("What do you want to come for?")
    assert ["Residence permits"] not in offered.buttons
    await wang.writes("/mybookings")
    await wang.hears("is booked")  # what was booked stands
    await office.stranger.writes("/errands")
    await office.stranger.hears("Only officers can do that")
