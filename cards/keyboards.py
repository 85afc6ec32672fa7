"""The keyboards below the chat, and how buttons stand below a message. The two alarm keys stand first on each
keyboard by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from locales import L
from services.speech import Button, Key, Keyboard

BOOK = L("📅 Book a visit")
CASES = L("🗂 My cases")
ABOUT_ME = L("👤 About me")
LANGUAGE = L("🌐 Language")
PRIVACY = L("🔒 Privacy")
HELP = L("❓ Help")
SHARE_PLACE = L("📍 Share where I am")
SHARE_PHONE = L("📱 Share my number")
# Each question has its own: a second tap on the last one's key skips nothing more.
SKIP_NAME = L("⏭ Skip the name")
SKIP_PHONE = L("⏭ Skip the number")
SKIP_WORD = L("⏭ Nothing to add")
SKIP = L("⏭ Skip")

MENU: Keyboard = (
    (Key(BOOK), Key(CASES)),
    (Key(ABOUT_ME), Key(LANGUAGE)),
    (Key(PRIVACY), Key(HELP)),
)
PLACE: Keyboard = ((Key(SHARE_PLACE, wants="place"),),)
ONLY_SKIP_NAME: Keyboard = ((Key(SKIP_NAME),),)
PHONE: Keyboard = ((Key(SHARE_PHONE, wants="contact"),), (Key(SKIP_PHONE),))
ONLY_SKIP: Keyboard = ((Key(SKIP),),)
ONLY_SKIP_WORD: Keyboard = ((Key(SKIP_WORD),),)


def in_rows(keys: Sequence[Button], most: int) -> list[list[Button]]:
    """The buttons one after the other, so many in a row at most."""
    return [list(keys[start : start + most]) for start in range(0, len(keys), most)]
