"""Officers take an alarm, go there and end it. Each press is judged again: who, where, in which state."""

from __future__ import annotations

import re
from datetime import timedelta

from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from cards import alerts as cards
from cards import choices, readings
from cards import responses as looks
from cards.keyboards import MENU
from db.alerts import Alert
from handlers.conversation import Conversation
from handlers.filters import Asks, At, Pressed, Said
from locales import L, Phrase
from services import officers, responses, talks
from services.conversing import Question
from services.refusals import RefusedError
from services.work import Work

# "/case 12" and "/case_12", each with the bot's name or without; a database holds 18 digits.
NUMBERED = re.compile(r"/\w+?(?:@\w+)?[\s_]+(\d{1,18})\b", re.ASCII)


class Step(Question, lasts=timedelta(minutes=15), again=L("📝 Note")):
    NOTE = "alerts:note"


class Draft(BaseModel):
    """To which alarm the note belongs."""

    number: int


router = Conversation("alerts")


@router.message(Asks("open"))
async def list_open(_: Message, work: Work) -> None:
    work.say(readings.under_way(work, responses.under_way(work)))


@router.message(Asks("case"))
async def look_up(message: Message, work: Work) -> None:
    asked = NUMBERED.match(message.text or "")
    if asked is None:
        raise RefusedError(L("Please write the number too, as in /case 12."))
    before = responses.case(work, int(asked[1]))
    alert = responses.look_up(work, before.id)
    where = talks.thread_of(alert)
    if work.here.private:
        if work.here.person_id not in (before.called or []):
            return  # the card comes now
        where = talks.in_private(alert)
    elif before.rolled:
        return  # its card comes below
    work.send(work.here.chat_id, L("⬆️ Alarm {number} is here.", number=alert.id), thread=where)


@router.callback_query(Pressed(cards.Accept))
async def accept(_: CallbackQuery, press: cards.Accept, work: Work) -> None:
    before = responses.case(work, press.number)
    alert = responses.accept(work, press.number)
    if alert.officer_id == before.officer_id:
        _tell_confirmed(work, before)
        return
    if alert.room_id != before.room_id:
        talks.follow(work, alert)
    work.answer(L("Alarm {number} is yours.", number=alert.id))
    officer = officers.named(work, alert.officer_id)
    _tell(work, alert, L("✋ <b>{officer} has accepted your alarm.</b>", officer=officer))


@router.callback_query(Pressed(cards.Confirm))
async def confirm(_: CallbackQuery, press: cards.Confirm, work: Work) -> None:
    before = responses.case(work, press.number)
    responses.confirm(work, press.number)
    _tell_confirmed(work, before)


def _tell_confirmed(work: Work, before: Alert) -> None:
    work.answer(L("Thank you. Alarm {number} stays open.", number=before.id))
    if before.recalled_at is not None:
        officer = officers.named(work, before.officer_id)
        _tell(work, before, L("👌 <b>{officer}</b> knows that you called again.", officer=officer))


@router.callback_query(Pressed(cards.SetOut))
async def set_out(_: CallbackQuery, press: cards.SetOut, work: Work) -> None:
    alert = responses.set_out(work, press.number, press.minutes)
    work.answer(L("The resident sees that you are coming."))
    _tell(
        work,
        alert,
        L(
            "🚗 <b>{officer} is on the way</b>: about {minutes} minutes.",
            officer=officers.named(work, alert.officer_id),
            minutes=press.minutes,
        ),
    )


@router.callback_query(Pressed(cards.Arrive))
async def arrive(_: CallbackQuery, press: cards.Arrive, work: Work) -> None:
    alert = responses.arrive(work, press.number)
    work.answer(L("The resident sees that you are there."))
    officer = officers.named(work, alert.officer_id)
    _tell(work, alert, L("📍 <b>{officer} has arrived.</b>", officer=officer))


@router.callback_query(Pressed(cards.NeedHelp))
async def need_help(_: CallbackQuery, press: cards.NeedHelp, work: Work) -> None:
    responses.need_help(work, press.number)
    work.answer(L("Your colleagues are being called."))


@router.callback_query(Pressed(cards.HandOver))
async def ask_to_whom(_: CallbackQuery, press: cards.HandOver, work: Work) -> None:
    alert = responses.to_hand_over(work, press.number)
    work.send(
        work.here.chat_id,
        L("🔀 Alarm {number}: to whom?", number=alert.id),
        buttons=choices.targets(work, alert),
        thread=talks.thread_of(alert),
    )


@router.callback_query(Pressed(cards.ToOfficer))
async def hand_to_officer(_: CallbackQuery, press: cards.ToOfficer, work: Work) -> None:
    alert = responses.hand_to_officer(work, press.number, press.officer)
    colleague = officers.named(work, alert.officer_id)
    work.replace(L("🔀 Alarm {number} is with {officer}.", number=alert.id, officer=colleague))
    _tell(work, alert, L("👮 <b>{officer}</b> has your alarm now.", officer=colleague))


@router.callback_query(Pressed(cards.ToRoom))
async def hand_to_room(_: CallbackQuery, press: cards.ToRoom, work: Work) -> None:
    before = responses.case(work, press.number)
    alert = responses.hand_to_room(work, press.number, press.room)
    work.replace(readings.handed_on(work, alert))
    looks.take_leave(work, alert, before.called or [])
    talks.follow(work, alert)
    _tell(work, alert, L("🔀 Your alarm {number} is with another room now.", number=alert.id))


@router.callback_query(Pressed(cards.Close))
async def close(_: CallbackQuery, press: cards.Close, work: Work) -> None:
    alert = responses.close(work, press.number, press.outcome)
    work.answer(L("Alarm {number} is closed.", number=alert.id))
    over = L(
        "🏁 Your alarm {number} is closed. Press 🆘 again whenever you need us.", number=alert.id
    )
    # The key that shares a place goes, unless they are in the middle of something with its own keys.
    busy = work.turn.place((alert.resident_id, alert.resident_id)) is not None
    keys = None if busy else MENU
    work.send(alert.resident_id, over, silent=alert.silent, keyboard=keys)


@router.callback_query(Pressed(cards.Flag))
async def flag(_: CallbackQuery, press: cards.Flag, work: Work) -> None:
    responses.flag(work, press.number)
    work.answer(L("Marked. Their next alarm still comes at once."))


@router.callback_query(Pressed(cards.Note))
async def ask_note(_: CallbackQuery, press: cards.Note, work: Work) -> None:
    alert = responses.ended(work, press.number)
    if work.here.forum:
        work.answer(L("Please write it below the alarm in the group: the topic is closed."))
    work.ask(
        Step.NOTE,
        Draft(number=alert.id),
        L("📝 What shall stand in the file of alarm {number}?", number=alert.id),
        thread=talks.beside(alert),
    )


@router.message(At(Step.NOTE), Said.text)
async def take_note(_: Message, words: str, work: Work) -> None:
    alert = responses.note(work, work.draft(Draft).number, words)
    work.leave()
    work.send(
        work.here.chat_id,
        L("📝 Kept with alarm {number}.", number=alert.id),
        thread=talks.beside(alert),
    )


def _tell(work: Work, alert: Alert, words: Phrase) -> None:
    """The resident hears it beside their card, without a sound if the alarm is silent."""
    work.send(alert.resident_id, words, silent=alert.silent)
