"""A "no" that says why: raised by a service, told to the person by the desk, and nothing is changed."""

from __future__ import annotations

from locales import Phrase


class RefusedError(Exception):
    """What was asked can't be done now; `words` tell the person why, in their language."""

    def __init__(self, words: Phrase) -> None:
        super().__init__(words.message)
        self.words = words
