"""A resident raises the alarm with one press; while it is open, all they say goes to the officers.

Handlers of the alarm stand first and look at no step: the keys work in the middle of anything.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Location, Message

from cards.keyboards import MENU, PLACE
from db.alerts import Alert
from handlers.filters import PRIVATE, Asks, Conversation, Said, Shared
from locales import L
from services import alerts
from services.speech import ALARM, SILENT_ALARM
from services.work import Work

router = Conversation("alerts", begins=("alarm", ALARM, SILENT_ALARM))
open_alarm = Router(name="open alarm")  # stands last: what no conversation wanted


@router.message(PRIVATE, Asks(SILENT_ALARM))
async def raise_silently(_: Message, work: Work) -> None:
    _told(alerts.raise_alert(work, silent=True), work)


@router.message(PRIVATE, Asks("alarm", ALARM))
async def raise_alarm(_: Message, work: Work) -> None:
    _told(alerts.raise_alert(work, silent=False), work)


@router.message()
async def elsewhere(_: Message, work: Work) -> None:
    work.say(L("The alarm works in the private chat with me, so that I know whom to help."))


def _told(alert: Alert, work: Work) -> None:
    work.leave()  # from now on words are for the officers, not the answer to an earlier question
    # A second press changes the cards, which say so; a thousand presses make no thousand messages.
    if alert.presses > 1:
        return
    work.say(
        L("<b>Alarm {number} is recorded.</b> Can you share where you are?", number=alert.id),
        keyboard=(*PLACE, *MENU),
        silent=True,
    )


class OpenAlarm(Filter):
    """Who writes has an alarm that is not closed; the handler gets it as `alert`."""

    async def __call__(self, event: Message, work: Work) -> dict[str, Any] | bool:
        alert = alerts.live_of(work) if work.here.private else None
        return {"alert": alert} if alert is not None else False


@open_alarm.message(OpenAlarm(), Shared.place)
@open_alarm.edited_message(OpenAlarm(), Shared.place)
async def take_place(message: Message, alert: Alert, place: Location, work: Work) -> None:
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
    alerts.add_place(work, alert, place.latitude, place.longitude, at)


@open_alarm.message(OpenAlarm(), Said.text)
@open_alarm.edited_message(OpenAlarm(), Said.text)
async def take_words(message: Message, alert: Alert, words: str, work: Work) -> None:
    edited = message.edit_date is not None
    alerts.add_words(work, alert, message.message_id, words, edited=edited)


@open_alarm.message(OpenAlarm())
async def not_yet(_: Message, alert: Alert, work: Work) -> None:
    work.say(
        L("I can pass on words and places only. Please write what we should know."),
        silent=alert.silent,
    )
