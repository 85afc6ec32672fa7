"""The media in a request: a file that came with it, one by its file_id, or a link.

Source: Bot API, "Sending files" and InputMedia. The sandbox has no network, so no link is fetched.
"""

from sandbox import media
from sandbox.files import Upload
from sandbox.methods import saying
from sandbox.records import Bot
from sandbox.refusals import Json, Refused, bad
from sandbox.world import World

_ABOVE = {
    "photo",
    "video",
    "animation",
}  # kinds whose caption may stand above, or that can be veiled
_IN_MEDIA = {"photo", "video", "animation", "audio", "document"}


def medium(world: World, bot: Bot, kind: str, p: Json) -> Json:
    """The content a method like sendPhoto sends, with its caption."""
    what = p.get(kind)
    if not what or (not isinstance(what, Upload) and what.startswith("attach://")):
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    content = file(world, bot, kind, what, p)
    if kind in media.CAPTIONED:
        content = content | saying.caption(world, p)
    return content | (look(p) if kind in _ABOVE else {})


def file(world: World, bot: Bot, kind: str, what: str, said: Json) -> Json:
    """The content with one file, wherever it comes from."""
    if isinstance(what, Upload):
        return media.uploaded(world.files, kind, what, said)
    if what.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    if "." in what:
        raise bad("wrong file identifier/HTTP URL specified")
    return media.carried(world.files.named(bot.id, what, kind))


def look(p: Json) -> Json:
    """Whether the caption stands above, and whether a veil lies over the picture."""
    shown: Json = {}
    if p.get("show_caption_above_media"):
        shown["show_caption_above_media"] = True
    if p.get("has_spoiler"):
        shown["has_media_spoiler"] = True
    return shown


def input_media(world: World, bot: Bot, p: object, *, album: bool = False) -> tuple[str, Json]:
    """Kind and content of an InputMedia."""
    if not isinstance(p, dict):
        raise _unreadable("expected an Object")
    kind, what = p.get("type"), p.get("media")
    if not isinstance(kind, str):
        raise _unreadable('Can\'t find field "type"')
    if not what or (not isinstance(what, Upload) and what.startswith("attach://")):
        raise _unreadable("media not found")
    if kind == "animation" and album:
        raise _unreadable(f'type "{kind}" can\'t be used in sendMediaGroup')
    if kind not in _IN_MEDIA:
        raise _unreadable(f'type "{kind}" is unsupported')
    if album and kind == "document":
        p = {**p, "disable_content_type_detection": True}
    content = file(world, bot, kind, what, p) | saying.caption(world, p)
    if kind in _ABOVE:
        content |= look(p)
    return media.kind_of(content) or kind, content


def _unreadable(what: str) -> Refused:
    return bad(f"can't parse InputMedia: {what}")
