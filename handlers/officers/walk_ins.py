"""An officer notes who came without a visit: for what, with which plate, from where."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import walk_ins as cards
from db.walk_ins import WalkIn
from handlers.conversation import Conversation
from handlers.filters import Asks, At, Pressed, Said
from handlers.officers.bookings import windows_of
from locales import L
from services import places, walk_ins
from services.conversing import Question
from services.refusals import RefusedError
from services.work import Work


class Step(Question, lasts=timedelta(minutes=30), again="/walkin"):
    PLATE = "walk_ins:plate"


class Draft(BaseModel):
    """Who got the plate."""

    number: int


router = Conversation("walk_ins")


@router.message(Asks("walkin"))
async def begin(_: Message, work: Work) -> None:
    for window in windows_of(work):
        words, buttons = cards.which(work, window)
        work.say(words, buttons=buttons)


@router.callback_query(Pressed(cards.Note))
async def note(_: CallbackQuery, press: cards.Note, work: Work) -> None:
    walk_in = walk_ins.note(work, press.errand)
    _adopt(work, walk_in)
    wants_plate = walk_in.plate is None and places.errand(work, walk_in.errand)[0].bike
    if wants_plate and work.may_ask:  # a button says that there is none
        work.ask_on(walk_ins.name_of(walk_in.id), Step.PLATE, Draft(number=walk_in.id))
    work.answer(L("🚶 Noted."))


@router.message(At(Step.PLATE), Said.text)
async def take_plate(_: Message, words: str, work: Work) -> None:
    number = work.draft(Draft).number
    try:
        walk_ins.mine(work, number)
    except RefusedError as late:  # the next day's words are no plate of yesterday's
        work.leave()
        work.say(late.words)
        return
    walk_ins.tell_plate(work, number, words)
    # The next question stands below the answer, wherever the last one has scrolled to.
    work.take_back(work.here.chat_id, [walk_ins.name_of(number)])
    work.leave()


@router.callback_query(Pressed(cards.Plain))
async def take_none(_: CallbackQuery, press: cards.Plain, work: Work) -> None:
    _adopt(work, walk_ins.tell_plate(work, press.number, None))
    _plate_is_told(work, press.number)


@router.callback_query(Pressed(cards.Live))
async def take_community(_: CallbackQuery, press: cards.Live, work: Work) -> None:
    _adopt(work, walk_ins.tell_community(work, press.number, press.community))


@router.callback_query(Pressed(cards.Mistake))
async def take_back(_: CallbackQuery, press: cards.Mistake, work: Work) -> None:
    walk_ins.take_back(work, press.number)
    _plate_is_told(work, press.number)
    work.adopt(walk_ins.name_of(press.number))
    cards.taken_back(work, press.number)


def _adopt(work: Work, walk_in: WalkIn) -> None:
    """The message whose button was pressed is where it is noted from now on."""
    work.adopt(walk_ins.name_of(walk_in.id))


def _plate_is_told(work: Work, number: int) -> None:
    """What is written from now on is no plate of theirs."""
    if work.step == Step.PLATE and work.draft(Draft).number == number:
        work.leave()
