"""A resident books a visit: what for, which papers, when. What comes after: handlers/residents/visits.py.

No step remembers how far it went: each button says what it answers, and a held place is a row. Only the
frame number is written, so only that is a step.
"""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import bookings as cards
from cards import calendars, errands, tickets
from cards.keyboards import BOOK, MENU
from db.bookings import BOOKED, Booking
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, At, Pressed, Said, own_name
from locales import L
from services import bookings, places, residents
from services.bookings import GoneError
from services.conversing import Question
from services.work import Work


class Step(Question, lasts=timedelta(minutes=30), again=BOOK):
    FRAME = "bookings:frame"


class Draft(BaseModel):
    """Which visit the frame number belongs to."""

    number: int


router = Conversation("bookings")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


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
async def take(_: CallbackQuery, press: calendars.Take, work: Work) -> None:
    try:
        if press.visit:
            _move(press, work)
        else:
            _hold(press, work)
    except GoneError as gone:  # told at once, and what is free now is shown in its place
        work.answer(gone.words, popup=True)
        errand, window = places.errand(work, press.errand)
        words, buttons = calendars.times(work, errand, window, calendars.around(work, press))
        work.replace(words, buttons=buttons)


def _hold(press: calendars.Take, work: Work) -> None:
    booking = bookings.hold(work, press.errand, calendars.moment_of(press))
    adopt(work, booking)
    if cards.asks_frame(work, booking):
        work.ask_on(cards.name_of(booking.id), Step.FRAME, Draft(number=booking.id))


def _move(press: calendars.Take, work: Work) -> None:
    before = bookings.mine(work, press.visit)
    booking = bookings.move(work, press.visit, calendars.moment_of(press))
    adopt(work, booking)
    bookings.touched(work, booking)
    if booking.moves != before.moves:
        tickets.send_files(work, booking, own_name(work))
    work.answer(L("🔁 Moved."))


# --- the held place -------------------------------------------------------------------------


@router.message(At(Step.FRAME), Said.text)
async def take_frame(_: Message, words: str, work: Work) -> None:
    number = work.draft(Draft).number
    try:
        booking = bookings.name_bike(work, number, words)
    except GoneError as gone:
        work.leave()
        work.say(gone.words, keyboard=MENU)
        return
    work.leave()
    below(work, booking)


@router.message(At(Step.FRAME))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please write the frame number, or press a button above. /cancel stops it."))


@router.callback_query(Pressed(cards.Confirm))
async def confirm(_: CallbackQuery, press: cards.Confirm, work: Work) -> None:
    before = bookings.mine(work, press.number)
    booking = bookings.confirm(work, press.number)
    _frame_is_told(work)
    if before.state != BOOKED:
        tickets.send_files(work, booking, own_name(work))
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


def below(work: Work, booking: Booking) -> None:
    """The visit's card becomes the newest message."""
    work.put_aside(booking.resident_id, cards.name_of(booking.id), cards.elsewhere(booking))
    bookings.touched(work, booking)


def adopt(work: Work, booking: Booking) -> None:
    """The message whose button was pressed is the visit's card from now on."""
    work.adopt(cards.name_of(booking.id), cards.elsewhere(booking))
