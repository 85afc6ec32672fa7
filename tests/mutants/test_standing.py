"""Each safeguard stands once where its mutant takes it out: one that has moved is a check that is skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.mutants.__main__ import SAFEGUARDS

ROOT = Path(__file__).parents[2]


def test_each_safeguard_stands_where_it_is_said_to_and_has_a_name_of_its_own() -> None:
    stands = {one.name: (ROOT / one.file).read_text("utf-8").count(one.code) for one in SAFEGUARDS}
    assert {name: times for name, times in stands.items() if times != 1} == {}
    assert [
        name for name, times in Counter(one.name for one in SAFEGUARDS).items() if times > 1
    ] == []
