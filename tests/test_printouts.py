"""The sheet for the printer: every letter is drawn, forty visits go over pages, nothing runs out of its
cell, and another library reads what stands there."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from bot import printouts
from bot.studio import NotDrawnError, Studio
from tests.paper import plain, read

PAPERS = {
    "en": ["ID card", "Invoice or other proof of origin", "Factory certificate", "The bike"],
    "zh_Hans": ["身份证", "购车发票或其他来历证明", "车辆合格证", "电动自行车"],
}
ERRAND = {"en": "Temporary plate (bike over the standard)", "zh_Hans": "超标车临时号牌"}
HEAD = {
    "en": ["Time", "Visit", "Errand", "Papers", "Plate", "Notes"],
    "zh_Hans": ["时间", "预约号", "业务", "材料", "号牌", "备注"],
}


def printout(count: int, language: str = "en", papers: int = 4) -> dict[str, Any]:
    return {
        "name": "w-2026-12-01.pdf",
        "title": "2026年12月1日周二" if language == "zh_Hans" else "Tue, Dec 1, 2026",
        "under": "电动自行车登记窗口" if language == "zh_Hans" else "E-bike window",
        "head": HEAD[language],
        "rows": [
            [f"{9 + each // 6:02}:{each % 6}0", str(1200 + each), ERRAND[language], papers_of]
            for each in range(count)
            for papers_of in [(PAPERS[language] * 3)[:papers]]
        ],
        "without": "未预约" if language == "zh_Hans" else "Without a visit",
    }


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("count", [0, 1, 13, 40])
def test_all_visits_of_a_day_stand_on_numbered_pages(count: int, language: str) -> None:
    """A letter that no font has would be a warning, and warnings are errors."""
    told = printout(count, language)
    drawn = printouts.draw(told)
    assert len(drawn) < 200_000
    sheets = read(drawn)
    for number, sheet in enumerate(sheets, 1):
        assert sheet.size == (297, 210)
        words = sheet.words
        assert plain(told["title"]) in words
        assert f"{number}/{len(sheets)}" in words
        assert all(plain(name) in words for name in told["head"])
    together = "".join(sheet.words for sheet in sheets)
    for time, number, errand, papers in told["rows"]:
        assert plain(time + number + errand) in together
        assert all(plain(paper) in together for paper in papers)
    assert together.count(plain(told["without"])) == 1
    assert len(sheets) == {0: 1, 1: 1, 13: 2, 40: 4}[count]


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_there_is_ink_where_there_are_words_and_none_at_the_edges(language: str) -> None:
    for sheet in read(printouts.draw(printout(40, language))):
        dark = sheet.shown < 100
        assert dark.mean() > 0.003
        edges = (dark[:40], dark[-36:], dark[:, :44], dark[:, -44:])
        assert not any(edge.any() for edge in edges)


def test_the_letters_have_shapes_of_their_own() -> None:
    """An empty box in place of a letter looks the same for every letter."""
    shapes = {
        read(printouts.draw(printout(0) | {"title": one}))[0].shown.tobytes()
        for one in "预约材料号牌"
    }
    assert len(shapes) == 6


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_nothing_runs_out_of_its_cell(language: str) -> None:
    """Left of each line between two columns there is a millimetre of paper."""
    sheet = read(printouts.draw(printout(8, language)))[0]
    rows = slice(4 * 47, 4 * 130)
    for edge in printouts.EDGES[1:]:
        before = sheet.shown[rows, round(4 * edge) - 5 : round(4 * edge) - 2]
        assert not (before < 100).any()  # the lines between the rows are paler


def test_twelve_papers_make_a_higher_line_and_a_page_is_never_too_full() -> None:
    sheets = read(printouts.draw(printout(10, papers=12)))
    assert len(sheets) == 3
    for sheet in sheets:
        assert not (sheet.shown[-36:] < 200).any()


def test_lines_for_who_comes_without_a_visit_are_always_there() -> None:
    for count in range(20):
        told = printout(count)
        pages = printouts._divided(told["rows"])
        assert sum(len(rows) for rows, _ in pages) == count
        assert [empty for _, empty in pages[:-1]] == [0] * (len(pages) - 1)
        assert pages[-1][1] >= printouts.LEAST


async def test_it_is_drawn_in_a_process_of_its_own_and_the_same_each_time() -> None:
    told = printout(3, "zh_Hans")
    assert await Studio().print(told) == printouts.draw(told)
    with pytest.raises(NotDrawnError, match=r"^status 1, KeyError$"):
        await Studio().print({"title": "secret"})


def test_the_bot_does_not_grow_by_it() -> None:
    look = "import sys, bot.programme; print('bot.printouts' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True).stdout
    assert said.strip() == b"False"
