"""A "no" that says why: raised by a service, told to the person by the desk, and nothing is changed."""

from __future__ import annotations

from locales import Phrase


class RefusedError(Exception):
    """What was asked can't be done now; `words` tell the person why, in their language.

    `about` names what the try was at when the try itself belongs in the audit trail: "officers 7".
    """

    def __init__(self, words: Phrase, *, about: str | None = None) -> None:
        super().__init__(words.message)
        self.words = words
        self.about = about
