"""What is no message: reactions, a sign that the bot is busy, the answer to a press."""

from sandbox.entities import units
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.updates import CALLBACK_LIFE
from sandbox.world import World


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


METHODS: dict[str, Method] = {
    "setMessageReaction": set_message_reaction,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
