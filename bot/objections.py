"""What Telegram means when it refuses: judged by what it says, because the code alone says little.

The Bot API server turns most refusals of Telegram's own servers into 400, also "you may not write here"
(tdlib/telegram-bot-api, Client.cpp, fail_query_with_error), so the words decide, in any case of letters.
What is in no row below is UNKNOWN and never a reason to give up at once: on 31 October 2023 Telegram
refused healthy bots for hours (TelegramBotAPI/errors#5).
"""

from __future__ import annotations

import re
from enum import Enum, auto

from bot.telegram import RefusedByTelegramError


class Objection(Enum):
    """What a refusal is about."""

    PACE = auto()  # too fast
    MOVED = auto()  # the chat has a new id
    TOKEN = auto()  # the bot as a whole
    ABSENT = auto()  # the chat: we are not in it, or there is none
    MUTE = auto()  # the chat: we may not write there
    TOPIC_GONE = auto()
    TOPIC_CLOSED = auto()
    SAME = auto()  # the message shows this already
    MESSAGE_GONE = auto()  # the message to be changed
    MEDIUM = auto()  # pictures, voices or files, which the chat or Telegram does not take
    MARKUP = auto()  # the text, as it is marked up or so long
    BUTTONS = auto()
    MESSAGE = auto()  # anything else of the message: the same one will never be taken
    QUERY = auto()  # the press to be answered is too old
    UNKNOWN = auto()


# Parts of what Telegram says, in small letters; the first row that has one of them decides.
WORDS: tuple[tuple[Objection, tuple[str, ...]], ...] = (
    (Objection.MOVED, ("upgraded to a supergroup",)),
    (Objection.SAME, ("message is not modified", "message_not_modified", "topic_not_modified")),
    (
        Objection.QUERY,
        ("query is too old", "query id is invalid", "query_id_invalid"),
    ),
    (
        Objection.TOPIC_GONE,
        ("message thread not found", "topic_id_invalid", "topic_deleted", "topic not found"),
    ),
    (Objection.TOPIC_CLOSED, ("topic_closed", "topic is closed")),
    (
        Objection.MESSAGE_GONE,
        (
            *("message to edit not found", "message can't be edited", "message_id_invalid"),
            *("message_edit_time_expired", "there is no text in the message to edit"),
        ),
    ),
    (
        Objection.MARKUP,
        (
            *("can't parse entities", "message is too long", "message_too_long"),
            *("caption is too long", "caption_too_long", "entities_too_long"),
            *("entity_bounds_invalid", "entity_text_url_invalid"),
        ),
    ),
    (
        Objection.BUTTONS,
        (
            *("button_", "inline keyboard", "reply markup", "reply_markup", "keyboard_invalid"),
            "reply keyboard",
        ),
    ),
    (
        Objection.ABSENT,
        (
            *("chat not found", "user not found", "peer_id_invalid", "chat_id_invalid"),
            *("channel_invalid", "channel_private", "chat is deactivated", "chat was deactivated"),
            *("chat was deleted", "chat_forbidden", "chat is inaccessible"),
            *("user is deactivated", "user_deactivated", "user_is_blocked", "user_is_bot"),
            *("user is deleted", "account was deleted", "input_user_deactivated"),
            *("was kicked", "was blocked", "is not a member", "not in the chat"),
            *("user_not_participant", "user_kicked", "user_banned_in_channel"),
            *("can't initiate conversation", "can't send messages to bots"),
            *("have no access to the chat", "can't access the chat", "bot_blocked"),
        ),
    ),
    (
        Objection.MUTE,
        (
            *("chat_write_forbidden", "chat_restricted", "chat_send_plain_forbidden"),
            *("chat_guest_send_forbidden", "chat_admin_required", "chat_deactivated"),
            *(
                "rights to send text messages",
                "rights to send messages",
                "rights to send a message",
            ),
            *("administrator rights", "admin rights", "write access to the chat"),
            *("rights to write", "right_forbidden", "user_restricted", "is restricted"),
            *("allow_payment_required", "privacy_premium_required", "need to be admin"),
            "not enough rights",
        ),
    ),
    (
        Objection.MEDIUM,
        (
            *("image_process_failed", "photo_invalid", "photo_ext_invalid", "photo_save_file"),
            *("media_invalid", "media_empty", "voice_messages_forbidden", "document_invalid"),
        ),
    ),
    (
        Objection.MESSAGE,
        (
            *("wrong file", "wrong remote file", "invalid file", "file is too big", "too large"),
            *("file must be non-empty", "http url", "message text is empty", "message_empty"),
            *("text must be non-empty", "must be non-empty", "can't parse", "wrong parameter"),
            *("to copy not found", "can't be copied", "to forward not found"),
            *("can't be forwarded", "chat_forwards_restricted", "to be replied not found"),
            *("replied message not found", "to delete not found", "can't be deleted"),
            *("to react not found", "reaction_invalid", "reactions_too_many", "no administrator"),
            "is not a forum",
        ),
    ),
)
# "not enough rights to send photos to the chat", CHAT_SEND_VOICES_FORBIDDEN
_OF_A_MEDIUM = re.compile(
    r"rights to send (?!text messages|messages|a message)|chat_send_(?!plain)\w+_forbidden"
)
TOKENS = frozenset({401, 404})
FORBIDDEN = 403


def objection(refusal: RefusedByTelegramError) -> Objection:
    """What Telegram refuses, as its code and its words have it."""
    if refusal.code == 429:
        return Objection.PACE
    if refusal.migrate_to is not None:
        return Objection.MOVED
    if refusal.code in TOKENS:
        return Objection.TOKEN
    said = refusal.description.lower()
    if _OF_A_MEDIUM.search(said):
        return Objection.MEDIUM
    for about, parts in WORDS:
        if any(part in said for part in parts):
            return about
    return Objection.ABSENT if refusal.code == FORBIDDEN else Objection.UNKNOWN
