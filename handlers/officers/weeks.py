"""An officer asks what the week at the window looks like, and turns to another one."""

from __future__ import annotations

from datetime import date

from aiogram.types import CallbackQuery, Message

from cards import weeks as cards
from handlers.conversation import Conversation
from handlers.filters import Asks, Pressed
from locales import L
from services import openings, weeks
from services.work import Work

router = Conversation("weeks")


@router.message(Asks("load"))
async def show(_: Message, work: Work) -> None:
    room_id = weeks.rooms(work)[0]
    cards.show_now(work, weeks.look(work, room_id, openings.today(work)))


@router.callback_query(Pressed(cards.Show))
async def turn(_: CallbackQuery, press: cards.Show, work: Work) -> None:
    cards.turn(work, weeks.look(work, press.room, date.fromordinal(press.day)))
    work.answer(L("It is being drawn."))
