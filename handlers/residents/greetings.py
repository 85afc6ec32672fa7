"""A resident's first contact: language, privacy, community. The alarm works before, between and after.

No step remembers how far it went: each button says what it answers, and the resident's facts say
what is asked next. So /start goes on where somebody stopped.
"""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Location, Message

from cards import greetings as cards
from cards.keyboards import MENU, PLACE
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, At, Opened, Pressed, Shared
from locales import LANGUAGES, L
from services import consents, greetings, residents
from services.conversing import Question
from services.refusals import RefusedError
from services.work import Work


class Step(Question, lasts=timedelta(hours=1), again="/start"):
    PLACE = "greetings:place"  # the only question that is answered with a message


router = Conversation("greetings")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


@router.message(Opened("c_"))
async def greet_from_poster(_: Message, payload: str, work: Work) -> None:
    community = work.station.communities.get(payload)
    resident = residents.meet(work)
    if community is None or resident.community == community.code:
        _greet(work)
    elif residents.consents(resident):
        work.leave()
        work.say(cards.greeting(work), keyboard=MENU)
        work.say(cards.whether(community), buttons=cards.yes_or_no(community))
    else:
        _greet(work, community.code)


@router.message(Asks("start"))
async def greet(_: Message, work: Work) -> None:
    _greet(work)


def _greet(work: Work, community: str = "") -> None:
    resident = residents.meet(work)
    work.leave()
    work.say(cards.greeting(work), keyboard=MENU)
    if greetings.next_question(resident) is not None:
        words, buttons = cards.question(work, resident, community)
        work.say(words, buttons=buttons)


@router.callback_query(Pressed(cards.Speak))
async def speak(_: CallbackQuery, press: cards.Speak, work: Work) -> None:
    if press.language not in LANGUAGES:
        raise RefusedError(L("This language is not there any more. Please choose again."))
    before = residents.meet(work)
    residents.change(work, before, language=press.language, greeted=True)
    _go_on(work, press.community)
    if before.language != press.language:  # the keys below are still in the other one
        work.say(L("From now on in English."), keyboard=MENU, silent=True)


@router.callback_query(Pressed(cards.Agree))
async def agree(_: CallbackQuery, press: cards.Agree, work: Work) -> None:
    consents.agree(work, press.version)
    if press.community in work.station.communities:
        greetings.live(work, press.community)
    _go_on(work)


@router.callback_query(Pressed(cards.NotNow))
async def not_now(_: CallbackQuery, work: Work) -> None:
    consents.leave(work)
    _go_on(work)


@router.callback_query(Pressed(cards.Turn))
async def turn(_: CallbackQuery, press: cards.Turn, work: Work) -> None:
    work.replace(cards.where(), buttons=cards.communities(work.station, press.page))


@router.callback_query(Pressed(cards.Near))
async def ask_place(_: CallbackQuery, work: Work) -> None:
    work.ask(
        Step.PLACE,
        None,
        L("📍 Share where you are with the key below."),
        keyboard=(*PLACE, *MENU),
    )


@router.message(At(Step.PLACE), Shared.place)
async def take_place(_: Message, place: Location, work: Work) -> None:
    work.leave()
    found = work.station.near(place.latitude, place.longitude)
    if found:
        work.say(L("👌 I only looked what is near, and keep no place."), keyboard=MENU, silent=True)
        work.say(cards.where(), buttons=cards.nearest(found))
    else:
        work.say(L("I know no community of ours near there."), keyboard=MENU, silent=True)
        work.say(cards.where(), buttons=cards.communities(work.station))


@router.callback_query(Pressed(cards.Live))
async def live(_: CallbackQuery, press: cards.Live, work: Work) -> None:
    greetings.live(work, press.community)
    _end(work)


@router.callback_query(Pressed(cards.Skip))
async def skip(_: CallbackQuery, work: Work) -> None:
    greetings.live(work, None)
    _end(work)


def _end(work: Work) -> None:
    if work.step == Step.PLACE:  # its key for the place still lies below
        work.leave()
        work.say(L("The alarm keys stay below."), keyboard=MENU, silent=True)
    _go_on(work)


def _go_on(work: Work, community: str = "") -> None:
    words, buttons = cards.question(work, residents.meet(work), community)
    work.replace(words, buttons=buttons)


@router.message(At(Step.PLACE))
async def ask_again(_: Message, work: Work) -> None:
    work.say(
        L("Please share where you are with the key below, choose from the list, or /cancel."),
        keyboard=(*PLACE, *MENU),
    )
