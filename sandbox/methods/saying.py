"""What every method that says or changes something does: the chat, the reply, the keyboard, the limits."""

from sandbox import markup as keyboards
from sandbox import stars, topics
from sandbox.entities import parse, units
from sandbox.records import Bot, Chat, Message
from sandbox.refusals import Json, bad
from sandbox.world import World


def text(p: Json) -> Json:
    """The content of a text message."""
    text = p.get("text")
    shown = parse(text if isinstance(text, str) else "", p.get("parse_mode"), p.get("entities"))
    if not shown.text:
        raise bad("message text is empty")
    if units(shown.text) > 4096:
        raise bad("message is too long")
    return {"text": shown.text, **({"entities": shown.entities} if shown.entities else {})}


def say(
    world: World, bot: Bot, chat: Chat, p: Json, content: Json, *, origin: Json | None = None
) -> Message:
    """Put a bot's message into a chat, with its keyboard, as a reply, silently or not."""
    markup = keyboards.read(p.get("reply_markup"), private=chat.person is not None)
    reply = replied(chat, p.get("reply_parameters"))
    thread = topics.standing(chat, bot, p, content, reply)
    stars.count(world, bot, chat, p)
    if markup is not None and "inline_keyboard" not in markup:
        people = [chat.person.id] if chat.person else [i for i in chat.members if i in world.people]
        for person in people:
            if "keyboard" in markup:
                chat.keyboards[person] = markup
            elif markup.get("remove_keyboard"):
                chat.keyboards.pop(person, None)
    sounded = not p.get("disable_notification")
    return world.add_message(
        chat,
        bot,
        content,
        markup=markup,
        reply_to=reply,
        sounded=sounded,
        origin=origin,
        thread=thread,
    )


def replied(chat: Chat, to: Json | None) -> Message | None:
    if not to:
        return None
    message = chat.messages.get(to.get("message_id", 0))
    if message is None and not to.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return message


def source(world: World, bot: Bot, p: Json, verb: str) -> Message:
    message = world.chat(bot, p.get("from_chat_id")).messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"message to {verb} not found")
    return message


def mine(world: World, bot: Bot, p: Json) -> Message:
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


def edit(world: World, bot: Bot, message: Message, content: Json, p: Json) -> Json:
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
