"""The district file: what it gives, and that every mistake is told with its line."""

from pathlib import Path
from typing import get_args

import pytest

from locales import LANGUAGES
from services.districts import DistrictError, Escalation, read_district
from services.written import Language, Names

DISTRICT = """\
name = { zh_Hans = "昭君路派出所", en = "Zhaojun Road" }
communities = [
    { code = "001", kind = "community", name = { zh_Hans = "南湖", en = "Nanhu" } },
    { code = "107", kind = "village", name = { zh_Hans = "西庄", en = "Xizhuang", mn = "Си" } },
]
[emergency]
sms = "121100471"
[escalation]
next_room = 30
[[rooms]]
code = "first"
name = { zh_Hans = "第一", en = "First" }
communities = ["001"]
alarm_group = -1001
[[rooms]]
code = "second"
name = { zh_Hans = "第二", en = "Second" }
communities = [
    "107",
]
"""


def refused(old: str, new: str) -> list[str]:
    """The lines with which DISTRICT is refused when `old`, which it has once, is replaced."""
    assert DISTRICT.count(old) == 1
    with pytest.raises(DistrictError) as caught:
        read_district(DISTRICT.replace(old, new))
    return str(caught.value).splitlines()


def test_a_district_is_read() -> None:
    district = read_district(DISTRICT)
    first, second = district.rooms
    assert (first.communities, first.alarm_group, first.desk_group) == (["001"], -1001, None)
    assert (second.communities, second.language) == (["107"], "zh_Hans")
    assert district.communities[1].kind == "village"
    assert (district.emergency.police, district.emergency.sms) == ("110", "121100471")
    assert district.escalation == Escalation(
        again_after=20, next_room=30, duty_lead=180, all_rooms_every=180, not_on_way=300
    )


def test_names_are_given_in_the_readers_language_or_english() -> None:
    lake, village = read_district(DISTRICT).communities
    assert [lake.name.spoken(each) for each in ("zh_Hans", "en", "mn")] == [
        "南湖",
        "Nanhu",
        "Nanhu",
    ]
    assert village.name.spoken("mn") == "Си"


