"""Officers add an errand that residents can book, in four answers, and take it back."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import counters as cards
from cards.calendars import called
from handlers.conversation import Conversation
from handlers.filters import Asks, At, Pressed, Said
from handlers.officers.bookings import windows_of
from locales import L
from services import errands, visits
from services.conversing import Question
from services.work import Work


class Step(Question, lasts=timedelta(minutes=30), again="/errands"):
    NAME = "errands:name"
    MINUTES = "errands:minutes"
    PAPERS = "errands:papers"


class Draft(BaseModel):
    """What was told so far."""

    window: str
    name: str = ""
    minutes: str = ""


router = Conversation("errands")


@router.message(Asks("errands"))
async def show(_: Message, work: Work) -> None:
    for window in windows_of(work):
        words, buttons = cards.errands_at(work, window)
        work.say(words, buttons=buttons)


@router.callback_query(Pressed(cards.Add))
async def begin(_: CallbackQuery, press: cards.Add, work: Work) -> None:
    visits.own_window(work, press.window)
    work.ask(
        Step.NAME,
        Draft(window=press.window),
        L("What is it called? In both languages, as: 居住证咨询 / Residence permits"),
    )


@router.callback_query(Pressed(cards.Drop))
async def drop(_: CallbackQuery, press: cards.Drop, work: Work) -> None:
    errands.drop(work, press.errand)
    work.replace(L("✖️ It is not offered any more. Visits that are booked stand."))


@router.message(At(Step.NAME), Said.text)
async def take_name(_: Message, words: str, work: Work) -> None:
    errands.names(words)
    draft = work.draft(Draft).model_copy(update={"name": words})
    work.ask(Step.MINUTES, draft, L("How many minutes does a visit take?"))


@router.message(At(Step.MINUTES), Said.text)
async def take_minutes(_: Message, words: str, work: Work) -> None:
    errands.minutes(words)
    work.ask(
        Step.PAPERS,
        work.draft(Draft).model_copy(update={"minutes": words}),
        L("What is to be brought? One a line, as: 身份证 / ID card; or - for nothing."),
    )


@router.message(At(Step.PAPERS), Said.text)
async def take_papers(_: Message, words: str, work: Work) -> None:
    draft = work.draft(Draft)
    errand = errands.add(
        work,
        draft.window,
        errands.names(draft.name),
        errands.minutes(draft.minutes),
        errands.papers(words),
    )
    work.leave()
    work.say(L("✅ Residents can book it now: {errand}", errand=called(errand)))


@router.message(At(*Step))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please answer with words, or stop with /cancel."))
