"""Telegram Stars: what the bot has, and what changed it."""

from sandbox import stars
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json
from sandbox.world import World


async def get_my_star_balance(world: World, bot: Bot, p: Json) -> Json:
    return stars.amount(bot.purse)


async def get_star_transactions(world: World, bot: Bot, p: Json) -> Json:
    limit = min(max(p.get("limit", 100), 1), 100)
    return {"transactions": stars.transactions(bot, max(p.get("offset", 0), 0), limit)}


METHODS: dict[str, Method] = {
    "getMyStarBalance": get_my_star_balance,
    "getStarTransactions": get_star_transactions,
}
