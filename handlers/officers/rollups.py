"""Officers turn the pages of a roll-up; what they take from it: handlers/officers/alerts.py."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from cards import rollups as cards
from handlers.conversation import Conversation
from handlers.filters import Pressed
from locales import L
from services import rollups
from services.work import Work

router = Conversation("rollups")


@router.callback_query(Pressed(cards.Turn))
async def turn(_: CallbackQuery, press: cards.Turn, work: Work) -> None:
    rollups.turn_page(work, press.room, press.page)
    work.answer(L("The page turns in a moment."))
