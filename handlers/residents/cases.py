"""A resident looks after their own cases: the list, and one of them."""

from __future__ import annotations

from aiogram.types import CallbackQuery, Message

from cards import cases as cards
from cards.keyboards import CASES, MENU
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, Pressed
from handlers.residents.consents import ask_anew
from services import cases
from services.work import Work

BIGGEST = 18  # digits of a number that a database can hold

router = Conversation("cases")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


@router.message(Asks("mycases", CASES))
async def show(_: Message, work: Work) -> None:
    words, buttons = cards.listed(work)
    # Only a message without buttons can bring the keys along.
    work.say(words, buttons=buttons, keyboard=None if buttons else MENU)
    ask_anew(work)


@router.message(Asks("mycase"))
async def show_one(message: Message, work: Work) -> None:
    _, _, told = (message.text or "").partition(" ")
    asked = told.strip()
    number = int(asked) if asked.isdecimal() and len(asked) <= BIGGEST else 0
    for case in cases.find(work, cards.KINDS.values(), number):
        words, buttons = cards.single(case)
        work.say(words, buttons=buttons)


@router.callback_query(Pressed(cards.Look))
async def look(_: CallbackQuery, press: cards.Look, work: Work) -> None:
    kinds = [kind for noun, kind in cards.KINDS.items() if noun == press.kind]
    (case,) = cases.find(work, kinds, press.number)
    words, buttons = cards.single(case)
    work.replace(words, buttons=buttons)


@router.callback_query(Pressed(cards.Older))
async def older(_: CallbackQuery, press: cards.Older, work: Work) -> None:
    words, buttons = cards.listed(work, press.moment)
    work.replace(words, buttons=buttons)
