"""A sample of the histories of outages; `make simulate-outages HISTORIES=10000` plays them all.

HISTORIES is how many (30), SEED chooses others than the usual ones.
"""

from __future__ import annotations

import os

from tests.delivery.outages import play_some

HISTORIES = int(os.environ.get("HISTORIES", "30"))
SEED = os.environ.get("SEED", "1")
MET = [
    "1 294",  # opened again while nobody knew whether "accepted" had arrived: its card said so for ever
]


def test_what_was_promised_arrives_or_is_told_whatever_happens() -> None:
    found = play_some([f"{SEED} {number}" for number in range(HISTORIES)])
    assert {seed: one for seed, one in found.items() if one["silent_losses"]} == {}
    assert sum(one["promised"] for one in found.values()) > 3 * HISTORIES


def test_what_was_once_lost_arrives() -> None:
    found = play_some(MET)
    assert {seed: one for seed, one in found.items() if one["silent_losses"]} == {}
