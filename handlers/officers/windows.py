"""Officers change a window of their room: its week, single days, how visits are booked. One message a window;
each change is one question, and is seen once more before it is saved."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import windows as cards
from cards.windows import Page
from handlers.conversation import Conversation
from handlers.filters import Asks, At, Pressed, Said
from handlers.officers.bookings import windows_of
from locales import L
from services import hours, visits
from services.conversing import Question
from services.refusals import RefusedError
from services.windows import Window
from services.work import Work


class Step(Question, lasts=timedelta(minutes=30), again="/windows"):
    VALUE = "windows:value"


class Draft(BaseModel):
    """What is asked about, and what was answered: it is saved when that was seen and confirmed."""

    window: str
    what: str
    words: str = ""


router = Conversation("windows")


@router.message(Asks("windows"))
async def show_all(_: Message, work: Work) -> None:
    mine = windows_of(work)
    work.leave()
    for window in mine:
        visits.own_window(work, window.code)
        _below(work, window, cards.overview(work, window))


@router.callback_query(Pressed(cards.Show))
async def show(_: CallbackQuery, press: cards.Show, work: Work) -> None:
    window = visits.own_window(work, press.window)
    _forget_the_question(work)
    _here(work, window, cards.overview(work, window))


@router.callback_query(Pressed(cards.Week))
async def show_week(_: CallbackQuery, press: cards.Week, work: Work) -> None:
    window = visits.own_window(work, press.window)
    _here(work, window, cards.week(work, window))


@router.callback_query(Pressed(cards.Days))
async def show_days(_: CallbackQuery, press: cards.Days, work: Work) -> None:
    window = visits.own_window(work, press.window)
    _here(work, window, cards.days(work, window))


@router.callback_query(Pressed(cards.Ask))
async def ask(_: CallbackQuery, press: cards.Ask, work: Work) -> None:
    window = hours.about(work, press.window, press.what)
    _here(work, window, cards.question(work, window, press.what))
    work.ask_on(cards.name_of(window), Step.VALUE, Draft(window=press.window, what=press.what))


@router.callback_query(Pressed(cards.Answer))
async def take_answer(_: CallbackQuery, press: cards.Answer, work: Work) -> None:
    change = hours.consider(work, press.window, press.what, press.words)
    draft = Draft(window=press.window, what=press.what, words=press.words)
    work.move(Step.VALUE, draft, card=cards.name_of(change.now))
    _here(work, change.now, cards.preview(work, change))


@router.message(At(Step.VALUE), Said.text)
async def take_words(_: Message, words: str, work: Work) -> None:
    draft = work.draft(Draft)
    change = hours.consider(work, draft.window, draft.what, words)
    work.move(Step.VALUE, draft.model_copy(update={"words": words}))
    _below(work, change.now, cards.preview(work, change))


@router.message(At(Step.VALUE))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please answer with words, or stop with /cancel."))


@router.callback_query(Pressed(cards.Save))
async def save(_: CallbackQuery, press: cards.Save, work: Work) -> None:
    visits.own_window(work, press.window)
    draft = work.draft(Draft) if work.step == Step.VALUE else None
    if draft is None or (draft.window, draft.what) != (press.window, press.what) or not draft.words:
        raise RefusedError(L("Somebody else began this, or it is done. /windows shows how it is."))
    change = hours.change(work, draft.window, draft.what, draft.words)
    work.leave()
    work.answer(cards.saved(change))
    _here(work, change.then, cards.overview(work, change.then))


def _forget_the_question(work: Work) -> None:
    if work.step == Step.VALUE:
        work.leave()


def _here(work: Work, window: Window, page: Page) -> None:
    """The message whose button was pressed is the window's, and shows this."""
    work.adopt(cards.name_of(window), cards.elsewhere(window))
    _turn_to(work, window, page)


def _below(work: Work, window: Window, page: Page) -> None:
    """The window's message is the newest in the chat."""
    work.put_aside(work.here.chat_id, cards.name_of(window), cards.elsewhere(window))
    _turn_to(work, window, page)


def _turn_to(work: Work, window: Window, page: Page) -> None:
    words, buttons = page
    name, topic = cards.name_of(window), work.here.topic
    work.show(work.here.chat_id, name, words, buttons=buttons, inside=topic)
