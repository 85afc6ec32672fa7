"""Officers change their window in the chat: one message, one question at a time, seen before it is saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from cards.windows import LABELS, Answer, Ask, Days, Save, Show, Week
from db import audit, openings
from locales import L, Phrase, render
from sandbox.people import Seat
from sandbox.people.reading import whole
from sandbox.screens import Seen
from tests.faults.test_bookings import TwoRooms, forges
from tests.office import TUESDAY, Office, booked, english, held, label
from tests.rooms import OTHERS
from tests.spoken import ZONE
from tests.town import built_as


async def opens(seat: Seat) -> Seen:
    await seat.writes("/windows")
    return await seat.hears("🪟 E-bike window, First Room")


async def answers(office: Office, seat: Seat, words: str) -> Seen:
    """Writes an answer and gets a preview below it. Whoever is faster than our books, which do not know
    the last message's number yet, sees that one changed instead."""
    await office.has_said_all()
    await seat.writes(words)
    return await seat.hears("📝 Save this?")


def changes(office: Office) -> list[tuple[int | None, dict[str, object]]]:
    """Who changed what about the window, as the audit trail has it."""
    trail = audit.audit.c
    found = select(trail.actor, trail.detail).where(trail.noun == "windows ebikes")
    with office.database() as connection:
        rows = connection.execute(found.order_by(trail.id)).all()
    return [(row.actor, json.loads(row.detail)) for row in rows]


@pytest.mark.parametrize("tongue", ["en", "zh_Hans"])
async def test_a_number_is_changed_in_one_message_and_taken_back(
    office: Office, tongue: str
) -> None:
    li = office.duty
    li.person.language_code = {"en": "en", "zh_Hans": "zh-hans"}[tongue]

    def said(words: Phrase) -> str:
        return render(words, tongue, timezone=ZONE, html=False)

    seats = said(LABELS["seats"])
    await li.writes("/windows")
    page = await li.hears("🪟")
    assert said(L("{what}: {value}", what=LABELS["seats"], value=1)) in page.text
    await li.presses(seats, on=page)
    await li.sees(said(L("How many people are served at the same time?")))
    await li.presses("2", on=page)
    preview = await li.sees(said(L("Visits that are booked stay as they are.")))
    assert preview.id == page.id
    await li.presses(said(L("✅ Save")), on=page)
    await li.told(said(L("✅ Saved.")))
    changed = said(L("✏️ changed here, file says {value}", value=1))
    now = await li.sees(changed)
    assert now.id == page.id
    assert said(L("{what}: {value}", what=LABELS["seats"], value=2)) in now.text
    await booked(office, office.resident)
    await booked(office, office.stranger)  # at the same time
    await li.presses(seats, on=page)
    await li.presses(said(L("↩️ As in the file: {value}", value=1)), on=page)
    await li.presses(said(L("✅ Save")), on=page)
    await office.has_heard_all()
    await office.has_said_all()
    assert changed not in li.seen(li.chat.messages[page.id]).text
    assert changes(office) == [
        (office.li.id, {"what": "seats", "told": 2}),
        (office.li.id, {"what": "seats", "told": None}),
    ]


async def test_what_can_not_be_is_told_and_the_question_stays(office: Office) -> None:
    li = office.duty
    page = await opens(li)
    await li.presses("⏱ Minutes a slot", on=page)
    await li.sees("Now: 20")
    for words in ("soon", "4", "241", "20.5"):
        await li.writes(words)
        await li.hears("Please write a number from 5 to 240")
    await li.sends_sticker()
    await li.hears("Please answer with words")
    preview = await answers(office, li, "30")
    assert whole("New: 30\nNow: 20").search(preview.text)
    await li.sees("E-bike window stands further below")
    preview = await answers(office, li, "40")  # on second thoughts
    assert whole("New: 40").search(preview.text)
    await li.presses("✖️ Leave it", on=preview)
    await li.sees("⏱ Minutes a slot: 20")
    await li.presses("🕘 Hours", on=preview)
    await li.presses("Tue", on=preview)
    await li.sees("Now: 09:00-10:00 14:00-15:00")
    await li.writes("all day")
    await li.hears("Please write hours as 09:00-12:00 14:30-17:30")
    await li.writes("/cancel")
    await li.writes("09:00-12:00")
    await li.hears("I did not understand")
    assert changes(office) == []


async def test_shorter_hours_say_whom_they_concern_before_and_tell_them_after(
    office: Office,
) -> None:
    wang, chen, li = office.resident, office.stranger, office.duty
    await booked(office, wang, "09:00")
    await booked(office, chen, "14:00")
    late = english(office, "Late")
    await held(office, late, "14:40", "Temporary plate")
    page = await opens(li)
    assert "Mon–Fri: 09:00-10:00 14:00-15:00\nSat–Sun: closed" in page.text
    await li.presses("🕘 Hours", on=page)
    await li.presses("Monday to Friday", on=page)
    await li.sees("Which hours?")
    preview = await answers(office, li, "9：00—10：00")
    assert "New: 09:00-10:00" in preview.text
    assert "⚠️ 1 booked visit no longer fits" in preview.text
    assert not [seen for seen in chen.screen() if "closed" in seen.text]
    await li.presses("✅ Save", on=preview)
    await li.told("Residents who are told: 1")
    now = await li.sees("Mon–Fri: 09:00-10:00\n✏️ changed here, file says 09:00-10:00 14")
    assert now.id == preview.id
    sorry = await chen.hears("the window is closed at the time of your visit")
    await chen.sees("⚠️ The window is closed then")
    await chen.presses("🔁 Another time", on=sorry)
    await chen.presses(label(office.day(2)), on=sorry)
    await chen.presses("09:00", on=sorry)
    await chen.sees(f"{label(office.day(2))}, 09:00")
    assert not [seen for seen in wang.screen() if "closed" in seen.text]
    await late.presses("✅ Book it")
    await late.told("The window has just been closed then")


