"""A resident sees what is kept about them, agrees or withdraws, gets a copy, and has it deleted."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message

from cards import consents as cards
from cards.keyboards import MENU, PRIVACY
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, Pressed
from locales import L
from services import consents, residents
from services.work import Work

router = Conversation("consents")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


@router.message(Asks("privacy", PRIVACY))
async def show(_: Message, work: Work) -> None:
    resident = residents.meet(work)
    work.say(cards.page(work, resident), buttons=cards.buttons(resident))


@router.callback_query(Pressed(cards.Agree))
async def agree(_: CallbackQuery, press: cards.Agree, work: Work) -> None:
    consents.agree(work, press.version)
    work.answer(L("✅ Thank you."))
    _again(work)


@router.callback_query(Pressed(cards.Withdraw))
async def withdraw(_: CallbackQuery, work: Work) -> None:
    consents.withdraw(work)
    work.answer(L("↩️ Withdrawn; name, numbers and community are deleted. The alarm works on."))
    _again(work)


@router.callback_query(Pressed(cards.Copy))
async def copy(_: CallbackQuery, work: Work) -> None:
    for words in cards.copy(work, residents.meet(work)):
        work.say(words, keyboard=MENU)


@router.callback_query(Pressed(cards.AskErase))
async def ask_erase(_: CallbackQuery, work: Work) -> None:
    work.replace(cards.sure(), buttons=cards.sure_buttons())


@router.callback_query(Pressed(cards.Erase))
async def erase(_: CallbackQuery, work: Work) -> None:
    consents.erase(work)
    work.answer(L("🗑 Deleted: name, phone and frame numbers, community."))
    _again(work)


@router.callback_query(Pressed(cards.Keep))
async def keep(_: CallbackQuery, work: Work) -> None:
    _again(work)


def ask_anew(work: Work) -> None:
    """Who agreed to an earlier notice reads the new one where they come by, not only at /start."""
    resident = residents.meet(work)
    if resident.consented_at is not None and not residents.consents(resident):
        work.say(cards.page(work, resident), buttons=cards.buttons(resident), silent=True)


def _again(work: Work) -> None:
    resident = residents.meet(work)
    work.replace(cards.page(work, resident), buttons=cards.buttons(resident))
