"""A resident and their booked visits: the list, coming, another time, cancelling, ticket and map, stars.
The days they wait for: handlers/residents/waits.py."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message

from cards import bookings as cards
from cards import calendars, tickets
from cards import waits as waiting
from cards.keyboards import MENU
from db import waits as lines
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, SERVES, Asks, Opened, Pressed, own_name
from handlers.residents.bookings import adopt, below
from locales import L
from services import bookings, places
from services import visits as at_window
from services.speech import Button
from services.work import Work

router = Conversation("bookings")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


@router.message(Asks("mybookings"))
async def show_mine(_: Message, work: Work) -> None:
    mine = bookings.open_ones(work)
    line = lines.of_resident(work.connection, work.here.person_id)
    for booking in mine:
        below(work, booking)
    if line:
        words, buttons = waiting.standing(work, line)
        work.say(words, buttons=buttons)
    if not mine and not line:
        work.say(L("📅 You have no visits booked. /book shows what there is."), keyboard=MENU)


@router.message(Opened(tickets.LINK), ~SERVES)
async def open_ticket(_: Message, payload: str, work: Work) -> None:
    number = int(payload) if payload.isascii() and payload.isdigit() and len(payload) < 19 else 0
    below(work, bookings.mine(work, number))


@router.callback_query(Pressed(cards.Move))
async def move(_: CallbackQuery, press: cards.Move, work: Work) -> None:
    booking = bookings.changeable(work, press.number)
    errand, window = places.errand(work, booking.errand)
    adopt(work, booking)
    month = calendars.month_of(work, booking.start, errand, booking.id)
    words, buttons = calendars.month(work, errand, window, month)
    keep = Button(L("◀️ Keep the time"), cards.Keep(number=booking.id).pack())
    work.replace(words, buttons=[*buttons, [keep]])


@router.callback_query(Pressed(cards.Come))
async def come(_: CallbackQuery, press: cards.Come, work: Work) -> None:
    booking = bookings.say_coming(work, press.number)
    adopt(work, booking)
    bookings.touched(work, booking)
    work.answer(L("👍 Thank you. See you soon."))


@router.callback_query(Pressed(cards.AskCancel))
async def ask_cancel(_: CallbackQuery, press: cards.AskCancel, work: Work) -> None:
    booking = bookings.changeable(work, press.number)
    adopt(work, booking)
    words, buttons = cards.sure(work, booking)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Cancel))
async def cancel(_: CallbackQuery, press: cards.Cancel, work: Work) -> None:
    booking = bookings.cancel(work, press.number)
    adopt(work, booking)
    bookings.touched(work, booking)


@router.callback_query(Pressed(cards.Keep))
async def keep(_: CallbackQuery, press: cards.Keep, work: Work) -> None:
    booking = bookings.mine(work, press.number)
    adopt(work, booking)
    bookings.touched(work, booking)


@router.callback_query(Pressed(cards.Ticket))
async def ticket(_: CallbackQuery, press: cards.Ticket, work: Work) -> None:
    tickets.send_files(work, bookings.coming(work, press.number), own_name(work))


@router.callback_query(Pressed(cards.Map))
async def show_map(_: CallbackQuery, press: cards.Map, work: Work) -> None:
    booking = bookings.mine(work, press.number)
    venue = tickets.map_of(work, booking)
    if venue is not None:
        work.carry(booking.resident_id, f"bookings {booking.id} map", venue, silent=True)


@router.callback_query(Pressed(cards.Rate))
async def rate(_: CallbackQuery, press: cards.Rate, work: Work) -> None:
    at_window.rate(work, bookings.mine(work, press.number), press.stars)
    work.answer(L("Thank you."))
