"""A full day has a line: for that day alone, or for any of several; a freed place goes to its head."""

from __future__ import annotations

from pathlib import Path

from cards.waits import Join, Last, Leave
from db import waits
from locales import L, Phrase
from sandbox.people import Seat
from tests.faults.test_bookings import forges, has_page
from tests.office import IN_BOTH, TUESDAY, Office, booked
from tests.town import built_as

TIMES = ("09:00", "09:20", "09:40", "14:00", "14:20", "14:40")
FULL = L("⏳ A full day: wait for a place")
JOINED = (
    "⏳ <b>{day}: {place}.</b> If a place becomes free, it is offered to you for an hour; "
    "at night for longer. /mybookings shows it."
)
FIRST = L("you are first")
OFFERED = L("🎉 <b>A place has become free.</b> It is yours until {time}.", time="09:00")


async def fills(office: Office, day: int) -> Seat:
    """All of that day is booked; gives who has its first visit."""
    first = office.neighbour("First")
    seats = [first, *(office.neighbour(f"Resident {number}") for number in range(5))]
    for seat, time in zip(seats, TIMES, strict=True):
        await booked(office, seat, time, "Temporary plate", day)
    return first


async def cancels(office: Office, seat: Seat) -> None:
    await seat.presses(office.words(L("✖️ Cancel the visit")))
    await seat.presses(office.words(L("✖️ Yes, cancel")))


def number(place: int) -> Phrase:
    return L("you are number {place}", place=place) if place > 1 else FIRST


@IN_BOTH
async def test_a_freed_place_goes_to_the_head_of_the_line(office: Office) -> None:
    say = office.words
    first = await fills(office, TUESDAY)
    tomorrow = office.label(TUESDAY)
    waiting = [office.neighbour(f"Waiting {place}") for place in (1, 2, 3)]
    for place, seat in enumerate(waiting, 1):
        message = await office.chooses(seat, "Temporary plate", FULL)
        await seat.presses(tomorrow, on=message)
        await seat.sees(say(L(JOINED, day=tomorrow, place=number(place))))
    await cancels(office, first)
    offer = await waiting[0].hears(say(OFFERED))  # offered before eight: until nine
    assert say(L("📅 <b>{day}, {time}</b>", day=tomorrow, time="09:00")) in offer.text
    assert "🚲" not in offer.text  # it comes in the middle of anything, so it asks for no words
    await waiting[1].writes("/mybookings")
    await waiting[1].hears(say(L("{day}: {place}", day=tomorrow, place=FIRST)))
    await office.lets_pass(70 * 60 + 1)
    await waiting[0].sees("⌛")
    offer = await waiting[1].hears("🎉")
    await waiting[1].presses(say(L("✅ Book it")), on=offer)
    await waiting[1].sees(say(L("✅ <b>Visit {number} is booked.</b>", number=8)))
    await waiting[2].writes("/mybookings")
    line = await waiting[2].hears(say(FIRST))
    await waiting[2].presses(say(L("✖️ No longer: {day}", day=tomorrow)), on=line)
    await waiting[2].sees(say(L("👌 You no longer wait for a place.")))


@IN_BOTH
async def test_any_day_from_one_to_another_is_one_wait(office: Office) -> None:
    say, first, last = office.words, office.label(1), office.label(2)
    on_wednesday = await fills(office, 2)
    await fills(office, 1)
    single, several = office.neighbour("Single"), office.resident
    message = await office.chooses(single, "Temporary plate", FULL)
    await single.presses(last, on=message)
    await single.sees(say(FIRST))
    message = await office.chooses(several, "Temporary plate", FULL)
    page = await several.sees("⏳")
    chosen = say(L("🗓 Any day from … to …"))
    assert page.buttons[:2] == [[chosen], [first, last]]  # this week has free days
    await several.presses(chosen, on=message)
    page = await several.sees(say(L("🗓 <b>From which day on?</b>")))
    assert page.buttons[0] == [first]
    await several.presses(first, on=message)
    page = await several.sees(say(L("🗓 <b>From {day} until which day?</b>", day=first)))
    assert page.buttons[0] == [last]
    await several.presses(last, on=message)
    await several.presses(say(L("✅ Yes, wait")), on=message)
    both = L("{first} to {last}", first=first, last=last)
    await several.sees(say(L(JOINED, day=both, place=number(2))))
    await cancels(office, on_wednesday)
    await single.hears(say(OFFERED))
    await several.writes("/mybookings")
    await several.hears(say(L("{day}: {place}", day=both, place=FIRST)))
    await single.presses(say(L("✖️ No, thank you")))
    offer = await several.hears(say(OFFERED))
    assert say(L("📅 <b>{day}, {time}</b>", day=last, time="09:00")) in offer.text
    with office.database() as connection:
        assert waits.of_resident(connection, several.person.id) == []