async def test_a_single_day_is_chosen_closed_and_as_usual_again(office: Office) -> None:
    wang, li = office.resident, office.desk  # in the room's group
    await booked(office, wang, "09:00")
    tomorrow = label(office.day(TUESDAY))
    page = await opens(li)
    await li.presses("📌 Single days", on=page)
    days = await li.sees("Which day has other hours?")
    offered = [each for row in days.buttons for each in row]
    assert offered == [*(label(office.day(number)) for number in range(14)), "◀️ Back"]
    await li.presses(tomorrow, on=page)
    await li.sees("Now: 09:00-10:00 14:00-15:00")
    await li.presses("🚫 Closed", on=page)
    await li.sees("New: closed\nNow: 09:00-10:00 14:00-15:00\n⚠️ 1 booked visit")
    await li.presses("✅ Save", on=page)
    await wang.hears("the window is closed at the time of your visit")
    await li.sees("📌 Single days: 1")
    await li.presses("📌 Single days", on=page)
    await li.sees(f"{tomorrow}: closed")
    await li.presses(f"↩️ As usual: {tomorrow}", on=page)
    await li.sees("New: 09:00-10:00 14:00-15:00\nNow: closed\nVisits that are booked stay")
    await li.presses("✅ Save", on=page)
    await li.sees("👥 Visits each: 1")
    with office.database() as connection:
        assert openings.days(connection) == {}
    await office.has_heard_all()
    await office.has_said_all()
    card = next(seen for seen in wang.screen() if "Visit 1 is booked" in seen.text)
    assert "The window is closed then" not in card.text


async def test_nobody_saves_what_a_colleague_began(office: Office) -> None:
    li, zhao = office.desk, office.zhao.in_(office.desk_group)
    page = await opens(li)
    await li.presses("👥 Visits each", on=page)
    await li.presses("3", on=page)
    await li.sees("📝 Save this?")
    await zhao.presses("✅ Save", on=page)
    await zhao.told("Somebody else began this")
    await li.presses("✅ Save", on=page)
    await li.sees("👥 Visits each: 3")
    assert changes(office) == [(office.li.id, {"what": "each", "told": 3})]


SHOWN = (Show(window="ebikes"), Week(window="ebikes"), Days(window="ebikes"))
CHANGED = (
    Ask(window="ebikes", what="seats"),
    Answer(window="ebikes", what="seats", words="4"),
    Save(window="ebikes", what="seats"),
)


async def test_f36_strangers_and_officers_of_other_rooms_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as office:
        office.telegram.add_group("Second Room: alarms", [office.he], office.bot, id=OTHERS)
        office.begins_on_monday()
        await office.start()
        he = office.he.with_(office.bot)
        for seat in (office.stranger, he):
            await seat.writes("/book")
            page = seat.chat.messages[(await seat.hears("What do you want to come for?")).id]
            for press in (*SHOWN, *CHANGED):
                forged = forges(office, seat, page, press.pack())
                await office.telegram.until(lambda one=forged: one.answer)  # type: ignore[misc]
                assert (forged.answer or {})[
                    "text"
                ] == "Only officers of the window's room can do that."
        await office.stranger.writes("/windows")
        await office.stranger.hears("Only officers can do that")
        await he.writes("/windows")
        await he.hears("Your room has no window yet")
        assert changes(office) == []
        with office.database() as connection:
            assert openings.settings(connection) == {}


async def test_f36_forged_answers_of_an_officer_are_refused(office: Office) -> None:
    li = office.duty
    page = li.chat.messages[(await opens(li)).id]
    for what, words in (("room", "second"), ("days", "closed"), ("2020-01-01", "closed")):
        forges(office, li, page, Answer(window="ebikes", what=what, words=words).pack())
        await li.told("This day is over" if what[0] == "2" else "does not work any more")
    forges(office, li, page, Answer(window="ebikes", what="each", words="99").pack())
    await li.told("Please write a number from 1 to 9")
    forges(office, li, page, Save(window="ebikes", what="each").pack())
    await li.told("Somebody else began this, or it is done")
    forges(office, li, page, Show(window="nowhere").pack())
    await li.told("There is no such window")
    assert changes(office) == []


async def test_a_duty_lead_changes_the_window_of_any_room(
    database_url: str, tmp_path: Path
) -> None:
    async with built_as(TwoRooms, database_url, tmp_path) as office:
        office.telegram.add_group("Second Room: alarms", [office.he], office.bot, id=OTHERS)
        office.begins_on_monday()
        await office.start()
        page = await opens(office.lead)
        await office.lead.presses("📆 Days ahead", on=page)
        await office.lead.sees("How many days ahead can be booked?")
        await office.lead.presses("✅ Save", on=await answers(office, office.lead, "10"))
        await office.lead.sees("📆 Days ahead: 10")
