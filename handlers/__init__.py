"""The conversations, in the order in which they are asked: the alarm first, the honest "I did not
understand" last."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject

import services.groups
import services.reach
from handlers.officers import alerts as officers_alerts
from handlers.officers import bookings as officers_bookings
from handlers.officers import (
    errands,
    groups,
    officers,
    plates,
    reports,
    rollups,
    walk_ins,
    weeks,
    windows,
)
from handlers.officers import talks as officers_talks
from handlers.residents import (
    alerts,
    anything,
    bookings,
    cases,
    consents,
    greetings,
    residents,
    visits,
    waits,
)
from services.work import Work

ROUTERS: tuple[Router, ...] = (
    alerts.router,
    officers_alerts.router,
    rollups.router,
    officers_talks.quick,
    officers_talks.router,
    officers.router,
    reports.router,
    weeks.router,
    plates.router,
    groups.router,
    groups.changes,
    # Whoever begins something new is in the middle of something else: what begins stands before
    # what waits for any words.
    officers_bookings.router,
    errands.router,
    windows.router,
    walk_ins.router,
    bookings.router,
    visits.router,
    waits.router,
    greetings.router,
    cases.router,
    consents.router,
    residents.router,
    greetings.waiting,
    bookings.waiting,
    alerts.open_alarm,
    groups.strange,
    anything.router,
)


async def converse(kind: str, event: TelegramObject, work: Work) -> None:
    """Hands an update of that kind ("message") to the first conversation that wants it.

    aiogram's Dispatcher would do the same below three layers that nobody here uses: its FSM, its
    context of user and chat, and its net for errors. They took about a sixth of the desk's time.
    """
    if not work.here.private:
        services.groups.notice(work)
    elif kind != "my_chat_member":  # whoever writes or presses takes messages
        services.reach.find(work, work.here.person_id)
    for router in ROUTERS:
        if await router.propagate_event(kind, event, work=work) is not UNHANDLED:
            return
