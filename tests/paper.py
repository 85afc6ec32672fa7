"""A printout as another library than the one that drew it reads and shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import PdfDocument

MILLIMETRE = 72 / 25.4  # in points


@dataclass(frozen=True)
class Sheet:
    """A page: its size in millimetres, its words without the blanks between them (which a reader of PDFs
    has to guess), and its shades of grey, four to the millimetre."""

    size: tuple[int, int]
    words: str
    shown: NDArray[np.uint8]


def plain(words: str) -> str:
    """Without blanks."""
    return "".join(words.split())


def read(data: bytes) -> list[Sheet]:
    """The pages of a PDF."""
    with PdfDocument(data) as document:
        sheets = []
        for page in document:
            wide, high = (round(side / MILLIMETRE) for side in page.get_size())
            text = page.get_textpage()
            words = plain(text.get_text_range())
            text.close()
            picture = page.render(scale=4 / MILLIMETRE, grayscale=True)
            shown = picture.to_numpy().copy().squeeze()
            picture.close()
            page.close()
            sheets.append(Sheet((wide, high), words, shown))
        return sheets
