"""A resident books a visit: what for, which papers, when; and moves it, cancels it, or waits for a day.

No step remembers how far it went: each button says what it answers, and a held place is a row. Only the
frame number is written, so only that is a step.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import bookings as cards
from cards import calendars, errands, visits
from cards.keyboards import BOOK, MENU
from db import waits as lines
from db.bookings import BOOKED, Booking
from handlers.filters import COMMAND, PRIVATE, Asks, At, Conversation, Opened, Pressed, Said
from handlers.officers.officers import own_name
from locales import L
from services import alerts, bookings, places, residents, waits
from services.bookings import GoneError
from services.speech import Button
from services.work import Work


class Step(StrEnum):
    FRAME = "bookings:frame"


class Draft(BaseModel):
    """Which visit the frame number belongs to."""

    number: int


router = Conversation("bookings", begins=("book", "mybookings", "start", BOOK))
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)
waiting = Router(name="bookings that wait")  # stands behind all that a key can begin


# --- what for, and which papers -------------------------------------------------------------


@router.message(Asks("book", BOOK))
async def begin(_: Message, work: Work) -> None:
    work.leave()
    residents.meet(work)
    words, buttons = errands.listed(work)
    work.say(words, buttons=buttons, keyboard=None if buttons else MENU)


@router.callback_query(Pressed(errands.Errands))
async def show_errands(_: CallbackQuery, work: Work) -> None:
    words, buttons = errands.listed(work)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(calendars.Choose))
async def choose(_: CallbackQuery, press: calendars.Choose, work: Work) -> None:
    errand = places.errand(work, press.errand)[0]
    words, buttons = errands.page(work, errand)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(errands.Check))
async def check(_: CallbackQuery, press: errands.Check, work: Work) -> None:
    errand = places.errand(work, press.errand)[0]
    words, buttons = errands.checklist(work, errand, press)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(errands.Send))
async def send_list(_: CallbackQuery, press: errands.Send, work: Work) -> None:
    errand = places.errand(work, press.errand)[0]
    work.say(errands.to_keep(work, errand), keyboard=MENU)
    work.answer(L("📋 The list is below; you can send it on."))


# --- when -----------------------------------------------------------------------------------


@router.callback_query(Pressed(calendars.Month))
async def show_month(_: CallbackQuery, press: calendars.Month, work: Work) -> None:
    errand, window = places.errand(work, press.errand)
    words, buttons = calendars.month(work, errand, window, press)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(calendars.Times))
async def show_times(_: CallbackQuery, press: calendars.Times, work: Work) -> None:
    errand, window = places.errand(work, press.errand)
    words, buttons = calendars.times(work, errand, window, press)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(calendars.Take))
async def take(query: CallbackQuery, press: calendars.Take, work: Work) -> None:
    try:
        if press.visit:
            _move(query, press, work)
        else:
            _hold(press, work)
    except GoneError as gone:  # told at once, and what is free now is shown in its place
        work.answer(gone.words, popup=True)
        errand, window = places.errand(work, press.errand)
        words, buttons = calendars.times(work, errand, window, calendars.around(work, press))
        work.replace(words, buttons=buttons)


def _hold(press: calendars.Take, work: Work) -> None:
    booking = bookings.hold(work, press.errand, calendars.moment_of(press))
    work.adopt(cards.name_of(booking.id))
    # While an alarm is open, words are for the officers: then it goes without the frame number.
    if cards.asks_frame(work, booking) and alerts.live_of(work) is None:
        work.move(Step.FRAME, Draft(number=booking.id))


def _move(query: CallbackQuery, press: calendars.Take, work: Work) -> None:
    before = bookings.mine(work, press.visit)
    booking = bookings.move(work, press.visit, calendars.moment_of(press))
    work.adopt(cards.name_of(booking.id))
    bookings.touched(work, booking)
    if booking.moves != before.moves:
        cards.send_files(work, booking, own_name(query))
    work.answer(L("🔁 Moved."))


# --- the held place -------------------------------------------------------------------------


@waiting.message(PRIVATE, At(Step.FRAME), ~COMMAND, Said.text)
async def take_frame(_: Message, words: str, work: Work) -> None:
    number = work.draft(Draft).number
    try:
        booking = bookings.name_bike(work, number, words)
    except GoneError as gone:
        work.leave()
        work.say(gone.words, keyboard=MENU)
        return
    work.leave()
    _below(work, booking)


@waiting.message(PRIVATE, At(Step.FRAME))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please write the frame number, or press a button above. /cancel stops it."))


@router.callback_query(Pressed(cards.Confirm))
async def confirm(query: CallbackQuery, press: cards.Confirm, work: Work) -> None:
    before = bookings.mine(work, press.number)
    booking = bookings.confirm(work, press.number)
    _frame_is_told(work)
    if before.state != BOOKED:
        cards.send_files(work, booking, own_name(query))
    work.answer(L("✅ Booked."))


@router.callback_query(Pressed(cards.Other))
async def other_time(_: CallbackQuery, press: cards.Other, work: Work) -> None:
    booking = bookings.held(work, press.number)
    _frame_is_told(work)
    bookings.drop(work, booking)
    errand, window = places.errand(work, booking.errand)
    words, buttons = calendars.month(
        work, errand, window, calendars.month_of(work, booking.start, errand)
    )
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Drop))
async def drop(_: CallbackQuery, press: cards.Drop, work: Work) -> None:
    bookings.held(work, press.number)
    _frame_is_told(work)
    bookings.cancel(work, press.number)


def _frame_is_told(work: Work) -> None:
    if work.step == Step.FRAME:
        work.leave()


# --- the booked visit -----------------------------------------------------------------------


@router.message(Asks("mybookings"))
async def show_mine(_: Message, work: Work) -> None:
    mine = bookings.open_ones(work)
    line = lines.of_resident(work.connection, work.here.person_id)
    for booking in mine:
        _below(work, booking)
    if line:
        words, buttons = visits.waiting(work, line)
        work.say(words, buttons=buttons)
    if not mine and not line:
        work.say(L("📅 You have no visits booked. /book shows what there is."), keyboard=MENU)


@router.message(Opened(cards.LINK))
async def open_ticket(_: Message, payload: str, work: Work) -> None:
    number = int(payload) if payload.isascii() and payload.isdigit() and len(payload) < 19 else 0
    _below(work, bookings.mine(work, number))


def _below(work: Work, booking: Booking) -> None:
    """The visit's card becomes the newest message."""
    work.take_back(booking.resident_id, [cards.name_of(booking.id)])
    bookings.touched(work, booking)


