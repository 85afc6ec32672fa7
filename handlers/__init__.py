"""The conversations, in the order in which they are asked: the alarm first, the honest "I did not
understand" last."""

from __future__ import annotations

from aiogram import Router

from handlers.officers import alerts as officers_alerts
from handlers.officers import groups
from handlers.residents import alerts, anything, residents

ROUTERS: tuple[Router, ...] = (
    alerts.router,
    officers_alerts.router,
    groups.router,
    residents.router,
    groups.moved,
    alerts.open_alarm,
    anything.router,
)
