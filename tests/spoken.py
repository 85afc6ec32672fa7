"""What people read on their screens, in the language they chose."""

from __future__ import annotations

import re
from html import unescape
from zoneinfo import ZoneInfo

from locales import Phrase, render

ZONE = ZoneInfo("Asia/Shanghai")
_TAG = re.compile(r"<[^>]+>")


def spoken(said: Phrase | str, language: str) -> str:
    """The words as they stand on a screen, from the catalog."""
    told = render(said, language, timezone=ZONE, html=False)
    return unescape(_TAG.sub("", told)).strip()
