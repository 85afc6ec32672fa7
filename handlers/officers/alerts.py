"""Officers take an alarm and end it. Each press is judged again: who, where, and in which state."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from cards import alerts as cards
from handlers.filters import Conversation, Pressed
from locales import L
from services import alerts, officers
from services.refusals import RefusedError
from services.work import Work

router = Conversation("alerts")


@router.callback_query(Pressed(cards.Accept))
async def accept(_: CallbackQuery, press: cards.Accept, work: Work) -> None:
    alert = alerts.accept(work, press.number)
    work.answer(L("Alarm {number} is yours.", number=alert.id))
    work.send(
        alert.resident_id,
        L(
            "✋ <b>{officer} has accepted your alarm.</b>",
            officer=officers.named(work, alert.officer_id),
        ),
        silent=alert.silent,
    )


@router.callback_query(Pressed(cards.Close))
async def close(_: CallbackQuery, press: cards.Close, work: Work) -> None:
    if press.outcome not in cards.OUTCOMES:
        raise RefusedError(L("This button does not work any more."))
    alert = alerts.close(work, press.number, press.outcome)
    work.answer(L("Alarm {number} is closed.", number=alert.id))
    work.send(
        alert.resident_id,
        L(
            "🏁 Your alarm {number} is closed. Press 🆘 again whenever you need us.",
            number=alert.id,
        ),
        silent=alert.silent,
    )
