"""In which order the desk does what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, literal, select

import jobs
from db.base import Moment
from jobs.sweeps import Sweep

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Due:
    """A case that has been due for so many seconds."""

    id: int


def sweep(*seconds: int) -> Sweep:
    """A sweep whose cases have been due for so long."""
    oldest = max(seconds, default=None)
    return Sweep(
        soonest=select(
            literal(None if oldest is None else NOW - timedelta(seconds=oldest), Moment)
        ),
        due=lambda _connection, _now: None if oldest is None else Due(oldest),
        do=lambda _work, _case: None,
        postpone=lambda _connection, _case, _until: None,
        coming=lambda _: [],
    )


def test_what_has_waited_longest_is_done_first_of_whatever_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowded, other, later = sweep(3, 2, 1), sweep(5), sweep(-1)
    monkeypatch.setattr(jobs, "SWEEPS", (later, crowded, sweep(), other))
    with create_engine("sqlite://").connect() as connection:
        assert jobs.find_due(connection, NOW) == (other, Due(5))
        monkeypatch.setattr(jobs, "SWEEPS", (later, sweep()))
        assert jobs.find_due(connection, NOW) is None
