"""How a bot changes what it has said: texts, captions, media and the buttons below.

Source: Bot API, "Updating messages"; refusals as in TDLib's edit_message_* and can_edit_message.
"""

from sandbox import markup as keyboards
from sandbox.media import CAPTIONED
from sandbox.methods import given, saying
from sandbox.methods.method import Method
from sandbox.records import Bot, Message
from sandbox.refusals import Json, bad
from sandbox.world import World

_WITH_MEDIA = {"text", "animation", "audio", "document", "photo", "video"}
_EDITABLE = {*_WITH_MEDIA, "voice"}
_ABOUT_CAPTION = ("caption", "caption_entities", "show_caption_above_media")


async def edit_message_text(world: World, bot: Bot, p: Json) -> Json:
    content = saying.text(world, p, too_long="MESSAGE_TOO_LONG")
    message = editable(world, bot, p)
    if "text" not in message.content:
        raise bad("there is no text in the message to edit")
    return change(world, bot, message, content, p)


async def edit_message_caption(world: World, bot: Bot, p: Json) -> Json:
    caption = saying.caption(world, p, too_long="MEDIA_CAPTION_TOO_LONG")
    message = editable(world, bot, p)
    if not CAPTIONED & message.content.keys():
        raise bad("there is no caption in the message to edit")
    bare = {name: value for name, value in message.content.items() if name not in _ABOUT_CAPTION}
    above = given.look(p) if "document" not in bare and "audio" not in bare else {}
    above.pop("has_media_spoiler", None)
    return change(world, bot, message, bare | caption | above, p)


async def edit_message_media(world: World, bot: Bot, p: Json) -> Json:
    kind, content = given.input_media(world, bot, p.get("media"))
    message = editable(world, bot, p, words="message media can't be edited")
    if not _WITH_MEDIA & message.content.keys():
        raise bad("message media can't be edited")
    if group := message.content.get("media_group_id"):
        was = next(
            name for name in ("audio", "document", "photo", "video") if name in message.content
        )
        if kind == "animation":
            raise bad("message content type can't be used in an album")
        if was != kind and {was, kind} & {"audio", "document"}:
            raise bad("can't change media type in the album")
        content |= {"media_group_id": group}
    return change(world, bot, message, content, p)


async def edit_message_reply_markup(world: World, bot: Bot, p: Json) -> Json:
    message = editable(world, bot, p, anything=True)
    return change(world, bot, message, message.content, p)


def editable(
    world: World,
    bot: Bot,
    p: Json,
    *,
    anything: bool = False,
    words: str = "message can't be edited",
    what: str = "message to edit",
) -> Message:
    """The message a bot wants to change; only its own, and none that carries a reply keyboard.

    `anything` is for what changes no content: the buttons below a contact or a dice may change.
    """
    if p.get("inline_message_id") and not p.get("chat_id"):
        raise bad("MESSAGE_ID_INVALID")  # nothing was ever sent through a bot here
    if not p.get("chat_id") and not p.get("message_id"):
        raise bad("message identifier is not specified")
    message = saying.target(world, bot, p).messages.get(p.get("message_id", 0))
    if message is None:
        raise bad(f"{what} not found")
    carries_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    location = message.content.get("location", {})
    live = "live_period" in location
    poll = message.content.get("poll")
    fit = (
        anything
        or bool(_EDITABLE & message.content.keys())
        or live
        or (poll is not None and not poll["is_closed"])
    )
    if message.author is not bot or message.origin is not None or carries_keyboard or not fit:
        raise bad(words)
    return message


def change(world: World, bot: Bot, message: Message, content: Json, p: Json) -> Json:
    """Show this content and the keyboard in `p` from now on."""
    markup = keyboards.read_inline(p.get("reply_markup"))
    if (content, markup) == (message.content, message.markup):
        raise bad(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    saying.pace(world, bot, message.chat, p)
    message.content, message.markup = content, markup
    message.edited = int(world.clock.now())
    world.changed(message.chat)
    return message.wire()


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
