"""An officer asks how many plates were issued, by month and by community."""

from __future__ import annotations

from aiogram.types import Message

from cards import plates as cards
from handlers.conversation import Conversation
from handlers.filters import Asks
from handlers.officers.bookings import windows_of
from services import plates
from services.work import Work

router = Conversation("plates")


@router.message(Asks("plates"))
async def show(_: Message, work: Work) -> None:
    windows = windows_of(work)
    cards.show_now(work, windows, plates.issued(work, windows))
