"""What a bot can do: one coroutine for each method of the Bot API that is built, a file for each kind.

A method that is in no file's `METHODS` is answered as Telegram answers an unknown one, and the log
says so.
"""

from sandbox.methods import (
    albums,
    chats,
    commands,
    edits,
    files,
    intake,
    invites,
    media,
    members,
    messages,
    pins,
    places,
    polls,
    profile,
    signs,
    stars,
    topics,
)
from sandbox.methods.method import Method
from sandbox.refusals import Refused

METHODS: dict[str, Method] = {
    **intake.METHODS,
    **messages.METHODS,
    **edits.METHODS,
    **media.METHODS,
    **albums.METHODS,
    **files.METHODS,
    **places.METHODS,
    **polls.METHODS,
    **signs.METHODS,
    **chats.METHODS,
    **members.METHODS,
    **invites.METHODS,
    **pins.METHODS,
    **topics.METHODS,
    **profile.METHODS,
    **commands.METHODS,
    **stars.METHODS,
}


def built(name: str) -> Method:
    """The method of that name; 404 for one that nobody has built yet."""
    method = METHODS.get(name)
    if method is None:
        raise unknown()
    return method


def unknown() -> Refused:
    """What Telegram says to a method it has never heard of (telegram-bot-api, Client.cpp)."""
    return Refused(404, "Not Found: method not found")
