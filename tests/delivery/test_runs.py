"""What the desk takes for one: the same press by the same person in a row."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.answers import runs
from db.inbox import Waiting

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def row(number: int, chat: int, said: object, by: int | None = None) -> Waiting:
    """A text of somebody in a chat, or whatever else `said` is."""
    told: object = said
    if isinstance(said, str):
        message = {"chat": {"id": chat}, "from": {"id": by or chat}, "text": said}
        told = {"update_id": number, "message": message}
    return Waiting(number, number, chat, True, json.dumps(told), 0, NOW)


def together(*rows: Waiting) -> list[list[int]]:
    return [[one.id for one in run] for run in runs(rows)]


def test_presses_in_a_row_are_one() -> None:
    presses = [row(number, 7, "🆘 Alarm") for number in range(1, 5)]
    assert together(*presses) == [[1, 2, 3, 4]]


def test_between_other_people_too() -> None:
    rows = [row(1, 7, "🆘 Alarm"), row(2, 8, "🆘 Alarm"), row(3, 7, "🆘 Alarm"), row(4, 8, "hello")]
    assert together(*rows) == [[1, 3], [2], [4]]


def test_but_not_across_anything_else() -> None:
    rows = [
        row(1, 7, "🆘 Alarm"),
        row(2, 7, "smoke"),
        row(3, 7, "🆘 Alarm"),
        row(4, 7, "🤫 Silent alarm"),
        row(5, 7, "smoke"),
        row(6, 7, "smoke"),
    ]
    assert together(*rows) == [[1], [2], [3], [4], [5], [6]]


def test_nor_in_a_group_nor_for_what_is_no_press() -> None:
    rows = [
        row(1, -7, "🆘 Alarm", by=1),
        row(2, -7, "🆘 Alarm", by=2),
        row(3, 0, "[" * 10),
        row(4, 0, [1]),
        row(5, 0, {"message": {"text": 3}}),
    ]
    assert together(*rows) == [[1], [2], [3], [4], [5]]
