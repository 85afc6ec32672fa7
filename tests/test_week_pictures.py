"""The pictures of a week and of a year's plates: every letter is drawn in every language, the words tell the
same, and the parts of a bar differ without their colours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from bot import pictures
from cards import plates as plate_cards
from cards import weeks as cards
from db.rooms import Community, Room
from db.seal import Keyring
from services.plates import Plates
from services.rooms import Station
from services.speech import Picture, carried
from services.turn import House, Turn
from services.weeks import Day, Week
from services.work import Work
from tests.test_studio import words

MONDAY = date(2026, 11, 23)
NAME = {"en": "E-bike window", "zh_Hans": "电动自行车登记窗口"}
ROOM = {"en": "First Community Police Room", "zh_Hans": "第一社区警务室"}
HOME = {"en": "Houtaohua", "zh_Hans": "后桃花"}
WINDOW = {"code": "w", "room": "first", "name": NAME, "hours": {}}
FACTS = {"name": ROOM, "windows": [WINDOW, WINDOW | {"code": "v"}]}
COUNTS = [(18, 14, 2, 4, 11, 2, 31), (18, 18, 0, 0, 17, 0, 6), (180, 91, 1, 89, 85, 1, 0)]
MONTHS = [(date(2026, month, 1), 37 * month) for month in range(1, 13)]


def work() -> Work:
    rooms = {1: Room(1, "first", ROOM, 0)}
    homes = {str(n): Community(str(n), HOME, "village", 1, n) for n in range(23)}
    station = Station(1, FACTS, rooms, homes, {})
    house = House(Keyring(bytes(32)), UTC, "en", bot_id=1)
    return Work(Turn(cast(Any, None), house, station, datetime(2026, 12, 1, tzinfo=UTC)))


def a_week() -> Picture:
    days = [Day(MONDAY + timedelta(days=n), *counts) for n, counts in enumerate(COUNTS)]
    here = work()
    first, second = here.station.windows.values()
    return cards.picture(here, Week(1, MONDAY, True, True, [(first, days), (second, [])]))


def a_year() -> Picture:
    here = work()
    homes = [(code, 3, 1000 + int(code)) for code in here.station.communities]
    windows = list(here.station.windows.values())
    return plate_cards.picture(here, windows, Plates(MONTHS, [*homes, (None, 5, 77)]))


def told(picture: Picture, language: str) -> dict[str, Any]:
    return carried(picture, language, UTC)


@pytest.mark.parametrize("language", ["en", "zh_Hans", "mn"])
@pytest.mark.parametrize("draw", [a_week, a_year])
def test_it_is_drawn_with_every_letter_and_light(draw: Any, language: str) -> None:
    """A letter that no font has would be a warning, and warnings are errors."""
    said = told(draw(), language)
    drawn = pictures.draw(said["picture"])
    with Image.open(BytesIO(drawn)) as image:
        assert image.width == 1080
        assert image.height <= 3 * image.width
        edge = np.asarray(image.convert("L"))[:, -20:]
    assert len(drawn) < 200_000
    assert (edge > 240).all()  # nothing runs off the page
    assert len(said["text"]) < 1024  # of a caption


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_words_tell_what_the_picture_shows(language: str) -> None:
    for picture, numbers in (
        (a_week(), ("123", "216", "3%", "93", "91", "180", "31", "85")),
        (a_year(), ("444", "1022", "77", "407")),
    ):
        said = told(picture, language)
        for number in numbers:
            assert number in words(said["picture"])
            assert number in said["text"]


def test_the_parts_of_a_bar_differ_without_their_colours() -> None:
    parts = [part for part in told(a_week(), "en")["picture"]["parts"] if part["kind"] == "columns"]
    parts[0]["columns"] = [["", 1, 1, 1]]
    parts[0]["rows"] = []
    drawn = pictures.draw({"title": "", "under": "", "parts": parts[:1]})
    with Image.open(BytesIO(drawn)) as image:
        grey = np.asarray(image.convert("L")).astype(int)
    middle = grey[:, 392:418]  # inside the one bar
    dark = [(row < 128).mean() for row in middle]
    full = sum(share == 1 for share in dark)
    hatched = sum(0 < share < 1 for share in dark)
    assert full > 50
    assert hatched > 30
    assert len(dark) - full - hatched > 50
