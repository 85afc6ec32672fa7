"""Files in this Telegram: their bytes, their names for each bot, and what a bot sends as one.

Source: Bot API, "Sending files" and "getFile". A file_id belongs to one bot and names the file
only to it; file_unique_id is the same for all and can't be used to send. Inside the sandbox
messages carry a file_id that belongs to nobody; it becomes the bot's own on its way to the bot.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Json, bad

DOWNLOAD_LIMIT = 20 * 2**20
PHOTO_LIMIT = 10 * 2**20
UPLOAD_LIMIT = 50 * 2**20
_VERSION = 4  # a file_id's last byte

# What stands first in a file_id, and what TDLib calls the kind when it refuses.
_CODES = {
    "photo": (2, "Photo"),
    "voice": (3, "VoiceNote"),
    "video": (4, "Video"),
    "document": (5, "Document"),
    "sticker": (8, "Sticker"),
    "audio": (9, "Audio"),
    "animation": (10, "Animation"),
    "video_note": (13, "VideoNote"),
    "thumbnail": (1, "Thumbnail"),
}
_FOLDERS = {"photo": "photos", "audio": "music", "voice": "voice", "thumbnail": "thumbnails"}
_ENDINGS = {"photo": "jpg", "voice": "oga", "video": "mp4", "video_note": "mp4", "sticker": "webp"}


class Upload(str):
    """A file that came with a request: a string for whoever judges or logs it, bytes for us."""

    data: bytes
    filename: str
    mime: str | None

    def __new__(
        cls, data: bytes, filename: str = "", mime: str | None = None, part: str = "file"
    ) -> "Upload":
        made = super().__new__(cls, f"attach://{part}")
        made.data, made.filename, made.mime = data, filename, mime
        return made


@dataclass(eq=False, slots=True)
class File:
    """A file. `kind` is what it was sent as ("photo", "voice" ...), sizes are pixels and seconds.

    `medium` is what a message shows of it: all sizes of a photo, the `Video`, the `Document` ...
    """

    number: int
    kind: str
    data: bytes
    mime: str
    name: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0
    medium: Any = None

    @property
    def id(self) -> str:
        """What messages inside the sandbox call it."""
        return self.id_for(0)

    def id_for(self, bot: int) -> str:
        """What a bot calls it."""
        head = bytes((_CODES[self.kind][0], 0, 2, 2))
        owner, number = bot.to_bytes(8, "big"), self.number.to_bytes(8, "big")
        return _text(head + owner + number + bytes((55, _VERSION)))

    @property
    def unique_id(self) -> str:
        head = b"\x01\x00\x03" if self.kind in ("photo", "thumbnail") else b"\x02\x00\x03"
        return _text(head + self.number.to_bytes(8, "big"))

    @property
    def path(self) -> str:
        """Where a bot fetches it: /file/bot<token>/<path>."""
        _, dot, ending = self.name.rpartition(".")
        if self.kind == "photo" or not dot:  # every photo is called a JPEG
            ending = _ENDINGS.get(self.kind, "")
        folder = _FOLDERS.get(self.kind, f"{self.kind}s")
        return f"{folder}/file_{self.number}{'.' + ending if ending else ''}"

    def wire(self) -> Json:
        """What every object with a file says of it."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(eq=False)
class Files(Mapping[str, File]):
    """All files there are, by any of their ids."""

    _files: dict[int, File] = field(default_factory=dict)

    def __getitem__(self, file_id: str) -> File:
        try:
            return self._files[_read(file_id)[1]]
        except LookupError:
            raise KeyError(file_id) from None

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[str]:
        return (file.id for file in self._files.values())

    def keep(self, kind: str, data: bytes, mime: str, name: str = "", **size: int) -> File:
        """A new file; `size` is width, height and duration."""
        file = File(len(self._files) + 1, kind, data, mime, name, **size)
        self._files[file.number] = file
        return file

    def at(self, path: str) -> File | None:
        """The file that lies there."""
        name = path.rpartition("file_")[2].partition(".")[0]
        file = self._files.get(int(name)) if name.isdigit() else None
        return file if file is not None and file.path == path else None

    def named(self, bot: int, file_id: str, kind: str) -> File:
        """The file a bot wants to send again as `kind`, or Telegram's refusal."""
        try:
            owner, number = _read(file_id)
        except LookupError as wrong:
            raise bad(f"wrong remote file identifier specified: {wrong.args[0]}") from wrong
        file = self._files.get(number)
        if file is None or owner != bot:
            raise bad("wrong file identifier/HTTP URL specified")
        if file.kind != kind and {"photo", "thumbnail"} & {file.kind, kind}:
            raise bad(f"can't use file of type {_CODES[file.kind][1]} as {_CODES[kind][1]}")
        return file

    def for_bot(self, bot: int, value: Any) -> Any:
        """What goes out to a bot, with its own file ids in it."""
        if isinstance(value, dict):
            changed = {key: self.for_bot(bot, inner) for key, inner in value.items()}
            if "file_unique_id" in changed and changed.get("file_id") in self:
                changed["file_id"] = self[changed["file_id"]].id_for(bot)
            return changed
        if isinstance(value, list):
            return [self.for_bot(bot, inner) for inner in value]
        return value


def attach(parameters: Json, known: Mapping[str, Any]) -> Json:
    """Put the files that came with a request where `attach://` names them, however deep."""
    parts = {name: value for name, value in parameters.items() if isinstance(value, Upload)}
    if not parts:
        return parameters
    kept = {name: value for name, value in parameters.items() if name in known or name not in parts}
    return {name: _attached(value, parts) for name, value in kept.items()}


def _attached(value: Any, parts: Mapping[str, Upload]) -> Any:
    if isinstance(value, Upload):
        return value
    if isinstance(value, str):
        return parts.get(value.removeprefix("attach://"), value) if "attach://" in value else value
    if isinstance(value, dict):
        return {key: _attached(inner, parts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_attached(inner, parts) for inner in value]
    return value


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(file_id: str) -> tuple[int, int]:
    """Owner and number; LookupError with TDLib's words for what is no file_id."""
    try:
        raw = base64.b64decode(file_id + "=" * (-len(file_id) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        wrong = "Wrong string length" if len(file_id) % 4 == 1 else "Wrong character in the string"
        raise LookupError(wrong) from None
    if not raw or raw[-1] != _VERSION:
        raise LookupError("can't unserialize it. Wrong last symbol")
    if len(raw) != 22:
        raise LookupError("can't unserialize it")
    return int.from_bytes(raw[4:12], "big"), int.from_bytes(raw[12:20], "big")
