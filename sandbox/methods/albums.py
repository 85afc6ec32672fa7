"""Albums: two to ten pictures and films, or documents, or pieces of music, shown as one.

Source: Bot API, sendMediaGroup; the rules of mixing as in TDLib's check_message_group_message_contents.
"""

from sandbox.methods import given, saying
from sandbox.methods.method import Method
from sandbox.records import Bot
from sandbox.refusals import Json, bad
from sandbox.world import World

_ALONE = {"audio": "Audio", "document": "Document"}  # kinds that stay among themselves


async def send_media_group(world: World, bot: Bot, p: Json) -> list[Json]:
    chat = saying.target(world, bot, p)
    items = p.get("media")
    if not isinstance(items, list):
        raise bad("expected an Array of InputMedia")
    parts = [given.input_media(world, bot, item, album=True) for item in items]
    _check(parts)
    # One alone is no album, and goes as it is.
    group = {"media_group_id": world.album()} if len(parts) > 1 else {}
    for _ in parts:
        saying.pace(world, bot, chat, p)
    asked = {name: value for name, value in p.items() if name != "reply_markup"}
    return [
        saying.say(world, bot, chat, asked, content | group, paced=True).wire()
        for _, content in parts
    ]


def _check(parts: list[tuple[str, Json]]) -> None:
    if len(parts) > 10:
        raise bad("too many messages to send as an album")
    if not parts:
        raise bad("there are no messages to send")
    if len({"show_caption_above_media" in content for _, content in parts}) > 1:
        raise bad("parameter show_caption_above_media must be the same for all messages")
    kinds = {kind for kind, _ in parts}
    for kind in sorted(kinds):
        if len(kinds) > 1 and kind in _ALONE:
            raise bad(f"{_ALONE[kind]} can't be mixed with other media types")


METHODS: dict[str, Method] = {
    "sendMediaGroup": send_media_group,
}
