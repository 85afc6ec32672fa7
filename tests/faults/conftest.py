"""Real processes to kill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def _one_nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.end()


@pytest.fixture
async def nursery(_one_nursery: Nursery) -> AsyncIterator[Nursery]:
    """Bears bots for this test; whatever still lives at its end is killed."""
    _one_nursery.open()
    yield _one_nursery
    await _one_nursery.shut()
