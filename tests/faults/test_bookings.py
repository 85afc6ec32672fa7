"""Visits under fire: the last place, double taps, forged numbers and links, clocks that jump, steps that are
gone, crashes. Races at two replicas: tests/faults/test_places.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select, update

from cards.calendars import MINUTE, Take, Times
from db import audit, bookings, conversations
from db.base import EPOCH
from db.engine import Database
from db.windows import taken_places
from sandbox.people import Seat
from sandbox.records import Message, Press
from services.openings import midnight
from tests.faults.nursery import Nursery
from tests.office import Office, english
from tests.rooms import OTHERS, SECOND_ROOM
from tests.spoken import ZONE
from tests.town import built_as, verbs


@pytest.fixture
async def quiet_office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with built_as(Office, database_url, tmp_path) as town:
        town.begins_on_monday()
        yield town


@pytest.fixture
async def office(quiet_office: Office) -> Office:
    await quiet_office.start()
    return quiet_office


def nine_tomorrow(office: Office) -> datetime:
    return midnight(office.day(1), ZONE) + timedelta(hours=9)


def take(office: Office, at: datetime | None = None) -> str:
    """The press of a button that takes a time, tomorrow at nine if none is said."""
    moment = ((at or nine_tomorrow(office)) - EPOCH) // MINUTE
    return Take(errand="transfer", moment=moment, visit=0).pack()


async def has_page(seat: Seat) -> Message:
    """Somebody has a message of the bot with a button, as old as it may be."""
    await seat.writes("/book")
    seen = await seat.hears("What do you want to come for?")
    return seat.chat.messages[seen.id]


def forges(office: Office, seat: Seat, page: Message, data: str) -> Press:
    """Somebody presses a button that no page of theirs shows, on that message."""
    press = office.telegram.press(office.bot, seat.person, seat.chat)
    seat._pressed.append(press)
    query = {"id": press.id, "from": seat.person.wire(), "message": page.wire()}
    query |= {"chat_instance": "1", "data": data}
    office.telegram.deliver(office.bot, "callback_query", query, seat.chat.id)
    return press


def count(office: Office, table: object) -> int:
    with office.database() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


async def booked(office: Office, seat: Seat, at: datetime | None = None) -> int:
    """Books a visit; gives its number."""
    page = await has_page(seat)
    forges(office, seat, page, take(office, at))
    card = await seat.sees("Held for you until")
    await seat.presses("✅ Book it", on=card)
    await seat.sees("is booked")
    with office.database() as connection:
        (mine,) = bookings.open_of(connection, seat.person.id)
    return mine.id


async def test_f29_fifty_press_the_last_place_and_each_sees_at_once_what_became_of_it(
    office: Office,
) -> None:
    seats = [english(office, f"Person {number}") for number in range(50)]
    pages = [await has_page(seat) for seat in seats]
    for seat, page in zip(seats, pages, strict=True):
        forges(office, seat, page, take(office))
    await office.has_heard_all()
    await office.has_said_all()
    told = [seat for seat in seats if "has just gone to somebody else" in (seat.toast or "")]
    have = [seat for seat in seats if "Held for you" in seat.screen()[-1].text]
    assert (len(told), len(have)) == (49, 1)
    assert all("In the " in seat.screen()[-1].text for seat in told)  # what is free now
    assert count(office, bookings.bookings) == 1
    assert count(office, taken_places) == 2  # a transfer takes two slots


async def test_f03_f30_a_press_that_comes_a_hundred_times_books_once(office: Office) -> None:
    wang = office.resident
    page = await has_page(wang)
    for _ in range(20):
        forges(office, wang, page, take(office))
    card = await wang.sees("Held for you until")
    await asyncio.gather(*(wang.presses("✅ Book it", on=card) for _ in range(20)))
    await wang.sees("is booked")
    await office.has_heard_all()
    await office.has_said_all()
    assert count(office, bookings.bookings) == 1
    assert len([seen for seen in wang.screen() if seen.media]) == 2  # one ticket, one event
    with office.database() as connection:
        assert verbs(connection).count("book") == 1


async def test_f01_a_held_place_outlives_a_kill_and_is_let_go_once(
    quiet_office: Office, nursery: Nursery
) -> None:
    office, wang = quiet_office, quiet_office.resident
    # What was cut off is sent again, the answer to a press as well.
    office.expected |= {"message is not modified", "query is too old"}
    child = await nursery.bear(office)
    await child.leads()
    page = await has_page(wang)
    forges(office, wang, page, take(office))
    await wang.sees("Held for you until")
    child.kill()
    office.moves_clock(11 * 60)
    await office.start()
    await wang.sees("The place is free again")
    assert count(office, taken_places) == 0
    await booked(office, office.stranger)


@pytest.mark.parametrize("hours", [1, -1])
async def test_f28_the_walls_clock_is_set_and_a_held_place_keeps_its_time(
    office: Office, hours: int
) -> None:
    wang = office.resident
    page = await has_page(wang)
    forges(office, wang, page, take(office))
    card = await wang.sees("Held for you until")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
        await wang.presses("✅ Book it", on=card)
        await wang.sees("is booked")
        assert count(office, taken_places) == 2


async def test_f34_a_step_that_no_longer_exists_goes_politely_and_the_place_stays(
    office: Office,
) -> None:
    wang = office.resident
    page = await has_page(wang)
    at = (nine_tomorrow(office) - EPOCH) // MINUTE
    forges(office, wang, page, Take(errand="new_plate", moment=at, visit=0).pack())
    await wang.sees("Which bike?")
    database = Database(office.database_url)
    with database.writing() as connection:
        connection.execute(update(conversations.conversations).values(step="bookings:gone"))
    database.close()
    await wang.writes("LV123456")
    await wang.hears("This conversation was renewed meanwhile")
    await wang.presses("✅ Book it")
    await wang.sees("is booked")


async def test_f36_f37_somebody_elses_visit_answers_as_one_that_does_not_exist(
    office: Office,
) -> None:
    wang, chen = office.resident, office.stranger
    number = await booked(office, wang)
    page = await has_page(chen)
    for verb in (
        "confirm",
        "other",
        "drop",
        "move",
        "ask_cancel",
        "cancel",
        "keep",
        "ticket",
        "map",
    ):
        answers = []
        for each in (number, 999):
            press = forges(office, chen, page, f"1|bookings.{verb}|{each}")
            await office.telegram.until(lambda press=press: press.answer)  # type: ignore[misc]
            assert press.answer is not None
            answers.append(press.answer.get("text"))
        assert (
            answers[0]
            == answers[1]
            == ("There is no such visit of yours. /mybookings shows those you have.")
        )
    moved = Take(errand="transfer", moment=1, visit=number).pack()
    forges(office, chen, page, moved)
    await chen.told("There is no such visit of yours")
    with office.database() as connection:
        booking = bookings.find(connection, number)
        assert audit.verify(connection, office.keys) > 0
    assert booking is not None
    assert (booking.state, booking.moves) == ("booked", 0)


async def test_f36_times_that_nobody_was_offered_are_refused(office: Office) -> None:
    office.expected.add("message is not modified")
    wang = office.resident
    page = await has_page(wang)
    nine = nine_tomorrow(office)
    await office.waits_until(office.day(0), 8, 30)
    odd = (
        nine + timedelta(minutes=1),  # between two slots
        nine + timedelta(minutes=40),  # a transfer would run past the hours
        nine - timedelta(days=30),  # over
        nine + timedelta(days=400),  # beyond the horizon
        midnight(office.day(0), ZONE) + timedelta(hours=8, minutes=40),  # closed
        midnight(office.day(0), ZONE) + timedelta(hours=9),  # too soon
    )
    for at in odd:
        forges(office, wang, page, take(office, at))
        await wang.told("has just gone to somebody else")
    for data in ("1|bookings.take|nothing|29000000|0", "1|bookings.month|nothing|24323|0"):
        forges(office, wang, page, data)
        await wang.told("This is not offered any more")
    for data in ("1|bookings.times|transfer|0|0|0", "1|bookings.take|transfer|-1|0"):
        forges(office, wang, page, data)
        await wang.told("This button does not work any more")
    far = Times(errand="transfer", day=3_651_694, half=0, visit=0).pack()  # the year 9998
    forges(office, wang, page, far)
    await wang.sees("Nothing is free on this day")
    assert count(office, bookings.bookings) == 0


class TwoRooms(Office):
    """He serves in a room that has no window."""

    def district(self) -> str:
        self.he = self.telegram.add_person("He")
        self.he.person.met.add(self.bot.id)
        first = super().district().replace('["001", "011"]', '["001"]')
        second = SECOND_ROOM.replace("{others}", str(OTHERS)).replace("{he}", str(self.he.id))
        return first + second


async def test_f36_an_officer_of_another_room_notes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as town:
        town.telegram.add_group("Second Room: alarms", [town.he], town.bot, id=OTHERS)
        town.begins_on_monday()
        await town.start()
        number = await booked(town, town.resident)
        he = town.he.with_(town.bot)
        await he.writes(f"/visit {number}")
        await he.hears("Only officers of the window's room can do that")
        await he.writes("/sheet")
        await town.has_heard_all()
        with town.database() as connection:
            found = bookings.find(connection, number)
        assert found is not None
        assert found.state == bookings.BOOKED


@pytest.mark.parametrize(
    "payload", ["visit_1", "visit_0", "visit_-1", "visit_x", "visit_1x", "visit_"]
)
async def test_f39_a_link_to_a_visit_gives_nobody_a_right(office: Office, payload: str) -> None:
    await booked(office, office.resident)
    await office.stranger.writes(f"/start {payload}")
    await office.stranger.hears("There is no such visit of yours")


async def test_visits_of_long_ago_keep_no_frame_number(office: Office) -> None:
    office.expected.add("message can't be deleted")  # the ticket, after two days
    wang = office.resident
    page = await has_page(wang)
    at = (nine_tomorrow(office) - EPOCH) // MINUTE
    forges(office, wang, page, Take(errand="new_plate", moment=at, visit=0).pack())
    await wang.sees("Which bike?")
    await wang.writes("LV123456")
    await wang.presses("✅ Book it", on=await wang.sees("… 3456"))
    await wang.sees("is booked")
    kept = select(bookings.bookings.c.bike, bookings.bookings.c.frame)
    with office.database() as connection:
        bike, frame = connection.execute(kept).one()
    assert bike
    assert b"LV123456" not in frame
    await office.lets_pass(timedelta(days=2).total_seconds())
    await wang.sees("is over")
    await office.lets_pass(timedelta(days=91).total_seconds())
    await office.until(lambda connection: connection.execute(kept).one() == (None, None))
