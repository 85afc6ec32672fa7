"""A resident books a visit in a few taps, has a ticket and an event for it, moves it and cancels it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from PIL import Image
from pyzbar.pyzbar import decode

from db import bookings, windows
from locales import L
from sandbox.people.reading import whole
from sandbox.screens import Seen
from tests.office import IN_BOTH, TUESDAY, Office, booked, held, label
from tests.spoken import ZONE
from tests.town import built_as


@IN_BOTH
async def test_a_visit_in_a_few_taps_all_in_one_message(office: Office) -> None:
    wang, say, called = office.resident, office.words, office.called
    await wang.writes("/book")
    message = await wang.hears(say(L("📅 <b>What do you want to come for?</b>")))
    errands = ("New plate", "Transfer", "Temporary plate")
    assert message.buttons == [[called(errand)] for errand in errands]
    await wang.presses(called("New plate"), on=message)
    page = await wang.sees(say(L("<b>Please bring</b>")))
    assert page.id == message.id
    bring = L("• {paper}: {note}", paper=called("ID card"), note=called("the card itself"))
    assert say(bring) in page.text
    assert called("E-bike window") in page.text
    await wang.presses(say(L("📅 Choose a time")), on=message)
    month = await wang.sees(say(L("Free days:")))
    tomorrow = office.label(TUESDAY)
    soonest = L("⏩ Next free: {day}, {time}", day=office.label(0), time="09:00")
    assert month.buttons[0] == [say(soonest)]
    assert tomorrow in month.buttons[1]
    weekend = {office.label(number) for number in (5, 6)}
    assert not weekend & {each for row in month.buttons for each in row}
    await wang.presses(tomorrow, on=message)
    day = await wang.sees(say(L("In the morning:")))
    afternoon, other = say(L("Afternoon")), say(L("◀️ Another day"))
    assert day.buttons == [["09:00", "09:20", "09:40"], [afternoon], [other]]
    await wang.presses("09:20", on=message)
    held = L("⏳ <b>Held for you until {time}.</b> Shall I book it?", time="08:00")
    card = await wang.sees(say(held))
    assert card.id == message.id
    await wang.writes("abc-123 456 def")
    card = await wang.sees(say(L("🚲 Frame number … {last}", last="6DEF")))
    await wang.presses(say(L("✅ Book it")), on=card)
    await wang.told(say(L("✅ Booked.")))
    card = await wang.sees(say(L("✅ <b>Visit {number} is booked.</b>", number=1)))
    assert say(L("📅 <b>{day}, {time}</b>", day=tomorrow, time="09:20")) in card.text
    until = L("Move or cancel it until {day}, {time}.", day=tomorrow, time="07:20")
    assert say(until) in card.text
    rows = [
        [L("🔁 Another time"), L("✖️ Cancel the visit")],
        [L("🎫 Ticket"), L("🗺 Map")],
    ]
    assert card.buttons == [[say(label) for label in row] for row in rows]


async def test_the_ticket_and_the_event_are_read_by_others(office: Office) -> None:
    wang = office.resident
    await booked(office, wang)
    photo = await wang.sees("show this at the window")
    event = await wang.sees("For your calendar")
    assert photo.media is not None
    file = office.telegram.files[photo.media.file_id]
    picture = office.folder / "ticket.png"
    picture.write_bytes(file.data)
    with Image.open(picture) as image:
        (code,) = decode(image)
    assert code.data.decode() == "https://t.me/maple_bridge_bot?start=visit_1"
    visit = read_event(office, event)
    tomorrow = office.day(TUESDAY)
    starts = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 9, 20, tzinfo=ZONE)
    assert visit.start == starts
    assert visit.end - visit.start == timedelta(minutes=40)
    assert visit.summary == "Transfer, visit 1"
    assert visit.location == "E-bike window, First Room"
    (alarm,) = visit.alarm
    assert alarm.trigger == -timedelta(hours=2)


def read_event(office: Office, seen: Seen) -> Event:
    """The event in the file of a message, as another library than the one that wrote it reads it."""
    assert seen.media is not None
    told = office.telegram.files[seen.media.file_id].data.decode()
    (visit,) = IcsCalendarStream.calendar_from_ics(told).events
    return visit


async def test_what_is_missing_is_explained_and_nothing_bars_from_booking(office: Office) -> None:
    wang = office.resident
    await wang.writes("/book")
    message = await wang.hears("What do you want to come for?")
    await wang.presses("New plate", on=message)
    await wang.presses("☑️ Do I have everything?", on=message)
    page = await wang.sees("Still missing")
    assert "• ID card: the card itself" in page.text
    await wang.presses("⬜ Not yet: ID card", on=message)
    await wang.sees("Still missing\n• Factory certificate")
    await wang.presses("⬜ Not yet: Factory certificate", on=message)
    await wang.sees("You have everything")
    await wang.presses("Longer ago", on=message)
    page = await wang.sees("due within 15 days")
    assert ["📅 Choose a time"] in page.buttons
    await wang.presses("Over the standard", on=message)
    await wang.sees("gets a temporary plate")
    await wang.presses("➡️ Temporary plate", on=message)
    await wang.sees("You need to bring nothing.")
    await wang.presses("◀️ Something else", on=message)
    await wang.presses("New plate", on=message)
    await wang.presses("📋 Send me the list", on=message)
    await wang.hears("📋 New plate")


async def test_who_does_not_confirm_lets_the_place_go(office: Office) -> None:
    wang = office.resident
    card = await held(office, wang)
    taken = await office.until(lambda connection: bookings.find(connection, 1))
    assert taken.held_until is not None
    await office.lets_pass(599)
    assert (await wang.sees("Held for you until")).id == card.id
    await office.lets_pass(2)
    freed = await wang.sees("The place is free again")
    assert freed.id == card.id
    await held(office, office.stranger)


async def test_it_is_moved_and_cancelled_until_the_cut_off(office: Office) -> None:
    wang = office.resident
    card = await booked(office, wang)
    await wang.sees("For your calendar")
    await wang.presses("🔁 Another time", on=card)
    await wang.sees("Free days:")
    await wang.presses(label(office.day(2)), on=card)
    await wang.presses("Afternoon", on=card)
    await wang.presses("14:00", on=card)
    await wang.told("Moved")
    moved = await wang.sees(f"📅 {label(office.day(2))}, 14:00")
    assert moved.id == card.id
    event = await wang.sees("For your calendar")
    assert read_event(office, event).sequence == 1
    await held(office, office.stranger)  # the old place is free
    await wang.presses("✖️ Cancel the visit", on=card)
    await wang.presses("Keep it", on=card)
    await wang.sees("Visit 1 is booked")
    await wang.presses("✖️ Cancel the visit", on=card)
    await wang.presses("✖️ Yes, cancel", on=card)
    await wang.sees("Visit 1 is cancelled")
    await office.has_said_all()
    assert not [seen for seen in wang.screen() if seen.media]  # ticket and event went with it
    with office.database() as connection:
        rest = windows.taken(connection, "ebikes", *_all_times())
    assert {one.start.astimezone(ZONE).hour for one in rest} == {9}


def _all_times() -> tuple[datetime, datetime]:
    return datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@IN_BOTH
async def test_from_the_cut_off_on_nothing_changes(office: Office) -> None:
    wang = office.resident
    card = await booked(office, wang)
    await office.waits_until(office.day(1), 7, 21)
    await wang.presses(office.words(L("✖️ Cancel the visit")), on=card)
    told = L(
        "Until {time} it could be changed. Can't you come? Then simply don't; nobody is cross.",
        time="07:20",
    )
    await wang.told(office.words(told))
    with office.database() as connection:
        booking = bookings.find(connection, 1)
    assert booking is not None
    assert booking.state == bookings.BOOKED


async def test_an_alarm_in_the_middle_goes_first_and_the_place_stays_held(office: Office) -> None:
    wang = office.resident
    await wang.writes("/start")
    card = await held(office, wang, errand="New plate")
    await wang.presses("🆘 Alarm")
    await office.officers.hears("Alarm 1")
    await wang.writes("at the back door")
    await office.officers.sees("at the back door")
    await wang.presses("✅ Book it", on=card)
    await wang.sees("Visit 1 is booked")
    await wang.writes("/book")
    assert (wang.keyboard() or [])[0] == ["🆘 Alarm", "🤫 Silent alarm"]


async def test_while_an_alarm_is_open_words_are_for_the_officers_not_for_a_form(
    office: Office,
) -> None:
    wang = office.resident
    await wang.writes("/alarm")
    await office.officers.hears("Alarm 1")
    card = await held(office, wang, errand="New plate")
    assert "Which bike?" not in card.text  # what they wrote would be read by the officers
    await wang.writes("he is still here")
    await office.officers.sees("he is still here")
    await wang.presses("✅ Book it", on=card)
    await wang.sees("Visit 1 is booked")


async def test_one_visit_each_and_one_a_bike(office: Office) -> None:
    wang, chen = office.resident, office.stranger
    await held(office, wang, errand="New plate")
    await wang.writes("11010119900101123X")
    await wang.hears("looks like an ID number")
    await wang.writes("!")
    await wang.hears("6 to 25 letters and digits")
    await wang.writes("LV123456")
    card = await wang.sees("… 3456")
    await wang.presses("✅ Book it", on=card)
    await wang.sees("is booked")
    await held(office, chen, "09:40", "New plate")
    await chen.writes("lv 123-456")
    await chen.hears("There is a visit for this bike already")
    message = await office.chooses(wang, "Transfer", label(office.day(2)))
    await wang.presses("09:00", on=message)
    await wang.told("You have visit 1 already")


class Family(Office):
    """One may have two visits."""

    def district(self) -> str:
        return super().district().replace("seats = 1", "seats = 2\neach = 2")


async def test_a_family_with_two_bikes_has_two_visits_and_no_third(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(Family, database_url, tmp_path) as office:
        office.begins_on_monday()
        await office.start()
        wang = office.resident
        await held(office, wang, errand="New plate")
        await wang.writes("LV123456")
        card = await wang.sees("… 3456")
        await wang.presses("✅ Book it", on=card)
        told = await wang.sees("Visit 1 is booked")
        assert "One may have 2 visits at a time: /book." in told.text
        await held(office, wang, "14:00", "New plate")
        await held(office, wang, "09:40", "New plate")  # the other is let go
        await wang.writes("LV123456")
        await wang.hears("There is a visit for this bike already")
        await wang.writes("LV654321")
        other = await wang.sees("… 4321")
        await wang.presses("✅ Book it", on=other)
        await wang.sees("Visit 3 is booked")
        message = await office.chooses(wang, "Transfer", label(office.day(2)))
        await wang.presses("09:00", on=message)
        await wang.told("You have visits 1, 3 already; 2 at a time are possible here")
        with office.database() as connection:
            mine = bookings.open_of(connection, wang.person.id)
        assert [(one.id, one.nth) for one in mine] == [(1, 1), (3, 2)]
        await wang.writes("/mybookings")
        first = await wang.hears("Visit 1 is booked")
        await wang.hears("Visit 3 is booked")
        await wang.presses("✖️ Cancel the visit", on=first)
        await wang.presses("✖️ Yes, cancel", on=first)
        await wang.sees("Visit 1 is cancelled")
        message = await office.chooses(wang, "Transfer", label(office.day(2)))
        await wang.presses("09:00", on=message)  # in its stead
        await office.until(
            lambda connection: (
                {one.nth for one in bookings.open_of(connection, wang.person.id)} == {1, 2}
            )
        )


async def test_the_visits_are_listed_and_among_the_cases(office: Office) -> None:
    wang = office.resident
    await wang.writes("/mybookings")
    await wang.hears("You have no visits booked")
    await booked(office, wang)
    await wang.writes("/mybookings")
    card = await wang.hears("Visit 1 is booked")
    await wang.presses("🗺 Map", on=card)
    await wang.writes("/mycases")
    page = await wang.hears("newest first")
    assert whole("📅 Visit 1").search(page.text)
    await wang.presses("📅 Visit 1", on=page)
    await wang.sees("✅ Booked")
    await wang.writes("/start visit_1")
    await wang.hears("Visit 1 is booked")