async def test_a_day_that_is_open_longer_is_offered_to_who_waits(office: Office) -> None:
    await fills(office, TUESDAY)
    wang, day = office.resident, office.day(TUESDAY)
    message = await office.chooses(wang, "Temporary plate", FULL)
    await wang.presses(office.label(TUESDAY), on=message)
    await wang.sees("you are first")
    await office.desk.writes(f"/hours {day} 09:00-10:20 14:00-15:00")
    offer = await wang.hears("A place has become free")
    assert "10:00" in offer.text
    await office.desk.hears("Visits that have to be moved: 0")


class Short(Office):
    """Open for one visit on Monday and one on Tuesday; nine days can be booked."""

    def district(self) -> str:
        told = super().district().replace("seats = 1\n", "seats = 1\nhorizon = 8\n")
        for day in ("wed", "thu", "fri"):
            told = told.replace(f'{day} = "09:00-10:00 14:00-15:00"\n', "")
        return told.replace('"09:00-10:00 14:00-15:00"', '"09:00-09:20"')


async def test_ready_choices_are_there_when_nothing_of_them_is_free(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(Short, database_url, tmp_path) as office:
        office.begins_on_monday()
        await office.start()
        wang = office.resident
        for day in (0, 1, 7):
            await booked(office, office.neighbour(f"On {day}"), "09:00", "New plate", day)
        message = await office.chooses(wang, "New plate", FULL)
        page = await wang.sees("Full days")
        days = [office.label(day) for day in (0, 1, 7, 8)]
        assert page.buttons == [
            ["🗓 This week"],
            ["🗓 Any day from … to …"],
            days[:3],
            ["◀️ Back"],
        ]
        last = office.neighbour("Last")
        await booked(office, last, "09:00", "New plate", 8)
        await wang.presses("🗓 This week", on=message)
        await wang.sees(f"Wait for any day from {days[0]} to {days[1]}?")
        await wang.presses("◀️ Other days", on=message)
        page = await wang.sees("Full days")
        assert page.buttons[0] == ["🗓 This week", "🗓 Next week", "🗓 Any day"]
        await wang.presses("🗓 Any day", on=message)
        page = await wang.sees(f"Wait for any day from {days[0]} to {days[3]}?")
        await cancels(office, last)
        await last.sees("is cancelled")
        await wang.presses("✅ Yes, wait", on=page)
        await wang.told(f"Good news: {days[3]}, 09:00 is free. Please choose it.")
        await wang.presses("◀️ Other days", on=message)
        await wang.presses("🗓 This week", on=message)
        await wang.presses("✅ Yes, wait", on=message)
        await wang.sees(f"{days[0]} to {days[1]}: you are first")
        await office.waits_until(office.day(1), 0, 10)
        await wang.writes("/mybookings")
        await wang.hears(f"{days[1]}: you are first")  # which is what is left of it


async def test_f36_days_that_nobody_was_offered_are_refused(office: Office) -> None:
    wang = office.resident
    page = await has_page(wang)
    today = office.day(0).toordinal()
    for first, last in ((today + 400, today + 401), (today + 4, today + 2), (1000, 1001)):
        data = Join(errand="transfer", first=first, last=last).pack()
        forges(office, wang, page, data)
        await wang.told("These days can't be booked.")
    forges(office, wang, page, Join(errand="transfer", first=366, last=3_000_000).pack())
    await wang.told("Good news")
    forges(office, wang, page, Leave(number=1).pack())
    await wang.told("You do not wait there any more.")
    forges(office, wang, page, Last(errand="transfer", first=today + 400).pack())
    await wang.sees("until which day?")
    with office.database() as connection:
        assert waits.of_resident(connection, wang.person.id) == []
