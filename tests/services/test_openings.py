"""When a window is open: its week, days that are not as usual, holidays and the weekends worked for them;
midnight, the ends of months, the leap day and clocks that are set, in the district's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import holidays
from services.districts import DistrictError, read_district
from services.openings import hours_on, midnight, slots
from services.windows import Errand, Week, Window, spans
from services.written import Names
from tests.town import DISTRICT

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = Names(zh_Hans="窗口", en="Window")


def window(week: dict[str, str], **more: object) -> Window:
    told = {"code": "w", "room": "first", "name": NAMES, "hours": Week(**week), **more}
    return Window.model_validate(told)


def begins(one: Window, day: date, zone: ZoneInfo = ZONE) -> list[str]:
    return [f"{at.astimezone(zone):%H:%M}" for span in slots(one, day, zone) for at in span]


def test_slots_fill_each_span_and_no_visit_runs_past_its_end() -> None:
    one = window({"tue": "09:00-10:10 14:30-15:00"}, slot=20)
    tuesday = date(2026, 12, 1)
    assert begins(one, tuesday) == ["09:00", "09:20", "09:40", "14:30"]
    assert begins(one, tuesday + timedelta(days=1)) == []


def test_a_holiday_is_closed_and_a_weekend_worked_for_it_is_open() -> None:
    usual = dict.fromkeys(("mon", "tue", "wed", "thu"), "09:00-10:00") | {"fri": "09:00-09:20"}
    one = window(usual)
    assert begins(one, date(2026, 10, 1)) == []  # National Day, a Thursday
    assert begins(one, date(2026, 10, 10)) == ["09:00"]  # a Saturday worked for it, as a Friday
    assert begins(one, date(2026, 9, 20)) == ["09:00", "09:20", "09:40"]  # a Sunday, as a Monday
    assert begins(one, date(2026, 10, 17)) == []  # a Saturday as usual
    assert begins(one.model_copy(update={"holidays": False}), date(2026, 10, 1)) != []
    assert holidays.name(date(2026, 10, 1), "zh_Hans") == "国庆节"
    assert holidays.name(date(2026, 10, 1), "en") == "National Day"


def test_what_the_district_says_of_a_day_counts_more_than_the_calendar() -> None:
    days = {"2026-10-01": "10:00-10:20", "2026-12-01": "closed"}
    one = window({"tue": "09:00-10:00"}, days=days)
    assert begins(one, date(2026, 10, 1)) == ["10:00"]
    assert begins(one, date(2026, 12, 1)) == []


def test_midnight_month_ends_and_the_leap_day_are_the_districts() -> None:
    late = dict.fromkeys(("sat", "sun", "mon", "tue"), "00:00-00:20 23:40-23:59")
    one = window(late, slot=15, holidays=False)
    leap = date(2028, 2, 29)  # a Tuesday
    found = [at for span in slots(one, leap, ZONE) for at in span]
    assert found[0] == datetime(2028, 2, 28, 16, 0, tzinfo=UTC)
    assert {at.astimezone(ZONE).date() for at in found} == {leap}
    last = date(2027, 1, 31)
    assert midnight(last + timedelta(days=1), ZONE) == datetime(2027, 1, 31, 16, tzinfo=UTC)
    assert begins(one, last) == ["00:00", "23:40"]


def test_a_night_on_which_clocks_are_set_neither_doubles_nor_loses_a_slot() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    one = window({"sun": "01:00-04:00"}, slot=60, holidays=False)
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    assert begins(one, spring, berlin) == ["01:00", "03:00"]
    assert begins(one, autumn, berlin) == ["01:00", "02:00", "02:00", "03:00"]
    for day in (spring, autumn):
        (span,) = slots(one, day, berlin)
        assert len(set(span)) == len(span)


def test_a_longer_errand_takes_as_many_slots_as_it_needs() -> None:
    one = window({}, slot=20)
    told = {"code": "e", "window": "w", "name": NAMES}
    steps = [
        Errand.model_validate({**told, "minutes": minutes}).steps(one)
        for minutes in (5, 20, 21, 40, 41)
    ]
    assert steps == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    "hours", ["", "9:00-10:00", "10:00-09:00", "09:00-11:00 10:30-12:00", "24:00-25:00", "always"]
)
def test_hours_that_nobody_could_keep_are_told_with_their_line(hours: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        spans(hours)
    text = DISTRICT.replace("{alarms}", "-1").replace("{desk}", "-2")
    for name, number in (("li", "1"), ("zhao", "2"), ("ma", "3")):
        text = text.replace("{" + name + "}", number)
    text += '[[windows]]\ncode = "w"\nroom = "first"\nname = { zh_Hans = "窗", en = "W" }\n'
    broken = f'[windows.hours]\nmon = "{hours}"\n'
    with pytest.raises(DistrictError) as told:
        read_district(text + broken)
    line = (text + broken).count("\n")
    assert str(told.value).startswith(f"line {line} (windows > 1 > hours > mon): this is as")


def test_windows_and_errands_that_do_not_fit_together_are_told() -> None:
    text = DISTRICT.replace("{alarms}", "-1").replace("{desk}", "-2")
    for name, number in (("li", "1"), ("zhao", "2"), ("ma", "3")):
        text = text.replace("{" + name + "}", number)
    names = 'name = { zh_Hans = "窗", en = "W" }\n'
    text += f'[[windows]]\ncode = "w"\nroom = "nowhere"\n{names}hours = {{}}\n'
    text += f'[[errands]]\ncode = "e"\nwindow = "v"\n{names}'
    with pytest.raises(DistrictError) as told:
        read_district(text)
    assert "no room has the code nowhere" in str(told.value)
    assert "no window has the code v" in str(told.value)


@given(day=st.dates(date(2026, 1, 1), date(2032, 12, 31)), slot=st.integers(5, 240))
def test_every_slot_lies_in_the_hours_of_its_day(day: date, slot: int) -> None:
    one = window({"mon": "08:00-12:00 13:30-18:00", "sat": "00:00-23:59"}, slot=slot)
    open_spans = hours_on(one, day)
    for begin in (at for span in slots(one, day, ZONE) for at in span):
        local = begin.astimezone(ZONE)
        assert local.date() == day
        end = local + one.step
        assert any(opens <= local.time() and end.time() <= closes for opens, closes in open_spans)
