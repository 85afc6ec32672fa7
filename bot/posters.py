"""Links for posters: each opens the bot, which then asks whether one lives in that community."""

from __future__ import annotations

from bot.plainly import MendableError
from bot.settings import Settings
from bot.telegram import Me, NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from db import migrations
from db.engine import Database
from services.rooms import read_station


async def links(settings: Settings) -> list[tuple[str, str, str]]:
    """Code, Chinese and English name, and link of each community.

    Raises MendableError without a district, or when Telegram does not say what the bot is called.
    A link carries 64 signs of [A-Za-z0-9_-] at most (core.telegram.org/bots/features#deep-linking),
    a code has 16 of them.
    """
    database = Database(settings.database_url)
    migrations.check(database)
    with database.reading() as connection:
        station = read_station(connection)
    database.close()
    if station is None:
        raise MendableError("No district is there yet: run `maplebridge district import FILE`.")
    name = await _username(settings)
    return [
        (
            each.code,
            f"{each.names['zh_Hans']} {each.names['en']}",
            f"https://t.me/{name}?start=c_{each.code}",
        )
        for each in station.communities.values()
    ]


async def _username(settings: Settings) -> str:
    async with Telegram(settings.bot_api_url, settings.bot_token.get_secret_value()) as telegram:
        try:
            me = await telegram.ask(Me, "getMe")
        except RefusedByTelegramError:
            mend = "Telegram does not know the BOT_TOKEN: get one from @BotFather."
            raise MendableError(mend) from None
        except (NotSentError, UnansweredError):
            raise MendableError("Telegram does not answer at BOT_API_URL.") from None
    return me.username
