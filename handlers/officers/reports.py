"""An officer asks how the day has been so far, in one picture."""

from __future__ import annotations

from aiogram.types import Message

from cards import reports as cards
from handlers.conversation import Conversation
from handlers.filters import Asks
from services import reports
from services.work import Work

router = Conversation("reports")


@router.message(Asks("today"))
async def show_today(_: Message, work: Work) -> None:
    cards.show_now(work, reports.so_far(work))
