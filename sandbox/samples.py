"""Small real pictures, sounds and films, made here byte by byte for people who send "a photo".

A PNG of hills, a silent Ogg/Opus and MP3, an MP4 of one still H.264 picture, a one-colour WebP.
"""

import struct
import zlib

_SERIAL = 0x4D42
_SILENCE = b"\xf8\xff\xfe"  # an Opus packet of 20 ms in which nothing is heard
_AT_ONCE = 50  # packets in an Ogg page: one second


def picture(width: int = 640, height: int = 480, hue: int = 0) -> bytes:
    """A PNG: hills below a sky, in a tint that `hue` turns."""
    rows = []
    for y in range(height):
        sky, ground = (170 + 60 * y // height, 200, 230), (90, 140 + hue % 60, 80)
        edge = [height // 2 + abs((x + 37 * hue) % 160 - 80) // 2 for x in range(0, width, 8)]
        line = b"".join(bytes(ground if y > at else sky) * 8 for at in edge)
        rows.append(b"\0" + line[: 3 * width])
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def sound(seconds: int = 3) -> bytes:
    """An Ogg/Opus voice note of that length in which nobody says anything."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 5) + b"maple" + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, 2), _page([tags], 0, 1, 0)]
    for second in range(1, seconds + 1):
        last = 4 if second == seconds else 0
        pages.append(_page([_SILENCE] * _AT_ONCE, second * 48_000, second + 1, last))
    return b"".join(pages)


def music(seconds: int = 3) -> bytes:
    """An MP3 of about that length, 32 kbit/s, in which nothing is played: frames of zeros."""
    return (b"\xff\xfb\x10\xc0" + bytes(100)) * (38 * seconds)


def _page(packets: list[bytes], granule: int, number: int, flags: int) -> bytes:
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, _SERIAL, number, 0)
    laced = bytes([len(packets), *map(len, packets)])
    page = head + laced + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_sum(page)) + page[26:]


def _ogg_sum(page: bytes) -> int:
    """Ogg's own CRC-32: not reflected, begun at zero."""
    total = 0
    for byte in page:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1 ^ (0x04C11DB7 if total & 0x80000000 else 0)) & 0xFFFFFFFF
    return total


def sticker() -> bytes:
    """A lossless WebP of 512 by 512, all of one colour: every code has one symbol and no bits."""
    bits = _Bits(little=True)
    for value, size in ((0x2F, 8), (511, 14), (511, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)):
        bits.put(value, size)
    for symbol in (160, 60, 40, 255, 0):  # green, red, blue, alpha, distance
        for value, size in ((1, 1), (0, 1), (1, 1), (symbol, 8)):
            bits.put(value, size)
    body = bits.bytes()
    body += b"\0" * (len(body) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


class _Bits:
    """Bits one after the other, the highest of a value first unless `little`."""

    def __init__(self, *, little: bool = False) -> None:
        self._little = little
        self._bits: list[int] = []

    def put(self, value: int, size: int) -> None:
        ordered = range(size) if self._little else range(size - 1, -1, -1)
        self._bits += [value >> place & 1 for place in ordered]

    def golomb(self, *values: int) -> None:
        """Exp-Golomb numbers, of which H.264's headers consist."""
        for value in values:
            self.put(value + 1, 2 * (value + 1).bit_length() - 1)

    def align(self) -> None:
        self._bits += [0] * (-len(self._bits) % 8)

    def raw(self, data: bytes) -> None:
        for byte in data:
            self.put(byte, 8)

    def bytes(self) -> bytes:
        self.align()
        step = -1 if self._little else 1
        groups = (self._bits[at : at + 8][::step] for at in range(0, len(self._bits), 8))
        return bytes(int("".join(map(str, group)), 2) for group in groups)


def film(seconds: int = 2, side: int = 64) -> bytes:
    """An MP4 of one H.264 picture that stands for `seconds`; `side` is a multiple of 16."""
    head, picture_set, frame = _h264(side // 16)
    ftyp = _box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
    sample = struct.pack(">I", len(frame)) + frame
    settings = b"\1" + head[1:4] + b"\xff\xe1" + struct.pack(">H", len(head)) + head
    settings += b"\1" + struct.pack(">H", len(picture_set)) + picture_set
    track = _track(seconds, side, settings, len(sample), len(ftyp) + 8)
    times = struct.pack(">IIIIII", 0, 0, 0, 1000, 1000 * seconds, 0x10000)
    movie = times + b"\1\0" + bytes(10) + _MATRIX + bytes(24) + struct.pack(">I", 2)
    return ftyp + _box(b"mdat", sample) + _box(b"moov", _box(b"mvhd", movie), track)


_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def _track(seconds: int, side: int, settings: bytes, size: int, where: int) -> bytes:
    length = 1000 * seconds
    head = struct.pack(">IIIIII", 7, 0, 0, 1, 0, length) + bytes(16) + _MATRIX
    head += struct.pack(">II", side << 16, side << 16)
    look = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", side, side)
    look += struct.pack(">IIIH", 0x480000, 0x480000, 0, 1) + bytes(32) + b"\0\x18\xff\xff"
    table = _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), _box(b"avc1", look, _box(b"avcC", settings))),
        _box(b"stts", struct.pack(">IIII", 0, 1, 1, length)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        _box(b"stsz", struct.pack(">III", 0, size, 1)),
        _box(b"stco", struct.pack(">III", 0, 1, where)),
    )
    data = _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", b"\0\0\0\1")))
    media = _box(
        b"mdia",
        _box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, length, 0x55C4, 0)),
        _box(b"hdlr", bytes(8) + b"vide" + bytes(12) + b"film\0"),
        _box(b"minf", _box(b"vmhd", struct.pack(">I", 1) + bytes(8)), data, table),
    )
    return _box(b"trak", _box(b"tkhd", head), media)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _h264(blocks: int) -> tuple[bytes, bytes, bytes]:
    """Sequence and picture parameters, and a picture of uncompressed blocks (I_PCM)."""
    sequence, pictures, frame = _Bits(), _Bits(), _Bits()
    sequence.raw(b"\x67\x42\xc0\x0a")  # baseline, level 1
    sequence.golomb(0, 0, 2, 0)
    sequence.put(0, 1)
    sequence.golomb(blocks - 1, blocks - 1)
    sequence.put(0b11001, 5)  # whole frames, no cropping, nothing further; and the end
    pictures.raw(b"\x68")
    pictures.golomb(0, 0)
    pictures.put(0, 2)
    pictures.golomb(0, 0, 0)
    pictures.put(0, 3)
    pictures.golomb(0, 0, 0)
    pictures.put(0b1001, 4)  # slices say how they are smoothed; and the end
    frame.raw(b"\x65")
    frame.golomb(0, 7, 0)
    frame.put(0, 4)
    frame.golomb(0)
    frame.put(0, 2)
    frame.golomb(0, 1)
    for number in range(blocks * blocks):
        frame.golomb(25)
        frame.align()
        light = 80 + 140 * (number // blocks) // blocks
        frame.raw(bytes((light,)) * 256 + b"\x70" * 64 + b"\x90" * 64)
    frame.put(1, 1)
    return sequence.bytes(), pictures.bytes(), frame.bytes()
