"""Officers at the window: a visit by its ticket or number, what happened with it, the day's sheet, a day with
other hours."""

from __future__ import annotations

from datetime import date, timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import sheets as cards
from cards import tickets
from db.bookings import Booking
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, SERVES, Asks, At, Opened, Pressed, Said
from locales import L
from services import hours, officers, openings, places, visits
from services.conversing import Question
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work

DIGITS = 18  # of a number that a database can hold


class Step(Question, lasts=timedelta(minutes=30), again=L("✅ Done")):
    PLATE = "bookings:plate"


class Draft(BaseModel):
    """Which visit got the plate."""

    number: int


router = Conversation("bookings")


@router.message(Asks("visit"))
async def look_up(message: Message, work: Work) -> None:
    words = (message.text or "").split()[1:2]
    if not words or not words[0].isascii() or not words[0].isdigit() or len(words[0]) > DIGITS:
        raise RefusedError(L("Please write the number too, as in /visit 12."))
    _say(work, visits.look_up(work, int(words[0])))


@router.message(PRIVATE, Opened(tickets.LINK), SERVES)
async def scan(_: Message, payload: str, work: Work) -> None:
    is_number = payload.isascii() and payload.isdigit() and len(payload) <= DIGITS
    _say(work, visits.look_up(work, int(payload) if is_number else 0))


@router.callback_query(Pressed(cards.Visit))
async def open_visit(_: CallbackQuery, press: cards.Visit, work: Work) -> None:
    _say(work, visits.look_up(work, press.number))


@router.callback_query(Pressed(cards.Arrive))
async def arrive(_: CallbackQuery, press: cards.Arrive, work: Work) -> None:
    _show(work, visits.arrive(work, press.number))


@router.callback_query(Pressed(cards.Serve))
async def serve(_: CallbackQuery, press: cards.Serve, work: Work) -> None:
    _show(work, visits.serve(work, press.number))


@router.callback_query(Pressed(cards.Lack))
async def lack(_: CallbackQuery, press: cards.Lack, work: Work) -> None:
    _show(work, visits.lack(work, press.number, press.paper))


@router.callback_query(Pressed(cards.SendHome))
async def send_home(_: CallbackQuery, press: cards.SendHome, work: Work) -> None:
    _show(work, visits.send_home(work, press.number))


@router.callback_query(Pressed(cards.Miss))
async def miss(_: CallbackQuery, press: cards.Miss, work: Work) -> None:
    _show(work, visits.miss(work, press.number))


@router.callback_query(Pressed(cards.Done))
async def done(_: CallbackQuery, press: cards.Done, work: Work) -> None:
    booking = visits.look_up(work, press.number)
    if places.errand(work, booking.errand)[0].bike:
        words, buttons = cards.ask_plate(booking)
        card = cards.plate_of(booking)
        work.forget(work.here.chat_id, [card])
        work.show(work.here.chat_id, card, words, buttons=buttons)
        work.ask_on(card, Step.PLATE, Draft(number=booking.id))
    else:
        _show(work, visits.finish(work, press.number, None))


@router.callback_query(Pressed(cards.Plain))
async def done_plainly(_: CallbackQuery, press: cards.Plain, work: Work) -> None:
    if work.step == Step.PLATE:
        work.leave()
    _show(work, visits.finish(work, press.number, None))


@router.message(At(Step.PLATE), Said.text)
async def take_plate(_: Message, words: str, work: Work) -> None:
    booking = visits.finish(work, work.draft(Draft).number, words)
    work.leave()
    _say(work, booking)


def _say(work: Work, booking: Booking) -> None:
    words, buttons = cards.desk(work, booking)
    work.say(words, buttons=buttons)


def _show(work: Work, booking: Booking) -> None:
    words, buttons = cards.desk(work, booking)
    work.replace(words, buttons=buttons)


# --- the day's sheet ------------------------------------------------------------------------


@router.message(Asks("sheet"))
async def show_sheets(_: Message, work: Work) -> None:
    for window in windows_of(work):
        words, buttons = cards.sheet(work, window, openings.today(work))
        work.say(words, buttons=buttons)


@router.callback_query(Pressed(cards.Sheet))
async def turn(_: CallbackQuery, press: cards.Sheet, work: Work) -> None:
    words, buttons = cards.sheet(
        work, visits.own_window(work, press.window), date.fromordinal(press.day)
    )
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Print))
async def send_printout(_: CallbackQuery, press: cards.Print, work: Work) -> None:
    cards.send_printout(work, visits.own_window(work, press.window), date.fromordinal(press.day))
    work.answer(L("🖨 It comes as a file in a moment."))


def windows_of(work: Work) -> list[Window]:
    """The windows of the room of who acts, of all rooms for a duty lead. Raises RefusedError where there
    are none."""
    officer = officers.serving(work)
    windows = list(work.station.windows.values())
    if not officers.leads(officer):
        windows = [one for one in windows if visits.room_of(work, one) == officer.room_id]
    if not windows:
        raise RefusedError(officers.NO_WINDOW)
    return windows


@router.message(Asks("hours"))
async def change_hours(message: Message, work: Work) -> None:
    """/hours 2026-12-31 closed, or /hours 2026-12-31 09:00-11:00, or "usual"; with several windows their
    code comes first."""
    words = (message.text or "").split()[1:]
    mine = windows_of(work)
    if words and words[0] in {one.code for one in mine}:
        mine = [one for one in mine if one.code == words.pop(0)]
    try:
        day = date.fromisoformat(words[0])
    except (IndexError, ValueError):
        raise RefusedError(
            L("As in: /hours 2026-12-31 closed, or 09:00-11:00 in place of closed, or usual.")
        ) from None
    told = " ".join(words[1:])
    if len(mine) != 1 or not told:
        codes = " ".join(one.code for one in mine)
        raise RefusedError(
            L("For which window? Write its code before the day: {codes}", codes=codes)
        )
    changed = hours.change(work, mine[0].code, day.isoformat(), told)
    work.say(L("🕘 Changed. Visits that have to be moved: {count}", count=len(changed.concerned)))
