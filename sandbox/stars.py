"""Telegram Stars of a bot: what it has, and what it pays for speaking faster than is free."""

from typing import TYPE_CHECKING

from sandbox.records import Bot, Chat
from sandbox.refusals import Json

if TYPE_CHECKING:
    from sandbox.world import World

TENTH = 100_000_000  # nanostars
_TOGETHER = 60  # seconds in which what is paid for speed makes one transaction


def count(world: "World", bot: Bot, chat: Chat, p: Json) -> None:
    """Count something a bot says or changes; refuse it when it is too fast, let it pay if it may."""
    if world.limits is None:
        return
    purse = bot.purse if p.get("allow_paid_broadcast") else None
    now = world.clock.now()
    if paid := world.limits.take(bot.id, chat.id, now, purse=purse):
        _pay(bot, paid, now)


def give(bot: Bot, stars: float, now: float) -> None:
    """Put Telegram Stars on a bot's balance; a tenth is the smallest part."""
    tenths = round(stars * 10)
    bot.purse += tenths
    _write_down(bot, tenths, now, {"source": {"type": "other"}})


def _pay(bot: Bot, tenths: int, now: float) -> None:
    bot.purse -= tenths
    last = bot.payments[-1] if bot.payments else {}
    if "receiver" in last and now - last["date"] < _TOGETHER:
        amount = last["tenths"] + tenths
        last["receiver"] = _for_speed(last["receiver"]["request_count"] + 1)
        last |= {"tenths": amount}
    else:
        _write_down(bot, tenths, now, {"receiver": _for_speed(1)})


def _for_speed(requests: int) -> Json:
    return {"type": "telegram_api", "request_count": requests}


def _write_down(bot: Bot, tenths: int, now: float, who: Json) -> None:
    number = f"{bot.id}_{len(bot.payments) + 1}"
    bot.payments.append({"id": number, "tenths": tenths, "date": int(now), **who})


def amount(tenths: int) -> Json:
    """A number of tenths as the Bot API writes Stars: whole ones, and a billionth's number."""
    whole, part = divmod(tenths, 10)
    return {"amount": whole, "nanostar_amount": part * TENTH} if part else {"amount": whole}


def transactions(bot: Bot, offset: int, limit: int) -> list[Json]:
    """What changed the balance, as `StarTransaction`s, oldest first as Telegram gives them."""
    wire = []
    for payment in bot.payments[offset : offset + limit]:
        plain = {name: value for name, value in payment.items() if name != "tenths"}
        wire.append(plain | amount(payment["tenths"]))
    return wire
