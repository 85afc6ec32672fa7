"""What is no message: reactions, a sign that the bot is busy, the answer to a press.

Source: Bot API, setMessageReaction, sendChatAction, sendMessageDraft and answerCallbackQuery.
"""

from sandbox.entities import parse, units
from sandbox.membership import granted
from sandbox.methods import saying
from sandbox.methods.method import Method
from sandbox.records import Bot, Message
from sandbox.refusals import Json, bad
from sandbox.rules import rule_book
from sandbox.updates import CALLBACK_LIFE
from sandbox.world import World

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note", "record_audio", "upload_audio", "pick_up_location", "cancel",
}  # fmt: skip
REACTIONS = frozenset(rule_book().types["ReactionTypeEmoji"]["fields"]["emoji"]["enum"])


async def set_message_reaction(world: World, bot: Bot, p: Json) -> bool:
    message = _reacted_to(world, bot, p, "message to react")
    reaction = [_reaction(message, wanted) for wanted in p.get("reaction") or []]
    if len(reaction) > 1:
        raise bad("REACTIONS_TOO_MANY")
    react(message, bot.id, reaction)
    world.changed(message.chat)
    return True


async def delete_message_reaction(world: World, bot: Bot, p: Json) -> bool:
    message = _reacted_to(world, bot, p, "message to delete reactions")
    group = message.chat.person is None
    if not group or not granted(message.chat, bot, "can_delete_messages"):
        raise bad("not enough rights to delete reactions")
    message.reactions.pop(p.get("user_id", 0), None)
    world.changed(message.chat)
    return True


def react(message: Message, who: int, reaction: list[Json]) -> None:
    """Keep somebody's reaction instead of what they had."""
    if reaction:
        message.reactions[who] = reaction
    else:
        message.reactions.pop(who, None)


def _reacted_to(world: World, bot: Bot, p: Json, what: str) -> Message:
    message = saying.target(world, bot, p).messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"{what} not found")
    return message


def _reaction(message: Message, wanted: Json) -> Json:
    kind = wanted.get("type")
    if kind not in ("emoji", "custom_emoji"):
        raise bad("can't parse ReactionType: invalid reaction type specified")
    # A bot may use a custom emoji only where somebody has used it on this message.
    there = any(wanted in reactions for reactions in message.reactions.values())
    if kind == "emoji" and wanted.get("emoji", "").replace("\ufe0f", "") not in REACTIONS:
        raise bad("REACTION_INVALID")
    if message.service or (kind == "custom_emoji" and not there):
        raise bad("REACTION_INVALID")
    return wanted


async def send_chat_action(world: World, bot: Bot, p: Json) -> bool:
    action = str(p.get("action", "")).lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = saying.target(world, bot, p)
    topic = p.get("message_thread_id")
    told = {"chat": chat.id, "topic": topic, "from": bot.id, "action": action}
    world.tell({"kind": "action", **told})
    return True


async def send_message_draft(world: World, bot: Bot, p: Json) -> bool:
    """A text on its way: shown for a moment in a private chat, kept nowhere."""
    shown = parse(p.get("text") or "", p.get("parse_mode"), p.get("entities"))
    if units(shown.text) > saying.TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    chat = saying.target(world, bot, p)
    if not p.get("draft_id"):
        raise bad("RANDOM_ID_INVALID")
    told = {"chat": chat.id, "topic": p.get("message_thread_id"), "from": bot.id}
    world.tell({"kind": "draft", **told, "draft": p["draft_id"], "text": shown.text})
    return True


async def answer_callback_query(world: World, bot: Bot, p: Json) -> bool:
    press = bot.presses.pop(str(p.get("callback_query_id")), None)
    if press is None or world.clock.now() - press.at > CALLBACK_LIFE:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = p.get("text", "")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    # Only a game's link, or one that opens the bot itself with a parameter, may be opened.
    url = p.get("url", "")
    if url and not url.lower().startswith((f"t.me/{bot.username}?start=".lower(), _me(bot))):
        raise bad("URL_INVALID")
    press.answer = {"text": text, "alert": bool(p.get("show_alert"))}
    if url:
        press.answer["url"] = url
    if p.get("cache_time"):
        press.answer["until"] = world.clock.now() + p["cache_time"]
    if text:
        shown = {"text": text, "alert": press.answer["alert"]}
        told = {"kind": "toast", "person": press.person.id, "chat": press.chat.id}
        world.tell(told | shown)
    world.changed(press.chat)
    return True


def _me(bot: Bot) -> str:
    return f"https://t.me/{bot.username}?start=".lower()


METHODS: dict[str, Method] = {
    "setMessageReaction": set_message_reaction,
    "deleteMessageReaction": delete_message_reaction,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
    "answerCallbackQuery": answer_callback_query,
}
