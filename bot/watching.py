"""The bot looks after itself where no update and no transaction would tell: its webhook, and whether
anybody watches it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from pydantic import BaseModel

from bot.intake.webhook import Webhook
from bot.proof import Proof, Sign
from bot.telegram import NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from jobs import watchdog as job
from services.work import Work

log = structlog.get_logger()

HOOK = 15.0  # seconds between two questions how the webhook does
UNWATCHED = 120.0  # seconds without a look of the watchdog until the officers hear of it
WATCH = 0.05  # seconds between two looks at the clock, which the sandbox may have moved


class _Webhook(BaseModel):
    """What we need of getWebhookInfo's answer."""

    url: str
    pending_update_count: int
    last_error_date: int | None = None


class Hook:
    """Our webhook as Telegram tells of it. It keeps the date of its last error until the webhook is set
    anew, so only another date is another error: that one counts until an update has come in since, or
    none waits."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._error_at: int | None = None
        self._failed_after: int | None = None  # updates that had come in

    def is_ours(self, told: _Webhook) -> bool:
        return told.url == self._url

    def delivers(self, told: _Webhook, came: int) -> bool:
        """Whether updates come in, by what Telegram says and how many have come so far."""
        if told.last_error_date != self._error_at:
            self._error_at = told.last_error_date
            self._failed_after = came if told.last_error_date is not None else None
        if not told.pending_update_count or came > (self._failed_after or 0):
            self._failed_after = None
        return self._failed_after is None


async def hook(telegram: Telegram, asked: dict[str, Any], webhook: Webhook, proof: Proof) -> None:
    """No update says nothing of a webhook; Telegram does: whose it is, and what it could not deliver
    (core.telegram.org/bots/api#webhookinfo). One that somebody took over is set again."""
    ours = Hook(asked["url"])
    while True:
        with suppress(NotSentError, UnansweredError, RefusedByTelegramError):
            told = await telegram.ask(_Webhook, "getWebhookInfo")
            if not ours.is_ours(told):
                log.warning("the webhook was taken away; it is set again")
                await telegram.call("setWebhook", asked)
            elif ours.delivers(told, webhook.came):
                proof.give(Sign.UPDATES)
        await asyncio.sleep(HOOK)


async def watchdog(proof: Proof, order: Callable[[Callable[[Work], None]], None]) -> None:
    """The officers hear when the watchdog does not look any more, and when it does again."""
    silent = False
    while True:
        await asyncio.sleep(WATCH)
        if (proof.unwatched() > UNWATCHED) is not silent:
            silent = not silent
            order(job.is_silent if silent else job.is_back)
