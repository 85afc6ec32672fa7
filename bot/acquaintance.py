"""What bot and Telegram tell each other at start-up: which of the officers' groups make topics, and how
the bot presents itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from bot.profile import present
from bot.settings import Settings
from bot.telegram import NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from db.engine import Database, is_trouble
from services import groups
from services.rooms import read_station
from services.work import Work

log = structlog.get_logger()


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
            found = await telegram.call("getChat", {"chat_id": chat})
        except (NotSentError, UnansweredError, RefusedByTelegramError) as error:
            log.warning("a group could not be asked", error=type(error).__name__)
        else:
            order(partial(groups.learn, chat_id=chat, forum=bool(found.get("is_forum"))))
    await present(telegram, settings.default_locale)


def _groups(database: Database) -> list[int]:
    with database.reading() as connection:
        station = read_station(connection)
    return [] if station is None else [one.chat_id for one in station.groups.values() if one.alarms]
