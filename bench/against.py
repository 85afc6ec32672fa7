"""`make bench AGAINST=COMMIT`: this checkout and another commit, each measured RUNS times in turn on the same
machine, so that what the machine does meanwhile happens to both.

The other commit's tree is laid out in a temporary folder with packages of its own, as its constraints say,
and gets this checkout's bench/: what writes to it, loads it, answers it and reads the clock is the same for
both, and each names its own presses and makes its own database. Where the two don't speak the same
conversation nothing can be compared, and the run says so.

Run as: python -m bench.against COMMIT [--runs N] [--people N] [--alarms N] [--others N]; the last line is a
JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.once import add_sizes

ROOT = Path(__file__).parents[1]
WITHIN = 900.0  # seconds for one run or one step of the other's installation
TOLERANCE = 0.1
MORE_IS_BETTER = "updates_s"
TITLES = {
    MORE_IS_BETTER: "updates/s",
    "p50_idle_ms": "press to card, idle, p50 ms",
    "p99_idle_ms": "press to card, idle, p99 ms",
    "p50_load_ms": "press to card, load, p50 ms",
    "p99_load_ms": "press to card, load, p99 ms",
    "start_s": "start, s",
    "rss_mb": "memory, MB",
}
Runs = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Side:
    """A checkout, and the Python that has its packages."""

    name: str
    folder: Path
    python: str

    def run(self, *arguments: str) -> str:
        """What a module of it printed. SystemExit with its last words when it fails or takes too long; all
        that it started ends with it."""
        with subprocess.Popen(
            [self.python, "-m", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                said, complaint = process.communicate(timeout=WITHIN)
            except subprocess.TimeoutExpired:
                raise SystemExit(f"{self.name}: {arguments[0]} took over {WITHIN:.0f} s") from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        if process.returncode:
            raise SystemExit(f"{self.name}: {arguments[0]} failed\n{complaint[-2000:]}")
        return said


def commit_of(named: str) -> str:
    """The whole name of a commit. SystemExit when there is none of that name."""
    command = ["git", "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SystemExit(f"There is no commit {named!r} here.")
    return found.stdout.strip()


def lay_out(commit: str, folder: Path) -> Side:
    """The commit's tree in that folder, with our bench, its packages installed and its words compiled."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=ROOT, capture_output=True, check=True
    )
    tree = folder / "tree"
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(tree, filter="data")
    shutil.rmtree(tree / "bench", ignore_errors=True)
    shutil.copytree(ROOT / "bench", tree / "bench", ignore=shutil.ignore_patterns("__pycache__"))
    python = folder / "venv" / "bin" / "python"
    Side("its venv", tree, sys.executable).run("venv", str(folder / "venv"))
    theirs = Side(commit[:7], tree, str(python))
    theirs.run("pip", "install", "--quiet", "--constraint", "constraints.txt", "--editable", ".")
    theirs.run("locales.catalogs", "compile")
    return theirs


def in_turn(sides: Sequence[Side], runs: int, measure: Sequence[str]) -> list[Runs]:
    """Each side's figures, one of each run, by name."""
    figures: list[dict[str, list[float]]] = [{name: [] for name in TITLES} for _ in sides]
    for run in range(runs):
        for side, kept in zip(sides, figures, strict=True):
            told = json.loads(side.run("bench.once", *measure))
            for name in TITLES:
                kept[name].append(told[name])
            print(f"run {run + 1} of {runs}, {side.name}: {told['updates_s']:.0f} updates/s")
    return list(figures)


def compared(ours: Runs, theirs: Runs) -> dict[str, object]:
    """The medians, ours divided by theirs, and whether no figure of ours is over ten percent worse."""
    mine, other = (
        {name: statistics.median(one[name]) for name in TITLES} for one in (ours, theirs)
    )
    ratios = {name: mine[name] / other[name] for name in TITLES}
    worse = {name: ratio - 1 for name, ratio in ratios.items()}
    worse[MORE_IS_BETTER] = 1 - ratios[MORE_IS_BETTER]
    return {
        "ours": {name: round(value, 2) for name, value in mine.items()},
        "theirs": {name: round(value, 2) for name, value in other.items()},
        "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()},
        "runs": len(ours[MORE_IS_BETTER]),
        "within_ten_percent": all(share <= TOLERANCE for share in worse.values()),
    }


def report(names: Sequence[str], ours: Runs, theirs: Runs) -> None:
    """The table of medians and ranges, and all as one JSON object."""
    print(f"\n{'':30}{names[0]:>26}{names[1]:>26}{'ratio':>8}")
    for name, title in TITLES.items():
        mine, other = (
            f"{statistics.median(one[name]):.1f} ({min(one[name]):.1f} to {max(one[name]):.1f})"
            for one in (ours, theirs)
        )
        ratio = statistics.median(ours[name]) / statistics.median(theirs[name])
        print(f"{title:30}{mine:>26}{other:>26}{ratio:>8.2f}")
    print(json.dumps(compared(ours, theirs)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--runs", type=int, default=5)
    add_sizes(parser)
    asked = parser.parse_args()
    measure = [f"--{name}={getattr(asked, name)}" for name in ("people", "alarms", "others")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    commit = commit_of(asked.commit)
    with tempfile.TemporaryDirectory(prefix="maple-against-") as folder:
        os.environ["TMPDIR"] = folder  # what a run that was ended leaves behind goes with it
        sides = [Side("this checkout", ROOT, sys.executable), lay_out(commit, Path(folder))]
        ours, theirs = in_turn(sides, asked.runs, measure)
    report([side.name for side in sides], ours, theirs)


if __name__ == "__main__":
    main()
