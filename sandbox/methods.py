"""What a bot can do: one coroutine for each method of the Bot API that is built.

Each takes the world, the bot and its typed parameters, and gives the `result` or raises Refused
in Telegram's own words. A method that is not in `METHODS` is answered with 404.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import markup as keyboards
from sandbox import profile
from sandbox.entities import parse, units
from sandbox.records import Bot, Chat, Message
from sandbox.refusals import Json, Refused, bad
from sandbox.updates import CALLBACK_LIFE, Waiting
from sandbox.webhook import Hook
from sandbox.world import World

logger = logging.getLogger(__name__)

Method = Callable[[World, Bot, Json], Awaitable[Any]]
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, bot: Bot, p: Json) -> list[Waiting]:
    if isinstance(p.get("allowed_updates"), list):
        bot.updates.allowed = frozenset(p["allowed_updates"])
    limit = min(max(p.get("limit", 100), 1), 100)
    return await bot.updates.poll(p.get("offset", 0), limit, min(p.get("timeout", 0), 50))


async def set_webhook(world: World, bot: Bot, p: Json) -> bool:
    url, secret = p.get("url", ""), p.get("secret_token")
    if not url:
        return await delete_webhook(world, bot, p)
    # Telegram wants https; on a desk plain http is enough as long as nothing leaves it.
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)\b", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    if p.get("drop_pending_updates"):
        bot.updates.drop()
    if isinstance(p.get("allowed_updates"), list):
        bot.updates.allowed = frozenset(p["allowed_updates"])
    bot.hook = Hook(url, secret, p.get("max_connections", 40))
    bot.updates.pushed = True
    bot.updates.end_poll()
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


async def send_message(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return _say(world, bot, chat, p, _text(p)).wire()


async def send_location(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    latitude, longitude = p.get("latitude"), p.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise bad("location must be non-empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong coordinates specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"):
        if name in p:
            place[name] = p[name]
    return _say(world, bot, chat, p, {"location": place}).wire()


async def forward_message(world: World, bot: Bot, p: Json) -> Json:
    source, chat = _source(world, bot, p, "forward"), world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    origin = source.origin or {
        "type": "user",
        "date": source.date,
        "sender_user": source.author.wire(),
    }
    return _say(world, bot, chat, p, source.content, origin=origin).wire()


async def copy_message(world: World, bot: Bot, p: Json) -> Json:
    source, chat = _source(world, bot, p, "copy"), world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return {"message_id": _say(world, bot, chat, p, source.content).id}


async def edit_message_text(world: World, bot: Bot, p: Json) -> Json:
    message = _mine(world, bot, p)
    content = _text(p)
    if "text" not in message.content:
        raise bad("there is no text in the message to edit")
    return _edit(world, bot, message, content, p)


async def edit_message_reply_markup(world: World, bot: Bot, p: Json) -> Json:
    message = _mine(world, bot, p)
    return _edit(world, bot, message, message.content, p)


async def delete_message(world: World, bot: Bot, p: Json) -> bool:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    message = chat.messages.get(p.get("message_id", 0))
    if message is None:
        raise bad("message to delete not found")
    rights = chat.person is not None or chat.members[bot.id] == "administrator"
    too_old = world.clock.now() - message.date > 48 * 3600
    if (message.author is not bot and not rights) or (too_old and chat.person is not None):
        raise bad("message can't be deleted for everyone")
    del chat.messages[message.id]
    world.changed(chat)
    return True


async def set_message_reaction(world: World, bot: Bot, p: Json) -> bool:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    message = chat.messages.get(p.get("message_id", 0))
    if message is None:
        raise bad("message to react not found")
    message.reactions[bot.id] = p.get("reaction", [])
    world.changed(chat)
    return True


async def send_chat_action(world: World, bot: Bot, p: Json) -> bool:
    world.open_to(bot, world.chat(bot, p.get("chat_id")))
    return True


async def answer_callback_query(world: World, bot: Bot, p: Json) -> bool:
    press = bot.presses.pop(str(p.get("callback_query_id")), None)
    if press is None or world.clock.now() - press.at > CALLBACK_LIFE:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = p.get("text", "")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answer = {"text": text, "alert": bool(p.get("show_alert"))}
    if text:
        world.tell(
            {"kind": "toast", "person": press.person.id, "chat": press.chat.id} | press.answer
        )
    world.changed(press.chat)
    return True


def _text(p: Json) -> Json:
    """The content of a text message."""
    text = p.get("text")
    shown = parse(text if isinstance(text, str) else "", p.get("parse_mode"), p.get("entities"))
    if not shown.text:
        raise bad("message text is empty")
    if units(shown.text) > 4096:
        raise bad("message is too long")
    return {"text": shown.text, **({"entities": shown.entities} if shown.entities else {})}


def _say(
    world: World, bot: Bot, chat: Chat, p: Json, content: Json, *, origin: Json | None = None
) -> Message:
    """Put a bot's message into a chat, with its keyboard, as a reply, silently or not."""
    markup = keyboards.read(p.get("reply_markup"), private=chat.person is not None)
    reply = _replied(chat, p.get("reply_parameters"))
    if world.limits is not None:
        world.limits.take(bot.id, chat.id, "message", world.clock.now())
    if markup is not None and "inline_keyboard" not in markup:
        people = [chat.person.id] if chat.person else [i for i in chat.members if i in world.people]
        for person in people:
            if "keyboard" in markup:
                chat.keyboards[person] = markup
            elif markup.get("remove_keyboard"):
                chat.keyboards.pop(person, None)
    sounded = not p.get("disable_notification")
    return world.add_message(
        chat, bot, content, markup=markup, reply_to=reply, sounded=sounded, origin=origin
    )


def _replied(chat: Chat, to: Json | None) -> Message | None:
    if not to:
        return None
    message = chat.messages.get(to.get("message_id", 0))
    if message is None and not to.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return message


def _source(world: World, bot: Bot, p: Json, verb: str) -> Message:
    message = world.chat(bot, p.get("from_chat_id")).messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"message to {verb} not found")
    return message


def _mine(world: World, bot: Bot, p: Json) -> Message:
    """The message a bot wants to edit; only its own, and none that carries a reply keyboard."""
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    message = chat.messages.get(p.get("message_id", 0))
    if message is None:
        raise bad("message to edit not found")
    carries_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    if message.author is not bot or message.origin is not None or carries_keyboard:
        raise bad("message can't be edited")
    return message


def _edit(world: World, bot: Bot, message: Message, content: Json, p: Json) -> Json:
    markup = keyboards.read(p.get("reply_markup"), private=message.chat.person is not None)
    if (content, markup) == (message.content, message.markup):
        raise bad(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    if world.limits is not None:
        world.limits.take(bot.id, message.chat.id, "edit", world.clock.now())
    message.content, message.markup = content, markup
    message.edited = int(world.clock.now())
    world.changed(message.chat)
    return message.wire()


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendLocation": send_location,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "setMessageReaction": set_message_reaction,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    **profile.METHODS,
}


def built(name: str) -> Method:
    """The method of that name; 404 for one that nobody has built yet."""
    method = METHODS.get(name)
    if method is None:
        logger.warning("%s is not implemented", name)
        raise Refused(404, "Not Found")
    return method
