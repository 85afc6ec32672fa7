"""A resident raises the alarm with one press; while it is open, all they say goes to the officers.

Handlers of the alarm are asked first and look at no step: the keys work in the middle of anything.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Location, Message
from pydantic import BaseModel

from cards import alerts as cards
from cards import talks as passed_on
from cards.keyboards import MENU, ONLY_SKIP_WORD, PLACE, SKIP_WORD
from db.alerts import Alert
from handlers.conversation import Conversation
from handlers.filters import PRIVATE, Asks, At, Pressed, Said, Shared, command, saying_of
from locales import L
from services import alerts, talks
from services.conversing import Question
from services.speech import ALARM, SILENT_ALARM
from services.talks import Saying
from services.work import Work


class Step(Question, lasts=timedelta(minutes=30), again=L("⭐ the stars once more")):
    REVIEW = "alerts:review"


class Draft(BaseModel):
    """Which alarm the word is about."""

    number: int


router = Conversation("alerts")
KEYS = Asks(ALARM, SILENT_ALARM)
open_alarm = Router(name="open alarm")  # all that its resident says in private, and does not begin


@router.message(PRIVATE, Asks(SILENT_ALARM))
async def raise_silently(message: Message, work: Work) -> None:
    _told(alerts.raise_alert(work, silent=True), message, work)


@router.message(PRIVATE, Asks("alarm", ALARM))
async def raise_alarm(message: Message, work: Work) -> None:
    _told(alerts.raise_alert(work, silent=False), message, work)


@router.message(~PRIVATE, Asks("alarm", ALARM, SILENT_ALARM))
async def elsewhere(_: Message, work: Work) -> None:
    work.say(L("The alarm works in the private chat with me, so that I know whom to help."))


@router.callback_query(PRIVATE, Pressed(cards.Kind))
async def take_kind(_: CallbackQuery, press: cards.Kind, work: Work) -> None:
    alerts.tell_kind(work, press.number, press.kind)
    work.answer(L("The officers see it."))


@router.callback_query(PRIVATE, Pressed(cards.Mistap))
async def take_mistap(_: CallbackQuery, press: cards.Mistap, work: Work) -> None:
    alerts.tell_mistap(work, press.number)
    work.answer(L("No harm done. The officers see it."))


@router.callback_query(PRIVATE, Pressed(cards.Rate))
async def take_stars(_: CallbackQuery, press: cards.Rate, work: Work) -> None:
    alert = alerts.rate(work, press.number, press.stars)
    work.answer("⭐" * press.stars)
    if alert.review is None and work.step is None and work.may_ask:
        work.ask(
            Step.REVIEW,
            Draft(number=alert.id),
            L("Thank you. A word about it? Write it, or skip."),
            keyboard=ONLY_SKIP_WORD,
            silent=alert.silent,
        )


@router.message(At(Step.REVIEW), Asks(SKIP_WORD))
async def skip_review(_: Message, work: Work) -> None:
    work.leave()
    work.say(L("Thank you."), keyboard=MENU)


@router.message(At(Step.REVIEW), Said.text)
async def take_review(_: Message, words: str, work: Work) -> None:
    alert = alerts.review(work, work.draft(Draft).number, words)
    work.leave()
    work.say(L("Thank you. The officers read it."), keyboard=MENU, silent=alert.silent)


def _told(alert: Alert, message: Message, work: Work) -> None:
    work.leave()  # from now on words are for the officers, not the answer to an earlier question
    # What a second press does stands on a card of its own; a thousand make no thousand messages.
    if alert.presses > work.here.times:
        alerts.acknowledge(work, alert, message.message_id)
        return
    work.say(
        L("<b>Alarm {number} is recorded.</b> Can you share where you are?", number=alert.id),
        keyboard=(*PLACE, *MENU),
        silent=True,
    )


class OpenAlarm(Filter):
    """Who writes has an alarm that is not closed; the handler gets it as `alert`."""

    async def __call__(self, event: Message, work: Work) -> dict[str, Any] | bool:
        alert = None if work.may_ask else alerts.live_of(work)
        return {"alert": alert} if alert is not None else False


@open_alarm.message(OpenAlarm(), Shared.place)
async def take_place(message: Message, alert: Alert, place: Location, work: Work) -> None:
    alert = _add_place(message, alert, place, work)
    saying = saying_of(message)
    if saying is not None:  # a place that has a name
        talks.take(work, alert, saying)


@open_alarm.edited_message(OpenAlarm(), Shared.place)
async def move_place(message: Message, alert: Alert, place: Location, work: Work) -> None:
    if message.edit_date:  # else nothing has moved, and the message may be of long ago
        _add_place(message, alert, place, work)


def _add_place(message: Message, alert: Alert, place: Location, work: Work) -> Alert:
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
    live = place.live_period is not None
    return alerts.add_place(work, alert, place.latitude, place.longitude, at, live=live)


@open_alarm.message(OpenAlarm(), Said.anything)
async def pass_on(_: Message, alert: Alert, saying: Saying, work: Work) -> None:
    talks.take(work, alert, saying)
    if not saying.whole:
        work.say(passed_on.ONLY_WORDS, silent=alert.silent)


@open_alarm.edited_message(OpenAlarm(), Said.anything)
async def correct(message: Message, alert: Alert, saying: Saying, work: Work) -> None:
    if not _is_a_press(message.text or "", work):
        talks.correct(work, alert, saying)


def _is_a_press(text: str, work: Work) -> bool:
    """A key of the alarm, or a command without a word behind it: what was asked for and not said."""
    alone = len(text.split()) == 1 and command(text, work) is not None
    return alone or KEYS.asked_by(text, work)


@open_alarm.message(OpenAlarm())
async def not_possible(_: Message, alert: Alert, work: Work) -> None:
    work.say(
        L("That I can't pass on. Words, pictures, voice and places reach the officers."),
        silent=alert.silent,
    )
