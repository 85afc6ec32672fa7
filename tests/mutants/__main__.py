"""`make mutants`: removes each safeguard in a copy of the tree and sees the tests that hold it fail.

Run as: python -m tests.mutants [NAME ...] [--at-once N]
Prints the verdicts, writes them into the table of docs/reliability.md, and ends with a JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import (
    alarms,
    always_heard,
    bookings,
    fairness,
    keeping,
    leftovers,
    operators,
    owing,
    parent,
    pictures,
    reading,
    residents,
    rights,
    rollups,
    safeguards,
    shares,
    taking,
    weeks,
)
from tests.mutants.safeguards import Safeguard

PARTS = (
    *(safeguards, rights, residents, alarms, leftovers, rollups, pictures, bookings, weeks),
    *(taking, owing, shares, always_heard, reading, operators, keeping, fairness, parent),
)
SAFEGUARDS = tuple(one for part in PARTS for one in part.SAFEGUARDS)
ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- mutants -->\n", "<!-- /mutants -->\n"
HEAD = ("| safeguard removed | where | noticed by |", "|---|---|---|")
WITHIN = 300  # seconds for the tests of one safeguard


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the tests noticed; `first` is the first of them that did."""

    safeguard: Safeguard
    noticed: bool
    first: str
    seconds: float


def copy_tree(folder: Path) -> None:
    """The tracked files as they are in the work tree, and the compiled words."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = [name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()]
    names += [str(file.relative_to(ROOT)) for file in ROOT.glob("locales/**/*.mo")]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


def remove(safeguard: Safeguard, folder: Path) -> None:
    """Takes the safeguard out of the copy; it has to stand there exactly once."""
    file = folder / safeguard.file
    text = file.read_text(encoding="utf-8")
    if text.count(safeguard.code) != 1:
        raise LookupError(f"{safeguard.name}: its code stands {text.count(safeguard.code)} times")
    file.write_text(text.replace(safeguard.code, safeguard.without), encoding="utf-8")


def judge(safeguard: Safeguard) -> Verdict:
    """Runs the tests that hold the safeguard against the tree without it."""
    with tempfile.TemporaryDirectory(prefix="maple-mutant-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user has to pass
        copy_tree(folder)
        remove(safeguard, folder)
        began = time.monotonic()
        try:
            run = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    "-x",
                    "-q",
                    "-p",
                    "no:cacheprovider",
                    *safeguard.tests,
                ],
                cwd=folder,
                capture_output=True,
                timeout=WITHIN,
                check=False,
            )
            code, output = run.returncode, run.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired:
            code, output = 1, "FAILED (hung)"
        # 1: tests failed. 2 to 5 would say that nothing was tested at all.
        failed = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
        first = failed[0].split(" - ")[0].removeprefix("FAILED ") if failed else output[-200:]
        return Verdict(safeguard, code == 1, first, time.monotonic() - began)


def row(verdict: Verdict) -> str:
    seen = f"`{verdict.first}`" if verdict.noticed else "**nobody**"
    return f"| {verdict.safeguard.name} | `{verdict.safeguard.file}` | {seen} |"


def report(verdicts: list[Verdict]) -> None:
    """Writes the verdicts into the report's table; what was not judged now keeps its row."""
    before, _, rest = REPORT.read_text(encoding="utf-8").partition(BEGIN)
    told, _, after = rest.partition(END)
    rows = {line.split("|")[1].strip(): line for line in told.splitlines()[len(HEAD) :]}
    rows |= {verdict.safeguard.name: row(verdict) for verdict in verdicts}
    lines = [*HEAD, *(rows[one.name] for one in SAFEGUARDS if one.name in rows)]
    REPORT.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="safeguards whose name contains one of these")
    parser.add_argument("--at-once", type=int, default=2)
    asked = parser.parse_args()
    chosen = [
        each
        for each in SAFEGUARDS
        if not asked.names or any(part in each.name for part in asked.names)
    ]
    with ThreadPoolExecutor(asked.at_once) as pool:
        verdicts = list(pool.map(judge, chosen))
    for verdict in verdicts:
        mark = "noticed" if verdict.noticed else "NOT NOTICED"
        print(f"{mark:12} {verdict.seconds:5.0f} s  {verdict.safeguard.name}: {verdict.first}")  # noqa: T201
    report(verdicts)
    noticed = sum(verdict.noticed for verdict in verdicts)
    print(json.dumps({"safeguards": len(verdicts), "noticed": noticed}))  # noqa: T201
    return 0 if noticed == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
