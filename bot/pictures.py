"""Draws a picture of numbers as it is read on a phone: large letters, few marks, paper of its own, and
no meaning in colours alone. Reads the picture from its input as JSON and writes it as PNG.

Run by bot/studio.py in a process of its own, because matplotlib takes a second and, with the letters, 110 MB.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image

WIDTH, MARGIN = 1080, 60  # pixels; a phone shows three for each point of its own
BIG, HEAD, BODY, SMALL, SMALLEST = 132, 62, 46, 40, 32
PAPER, INK, GREY, BLUE, PALE = "#FFFDF8", "#1B2733", "#55606B", "#1E4E8C", "#DCE6F2"
FULL = {"facecolor": BLUE}
HATCHED = {"facecolor": PALE, "hatch": "//"}
EMPTY = {"facecolor": PAPER}
SHADES = 64  # of five colours and their edges: a quarter of the bytes
DOT = 72  # dots an inch: a point of type is a pixel
LETTERS = "Noto Sans CJK SC"
FAMILY = (LETTERS, "DejaVu Sans")  # the second, matplotlib's own, for Mongolian's Ө and Ү

# The same letters on every machine, whatever is installed there.
fontManager.ttflist[:] = [font for font in fontManager.ttflist if font.name != LETTERS]
fontManager.addfont(FONT_PATH)


class Page:
    """A page that grows downwards: `y` is where the next part begins, in pixels from the top."""

    def __init__(self) -> None:
        self._figure = Figure(dpi=DOT, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self.y = float(MARGIN)

    def write(
        self,
        x: float,
        words: str,
        size: float,
        *,
        below: float = 0,
        most: float = WIDTH - 2 * MARGIN,
        colour: str = INK,
        align: str = "left",
    ) -> Text:
        """One line whose letters stand on `y` + `below`; smaller, then cut, where it is too long."""
        line = self._axes.text(
            x, self.y + below, words, fontsize=size, color=colour, ha=align, family=FAMILY
        )
        return fit(line, size, most, SMALLEST, self.width)

    def width(self, line: Text) -> float:
        return width_on(self._canvas, line)

    def box(
        self, x: float, y: float, width: float, height: float, kind: Mapping[str, str]
    ) -> Patch:
        """A bar: FULL, HATCHED or EMPTY."""
        box = Rectangle((x, y), width, height, edgecolor=BLUE, linewidth=2, **dict(kind))  # type: ignore[arg-type]  # as it asks for
        return self._axes.add_patch(box)

    def rule(self, below: float) -> None:
        at = self.y + below
        self._axes.plot((MARGIN, WIDTH - MARGIN), (at, at), color=PALE, linewidth=3)

    def png(self) -> bytes:
        """All of it, as high as it has grown."""
        height = round(self.y + MARGIN)
        self._figure.set_size_inches(WIDTH / DOT, height / DOT)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib's own, as above
        pixels = self._canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        file = BytesIO()
        shades = Image.fromarray(np.asarray(pixels)).convert("RGB").quantize(SHADES)
        shades.save(file, "png", optimize=True)
        return file.getvalue()


def width_on(canvas: FigureCanvasAgg, line: Text) -> float:
    """In the canvas's dots."""
    return float(line.get_window_extent(canvas.get_renderer()).width)  # type: ignore[no-untyped-call]  # matplotlib's own


def fit(
    line: Text, size: float, most: float, smallest: float, width: Callable[[Text], float]
) -> Text:
    """The line, which has that size, not wider than `most`: smaller, then cut, where it is too long."""
    wide, words = width(line), line.get_text()
    if wide > most:
        line.set_fontsize(max(smallest, 0.98 * size * most / wide))  # whole pixels add up
    while width(line) > most and len(words) > 1:
        words = words[:-1]
        line.set_text(words + "…")
    return line


def draw(picture: dict[str, Any]) -> bytes:
    """The picture (services.speech.Picture as it waits in the outbox) as PNG, WIDTH pixels wide."""
    page = Page()
    page.write(MARGIN, picture["title"], HEAD, below=HEAD)
    page.write(MARGIN, picture["under"], SMALL, below=HEAD + 62, colour=GREY)
    page.y += HEAD + 62
    for part in picture["parts"]:
        page.y += 44
        PARTS[part["kind"]](page, part)
    return page.png()


def _note(page: Page, part: dict[str, Any]) -> None:
    if part["title"]:
        _heading(page, part["title"])
    page.y += BODY
    page.write(MARGIN, part["words"], BODY)
    page.y += 16


def _figures(page: Page, part: dict[str, Any]) -> None:
    """Numbers that are read from across the room, side by side."""
    wide = (WIDTH - 2 * MARGIN) / len(part["figures"])
    for place, (number, label) in enumerate(part["figures"]):
        x = MARGIN + place * wide
        page.write(x, number, BIG, below=BIG, most=wide - 24)
        page.write(x, label, SMALL, below=BIG + 62, most=wide - 24, colour=GREY)
    page.y += BIG + 62