@router.callback_query(Pressed(cards.Move))
async def move(_: CallbackQuery, press: cards.Move, work: Work) -> None:
    booking = bookings.changeable(work, press.number)
    errand, window = places.errand(work, booking.errand)
    work.adopt(cards.name_of(booking.id))
    month = calendars.month_of(work, booking.start, errand, booking.id)
    words, buttons = calendars.month(work, errand, window, month)
    keep = Button(L("◀️ Keep the time"), cards.Keep(number=booking.id).pack())
    work.replace(words, buttons=[*buttons, [keep]])


@router.callback_query(Pressed(cards.AskCancel))
async def ask_cancel(_: CallbackQuery, press: cards.AskCancel, work: Work) -> None:
    booking = bookings.changeable(work, press.number)
    work.adopt(cards.name_of(booking.id))
    words, buttons = cards.sure(work, booking)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Cancel))
async def cancel(_: CallbackQuery, press: cards.Cancel, work: Work) -> None:
    booking = bookings.cancel(work, press.number)
    work.adopt(cards.name_of(booking.id))
    bookings.touched(work, booking)
    cards.take_back_files(work, booking)


@router.callback_query(Pressed(cards.Keep))
async def keep(_: CallbackQuery, press: cards.Keep, work: Work) -> None:
    booking = bookings.mine(work, press.number)
    work.adopt(cards.name_of(booking.id))
    bookings.touched(work, booking)


@router.callback_query(Pressed(cards.Ticket))
async def ticket(query: CallbackQuery, press: cards.Ticket, work: Work) -> None:
    cards.send_files(work, bookings.coming(work, press.number), own_name(query))


@router.callback_query(Pressed(cards.Map))
async def show_map(_: CallbackQuery, press: cards.Map, work: Work) -> None:
    booking = bookings.mine(work, press.number)
    venue = cards.map_of(work, booking)
    if venue is not None:
        work.carry(booking.resident_id, f"bookings {booking.id} map", venue, silent=True)


# --- the waiting list -----------------------------------------------------------------------


@router.callback_query(Pressed(calendars.Full))
async def show_full(_: CallbackQuery, press: calendars.Full, work: Work) -> None:
    errand, window = places.errand(work, press.errand)
    words, buttons = calendars.full(work, errand, window)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(calendars.Wait))
async def wait(_: CallbackQuery, press: calendars.Wait, work: Work) -> None:
    joined = waits.join(work, press.errand, date.fromordinal(press.day))
    words, buttons = visits.joined_line(work, joined)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.StopWaiting))
async def stop_waiting(_: CallbackQuery, press: cards.StopWaiting, work: Work) -> None:
    waits.leave(work, press.number)
    work.replace(L("👌 You no longer wait for that day."))
