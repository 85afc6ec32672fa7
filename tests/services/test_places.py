"""The station: which communities are near a place."""

from __future__ import annotations

import pytest

from db.rooms import Community
from services.rooms import Station, kilometres

PLACES = {"lake": [40.80, 111.65], "mill": [40.82, 111.66], "far": [40.90, 111.65], "unknown": None}
STATION = Station(
    1,
    {"communities": [{"code": code, "place": place} for code, place in PLACES.items()]},
    {},
    {code: Community(code, {"en": code}, "community", 1, 0) for code in PLACES},
    {},
)


@pytest.mark.parametrize(
    ("here", "found"),
    [
        ((40.801, 111.65), ["lake", "mill"]),
        ((40.819, 111.66), ["mill", "lake"]),
        ((40.849, 111.65), ["mill", "lake", "far"]),
        ((40.954, 111.65), []),  # 6.004 km
        ((40.953, 111.65), ["far"]),  # 5.893 km
        ((0.0, 0.0), []),
        ((90.0, 180.0), []),
    ],
)
def test_the_nearest_come_first_and_none_beyond_six_kilometres(
    here: tuple[float, float], found: list[str]
) -> None:
    assert [each.code for each in STATION.near(*here)] == found


def test_a_district_of_an_earlier_version_knows_no_places() -> None:
    before = Station(1, {"communities": [{"code": "lake"}]}, {}, STATION.communities, {})
    assert before.near(40.80, 111.65) == []
    assert not before.knows_places


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert kilometres((40.0, 111.0), (41.0, 111.0)) == pytest.approx(111.195, abs=0.001)
    assert kilometres((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111.195, abs=0.001)
