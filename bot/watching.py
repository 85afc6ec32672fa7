"""The bot looks after itself where no update and no transaction would tell: its webhook, and whether
anybody watches it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from pydantic import BaseModel

from bot.proof import Proof, Sign
from bot.telegram import NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from jobs import watchdog as job
from services.work import Work

HOOK = 15.0  # seconds between two questions how the webhook does
UNWATCHED = 120.0  # seconds without a look of the watchdog until the officers hear of it
WATCH = 0.05  # seconds between two looks at the clock, which the sandbox may have moved


class _Webhook(BaseModel):
    """What we need of getWebhookInfo's answer."""

    url: str
    pending_update_count: int
    last_error_date: int | None = None


async def hook(telegram: Telegram, url: str, proof: Proof) -> None:
    """No update says nothing of a webhook; Telegram does: whose it is, and what it could not deliver
    (core.telegram.org/bots/api#webhookinfo)."""
    while True:
        with suppress(NotSentError, UnansweredError, RefusedByTelegramError):
            told = await telegram.ask(_Webhook, "getWebhookInfo")
            stuck = told.pending_update_count and told.last_error_date is not None
            if told.url == url and not stuck:
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
