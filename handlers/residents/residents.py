"""A resident chooses a language, asks for help, and tells, if they like, who they are."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Contact, Message
from pydantic import BaseModel

from cards import consents as privacy
from cards import residents as cards
from cards.keyboards import (
    ABOUT_ME,
    HELP,
    LANGUAGE,
    MENU,
    ONLY_SKIP,
    ONLY_SKIP_NAME,
    PHONE,
    SKIP,
    SKIP_NAME,
    SKIP_PHONE,
)
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, At, Pressed, Said, Shared
from handlers.residents.consents import ask_anew
from locales import LANGUAGES, L
from services import consents, residents
from services.conversing import ALARM_FIRST, Question
from services.refusals import RefusedError
from services.work import Work

LONGEST_NAME = 60
LONGEST_PHONE = 20


class Step(Question, lasts=timedelta(hours=1), again=ABOUT_ME):
    NAME = "residents:name"
    PHONE = "residents:phone"
    COMMUNITY = "residents:community"


class Draft(BaseModel):
    """What was told so far; it is kept for good only at the end."""

    name: str | None = None
    phone: str | None = None


router = Conversation("residents")
router.message.filter(PRIVATE)
router.callback_query.filter(PRIVATE)


@router.message(Asks("language", LANGUAGE))
async def ask_language(_: Message, work: Work) -> None:
    work.say(L("Which language shall we speak?"), buttons=cards.languages())


@router.callback_query(Pressed(cards.Speak))
async def speak(_: CallbackQuery, press: cards.Speak, work: Work) -> None:
    if press.language not in LANGUAGES:
        raise RefusedError(L("This language is not there any more. Please choose again."))
    resident = residents.meet(work)
    residents.change(work, resident, language=press.language, greeted=True)
    work.replace(L("🌐 {language}", language=LANGUAGES[press.language]))
    if resident.language != press.language:  # a second tap is not told twice
        work.say(L("From now on in English."), keyboard=MENU)


@router.message(Asks("help", HELP))
async def explain(_: Message, work: Work) -> None:
    work.say(cards.help_text(work), keyboard=MENU)
    ask_anew(work)


@router.message(Asks("about", ABOUT_ME))
async def begin(_: Message, work: Work) -> None:
    _begin(work)


@router.callback_query(Pressed(cards.Correct))
async def correct(_: CallbackQuery, work: Work) -> None:
    _begin(work)


def _begin(work: Work) -> None:
    work.leave()
    if residents.consents(residents.meet(work)):
        _ask_name(work)
        return
    work.say(L("For this I need your consent first. Please read how your data is kept:"))
    answers = privacy.answers(cards.Agree(version=residents.NOTICE), cards.NotNow())
    work.say(privacy.notice(work), buttons=answers, silent=True)


@router.callback_query(Pressed(cards.Agree))
async def agree(_: CallbackQuery, press: cards.Agree, work: Work) -> None:
    consents.agree(work, press.version)
    work.replace(L("✅ Agreed. You can withdraw it under 🔒 Privacy at any time."))
    if work.may_ask:
        _ask_name(work)
    else:  # the consent stays
        work.answer(ALARM_FIRST, popup=True)


@router.callback_query(Pressed(cards.NotNow))
async def not_now(_: CallbackQuery, work: Work) -> None:
    consents.leave(work)
    work.replace(L("👌 Then nothing is kept. The alarm works all the same."))


def _ask_name(work: Work) -> None:
    work.ask(Step.NAME, Draft(), L("What shall the officers call you?"), keyboard=ONLY_SKIP_NAME)


@router.message(At(Step.NAME), Asks(SKIP_NAME))
async def skip_name(_: Message, work: Work) -> None:
    _ask_phone(work, Draft())


@router.message(At(Step.NAME), Said.text)
async def take_name(_: Message, words: str, work: Work) -> None:
    _ask_phone(work, Draft(name=residents.require_name(words, LONGEST_NAME)))


def _ask_phone(work: Work, draft: Draft) -> None:
    work.ask(Step.PHONE, draft, L("A phone number, if officers may call you?"), keyboard=PHONE)


@router.message(At(Step.PHONE), Asks(SKIP_PHONE))
async def skip_phone(_: Message, work: Work) -> None:
    _ask_community(work, work.draft(Draft))


@router.message(At(Step.PHONE), Shared.contact)
async def take_contact(_: Message, contact: Contact, work: Work) -> None:
    if contact.user_id != work.here.person_id:
        raise RefusedError(L("That is somebody else's number. Please share your own, or write it."))
    _ask_community(work, work.draft(Draft).model_copy(update={"phone": contact.phone_number}))


@router.message(At(Step.PHONE), Said.text)
async def take_phone(_: Message, words: str, work: Work) -> None:
    digits = "".join(sign for sign in words if sign.isdigit() or sign == "+")
    if not 5 <= len(digits) <= LONGEST_PHONE:
        raise RefusedError(L("I could not read a phone number in that. Digits only, please."))
    _ask_community(work, work.draft(Draft).model_copy(update={"phone": digits}))


def _ask_community(work: Work, draft: Draft) -> None:
    work.move(Step.COMMUNITY, draft)
    work.say(L("Where do you live?"), buttons=cards.communities(work.station))
    work.say(L("You can leave this out too."), keyboard=ONLY_SKIP, silent=True)


@router.message(At(Step.COMMUNITY), Asks(SKIP))
async def skip_community(_: Message, work: Work) -> None:
    _keep(work, None)


@router.callback_query(At(Step.COMMUNITY), Pressed(cards.Live))
async def take_community(_: CallbackQuery, press: cards.Live, work: Work) -> None:
    if press.community not in work.station.communities:
        raise RefusedError(L("This community is not on the list any more. Please choose again."))
    _keep(work, press.community)


@router.callback_query(Pressed(cards.Live))
async def too_late(_: CallbackQuery, work: Work) -> None:
    raise RefusedError(L("This question is closed. You can begin anew under 👤 About me."))


@router.message(At(*Step))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please answer with words or a button, or stop with /cancel."))


def _keep(work: Work, community: str | None) -> None:
    draft = work.draft(Draft)
    resident = residents.tell(
        work, residents.meet(work), name=draft.name, phone=draft.phone, community=community
    )
    work.leave()
    portrait = residents.portrait(work, resident, called=work.here.called)
    work.say(
        L(
            "Thank you. With an alarm, the officers see:\n{about}",
            about=cards.about(work, portrait),
        ),
        keyboard=MENU,
    )