def test_every_language_can_be_written() -> None:
    assert set(LANGUAGES) == set(Names.model_fields) == set(get_args(Language))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[emergency]", "[emergency", "line 6: Expected ']' at the end of a table declaration."),
        ('code = "first"', "code = “first”", "line 11: Invalid value."),
        ('    "107",\n]\n', '    "107",\n', "line 19: Invalid value."),
        ("sms =", "fax = 1\nsms =", "line 7 (emergency > fax): there is no such setting here"),
        ("\nsms", "\n# sms", "line 6 (emergency > sms): this is missing"),
        ("[emergency]\nsms =", "[x]\nsms =", "line 1 (emergency): this is missing"),
        ('sms = "121100471"', "sms = 12110", 'line 7 (emergency > sms): this is a text, "in'),
        ('"121100471"', '"call us"', "line 7 (emergency > sms): digits only"),
        ("next_room = 30", "next_room = 0", "line 9 (escalation > next_room): this is a number"),
        ("next_room = 30", 'next_room = "30"', "line 9 (escalation > next_room): this is a whole"),
        ("next_room = 30", "next_room = -1", "line 9 (escalation > next_room): this is a number"),
        (', en = "Nanhu"', "", "line 3 (communities > 1 > name > en): this is missing"),
        ('zh_Hans = "第二", ', "", "line 17 (rooms > 2 > name > zh_Hans): this is missing"),
        ('zh_Hans = "第二"', 'zh_Hans = " "', "line 17 (rooms > 2 > name > zh_Hans): "),
        ('code = "second"\n', "", "line 15 (rooms > 2 > code): this is missing"),
        ("-1001", "1001", "line 14 (rooms > 1 > alarm_group): a group's id is a negative number"),
        ("-1001", "-1001\ndesk_group = 0", "line 15 (rooms > 1 > desk_group): a group's id is"),
        ("-1001", '-1001\nlanguage = "fr"', "line 15 (rooms > 1 > language): "),
        (
            '"village"',
            '"village", place = [111.6, 40.8]',
            "line 4 (communities > 2 > place): this is",
        ),
        ('"village"', '"village", place = [40.8]', "line 4 (communities > 2 > place): this is ["),
        (
            '"village"',
            '"village", place = ["N", 1]',
            "line 4 (communities > 2 > place > 1): this is a",
        ),
        (
            '"village"',
            '"village", place = 40.8',
            "line 4 (communities > 2 > place): this is a list",
        ),
        ('"village"', '"town"', "line 4 (communities > 2 > kind): "),
        ('"second"', '"second room"', "line 16 (rooms > 2 > code): letters, digits, - and _ only"),
        ('"second"', '"first"', "line 16 (rooms > 2 > code): first is there already"),
        ('{ code = "107"', '{ code = "001"', "line 4 (communities > 2 > code): 001 is there"),
        (
            '    "107",\n',
            '    "107",\n    "9",\n',
            "line 20 (rooms > 2 > communities > 2): no comm",
        ),
        (
            '    "107",\n',
            '    "107",\n    "001",\n',
            "line 20 (rooms > 2 > communities > 2): 001 belongs to room first already",
        ),
        ('["001"]', '["001", "001"]', "line 13 (rooms > 1 > communities > 2): 001 belongs to room"),
        ('["001"]', "[]", "line 13 (rooms > 1 > communities): at least one is needed"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert refused(old, new)[0].startswith(told)


def test_a_community_may_say_where_it_is() -> None:
    told = DISTRICT.replace('"village"', '"village", place = [40.8, 111]')
    lake, village = read_district(told).communities
    assert (lake.place, village.place) == (None, [40.8, 111])


def test_a_community_without_a_room_is_told() -> None:
    alone = '{ code = "2", kind = "village", name = { zh_Hans = "新", en = "New" } },\n]\n['
    assert refused("]\n[emergency", alone + "emergency") == [
        "line 5 (communities > 3): 2 belongs to no room."
    ]


def test_officers_serve_in_one_room() -> None:
    staff = '-1001\nofficers = [\n    { id = 7, name = "Li" },\n    { id = 8, name = "Wu"%s },\n]'
    district = read_district(DISTRICT.replace("-1001", staff % ", on_duty = false"))
    on_duty = {each.id: each.on_duty for each in district.rooms[0].officers}
    assert on_duty == {7: True, 8: False}
    assert refused("-1001", staff.replace("8", "7") % "") == [
        "line 17 (rooms > 1 > officers > 2 > id): this officer serves in room first already."
    ]
    for mistake in (staff % ", on_duty = 1", staff.replace("8", "-8") % ""):
        assert refused("-1001", mistake)[0].startswith("line 17 (rooms > 1 > officers > 2 > ")


def test_no_rooms_are_told() -> None:
    rooms = DISTRICT.index("[[rooms]]")
    for none, line in (("", 1), ("rooms = []\n", 1)):
        with pytest.raises(DistrictError, match=rf"^line {line} \(rooms\): (this|at least one) is"):
            read_district(none + DISTRICT[:rooms])


def test_all_mistakes_are_told_in_the_files_order() -> None:
    told = refused('"121100471"\n[escalation]\nnext_room = 30', "1\n[escalation]\nnext_room = 0")
    assert [each.split(" (")[0] for each in told] == ["line 7", "line 9"]


def test_an_empty_file_is_told() -> None:
    with pytest.raises(DistrictError, match=r"^line 1 \(communities\): this is missing"):
        read_district("")


def test_a_file_from_windows_is_read() -> None:
    from_windows = "\ufeff" + DISTRICT.replace("\n", "\r\n")
    assert read_district(from_windows) == read_district(DISTRICT)
    with pytest.raises(DistrictError, match=r"^line 14 \(rooms > 1 > alarm_group\)"):
        read_district(from_windows.replace("-1001", "1001"))


def test_the_example_is_sound_and_names_all_of_zhaojun_road() -> None:
    example = Path(__file__).parents[2] / "district.example.toml"
    district = read_district(example.read_text("utf-8"))
    kinds = [each.kind for each in district.communities]
    assert (kinds.count("community"), kinds.count("village")) == (15, 8)
    assert [len(room.communities) for room in district.rooms] == [6, 9, 8]
