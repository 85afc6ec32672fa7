"""More alarms than a group may get: they stand in its roll-up until somebody takes them or it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pacing import Limits
from db import alerts
from sandbox.people import Seat
from sandbox.people.reading import whole
from services import rollups
from tests.rooms import Rooms
from tests.town import built_as, verbs

ALONE = (
    Limits().per_minute // rollups.EACH
)  # alarms of a minute with cards of their own; the next ones are rolled up


@pytest.fixture
async def rooms(database_url: str, tmp_path: Path) -> AsyncIterator[Rooms]:
    """A town with two police rooms; He serves in the second."""
    async with built_as(Rooms, database_url, tmp_path) as town:
        await town.start()
        yield town


async def crowd(town: Rooms, count: int, words: str = "🆘 Alarm") -> list[Seat]:
    """So many residents, who all pressed: the first has alarm 1."""
    seats = []
    for number in range(1, count + 1):
        phone = town.telegram.add_person(f"Person {number}", language_code="en")
        seats.append(phone.with_(town.bot))
        await seats[-1].writes(words)
        await town.has_heard_all()  # so that each has the number of their turn
    return seats


async def test_what_is_too_much_stands_in_one_card_and_in_private_lists(rooms: Rooms) -> None:
    town = rooms
    people = await crowd(town, ALONE + 3)
    await town.officers.sees(f"🆘 Alarm {ALONE}")
    town.moves_clock(5)
    card = await town.officers.sees("3 alarms wait")
    assert card.sounded
    for number in range(ALONE + 1, ALONE + 4):
        assert f"{number} · " in card.text
        assert whole(f"Person {number}").search(card.text)
        await people[number - 1].hears(f"Alarm {number} is recorded")
        await people[number - 1].sees("Shown to the officers")
    listed = await town.duty.sees(f"/case_{ALONE + 3} · ")
    assert f"/case_{ALONE + 1} · " in listed.text
    town.moves_clock(6)
    await town.has_said_all()
    own = [seen.text for seen in town.officers.screen() if seen.text.startswith("🆘 Alarm")]
    assert len(own) == ALONE  # nobody of the roll-up has a card besides
    assert not [seen for seen in town.duty.screen() if seen.text.startswith("🆘")]


async def test_who_is_taken_from_it_gets_a_card_and_all_that_was_said(rooms: Rooms) -> None:
    town = rooms
    town.makes_topics()
    people = await crowd(town, ALONE + 3)
    taken = people[ALONE + 1]
    await taken.writes("smoke on the stairs")
    await taken.writes("third floor")
    await taken.shares_place(40.8, 111.6)
    await town.has_heard_all()
    town.moves_clock(5)
    card = await town.officers.sees("3 alarms wait")
    assert not [seen for seen in town.officers.screen() if "smoke" in seen.text]
    await town.officers.presses(f"✋ {ALONE + 2}", on=card)
    await taken.hears("Li Na has accepted your alarm")
    await town.officers.sees(f"🆘 Alarm {ALONE + 2}")
    for _ in range(8):  # a group takes few messages a minute, and topics are some of them
        await town.lets_pass(61)
        await town.telegram.settled(quiet=0.3)
    topic = await town.at_the_alarm(ALONE + 2)
    await town.exactly(topic, "💬 smoke on the stairs\n💬 third floor")
    assert await town.telegram.until(lambda: [one for one in topic.screen() if one.location])
    await town.officers.sees("The rush is over")  # and the other two have cards again


async def test_an_officer_takes_one_by_its_number_in_private(rooms: Rooms) -> None:
    town = rooms
    people = await crowd(town, ALONE + 2)
    await town.duty.hears(f"/case_{ALONE + 2} · ")
    await town.duty.writes(f"/case_{ALONE + 2}")
    card = await town.duty.hears(f"🆘 Alarm {ALONE + 2}")
    assert f"{ALONE + 2}" in (await town.officers.sees("alarms wait")).text  # still in it
    await town.duty.presses("✋ Accept", on=card)
    await people[-1].hears("Li Na has accepted your alarm")
    town.moves_clock(6)
    await town.officers.sees("1 alarm waits")

    def crossed_out() -> bool | None:
        [listed] = [seen.text for seen in town.duty.screen() if "Alarms that wait" in seen.text]
        return f"/case_{ALONE + 2} " not in listed or None

    assert await town.telegram.until(crossed_out)
    await town.officers.writes(f"/case {ALONE + 1}")
    await town.officers.hears(f"🆘 Alarm {ALONE + 1}")


async def test_the_next_page_shows_those_behind_the_twenty(rooms: Rooms) -> None:
    town = rooms
    await crowd(town, ALONE + 23)
    town.moves_clock(5)
    card = await town.officers.sees("23 alarms wait")
    assert f"{ALONE + 21} · {ALONE + 22} · {ALONE + 23}" in card.text  # by number only
    assert not whole(f"Person {ALONE + 21}").search(card.text)
    await town.officers.presses("Next ▶️", on=card)
    town.moves_clock(5)
    turned = await town.officers.sees("Behind the 20 oldest")
    assert whole(f"Person {ALONE + 21}").search(turned.text)
    await town.officers.presses("⏮ Oldest", on=turned)
    town.moves_clock(5)
    assert "23 alarms wait" in (await town.officers.sees(f"Person {ALONE + 1}")).text
    assert not town.others.screen()


async def test_when_few_are_left_they_get_cards_of_their_own_again(rooms: Rooms) -> None:
    town = rooms
    await crowd(town, ALONE + 3)
    await town.officers.sees("alarms wait")
    town.moves_clock(61)
    for number in range(ALONE + 1, ALONE + 4):
        await town.officers.sees(f"🆘 Alarm {number}")
    town.moves_clock(6)
    await town.officers.sees("The rush is over")
    await town.duty.sees("Nobody of this list waits any more")
    with town.database() as connection:
        assert not [one for one in alerts.open_cases(connection) if one.rolled]


@pytest.mark.parametrize("words", ["🆘 Alarm", "🤫 Silent alarm"])
async def test_they_call_wider_together_and_nothing_of_a_silent_one_sounds(
    rooms: Rooms, words: str
) -> None:
    town = rooms
    # What is on its way may meet a call that was taken back.
    town.expected |= {"message to edit not found", "message to delete not found"}
    waiting = rollups.PAGE + 2
    people = await crowd(town, ALONE + waiting, words)
    town.moves_clock(5)
    card = await town.officers.sees(f"{waiting} alarms wait")
    assert ("🤫" in card.text) == ("🤫" in words)
    assert not town.others.screen()
    town.moves_clock(61)
    there = await town.others.hears("alarms wait")
    assert there.sounded
    town.moves_clock(5)
    await town.others.sees(f"{waiting} alarms wait")
    he = town.he.with_(town.bot)
    await he.sees(f"/case_{ALONE + waiting} · ")
    await people[-1].hears("Nobody has accepted your alarm yet")
    await town.until(lambda connection: verbs(connection).count("next_room") == len(people))
    town.moves_clock(61)

    def rung_anew() -> bool | None:
        """It rang again, and the old message went."""
        there = [seen for seen in town.officers.screen() if "alarms wait" in seen.text]
        return (len(there) == 1 and there[0].id > card.id) or None

    assert await town.telegram.until(rung_anew)
    with town.database() as connection:
        assert verbs(connection).count("again") == len(people)
    if "🤫" in words:
        heard = [seen for one in people for seen in one.screen() if seen.sounded and not seen.mine]
        assert not heard
    await town.others.presses(f"✋ {ALONE + 1}", on=await town.others.sees("alarms wait"))
    await people[ALONE].hears("He Ming has accepted your alarm")


async def test_while_a_rollup_stands_it_rings_for_all(rooms: Rooms) -> None:
    town = rooms
    await crowd(town, ALONE + rollups.PAGE + 1)
    first = await town.officers.sees("alarms wait")
    await town.lets_pass(31)  # those with cards of their own call again, and so do those that wait

    def rung_anew() -> bool | None:
        there = [seen for seen in town.officers.screen() if "alarms wait" in seen.text]
        return there[-1].id > first.id or None

    assert await town.telegram.until(rung_anew)
    await town.until(lambda c: verbs(c).count("again") == ALONE + rollups.PAGE + 1)
    await town.has_said_all()
    assert not [seen for seen in town.officers.screen() if "🔔" in seen.text]


async def test_an_officer_who_needs_help_rings_although_a_rollup_stands(rooms: Rooms) -> None:
    town = rooms
    await crowd(town, ALONE + rollups.PAGE + 1)
    card = await town.officers.sees("🆘 Alarm 1")
    await town.officers.presses("✋ Accept", on=card)
    await town.officers.presses("🙋 Need help", on=card)
    ring = await town.officers.hears("🔔 Alarm 1")
    assert ring.sounded


async def test_who_presses_while_others_wait_joins_them(rooms: Rooms) -> None:
    town = rooms
    await crowd(town, ALONE + rollups.PAGE + 1)
    await town.lets_pass(61)  # the group has places again, and the others were first
    await town.resident.writes("🆘 Alarm")
    await town.resident.hears("is recorded")
    await town.has_heard_all()
    town.moves_clock(5)
    await town.officers.sees(f"{rollups.PAGE + 2} alarms wait")


async def test_an_officer_of_another_room_who_was_called_may_act(rooms: Rooms) -> None:
    town = rooms
    he = town.he.with_(town.bot)
    await town.duty.writes("/duty off")
    await town.duty.hears("Off duty")
    people = await crowd(town, ALONE + 2)
    await he.hears(f"/case_{ALONE + 2} · ")  # nobody else is on duty
    await he.writes(f"/case {ALONE + 2}")
    await he.presses("✋ Accept", on=await he.hears(f"🆘 Alarm {ALONE + 2}"))
    await people[-1].hears("He Ming has accepted your alarm")
    await he.sees("✋ Accepted by He Ming")
    await he.presses("🚗 5 min")
    await people[-1].hears("He Ming is on the way")
