"""The polling door: asks Telegram for updates, and confirms what is committed by asking for what
comes after it. Nothing is ever confirmed that is not filed."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import structlog

from bot.health import Troubles
from bot.intake.door import Door
from bot.proof import Proof, Sign
from bot.telegram import (
    NotSentError,
    RefusedByTelegramError,
    Telegram,
    UnansweredError,
    UnreadableAnswerError,
)
from bot.updates import KINDS

log = structlog.get_logger()

LONG = 25  # seconds that Telegram holds an empty answer
STAND_BY = 3.0  # seconds, when another poller is at work
PAUSE = 1.0  # seconds after a failure
MOST = 100  # updates in one answer
_NUMBER = re.compile(rb'"update_id"\s*:\s*(\d{1,18})(?!\d)')


class Polling:
    """Runs until stop()."""

    def __init__(self, telegram: Telegram, door: Door, troubles: Troubles, proof: Proof) -> None:
        self._telegram = telegram
        self._door = door
        self._troubles = troubles
        self._proof = proof
        self._most = MOST

    async def run(self) -> None:
        """Until cancelled. Pending updates are never dropped."""
        offset: int | None = None
        while True:
            updates = await self._ask(offset)
            if updates is None:
                continue
            if not updates:
                # All is confirmed. Asked without an offset, ids that start anew below it are seen.
                offset = None
                continue
            await self._file(updates)
            offset = await self._behind(updates)

    async def _behind(self, updates: list[Any]) -> int | None:
        """The offset that confirms them; None when none has a number, and then they come again."""
        numbers = _numbers(updates)
        if numbers:
            return max(numbers) + 1
        await asyncio.sleep(PAUSE)
        return None

    async def _ask(self, offset: int | None) -> list[Any] | None:
        asked: dict[str, Any] = {
            "timeout": LONG,
            "limit": self._most,
            "allowed_updates": list(KINDS),
        }
        if offset is not None:
            asked["offset"] = offset
        try:
            updates = await self._telegram.ask(list[Any], "getUpdates", asked, wait=LONG)
        except RefusedByTelegramError as refusal:
            if refusal.code == 409:
                self._troubles.tell("polling", "another programme polls with this bot's token")
                await asyncio.sleep(STAND_BY)
            else:
                self._troubles.tell("polling", f"Telegram refuses: {refusal.code}")
                await asyncio.sleep(refusal.retry_after or PAUSE)
            return None
        except UnreadableAnswerError as answer:
            return await self._single_out(answer.body)
        except (NotSentError, UnansweredError):
            self._troubles.tell("polling", "Telegram does not answer")
            await asyncio.sleep(PAUSE)
            return None
        self._troubles.over("polling")
        self._proof.give(Sign.UPDATES)
        self._most = min(MOST, 2 * self._most)
        return updates

    async def _single_out(self, body: bytes) -> list[Any] | None:
        """Asks for one at a time until the update that is no JSON comes alone; that one is filed raw
        for the desk to set aside, because unconfirmed it would come back for ever."""
        if self._most > 1:
            self._most = 1
            return None
        number = _NUMBER.search(body)
        if number is None:
            self._troubles.tell("polling", "Telegram's answer can't be read")
            await asyncio.sleep(PAUSE)
            return None
        self._most = MOST
        return [{"update_id": int(number[1]), "unreadable": body.decode("utf-8", "replace")}]

    async def _file(self, updates: list[Any]) -> None:
        while True:
            try:
                await self._door.file(updates)
            except Exception as error:  # whatever it is, these updates are not confirmed
                self._troubles.tell("door", f"updates can't be kept: {type(error).__name__}")
                await asyncio.sleep(PAUSE)
            else:
                self._troubles.over("door")
                return


def _numbers(updates: list[Any]) -> list[int]:
    numbers = [update.get("update_id") for update in updates if isinstance(update, dict)]
    return [number for number in numbers if isinstance(number, int) and number < 2**63 - 1]
