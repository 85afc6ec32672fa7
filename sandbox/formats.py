"""What a file says of itself in its bytes: its kind, how large its picture is, how long it lasts.

Only headers are read, of the formats bots send: PNG, JPEG, GIF, WebP, MP4, Ogg, PDF and MP3.
"""

import mimetypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass

UNKNOWN = "application/octet-stream"
_HEADS = {b"%PDF-": "application/pdf", b"ID3": "audio/mpeg", b"\xff\xfb": "audio/mpeg"}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that carry a picture's size


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file. Width and height are pixels, duration is seconds; 0 is unknown."""

    mime: str
    width: int = 0
    height: int = 0
    duration: int = 0


def look(data: bytes, name: str = "") -> Facts:
    """What these bytes are; where they do not say, what their name says."""
    if facts := _picture(data):
        return facts
    if data[4:8] == b"ftyp":
        return _mp4(data, "audio/mp4" if data[8:11] == b"M4A" else "video/mp4")
    if data.startswith(b"OggS"):
        return Facts("audio/ogg", duration=_ogg(data))
    for head, mime in _HEADS.items():
        if data.startswith(head):
            return Facts(mime)
    return Facts(mimetypes.guess_type(name)[0] or UNKNOWN)


def _picture(data: bytes) -> Facts | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return Facts("image/png", *struct.unpack(">II", data[16:24]))
    if data.startswith(b"\xff\xd8\xff"):
        return Facts("image/jpeg", *_jpeg(data))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return Facts("image/gif", *struct.unpack("<HH", data[6:10]))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Facts("image/webp", *_webp(data))
    return None


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data):
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + size
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    match data[12:16]:
        case b"VP8X":
            wide, high = data[24:27], data[27:30]
            return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = struct.unpack("<HH", data[26:30].ljust(4, b"\0"))
            return width & 0x3FFF, height & 0x3FFF


def _mp4(data: bytes, mime: str) -> Facts:
    width = height = duration = 0
    for kind, body in _boxes(data, 0, len(data)):
        if kind == b"mvhd" and len(body) >= 20:
            scale, length = struct.unpack(">II", body[12:20])
            duration = round(length / scale) if scale else 0
        elif kind == b"tkhd" and not width:
            width, height = (side >> 16 for side in struct.unpack(">II", body[-8:]))
    return Facts(mime, width, height, duration)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """The boxes that hold what is asked, as deep as they lie."""
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if size < 8:
            return
        if kind in (b"moov", b"trak"):
            yield from _boxes(data, at + 8, min(at + size, end))
        else:
            yield kind, data[at + 8 : min(at + size, end)]
        at += size


def _ogg(data: bytes) -> int:
    """The time of the last page; Opus always counts at 48 kHz."""
    last = data.rfind(b"OggS")
    return round(int.from_bytes(data[last + 6 : last + 14], "little") / 48_000)
