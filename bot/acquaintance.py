"""What bot and Telegram tell each other at start-up: our name, which of the officers' groups make topics,
and how the bot presents itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from pydantic import BaseModel

from bot.health import Troubles
from bot.profile import present
from bot.settings import Settings
from bot.telegram import Me, NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from db import leaders
from db.engine import Database, is_trouble
from services import groups
from services.rooms import read_station
from services.turn import House
from services.work import Work

PAUSE = 1.0  # seconds between two tries
PATIENCE = 1.0  # seconds that the desk waits for our name: commands may be left over

log = structlog.get_logger()


class _Chat(BaseModel):
    """What we need of getChat's answer."""

    is_forum: bool = False


async def insist(call: Callable[[], Awaitable[object]], troubles: Troubles) -> None:
    """Until Telegram has done it."""
    while True:
        try:
            await call()
        except (NotSentError, UnansweredError, RefusedByTelegramError) as error:
            troubles.tell("door", f"Telegram does not open it: {type(error).__name__}")
            await asyncio.sleep(PAUSE)
        else:
            troubles.over("door")
            return


async def introduce(
    telegram: Telegram, house: House, database: Database, troubles: Troubles
) -> None:
    """Learns our own name, without which nobody knows which commands of a group are ours, and writes it
    down for a start at which Telegram is not there."""

    async def ask() -> None:
        house.own_name = (await telegram.ask(Me, "getMe")).username

    await insist(ask, troubles)
    try:
        await asyncio.to_thread(_remember, database, house.own_name)
    except Exception as error:
        if not is_trouble(error):
            raise
        log.warning("our own name was not written down")


def _remember(database: Database, name: str) -> None:
    with database.writing() as connection:
        leaders.remember_name(connection, name)


async def make(
    telegram: Telegram,
    settings: Settings,
    database: Database,
    order: Callable[[Callable[[Work], None]], None],
) -> None:
    """Gives up quietly what Telegram or the database does not answer, until the next start."""
    try:
        chats = await asyncio.to_thread(_groups, database)
    except Exception as error:
        if not is_trouble(error):
            raise
        chats = []
    for chat in chats:
        try:
            told = await telegram.ask(_Chat, "getChat", {"chat_id": chat})
        except (NotSentError, UnansweredError, RefusedByTelegramError) as error:
            log.warning("a group could not be asked", error=type(error).__name__)
        else:
            order(partial(groups.learn, chat_id=chat, forum=told.is_forum))
    await present(telegram, settings.default_locale)


def _groups(database: Database) -> list[int]:
    with database.reading() as connection:
        station = read_station(connection)
    return [] if station is None else [one.chat_id for one in station.groups.values() if one.alarms]
