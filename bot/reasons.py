"""What Telegram says when it does not take something, as far as we do something about it."""

from __future__ import annotations

from bot.telegram import RefusedByTelegramError

UNFIT = (
    "can't parse entities",
    "message is too long",
    "MESSAGE_TOO_LONG",
    "caption is too long",
    "MEDIA_CAPTION_TOO_LONG",
)
SAME = ("message is not modified", "TOPIC_NOT_MODIFIED")
NO_TOPIC = ("message thread not found", "TOPIC_ID_INVALID", "TOPIC_DELETED")
UNSEEN = (
    "rights to send photos",
    "rights to send documents",
    "IMAGE_PROCESS_FAILED",
    "PHOTO_INVALID_DIMENSIONS",
)
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
POINTLESS = (  # what a deed was for is gone
    "message to delete not found",
    "message to react not found",
    "MESSAGE_ID_INVALID",
    "query is too old",
)


def says(refusal: RefusedByTelegramError, words: tuple[str, ...]) -> bool:
    """Whether Telegram gives one of these reasons; some of them it writes in capitals at times."""
    reason = refusal.description.casefold()
    return any(one.casefold() in reason for one in words)
