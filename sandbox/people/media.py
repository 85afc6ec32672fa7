"""What people show: photos, films, sounds, documents, stickers, and albums of them.

Who gives no data sends a small real one that is made here.
"""

from collections.abc import Sequence

from sandbox import samples
from sandbox.files import Upload
from sandbox.media import uploaded
from sandbox.people.presence import Presence
from sandbox.people.writing import captioned
from sandbox.records import Message
from sandbox.refusals import Json
from sandbox.screens import Seen

Answered = Message | Seen | int | None


class Showing(Presence):
    """Somebody who shows something."""

    async def sends_photo(
        self,
        data: bytes | None = None,
        *,
        caption: str = "",
        reply_to: Answered = None,
        spoiler: bool = False,
    ) -> Message:
        """Send a photo; with `spoiler` it is veiled until it is touched."""
        content = self._medium("photo", Upload(data or samples.picture()))
        veil = {"has_media_spoiler": True} if spoiler else {}
        return self._post(content | captioned(caption) | veil, reply_to)

    async def sends_video(
        self,
        data: bytes | None = None,
        *,
        caption: str = "",
        reply_to: Answered = None,
        spoiler: bool = False,
    ) -> Message:
        """Send a film."""
        content = self._medium("video", Upload(data or samples.film(), "film.mp4"))
        veil = {"has_media_spoiler": True} if spoiler else {}
        return self._post(content | captioned(caption) | veil, reply_to)

    async def sends_voice(
        self,
        data: bytes | None = None,
        *,
        seconds: int = 3,
        caption: str = "",
        reply_to: Answered = None,
    ) -> Message:
        """Speak for that long."""
        sound = Upload(data or samples.sound(seconds), "voice.oga")
        content = self._medium("voice", sound, duration=seconds)
        return self._post(content | captioned(caption), reply_to)

    async def sends_audio(
        self,
        data: bytes | None = None,
        *,
        seconds: int = 3,
        title: str = "",
        performer: str = "",
        caption: str = "",
        reply_to: Answered = None,
    ) -> Message:
        """Send a piece of music."""
        music = Upload(data or samples.music(seconds), "music.mp3")
        content = self._medium("audio", music, duration=seconds, title=title, performer=performer)
        return self._post(content | captioned(caption), reply_to)

    async def sends_video_note(
        self, data: bytes | None = None, *, seconds: int = 3, reply_to: Answered = None
    ) -> Message:
        """Send a round film of themselves."""
        film = Upload(data or samples.film(seconds), "note.mp4")
        return self._post(self._medium("video_note", film, duration=seconds), reply_to)

    async def sends_document(
        self, name: str, data: bytes, *, caption: str = "", reply_to: Answered = None
    ) -> Message:
        """Send any file under its name."""
        content = self._medium("document", Upload(data, name))
        return self._post(content | captioned(caption), reply_to)

    async def sends_sticker(self, emoji: str = "👍", *, reply_to: Answered = None) -> Message:
        """Send a sticker that stands for an emoji."""
        sticker = Upload(samples.sticker(), "sticker.webp")
        return self._post(self._medium("sticker", sticker, emoji=emoji), reply_to)

    async def sends_album(
        self, parts: Sequence[bytes | tuple[str, bytes] | None], *, caption: str = ""
    ) -> list[Message]:
        """Send two to ten photos (bytes or None) and films (("video", bytes)) as one."""
        if not 2 <= len(parts) <= 10:
            raise ValueError(f"an album has 2 to 10 parts, not {len(parts)}")
        group = {"media_group_id": self.telegram.album()}
        sent = []
        for number, part in enumerate(parts):
            kind, data = part if isinstance(part, tuple) else ("photo", part)
            upload = Upload(data or samples.picture(hue=number), "film.mp4" * (kind == "video"))
            words = captioned(caption) if number == 0 else {}
            sent.append(self._post(self._medium(kind, upload) | words | group))
        return sent

    def _medium(self, kind: str, upload: Upload, **said: int | str) -> Json:
        return uploaded(self.telegram.files, kind, upload, said)
