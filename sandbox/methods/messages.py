"""Texts: sent, forwarded, copied, changed and taken away."""

from sandbox.methods import saying
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World


async def send_message(world: World, bot: Bot, p: Json) -> Json:
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return saying.say(world, bot, chat, p, saying.text(p)).wire()


async def forward_message(world: World, bot: Bot, p: Json) -> Json:
    source, chat = saying.source(world, bot, p, "forward"), world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    origin = source.origin or {
        "type": "user",
        "date": source.date,
        "sender_user": source.author.wire(),
    }
    return saying.say(world, bot, chat, p, source.content, origin=origin).wire()


async def copy_message(world: World, bot: Bot, p: Json) -> Json:
    source, chat = saying.source(world, bot, p, "copy"), world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return {"message_id": saying.say(world, bot, chat, p, source.content).id}


async def edit_message_text(world: World, bot: Bot, p: Json) -> Json:
    message = saying.mine(world, bot, p)
    content = saying.text(p)
    if "text" not in message.content:
        raise bad("there is no text in the message to edit")
    return saying.edit(world, bot, message, content, p)


async def edit_message_reply_markup(world: World, bot: Bot, p: Json) -> Json:
    message = saying.mine(world, bot, p)
    return saying.edit(world, bot, message, message.content, p)


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


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
}
