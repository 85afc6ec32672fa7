"""An office that the conversations about visits share, in English unless a test says otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.office import InChinese, Office
from tests.town import built_as


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
async def quiet_office(database_url: str, tmp_path: Path, language: str) -> AsyncIterator[Office]:
    """It is Monday, ten to eight; visits are on Tuesday or later. Nothing runs."""
    kind = InChinese if language == "zh_Hans" else Office
    async with built_as(kind, database_url, tmp_path) as town:
        town.begins_on_monday()
        yield town


@pytest.fixture
async def office(quiet_office: Office) -> Office:
    await quiet_office.start()
    return quiet_office
