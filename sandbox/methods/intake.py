"""How a bot gets its updates: getUpdates and the webhook."""

import re

from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.updates import Waiting
from sandbox.webhook import Hook
from sandbox.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, bot: Bot, p: Json) -> list[Waiting]:
    if isinstance(p.get("allowed_updates"), list):
        bot.updates.allowed = frozenset(p["allowed_updates"])
    limit = min(max(p.get("limit", 100), 1), 100)
    return await bot.updates.poll(p.get("offset", 0), limit, min(p.get("timeout", 0), 50))


async def set_webhook(world: World, bot: Bot, p: Json) -> bool:
    url, secret = p.get("url", ""), p.get("secret_token") or None
    if not url:
        return await delete_webhook(world, bot, p)
    # Telegram wants https; on a desk plain http is enough as long as nothing leaves it.
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)\b", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and len(secret) > 256:
        raise bad("secret token is too long")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if p.get("drop_pending_updates"):
        bot.updates.drop()
    if isinstance(p.get("allowed_updates"), list):
        bot.updates.allowed = frozenset(p["allowed_updates"])
    bot.hook = Hook(url, secret, min(max(p.get("max_connections", 40), 1), 100))
    bot.updates.pushed = True
    bot.updates.end_poll("terminated by setWebhook request")
    world.hook_changed(bot)
    return True


async def delete_webhook(world: World, bot: Bot, p: Json) -> bool:
    bot.hook = None
    bot.updates.pushed = False
    if p.get("drop_pending_updates"):
        bot.updates.drop()
    world.hook_changed(bot)
    return True


async def get_webhook_info(world: World, bot: Bot, p: Json) -> Json:
    bot.updates.expire()
    info: Json = {
        "url": bot.hook.url if bot.hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates.items),
    }
    if bot.hook:
        info["max_connections"] = bot.hook.max_connections
        if bot.hook.error:
            info["last_error_date"], info["last_error_message"] = bot.hook.error
    if bot.updates.allowed:
        info["allowed_updates"] = sorted(bot.updates.allowed)
    return info


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
