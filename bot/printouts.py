"""Draws a day's visits as they are printed and filled in by hand: large letters, boxes to tick, lines to
write on. Reads the printout from its input as JSON and writes it as PDF, in A4 that lies.

Run by bot/studio.py in a process of its own, as bot/pictures.py is, with the same letters.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from bot.pictures import DOT, FAMILY, fit, width_on, work

WIDTH, HEIGHT, MARGIN = 297.0, 210.0, 12.0  # millimetres, as all that follows
INCH = 25.4
FINE = 4 * DOT  # dots an inch, by which the width of letters is measured: they don't snap to points
BIG, BODY, SMALL, SMALLEST = 26.0, 12.0, 9.0, 6.5  # points of type
INK, LINES = "black", "0.6"  # no colours: office printers have none
TOP, HEAD, LOW = 26.0, 8.0, 11.0  # down to the table, its head, an empty line of it
PAPER, BOX = 4.8, 3.2  # a paper's line, and its box
# Where columns begin, and the last one ends: time, number, errand, papers, plate, notes.
EDGES = (12.0, 29.0, 45.0, 97.0, 201.0, 239.0, 285.0)
LEAST = 6  # lines for who comes without a visit; the last page is filled with them
Row = tuple[str, str, str, list[str]]


class Page:
    """A page that is filled from the top; `y` is where its next line begins."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / INCH, HEIGHT / INCH), dpi=FINE)
        self._canvas = FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(HEIGHT, 0)
        self.y = MARGIN

    def write(
        self, x: float, below: float, words: str, size: float, most: float, align: str = "left"
    ) -> None:
        """One line whose letters stand on `y` + `below`, not wider than `most`."""
        line = self._axes.text(
            x, self.y + below, words, fontsize=size, color=INK, ha=align, family=FAMILY
        )
        fit(line, size, most, SMALLEST, self._width)

    def _width(self, line: Text) -> float:
        return width_on(self._canvas, line) * INCH / FINE

    def rule(self, x: float, below: float, end: float) -> None:
        at = self.y + below
        self._axes.plot((x, end), (at, at), color=LINES, linewidth=0.6)

    def cells(self, high: float) -> None:
        """Lines around the cells of a line so high, and down to its end."""
        for x in EDGES:
            self._axes.plot((x, x), (self.y, self.y + high), color=LINES, linewidth=0.6)
        for below in (0, high):
            self.rule(EDGES[0], below, EDGES[-1])
        self.y += high

    def box(self, x: float, below: float) -> None:
        box = Rectangle((x, self.y + below), BOX, BOX, fill=False, edgecolor=INK, linewidth=0.8)
        self._axes.add_patch(box)


def draw(printout: dict[str, Any]) -> bytes:
    """The printout (services.speech.Printout as it waits in the outbox) as PDF."""
    file = BytesIO()
    pages = _divided(printout["rows"])
    # Without a date of its making, the same facts make the same file.
    about = {"Title": printout["title"], "CreationDate": None}
    with PdfPages(file, metadata=about) as pdf:
        for number, (rows, empty) in enumerate(pages, 1):
            page = Page()
            _top(page, printout, f"{number} / {len(pages)}")
            for row in rows:
                _visit(page, row)
            if empty:
                _without(page, printout["without"], empty)
            pdf.savefig(page.figure)
    return file.getvalue()


def _divided(rows: list[Row]) -> list[tuple[list[Row], int]]:
    """What stands on each page: visits, and empty lines below the last of them."""
    space = HEIGHT - 2 * MARGIN - TOP - HEAD
    pages: list[tuple[list[Row], int]] = []
    here: list[Row] = []
    left = space
    for row in rows:
        if _high(row) > left:
            pages.append((here, 0))
            here, left = [], space
        here.append(row)
        left -= _high(row)
    if left < HEAD + LEAST * LOW:
        pages.append((here, 0))
        here, left = [], space
    pages.append((here, int((left - HEAD) // LOW)))
    return pages


def _high(row: Row) -> float:
    """Papers stand two and two."""
    return max(LOW, -(-len(row[3]) // 2) * PAPER + 2)


def _top(page: Page, printout: dict[str, Any], which: str) -> None:
    """Of which day and window it is, which page, and what stands in the columns."""
    page.write(MARGIN, 9, printout["title"], BIG, 200)
    page.write(WIDTH - MARGIN, 9, which, BODY, 30, align="right")
    page.write(MARGIN, 19, printout["under"], BODY, WIDTH - 2 * MARGIN)
    page.y += TOP
    for (x, end), name in zip(pairwise(EDGES), printout["head"], strict=True):
        page.write(x + 2, 5.5, name, SMALL, end - x - 3)
    page.cells(HEAD)


def _visit(page: Page, row: Row) -> None:
    time, number, errand, papers = row
    for x, end, words in zip(EDGES, EDGES[1:4], (time, number, errand), strict=False):
        page.write(x + 2, 7, words, BODY, end - x - 4)
    half = (EDGES[4] - EDGES[3]) / 2
    for place, paper in enumerate(papers):
        x, below = EDGES[3] + 2 + place % 2 * half, 1.5 + place // 2 * PAPER
        page.box(x, below)
        page.write(x + BOX + 1.5, below + BOX - 0.3, paper, SMALL, half - BOX - 5.5)
    page.rule(EDGES[4] + 3, _high(row) - 3, EDGES[5] - 3)
    page.cells(_high(row))


def _without(page: Page, words: str, count: int) -> None:
    """Lines to be filled in by hand."""
    page.write(MARGIN + 2, 5.5, words, SMALL, WIDTH - 2 * MARGIN)
    page.y += HEAD
    for _ in range(count):
        page.rule(EDGES[4] + 3, LOW - 3, EDGES[5] - 3)
        page.cells(LOW)


if __name__ == "__main__":
    work(draw)
