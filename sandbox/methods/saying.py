"""What every method that says something does: the words, the reply, the keyboard, the limits."""

from sandbox import markup as keyboards
from sandbox import stars, topics
from sandbox.entities import parse, units
from sandbox.methods import replies
from sandbox.records import Bot, Chat, Message
from sandbox.refusals import Json, bad
from sandbox.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def text(world: World, p: Json, *, too_long: str = "message is too long") -> Json:
    """The content of a text message."""
    said = p.get("text")
    shown = parse(said if isinstance(said, str) else "", p.get("parse_mode"), p.get("entities"))
    if not shown.text:
        raise bad("message text is empty")
    if units(shown.text) > TEXT_LIMIT:
        raise bad(too_long)
    content: Json = {"text": shown.text}
    if shown.entities:
        content["entities"] = named(world, shown.entities)
    if options := p.get("link_preview_options"):
        content |= _preview(options, shown.entities)
    return content


def _preview(options: Json, entities: list[Json]) -> Json:
    """How a link looks below a text, where there is one or where it was forbidden."""
    kept = {name: value for name, value in options.items() if value}
    links = any(entity["type"] in ("url", "text_link") for entity in entities)
    if not kept or not (links or kept.get("url") or kept.get("is_disabled")):
        return {}
    return {"link_preview_options": kept}


def caption(world: World, p: Json, *, too_long: str = "message caption is too long") -> Json:
    """The fields of a caption; none where there is none."""
    said = p.get("caption")
    if not said:
        return {}
    shown = parse(said, p.get("parse_mode"), p.get("caption_entities"))
    if units(shown.text) > CAPTION_LIMIT:
        raise bad(too_long)
    if not shown.text:
        return {}
    return {
        "caption": shown.text,
        **({"caption_entities": named(world, shown.entities)} if shown.entities else {}),
    }


def named(world: World, entities: list[Json]) -> list[Json]:
    """The same with whole users in them; a mention of somebody unknown is no mention."""
    told = []
    for entity in entities:
        if "user" in entity:
            user = entity["user"]["id"]
            somebody = world.people.get(user) or world.bots.get(user)
            if somebody is None:
                continue
            entity = {**entity, "user": somebody.wire()}  # noqa: PLW2901 - the same, told fully
        told.append(entity)
    return told


def target(world: World, bot: Bot, p: Json) -> Chat:
    """The chat a bot wants to speak in, where it may."""
    chat = world.chat(bot, p.get("chat_id"))
    world.open_to(bot, chat)
    return chat


def pace(world: World, bot: Bot, chat: Chat, p: Json) -> None:
    """Count one message or edit against the limits; a bot may pay for being faster."""
    stars.count(world, bot, chat, p)


def say(
    world: World,
    bot: Bot,
    chat: Chat,
    p: Json,
    content: Json,
    *,
    origin: Json | None = None,
    paced: bool = False,
) -> Message:
    """Put a bot's message into a chat: every send goes through here.

    With its keyboard, as a reply, silently or protected as `p` says. `origin` is that of a forward;
    `paced` says that the limits have counted it already (an album counts all its parts at first).
    """
    markup = keyboards.read(p.get("reply_markup"), private=chat.person is not None)
    reply = replies.find(world, bot, chat, p)
    thread = topics.standing(chat, bot, p, content, reply.message)
    if not paced:
        pace(world, bot, chat, p)
    sounded = not p.get("disable_notification")
    message = world.add_message(
        chat,
        bot,
        content,
        markup=markup,
        reply_to=reply.message,
        sounded=sounded,
        origin=origin,
        thread=thread,
    )
    if markup is not None and "inline_keyboard" not in markup:
        keyboards.lay(chat, markup, message, world.people)
    if p.get("protect_content"):
        message.protected = True
    if reply.quote or reply.elsewhere:
        message.quote, message.elsewhere = reply.quote, reply.elsewhere
    return message
