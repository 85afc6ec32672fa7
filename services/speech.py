"""What can be said to somebody: words, buttons under them, a keyboard. No network, no Telegram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from locales import L, Phrase, render

Words = Phrase | str  # a str is said as it is, in no language


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `press` comes back when it is pressed, at most 64 bytes."""

    label: Words
    press: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard below the chat; pressing it writes its label, or gives what it wants."""

    label: Words
    wants: Literal["place", "contact"] | None = None


Buttons = Sequence[Sequence[Button]]
Keyboard = Sequence[Sequence[Key]]

ALARM = L("🆘 Alarm")
SILENT_ALARM = L("🤫 Silent alarm")
# First on every keyboard there is: nobody in need has to look for it.
_ALARM_KEYS = (Key(ALARM), Key(SILENT_ALARM))


def content(
    words: Words,
    language: str,
    timezone: tzinfo,
    *,
    buttons: Buttons = (),
    keyboard: Keyboard | None = None,
    silent: bool = False,
) -> dict[str, Any]:
    """The message as it waits in the outbox, in the reader's language."""
    said: dict[str, Any] = {"text": render(words, language, timezone=timezone)}

    def label(words: Words) -> str:
        return render(words, language, timezone=timezone, html=False)

    if buttons:
        said["buttons"] = [[[label(key.label), key.press] for key in row] for row in buttons]
    if keyboard is not None:
        rows = (_ALARM_KEYS, *keyboard)
        said["keyboard"] = [[[label(key.label), key.wants] for key in row] for row in rows]
    if silent:
        said["silent"] = True
    return said
