"""Personal data under seal: a key for each resident, itself wrapped by the master key.

An erasure throws a resident's key away (services/erasures.py): whatever was sealed with it is unreadable from
then on, also a row from an old backup beside the database of today (PIPL Art. 47: deletion). A whole backup
from before has the old key in it, and who has the master key too can open that: backups are kept no longer
than docs/decisions/023 says. What the law keeps of a case is sealed with a key of the case's own.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class BrokenSealError(Exception):
    """Sealed data that this key did not seal, or that somebody changed."""


class Key:
    """The key of a resident, or of a case. What is sealed for one column does not open as another."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, column: str, text: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), column.encode())

    def open(self, column: str, sealed: bytes) -> str:
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], column.encode()).decode()
        except InvalidTag:
            raise BrokenSealError(column) from None


class Keyring:
    """Makes and unwraps the residents' keys. `master` is 32 bytes."""

    def __init__(self, master: bytes) -> None:
        self._wrapper = Key(master)
        self._audit = hmac.digest(master, b"maple bridge audit trail", sha256)
        self._marks = hmac.digest(master, b"maple bridge marks", sha256)
        self._drafts = Key(hmac.digest(master, b"maple bridge drafts", sha256))
        self.unwrap = lru_cache(maxsize=4096)(self._unwrap)

    def new_key(self) -> bytes:
        """A fresh key of a resident or a case, wrapped for the database."""
        return self._wrapper.seal("key", base64.b64encode(os.urandom(32)).decode())

    def _unwrap(self, wrapped: bytes) -> Key:
        return Key(base64.b64decode(self._wrapper.open("key", wrapped)))

    def seal_draft(self, place: tuple[int, int], text: str) -> bytes:
        """What somebody said so far in a conversation: it opens only as that of this chat and person.
        Somebody who only begins has no key of their own yet, and it is forgotten after a day."""
        return self._drafts.seal(_draft_of(place), text)

    def open_draft(self, place: tuple[int, int], sealed: bytes) -> str:
        """Raises BrokenSealError for what was sealed elsewhere, or changed."""
        return self._drafts.open(_draft_of(place), sealed)

    def sign(self, text: str) -> str:
        """The audit trail's keyed digest: who has only the database cannot forge it."""
        return hmac.digest(self._audit, text.encode(), sha256).hex()

    def mark(self, column: str, text: str) -> str:
        """A keyed digest by which the database finds the same text again and learns nothing of it."""
        return hmac.digest(self._marks, f"{column}|{text}".encode(), sha256).hex()


def _draft_of(place: tuple[int, int]) -> str:
    chat, person = place
    return f"draft {chat} {person}"
