"""The conversations, in the order in which they are asked: the alarm first, the honest "I did not
understand" last."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject

from handlers.officers import alerts as officers_alerts
from handlers.officers import groups, officers
from handlers.residents import alerts, anything, residents
from services.work import Work

ROUTERS: tuple[Router, ...] = (
    alerts.router,
    officers_alerts.router,
    officers.router,
    groups.router,
    groups.changes,
    residents.router,
    alerts.open_alarm,
    groups.strange,
    anything.router,
)


async def converse(kind: str, event: TelegramObject, work: Work) -> None:
    """Hands an update of that kind ("message") to the first conversation that wants it.

    aiogram's Dispatcher would do the same below three layers that nobody here uses: its FSM, its
    context of user and chat, and its net for errors. They took about a sixth of the desk's time.
    """
    for router in ROUTERS:
        if await router.propagate_event(kind, event, work=work) is not UNHANDLED:
            return
