"""An officer answers the resident: a reply to the alarm's card or to what the resident said. What
officers write otherwise stays among them."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from cards import alerts
from cards import talks as cards
from db.alerts import Alert
from handlers.conversation import Conversation
from handlers.filters import Pressed, Said
from locales import L
from services import responses, talks
from services.talks import Saying
from services.work import Work

router = Router(name="officers' talks")
quick = Conversation("talks")


class Answers(Filter):
    """A reply to a message of ours that belongs to an alarm; the handler gets it as `alert`."""

    async def __call__(self, event: Message, work: Work) -> dict[str, Any] | bool:
        replied = event.reply_to_message
        if replied is None or replied.from_user is None:
            return False
        if replied.from_user.id != work.turn.house.bot_id:  # other bots have buttons of their own
            return False
        alert = talks.answered(work, replied.message_id, alerts.named_by(_payloads(replied)))
        return {"alert": alert} if alert is not None else False


def _payloads(message: Message) -> list[str | None]:
    keys = message.reply_markup
    return [key.callback_data for row in keys.inline_keyboard for key in row] if keys else []


@router.message(Answers(), Said.anything)
async def reply(_: Message, alert: Alert, saying: Saying, work: Work) -> None:
    talks.reply(work, alert, saying)
    if not saying.whole:
        work.say(cards.ONLY_WORDS)


@router.edited_message(Answers(), Said.anything)
async def correct(_: Message, saying: Saying, work: Work) -> None:
    talks.change_reply(work, saying)


@quick.callback_query(Pressed(cards.Quick))
async def offer(_: CallbackQuery, press: cards.Quick, work: Work) -> None:
    alert = responses.to_answer(work, press.number)
    work.send(
        work.here.chat_id,
        L("💬 Alarm {number}: what shall I tell the resident?", number=alert.id),
        buttons=cards.quick_words(alert),
        thread=talks.thread_of(alert),
    )


@quick.callback_query(Pressed(cards.Say))
async def say(_: CallbackQuery, press: cards.Say, work: Work) -> None:
    talks.reply_quickly(work, press.number, press.which)
    work.replace(L("👮 {words}", words=talks.QUICK[press.which - 1]))
