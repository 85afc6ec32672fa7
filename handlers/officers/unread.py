"""An officer looks after what may be an alarm and could not be read."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from cards import unread as cards
from handlers.conversation import Conversation
from handlers.filters import Pressed
from locales import L
from services import unread
from services.work import Work

router = Conversation("unread")


@router.callback_query(Pressed(cards.Take))
async def take(_: CallbackQuery, press: cards.Take, work: Work) -> None:
    unread.take(work, press.number)
    work.answer(L("Everybody sees that you look after it."))
