"""What is asked first of an update: the one place in which the order of conversations stands."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Message, TelegramObject

import services.groups
import services.reach
from cards.keyboards import MENU, PLACE
from handlers import questions
from handlers.conversation import Conversation, Conversations
from handlers.filters import is_for_another_bot
from handlers.officers import alerts as officers_alerts
from handlers.officers import bookings as officers_bookings
from handlers.officers import (
    errands,
    groups,
    officers,
    plates,
    reports,
    rollups,
    unread,
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

# In any order: each says itself what it begins, waits for and knows as a button.
CONVERSATIONS: tuple[Conversation, ...] = (
    alerts.router,
    bookings.router,
    cases.router,
    consents.router,
    errands.router,
    greetings.router,
    groups.router,
    officers.router,
    officers_alerts.router,
    officers_bookings.router,
    officers_talks.quick,
    plates.router,
    questions.router,
    reports.router,
    residents.router,
    rollups.router,
    unread.router,
    visits.router,
    waits.router,
    walk_ins.router,
    weeks.router,
    windows.router,
)
KNOWN = Conversations(CONVERSATIONS, first=alerts.router)


async def converse(kind: str, event: TelegramObject, work: Work) -> None:
    """Hands an update of that kind ("message") to whom it is for.

    aiogram's Dispatcher would ask router after router, below three layers that nobody here uses: its
    FSM, its context of user and chat, and its net for errors.
    """
    if not work.here.private:
        services.groups.notice(work)
        if isinstance(event, Message) and is_for_another_bot(event, work):
            return
    elif kind != "my_chat_member":  # whoever writes or presses takes messages
        services.reach.find(work, work.here.person_id)
    if isinstance(event, CallbackQuery):
        if not await KNOWN.pressed(event, work):
            await _offered(kind, event, work, anything.router)
    elif isinstance(event, Message) and kind == "message":
        await _hear(event, work)
    else:  # an edited message, or what a group tells of itself
        await _offered(
            *(kind, event, work),
            *(officers_talks.router, alerts.open_alarm, groups.changes, anything.router),
        )


async def _hear(message: Message, work: Work) -> None:
    """Whose a message is."""
    # 1. What begins something, the alarm before all else: wherever somebody stands, a command or a key is
    #    never the answer to a question.
    if await KNOWN.begins(message, work):
        return
    # 2. A reply goes to what it replies to: an officer's to an alarm goes to its resident.
    if await _offered("message", message, work, officers_talks.router):
        return
    # 3. All else that somebody says in private while their alarm is open is for the officers.
    if questions.is_old_key(message, work, KNOWN) and not work.may_ask:
        questions.old_key(work, (*PLACE, *MENU), silent=True)
        return
    if await _offered("message", message, work, alerts.open_alarm):
        return
    # 4. A question that waits: in private for what is said next, in a group for a reply to itself.
    if await questions.take(message, work, KNOWN):
        return
    # 5. What a group tells of itself, and the honest "I did not understand".
    await _offered("message", message, work, groups.changes, groups.strange, anything.router)


async def _offered(kind: str, event: TelegramObject, work: Work, *routers: Router) -> bool:
    """Whether one of these took it."""
    for router in routers:
        if await router.propagate_event(kind, event, work=work) is not UNHANDLED:
            return True
    return False
