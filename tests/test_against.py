"""`make bench AGAINST=COMMIT`: the sides are measured in turn, and what is worse by over a tenth is said."""

from __future__ import annotations

import json
import os
import select
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bench import against
from bench.against import TITLES, Side, commit_of, compared, in_turn

EVEN = {name: [100.0, 90.0, 110.0] for name in TITLES}


class Told(Side):
    """A checkout that says at once what it measured."""

    def run(self, *arguments: str) -> str:
        order.append((self.name, *arguments))
        return json.dumps(dict.fromkeys(TITLES, float(len(order))))


order: list[tuple[str, ...]] = []


def test_the_sides_take_turns_with_the_same_sizes() -> None:
    order.clear()
    sides = [Told(name, Path(), sys.executable) for name in ("ours", "theirs")]
    ours, theirs = in_turn(sides, 2, ["--people=5"])
    assert order == [(name, "bench.once", "--people=5") for name in ("ours", "theirs") * 2]
    assert (ours["start_s"], theirs["start_s"]) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    ("name", "figure", "within"),
    [
        ("updates_s", 91, True),
        ("updates_s", 89, False),
        ("updates_s", 200, True),
        ("p99_load_ms", 109, True),
        ("p99_load_ms", 111, False),
        ("start_s", 50, True),
    ],
)
def test_a_figure_over_a_tenth_worse_is_told(name: str, figure: float, within: bool) -> None:
    told = compared({**EVEN, name: [figure] * 3}, EVEN)
    assert told["runs"] == 3
    assert told["theirs"] == dict.fromkeys(TITLES, 100.0)
    assert told["within_ten_percent"] is within


def test_what_takes_too_long_ends_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow.py").write_text(
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open('child', 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(against, "WITHIN", 5.0)
    with pytest.raises(SystemExit, match="slow took over 5 s"):
        Side("theirs", tmp_path, sys.executable).run("slow")
    with suppress(ProcessLookupError):  # it is gone already, or will be
        child = os.pidfd_open(int((tmp_path / "child").read_text()))
        assert select.select([child], [], [], 20)[0]
        os.close(child)


def test_a_commit_that_is_not_there_is_named() -> None:
    with pytest.raises(SystemExit, match="no commit 'nowhere'"):
        commit_of("nowhere")
