"""Who serves: joining by a one-time link, coming on duty and going off, and what a duty lead does with
the list of them."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import choices
from cards import officers as cards
from cards.keyboards import MENU
from db import officers as kept
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, At, Opened, Pressed, Said, own_name
from locales import L, Phrase
from services import invitations, officers, residents, responses
from services.conversing import Question
from services.invitations import LINK, LONGEST_NAME
from services.refusals import RefusedError
from services.work import Work


class Step(Question, lasts=timedelta(hours=1), again=L("open the link again")):
    NAME = "officers:name"


class Draft(BaseModel):
    """Which invitation was opened; the code itself is kept nowhere."""

    invitation: int


router = Conversation("officers")


# --- joining -------------------------------------------------------------------------------


@router.message(PRIVATE, Opened(LINK))
async def open_link(_: Message, payload: str, work: Work) -> None:
    invitation = invitations.opened(work, payload)
    residents.meet(work)  # so that they are spoken to in their language from now on
    serves = kept.find(work.connection, work.here.person_id)
    name = serves.name if serves else invitation.name
    if name is not None:
        _join(work, invitation.id, name)
        return
    work.ask(
        Step.NAME,
        Draft(invitation=invitation.id),
        L("Welcome to the police room. Which name shall residents read?"),
        keyboard=(),
    )


@router.message(At(Step.NAME), Said.text)
async def take_name(_: Message, words: str, work: Work) -> None:
    name = residents.require_name(words, LONGEST_NAME)
    _join(work, work.draft(Draft).invitation, name)


@router.message(At(Step.NAME))
async def ask_again(_: Message, work: Work) -> None:
    work.say(L("Please write the name, or stop with /cancel."))


def _join(work: Work, invitation: int, name: str) -> None:
    officer = invitations.join(work, invitation, name)
    work.leave()
    work.say(cards.welcome(work, officer), keyboard=MENU)


# --- inviting ------------------------------------------------------------------------------


@router.message(Asks("invite"))
async def invite(_: Message, work: Work) -> None:
    officers.leading(work)
    work.say(L("As what shall somebody join?"), buttons=cards.roles())


@router.callback_query(Pressed(cards.InviteAs))
async def invite_as(_: CallbackQuery, press: cards.InviteAs, work: Work) -> None:
    officers.leading(work)
    _known_role(press.role)
    work.replace(L("Into which room?"), buttons=cards.rooms_for(work, press.role))


@router.callback_query(Pressed(cards.InviteTo))
async def invite_to(_: CallbackQuery, press: cards.InviteTo, work: Work) -> None:
    officers.leading(work)
    _known_role(press.role)
    code = invitations.invite(work, press.room, press.role)
    bot = own_name(work)
    work.replace(cards.invitation(work, press.room, press.role, code, bot))


def _known_role(role: str) -> None:
    if role not in officers.ROLES:
        raise RefusedError(L("This button does not work any more."))


# --- duty ----------------------------------------------------------------------------------


@router.message(Asks("duty"))
async def duty(message: Message, work: Work) -> None:
    asked = (message.text or "").split()[1:2]
    if asked in (["on"], ["off"]):
        work.say(_duty(work, asked[0]))
        return
    officer = officers.serving(work)
    work.say(L("You are: {state}. Change it?", state=cards.state(officer)), buttons=cards.duty())


@router.callback_query(Pressed(cards.Duty))
async def press_duty(_: CallbackQuery, press: cards.Duty, work: Work) -> None:
    if press.state not in cards.DUTY:
        raise RefusedError(L("This button does not work any more."))
    told = _duty(work, press.state)
    if work.here.private:
        work.replace(told)
    else:  # the question stands there for everybody, each answers for themselves
        work.answer(told)
        work.say(told)


def _duty(work: Work, state: str) -> Phrase:
    officer = officers.duty(work, on=state == "on")
    if state == "off":
        for alert in responses.owned(work):
            still = L("⚠️ You still have alarm {number}. Hand it over to:", number=alert.id)
            work.say(still, buttons=choices.targets(work, alert))
    return L("{name}: {state}", name=officer.name, state=cards.DUTY[state])


# --- the list ------------------------------------------------------------------------------


@router.message(Asks("officers"))
async def list_officers(_: Message, work: Work) -> None:
    officers.leading(work)
    for room_id in work.station.rooms:
        serving = officers.of_room(work, room_id)
        work.say(cards.roster(work, room_id, serving), buttons=cards.outs(serving))


@router.callback_query(Pressed(cards.AskOut))
async def ask_out(_: CallbackQuery, press: cards.AskOut, work: Work) -> None:
    officer = officers.find(work, press.number)
    asked = L("Take {name} out? No rights from that moment on.", name=officer.name)
    work.replace(asked, buttons=cards.really(officer))


@router.callback_query(Pressed(cards.TakeOut))
async def take_out(_: CallbackQuery, press: cards.TakeOut, work: Work) -> None:
    left = responses.owned(work, press.number)
    officer = officers.take_out(work, press.number)
    work.answer(L("{name} serves no more.", name=officer.name))
    for alert in left:
        had = L(
            "⚠️ {name} had alarm {number}: it is open again.", name=officer.name, number=alert.id
        )
        work.say(had)
    _show_room(work, officer.room_id)


@router.callback_query(Pressed(cards.Stay))
async def stay(_: CallbackQuery, press: cards.Stay, work: Work) -> None:
    _show_room(work, officers.find(work, press.number).room_id)


def _show_room(work: Work, room_id: int) -> None:
    serving = officers.of_room(work, room_id)
    work.replace(cards.roster(work, room_id, serving), buttons=cards.outs(serving))
