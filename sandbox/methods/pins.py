"""Messages pinned to the top of a chat, and taken down again."""

from sandbox import happenings
from sandbox.membership import leads, may
from sandbox.methods.method import Method
from sandbox.records import Bot, Chat, Message
from sandbox.refusals import Json, bad
from sandbox.world import World


async def pin_chat_message(world: World, bot: Bot, p: Json) -> bool:
    chat = _chat(world, bot, p)
    message = _message(chat, p, "pin")
    _check(chat, bot)
    if message.service:
        raise bad("service messages can't be pinned")
    happenings.pin(world, chat, bot, message)
    return True


async def unpin_chat_message(world: World, bot: Bot, p: Json) -> bool:
    chat = _chat(world, bot, p)
    if p.get("message_id"):
        message = _message(chat, p, "unpin")
    elif pins := chat.pins():
        message = max(pins, key=lambda pin: pin.id)  # the most recent by its date
    else:
        raise bad("message to unpin not found")
    _check(chat, bot)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
        world.changed(chat)
    return True


async def unpin_all_chat_messages(world: World, bot: Bot, p: Json) -> bool:
    chat = _chat(world, bot, p)
    _check(chat, bot)
    chat.pinned.clear()
    world.changed(chat)
    return True


def _chat(world: World, bot: Bot, p: Json) -> Chat:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return chat


def _message(chat: Chat, p: Json, verb: str) -> Message:
    message = chat.messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"message to {verb} not found")
    return message


def _check(chat: Chat, bot: Bot) -> None:
    appointed = chat.type != "group" or leads(chat, bot.id)
    if not (may(chat, bot, "can_pin_messages") and appointed):
        raise bad("not enough rights to manage pinned messages in the chat")


METHODS: dict[str, Method] = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
