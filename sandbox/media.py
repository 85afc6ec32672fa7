"""How a file becomes what a message shows: photo sizes, a video, a voice note, a document ...

Source: Bot API, the send methods and the types PhotoSize to Sticker. Telegram goes by the file's
content: what is no MP4 does not become a video, what is no picture no photo.
"""

from sandbox.files import PHOTO_LIMIT, File, Files, Upload
from sandbox.formats import Facts, look
from sandbox.refusals import Json, bad

KINDS = (
    "photo",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "sticker",
    "document",
)
CAPTIONED = {"photo", "video", "animation", "audio", "voice", "document"}
_SIDES = (90, 320, 800, 1280)  # of the smaller sizes Telegram makes of a photo
_PLAYED = {
    "video": ("video/mp4",),
    "animation": ("video/mp4", "image/gif"),
    "audio": ("audio/mpeg", "audio/mp4"),
    "voice": ("audio/ogg", "audio/mpeg", "audio/mp4"),
    "video_note": ("video/mp4",),
}
_MOVING = ("width", "height", "duration")
_FIELDS = {
    "video": _MOVING,
    "animation": _MOVING,
    "audio": ("duration",),
    "voice": ("duration",),
}


def kind_of(content: Json) -> str | None:
    """Which kind of medium a message carries."""
    return next((kind for kind in KINDS if kind in content), None)


def uploaded(files: Files, kind: str, upload: Upload, said: Json) -> Json:
    """The content of a message with a new file. `said` may have duration, width, emoji ..."""
    if not upload.data:
        raise bad("file must be non-empty")
    facts = look(upload.data, upload.filename)
    if kind == "photo":
        sizes = _photo(files, upload, facts)
        for size in sizes:
            files[size["file_id"]].medium = sizes
        return {"photo": sizes}
    if kind in _PLAYED and facts.mime not in _PLAYED[kind]:
        kind = "document"
    detected = not said.get("disable_content_type_detection")
    if kind == "document" and facts.mime == "image/gif" and detected:
        kind = "animation"
    width = said.get("width") or said.get("length") or facts.width
    size = {"width": width, "height": said.get("height") or facts.height or width}
    if kind == "sticker":
        size = {"width": facts.width or 512, "height": facts.height or 512}
    elif kind == "video_note":
        size = dict.fromkeys(size, width or 240)
    duration = said.get("duration") or facts.duration
    mime = upload.mime if facts.mime == "application/octet-stream" and upload.mime else facts.mime
    file = files.keep(kind, upload.data, mime, upload.filename, duration=duration, **size)
    value = described(file, said)
    if isinstance(thumbnail := said.get("thumbnail"), Upload):
        value["thumbnail"] = _size(files, "thumbnail", thumbnail, look(thumbnail.data), 320)
    file.medium = value
    return carried(file)


def carried(file: File) -> Json:
    """A message's fields for a file: an animation is shown as a document too."""
    content: Json = {file.kind: file.medium}
    if file.kind == "animation":
        shown = file.medium.items()
        content["document"] = {name: value for name, value in shown if name not in _MOVING}
    return content


def described(file: File, said: Json) -> Json:
    """A file as the object of its kind."""
    value: Json = {}
    if file.kind not in ("voice", "video_note", "sticker") and file.name:
        value["file_name"] = file.name
    if file.kind not in ("video_note", "sticker"):
        value["mime_type"] = file.mime
    value |= {name: getattr(file, name) for name in _FIELDS.get(file.kind, ())}
    match file.kind:
        case "audio":
            value |= {name: said[name] for name in ("performer", "title") if said.get(name)}
        case "video_note":
            value |= {"length": file.width, "duration": file.duration}
        case "sticker":
            value |= {"type": "regular", "width": file.width, "height": file.height}
            value |= {
                "is_animated": file.mime == "application/x-tgsticker",
                "is_video": file.mime == "video/webm",
            }
            if emoji := said.get("emoji"):
                value["emoji"] = emoji
    return value | file.wire()


def _photo(files: Files, upload: Upload, facts: Facts) -> list[Json]:
    size = len(upload.data)
    if size > PHOTO_LIMIT:
        words = f"file of size {size} bytes is too big for a photo"
        raise bad(f"{words}; the maximum size is {PHOTO_LIMIT} bytes")
    width, height = facts.width, facts.height
    if not (width and height):
        raise bad("IMAGE_PROCESS_FAILED")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    smaller = [side for side in _SIDES if side < max(width, height)]
    return [_size(files, "photo", upload, facts, side) for side in (*smaller, 2560)]


def _size(files: Files, kind: str, upload: Upload, facts: Facts, side: int) -> Json:
    """A photo no larger than `side`. Nothing is scaled here: all sizes have the same bytes."""
    width, height = facts.width, facts.height
    longest = max(width, height, 1)
    if longest > side:
        width, height = max(1, width * side // longest), max(1, height * side // longest)
    file = files.keep(kind, upload.data, facts.mime, upload.filename, width=width, height=height)
    return {"width": width, "height": height, **file.wire()}
