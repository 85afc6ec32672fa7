"""What an officers' group sees of itself: the language it is spoken to in."""

from __future__ import annotations

from cards.presses import Press
from locales import LANGUAGES
from services.speech import Button, Buttons


class Speak(Press):
    verb = "groups.speak"

    language: str


def languages() -> Buttons:
    return [[Button(name, Speak(language=code).pack())] for code, name in LANGUAGES.items()]
