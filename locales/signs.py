"""Signs that nobody sees: whether a text shows anything at all, and how a key's label is compared.

A name may consist of letters that are drawn as nothing, and an app may add to an emoji, or leave out,
the sign that asks for its coloured form.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Drawn as nothing although Unicode counts them as letters or symbols: the fillers of Hangul, the empty
# pattern of Braille, Khmer's inherent vowels, the musical null notehead.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\U0001d159")

# Controls, formats, halves of pairs, private signs, spaces, and marks that need a letter to stand on.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})

# Code points that nobody has assigned and that are to be drawn as nothing (Default_Ignorable_Code_Point of
# Unicode's DerivedCoreProperties.txt); any other of them may be an emoji younger than this Python.
IGNORED = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))

# How an emoji is to be drawn, plain or in colour (VARIATION SELECTOR-15 and -16).
_FORMS = str.maketrans("", "", "\ufe0e\ufe0f")


def shows(sign: str) -> bool:
    """Whether one character is seen where it stands alone."""
    if sign in BLANKS or unicodedata.category(sign) in UNSEEN:
        return False
    return not any(ord(sign) in ignored for ignored in IGNORED)


def has_anything_visible(text: str | None) -> bool:
    """Whether somebody who reads the text sees anything."""
    return any(shows(sign) for sign in text or "")


@lru_cache(maxsize=64)  # every key of every conversation asks this of the same message
def bare(label: str) -> str:
    """A key's label as labels are compared: without the forms of its emoji, and without spaces or other
    signs that nobody sees around it."""
    text = label.translate(_FORMS)
    begin, end = 0, len(text)
    while begin < end and not shows(text[begin]):
        begin += 1
    while end > begin and not shows(text[end - 1]):
        end -= 1
    return text[begin:end]