def _bars(page: Page, part: dict[str, Any]) -> None:
    """A bar for each label, its number on it; the marked one is full, the others hatched."""
    _heading(page, part["title"])
    highest, most = 180.0, max(1, *(number for _, number in part["bars"]))
    wide = (WIDTH - 2 * MARGIN) / len(part["bars"])
    for place, (label, number) in enumerate(part["bars"]):
        middle, high = MARGIN + (place + 0.5) * wide, max(3.0, highest * number / most)
        top, marked = BODY + 16 + highest - high, place == part["marked"]
        page.box(middle - wide * 0.31, page.y + top, wide * 0.62, high, FULL if marked else HATCHED)
        page.write(middle, str(number), BODY, below=top - 12, most=wide, align="center")
        page.write(
            middle,
            label,
            SMALL,
            below=BODY + 16 + highest + 52,
            most=wide - 8,
            align="center",
            colour=INK if marked else GREY,
        )
    page.y += BODY + 16 + highest + 66


def _shares(page: Page, part: dict[str, Any]) -> None:
    """For each line how many of how many, as a bar whose full part is those."""
    _heading(page, part["title"])
    for title, good, all_, told, note in part["shares"]:
        page.y += 14
        counted = page.write(WIDTH - MARGIN, told, BODY, below=BODY, align="right")
        space = WIDTH - 2 * MARGIN - page.width(counted) - 24
        page.write(MARGIN, title, BODY, below=BODY, most=space)
        top, wide = page.y + BODY + 20, WIDTH - 2 * MARGIN
        page.box(MARGIN, top, wide, 34, HATCHED)
        if good:
            page.box(MARGIN, top, wide * good / all_, 34, FULL)
        page.write(MARGIN, note, SMALL, below=BODY + 20 + 34 + 48, colour=GREY)
        page.y += BODY + 20 + 34 + 56


def _table(page: Page, part: dict[str, Any]) -> None:
    """Names on the left, numbers below their headings on the right."""
    first, *columns = part["head"]
    wide = 140.0
    names = WIDTH - 2 * MARGIN - wide * len(columns)
    page.y += SMALL
    page.write(MARGIN, first, SMALL, colour=GREY, most=names - 24)
    for row in ([], *part["rows"]):
        if row:
            page.y += BODY + 32
            page.write(MARGIN, row[0], BODY, most=names - 24)
        for place, words in enumerate(row[1:] if row else columns, 1):
            size, colour = (BODY, INK) if row else (SMALL, GREY)
            right = MARGIN + names + wide * place
            page.write(right, words, size, most=wide - 12, align="right", colour=colour)
        page.rule(22)
    page.y += 30


def _columns(page: Page, part: dict[str, Any]) -> None:
    """Bars whose parts stand on each other, what each part is on their left, and numbers below."""
    _heading(page, part["title"])
    names, highest, top = 270.0, 200.0, page.y + 10
    wide = min(150.0, (WIDTH - 2 * MARGIN - names) / len(part["columns"]))
    middles = [MARGIN + names + (place + 0.5) * wide for place in range(len(part["columns"]))]
    most = max(1, *(sum(parts) for _, *parts in part["columns"]))
    for words, kind, below in zip(
        part["legend"], (FULL, HATCHED, EMPTY), (130, 74, 18), strict=True
    ):
        page.box(MARGIN, top + below, 36, 36, kind)
        page.write(MARGIN + 52, words, SMALL, below=10 + below + 32, most=names - 60)
    for middle, (label, *parts) in zip(middles, part["columns"], strict=True):
        y = top + highest
        for number, kind in zip(parts, (FULL, HATCHED, EMPTY), strict=True):
            if high := highest * number / most:
                y -= high
                page.box(middle - wide * 0.31, y, wide * 0.62, high, kind)
        page.write(middle, label, SMALL, below=highest + 62, most=wide - 8, align="center")
    page.y = top + highest + 70
    for name, numbers in part["rows"]:
        page.rule(0)
        page.write(MARGIN, name, SMALL, below=48, most=names - 12, colour=GREY)
        for middle, words in zip(middles, numbers, strict=True):
            page.write(middle, words, SMALL, below=48, most=wide - 8, align="center")
        page.y += 66
    page.y -= 10


def _heading(page: Page, words: str) -> None:
    page.write(MARGIN, words, SMALL, below=SMALL, colour=GREY)
    page.y += SMALL + 18


PARTS: dict[str, Callable[[Page, dict[str, Any]], None]] = {
    "note": _note,
    "figures": _figures,
    "bars": _bars,
    "shares": _shares,
    "table": _table,
    "columns": _columns,
}


def work(drawing: Callable[[dict[str, Any]], bytes]) -> None:
    """Reads what is to be drawn, and writes it drawn."""
    os.nice(10)  # an alarm goes first, also on a small machine
    sys.stdout.buffer.write(drawing(json.load(sys.stdin)))


if __name__ == "__main__":
    work(draw)
