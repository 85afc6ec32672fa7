"""A resident waits for a place on a full day, or on any of several: which days, yes, no longer."""

from __future__ import annotations

from datetime import date

from aiogram.types import CallbackQuery

from cards import calendars
from cards import waits as cards
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Pressed
from locales import L
from services import places, waits
from services.work import Work

router = Conversation("waits")
router.callback_query.filter(PRIVATE)


@router.callback_query(Pressed(calendars.Full))
async def show_full(_: CallbackQuery, press: calendars.Full, work: Work) -> None:
    words, buttons = cards.full(work, *places.errand(work, press.errand))
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.First))
async def ask_first(_: CallbackQuery, press: cards.First, work: Work) -> None:
    words, buttons = cards.first_days(work, *places.errand(work, press.errand))
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Last))
async def ask_last(_: CallbackQuery, press: cards.Last, work: Work) -> None:
    errand, window = places.errand(work, press.errand)
    words, buttons = cards.last_days(work, errand, window, date.fromordinal(press.first))
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Days))
async def ask_whether(_: CallbackQuery, press: cards.Days, work: Work) -> None:
    errand, window = places.errand(work, press.errand)
    first, last = date.fromordinal(press.first), date.fromordinal(press.last)
    words, buttons = cards.chosen(work, errand, window, first, last)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Join))
async def join(_: CallbackQuery, press: cards.Join, work: Work) -> None:
    first, last = date.fromordinal(press.first), date.fromordinal(press.last)
    wait = waits.join(work, press.errand, first, last)
    words, buttons = cards.joined_line(work, wait)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Leave))
async def leave(_: CallbackQuery, press: cards.Leave, work: Work) -> None:
    waits.leave(work, press.number)
    work.replace(L("👌 You no longer wait for a place."))
